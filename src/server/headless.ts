// Entry for plain Node: flags in, one ready line on standard output, exit codes 0 (stopped), 2 (a bad flag), 3 (can't start), 1 (a bug).
// Nothing is imported before the version of Node is known, for native parts crash old ones without a word.

/** The first with AsyncDisposableStack. */
const oldestNode = 24
const [major = 0] = process.versions.node.split('.').map(Number)

async function main(): Promise<void> {
  // Whoever started us may stop listening: a closed pipe must not end the server.
  for (const output of [process.stdout, process.stderr]) output.on('error', () => {})
  let wanted = true
  let stop = () => {
    wanted = false
  }
  // Before anything that takes time; a second signal finds the stop under way and changes nothing.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop())

  const { readOptions } = await import('./options.ts')
  const options = readOptions({ argv: process.argv.slice(2), env: process.env })
  const { startServer } = await import('./server.ts')
  const server = await startServer(options)
  stop = () => {
    stop = () => {}
    server.stop().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    )
  }
  if (!wanted) return stop()
  const { baseUrl: http, mqttUrl: mqtt, dataFolder: data } = server
  process.stdout.write(`${JSON.stringify({ ready: true, pid: process.pid, http, mqtt, data })}\n`)
  process.stderr.write(`${server.welcomeUrl()}\n`)
  const setUp = server.setUpUrl()
  if (setUp !== null) process.stderr.write(`No account yet; the first administrator is made at ${setUp}\n`)
}

/** Says what stopped the start in one sentence on one line; a bug keeps its stack. */
function fail(error: unknown): never {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error))
  const exitCode = name === 'OptionError' ? 2 : name === 'StartError' ? 3 : 1
  process.stderr.write(`${exitCode === 1 ? (stack ?? message) : message.replace(/\s+/g, ' ')}\n`)
  process.exit(exitCode)
}

if (major < oldestNode)
  fail(
    Object.assign(new Error(`Plenum needs Node ${oldestNode} or newer; this is ${process.version}. Use node_modules/.bin/node.`), {
      name: 'StartError',
    }),
  )
else main().catch(fail)
