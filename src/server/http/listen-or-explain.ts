// A busy or forbidden port, in words: a server refuses to start, the desktop takes a free port and tells the reason in health.
import { StartError } from '../start-error.ts'
import { type Listener, listenHttp } from './listen.ts'

export interface ListenResult {
  readonly listener: Listener
  /** Why the port that was asked for isn't the one that is used; null when it is. */
  readonly portReason: string | null
}

/** Listens, or throws StartError naming the port. */
export async function listenOrExplain(options: {
  httpPort: number
  allowedOrigins: readonly string[]
  onBusyPort: 'refuse' | 'take-free-port'
}): Promise<ListenResult> {
  const { httpPort: port, allowedOrigins } = options
  try {
    return { listener: await listenHttp({ port, allowedOrigins }), portReason: null }
  } catch (cause) {
    const { code, message } = cause as { code?: string; message: string }
    const why = code === 'EADDRINUSE' ? 'another program uses it' : code === 'EACCES' ? 'this user may not use it' : message
    if (options.onBusyPort === 'refuse') {
      throw new StartError(
        `Port ${port} on 127.0.0.1 can't be used: ${why}; stop that program, or choose another port with --http-port (0 picks one)`,
        {
          cause,
        },
      )
    }
    const listener = await listenHttp({ port: 0, allowedOrigins })
    return {
      listener,
      portReason: `Port ${port} can't be used (${why}), so programs find Plenum on port ${listener.port} until the next start`,
    }
  }
}
