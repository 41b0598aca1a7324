/**
 * The build of Propolis: the page (a relocatable static site in dist/), the engine as text inside it
 * (`virtual:engine`), the programs for Node (`--mode cli`: dist-cli/hive.js and its parts), the service worker, the
 * content security policy, and the unit tests.
 */

import { chmodSync, existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { build, type Plugin, type PreviewServer } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'
import { defineConfig } from 'vitest/config'
import { licencesText, shippedLicences } from './.ci/licences.ts'

const ROOT = import.meta.dirname
const ENGINE_ENTRY = resolve(ROOT, 'src/worker/hive.worker.ts')

const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'none'",
  "worker-src 'self' blob:",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-src 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types propolis',
].join('; ')

/** The policy of sw.js applies to the fetches of the service worker: the precache needs its own origin. */
const SERVICE_WORKER_POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'"

const HEADERS = {
  'Content-Security-Policy': `${PAGE_POLICY}; frame-ancestors 'none'`,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
}

/**
 * With this header the browser's update check one second after a load is answered by its cache, so that there are
 * no requests after "Ready offline" (`updateViaCache: 'all'` in serviceWorker.ts).
 */
const SERVICE_WORKER_CACHING = 'max-age=600'

/** The files that the service worker caches; the screenshot of the README is not part of the page. */
const PRECACHED = ['**/*.{js,css,html,svg,png,webmanifest,txt,woff2}']
const NOT_PRECACHED = ['screenshot.png']

/** Bundles the engine as one classic script and lists its source files. */
async function bundleEngine({ minify }: { minify: boolean }) {
  if (!existsSync(ENGINE_ENTRY)) throw new Error(`${ENGINE_ENTRY} does not exist`)
  const result = await build({
    root: ROOT,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    build: {
      write: false,
      minify,
      target: 'es2023',
      modulePreload: false,
      // As a library, so that what is imported when it is needed is in the script too, without a loader.
      lib: { entry: ENGINE_ENTRY, formats: ['iife'], name: 'engine' },
    },
  })
  const outputs = Array.isArray(result) ? result : [result]
  const chunks = outputs.flatMap((output) => ('output' in output ? output.output : []))
  const scripts = chunks.filter((chunk) => chunk.type === 'chunk')
  const [script] = scripts
  if (!script || chunks.length !== 1) throw new Error('the engine must bundle into one script')
  return { code: script.code, files: script.moduleIds.filter((id) => existsSync(id)) }
}

/** `import('virtual:engine')`: the text of the engine, in development too. */
function engineText(): Plugin {
  // Names the chunk; some static hosts do not serve names with a leading underscore.
  const id = '\0propolis/engine'
  const parts = new Set<string>()
  let serving = false
  return {
    name: 'propolis:engine',
    configResolved(config) {
      serving = config.command === 'serve'
    },
    resolveId: (source) => (source === 'virtual:engine' ? id : undefined),
    async load(source) {
      if (source !== id) return undefined
      const { code, files } = await bundleEngine({ minify: !serving })
      parts.clear()
      for (const file of files) {
        parts.add(file)
        this.addWatchFile(file)
      }
      return `export default ${JSON.stringify(code)}`
    },
    hotUpdate({ file }) {
      if (!parts.has(file)) return
      const module = this.environment.moduleGraph.getModuleById(id)
      if (module) this.environment.moduleGraph.invalidateModule(module)
      this.environment.hot.send({ type: 'full-reload' })
    },
  }
}

/**
 * The licences of everything that ships: as `licences.txt` next to the page, and as `virtual:licences` for its
 * dialog. The build fails if the page contains a package whose licence would be missing.
 */
function licences(): Plugin {
  const id = '\0propolis/licences'
  return {
    name: 'propolis:licences',
    resolveId: (source) => (source === 'virtual:licences' ? id : undefined),
    load: (source) =>
      source === id ? `export default ${JSON.stringify(licencesText(ROOT))}` : undefined,
    generateBundle(_, bundle) {
      const named = new Set(shippedLicences(ROOT).map(({ name }) => name))
      const modules = Object.values(bundle).flatMap((part) =>
        part.type === 'chunk' ? part.moduleIds : [],
      )
      for (const path of modules) {
        const name = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]
        if (name !== undefined && !named.has(name)) {
          throw new Error(`${name} ships with the page, but its licence does not`)
        }
      }
      this.emitFile({ type: 'asset', fileName: 'licences.txt', source: licencesText(ROOT) })
    },
  }
}

