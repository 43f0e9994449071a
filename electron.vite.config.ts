// One build, three runtimes: main (Electron shell, headless server and worker threads, ES modules with dependencies left in
// node_modules), preload (one CommonJS file, or the sandbox can't load it), renderer (the page both of them serve).
import { existsSync, readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

const workersFolder = resolve('src/server/workers')
const workers = Object.fromEntries(
  (existsSync(workersFolder) ? readdirSync(workersFolder) : [])
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => [`workers/${name.slice(0, -3)}`, resolve(workersFolder, name)]),
)
const entry = (path: string) => resolve('src', path)
/** What ships as a dependency and is loaded from node_modules at run time. */
const mainOutput = { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' } as const

export default defineConfig({
  main: {
    build: {
      externalizeDeps: true,
      sourcemap: true,
      rolldownOptions: {
        input: { index: entry('main/index.ts'), headless: entry('server/headless.ts'), ...workers },
        output: mainOutput,
      },
    },
  },
  preload: {
    build: {
      externalizeDeps: false,
      rolldownOptions: { input: { index: entry('preload/index.ts') }, output: { format: 'cjs', entryFileNames: '[name].cjs' } },
    },
  },
  renderer: {
    root: 'src/renderer',
    build: {
      minify: true,
      sourcemap: true,
      assetsInlineLimit: 0,
      rolldownOptions: { input: entry('renderer/index.html') },
    },
    worker: { format: 'es' },
    server: {
      host: '127.0.0.1',
      // The page of `npm run dev` is Vite's; to our server its calls look like those of its own page.
      proxy: {
        '/api': {
          target: `http://127.0.0.1:${process.env.PLENUM_HTTP_PORT ?? '5717'}`,
          changeOrigin: true,
          configure: (proxy) => proxy.on('proxyReq', (request) => request.removeHeader('origin')),
        },
      },
    },
    plugins: [react()],
  },
})
