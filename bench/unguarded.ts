// A baseline for the cost of asking who calls: the same list from the same database, by node:http alone. No host or origin check, no
// credentials, no limits, no contract. Run as `node bench/unguarded.ts DATA_FOLDER`; prints its address.
import { createServer } from 'node:http'
import { systemClock } from '../src/server/clock.ts'
import { createLog } from '../src/server/log.ts'
import { openStore } from '../src/server/store/open.ts'

const [dataFolder = ''] = process.argv.slice(2)
const store = openStore({ dataFolder, clock: systemClock, log: createLog({ level: 'warn' }) })
const server = createServer((_request, response) => {
  response.setHeader('content-type', 'application/json; charset=utf-8')
  response.end(JSON.stringify(store.project.list({ limit: 50 })))
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.stdout.write(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/\n`)
})