/** Puts the policy into the built page itself, for hosts that send no headers. */
function policyMeta(): Plugin {
  return {
    name: 'propolis:policy-meta',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: PAGE_POLICY },
        injectTo: 'head-prepend',
      },
    ],
  }
}

/**
 * Puts the icon into the page. A browser requests an icon that is a file again whenever the address changes, which
 * the path of the selected key does.
 */
function inlineIcon(): Plugin {
  return {
    name: 'propolis:icon',
    apply: 'build',
    transformIndexHtml(html) {
      const icon = readFileSync(join(ROOT, 'public/icon.svg'))
      const inline = `data:image/svg+xml;base64,${icon.toString('base64')}`
      return html.replace('href="./icon.svg"', `href="${inline}"`)
    },
  }
}

/** Sends the policy and the other security headers with every file of the preview server. */
function policyHeaders(): Plugin {
  return {
    name: 'propolis:policy-headers',
    configurePreviewServer(server: PreviewServer) {
      server.middlewares.use((request, response, next) => {
        const path = (request.url ?? '/').replace(/[?#].*/, '')
        for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value)
        if (path.endsWith('/sw.js')) {
          response.setHeader('Content-Security-Policy', SERVICE_WORKER_POLICY)
          response.setHeader('Cache-Control', SERVICE_WORKER_CACHING)
        }
        next()
      })
    },
  }
}

/**
 * Writes the headers into `_headers`, which some static hosts read. Where several of its rules apply to a file, a host
 * may send all of them, so only one has a policy for each.
 */
function hostHeaders(): Plugin {
  const { 'Content-Security-Policy': policy, ...companions } = HEADERS
  const rules: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    '/*': companions,
    '/': { 'Content-Security-Policy': policy },
    '/index.html': { 'Content-Security-Policy': policy },
    '/assets/*': { 'Content-Security-Policy': policy },
    '/sw.js': {
      'Content-Security-Policy': SERVICE_WORKER_POLICY,
      'Cache-Control': SERVICE_WORKER_CACHING,
    },
  }
  const lines = Object.entries(rules).flatMap(([path, headers]) => [
    path,
    ...Object.entries(headers).map(([name, value]) => `  ${name}: ${value}`),
  ])
  return {
    name: 'propolis:host-headers',
    apply: 'build',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: '_headers', source: `${lines.join('\n')}\n` })
    },
  }
}

/** Makes the command executable. */
function executable(): Plugin {
  return {
    name: 'propolis:executable',
    writeBundle(options, bundle) {
      for (const part of Object.values(bundle)) {
        if (part.type !== 'chunk' || !part.isEntry) continue
        chmodSync(join(options.dir ?? '', part.fileName), 0o755)
      }
    },
  }
}

