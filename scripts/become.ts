// Turns this process into another program, so that its pid and signals are the program's own; where the system can't, runs it as a
// child and hands signals and exit code through.
import { spawn } from 'node:child_process'

/** Never returns where execve exists; elsewhere resolves with the exit code. */
export async function become(command: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<number> {
  if (process.platform !== 'win32' && typeof process.execve === 'function') {
    const clean = Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined))
    process.removeAllListeners('warning')
    process.execve(command, [command, ...args], clean)
  }
  const child = spawn(command, args, { stdio: 'inherit', env })
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal))
  return new Promise((end) => {
    child.on('exit', (code) => end(code ?? 1))
    child.on('error', () => end(1))
  })
}