/** Makes the page installable and complete offline: every file of the build is precached, nothing else is. */
function offline() {
  return VitePWA({
    registerType: 'prompt',
    injectRegister: false,
    strategies: 'injectManifest',
    srcDir: 'src/platform',
    filename: 'sw.ts',
    scope: './',
    manifestFilename: 'manifest.webmanifest',
    includeManifestIcons: false,
    injectManifest: {
      globPatterns: PRECACHED,
      globIgnores: NOT_PRECACHED,
      rollupFormat: 'iife',
      sourcemap: false,
    },
    manifest: {
      name: 'Propolis',
      short_name: 'Propolis',
      description: 'An offline editor for Windows registry hive files.',
      lang: 'en',
      dir: 'ltr',
      start_url: './',
      scope: './',
      display: 'standalone',
      background_color: '#f4f5f7',
      theme_color: '#f4f5f7',
      categories: ['developer', 'utilities'],
      icons: [
        { src: 'icon.svg', sizes: 'any', type: 'image/svg+xml' },
        { src: 'icon-192.png', sizes: '192x192', type: 'image/png' },
        { src: 'icon-512.png', sizes: '512x512', type: 'image/png' },
        { src: 'icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
      ],
      file_handlers: [
        {
          action: './',
          accept: {
            'application/x-windows-registry-hive': ['.hiv', '.hive', '.hve', '.dat', '.man'],
            'text/x-ms-regedit': ['.reg'],
          },
        },
      ],
      launch_handler: { client_mode: ['focus-existing', 'auto'] },
    },
  })
}

/** Programs for Node, in dist-cli/, by the mode that builds them. */
const PROGRAMS: Readonly<Record<string, { entry: string; file: string }>> = {
  cli: { entry: 'src/cli/main.ts', file: 'hive.js' },
  bench: { entry: 'src/bench/main.ts', file: 'bench.mjs' },
  soak: { entry: 'test/soak/main.ts', file: 'soak.mjs' },
}

/**
 * What makes the command start fast. Reading code takes most of its start: so it is minified, in ASCII, which takes
 * half the memory and time, and in parts that are loaded when they are needed. CommonJS modules are loaded without
 * the start of the loader of the others.
 */
const FAST_START = {
  format: 'cjs',
  charset: 'ascii',
  codeSplitting: true,
  // Without hashes, a part takes the place of that of an earlier build.
  chunkFileNames: 'hive/[name].js',
} as const

/** Says that the command is made of CommonJS modules. */
function commonJs(): Plugin {
  return {
    name: 'propolis:commonjs',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'package.json', source: '{ "type": "commonjs" }\n' })
    },
  }
}

const PAGE_TESTS = ['test/{ui,state,commands}/**/*.test.{ts,tsx}']
/** Tests that mock modules, so they must not share them with others. */
const MOCKING_TESTS = ['test/cli/powerCut.test.ts', 'test/offreg/saveGate.test.ts']

export default defineConfig(({ mode }) => {
  const shared = { root: ROOT, base: './', appType: 'mpa' as const }
  const program = PROGRAMS[mode]
  if (program !== undefined) {
    return {
      ...shared,
      publicDir: false,
      plugins: [executable(), ...(mode === 'cli' ? [commonJs()] : [])],
      ssr: { noExternal: true },
      build: {
        ssr: program.entry,
        outDir: 'dist-cli',
        emptyOutDir: false,
        target: 'node20',
        minify: mode === 'cli',
        rolldownOptions: {
          output: {
            ...(mode === 'cli' ? FAST_START : { format: 'es', codeSplitting: false }),
            entryFileNames: program.file,
            banner: (chunk) => (chunk.isEntry ? '#!/usr/bin/env node' : ''),
          },
        },
      },
    }
  }
  return {
    ...shared,
    plugins: [
      react(),
      engineText(),
      licences(),
      policyMeta(),
      inlineIcon(),
      policyHeaders(),
      hostHeaders(),
      ...(mode === 'test' ? [] : [offline()]),
    ],
    build: { outDir: 'dist', target: 'es2023', modulePreload: { polyfill: false } },
    preview: { host: '127.0.0.1', port: 4173, strictPort: true, cors: false },
    test: {
      testTimeout: 60_000,
      // By default Vitest keeps one processor for itself, which is half of two.
      maxWorkers: '100%',
      projects: [
        {
          extends: true,
          test: {
            name: 'engine',
            environment: 'node',
            // Modules of the engine have no state, so its tests share them, which takes half the time.
            isolate: false,
            include: ['test/**/*.test.ts'],
            exclude: [...PAGE_TESTS, ...MOCKING_TESTS],
          },
        },
        {
          extends: true,
          test: { name: 'mocking', environment: 'node', include: MOCKING_TESTS },
        },
        {
          extends: true,
          test: {
            name: 'page',
            environment: 'happy-dom',
            include: PAGE_TESTS,
            setupFiles: 'test/helpers/pageSetup.ts',
            expect: { poll: { timeout: 15_000, interval: 5 } },
          },
        },
      ],
    },
  }
})
