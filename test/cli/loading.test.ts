/** A command starts fast because only its own module is loaded, and what that needs. */

import { join, resolve } from 'node:path'
import { build, type Rolldown } from 'vite'
import { beforeAll, expect, it } from 'vitest'
import { COMMAND_NAMES, loadCommand } from '../../src/cli/commands.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const MAIN = source('main')
const chunks = new Map<string, Rolldown.OutputChunk>()
/** The modules that each module imports statically. */
const imports = new Map<string, readonly string[]>()

beforeAll(async () => {
  await build({
    root: ROOT,
    mode: 'cli',
    logLevel: 'error',
    build: { write: false },
    plugins: [
      {
        name: 'test:graph',
        generateBundle(_, bundle) {
          for (const chunk of Object.values(bundle)) {
            if (chunk.type === 'chunk') chunks.set(chunk.fileName, chunk)
          }
          for (const id of this.getModuleIds()) {
            imports.set(id, this.getModuleInfo(id)?.importedIds ?? [])
          }
        },
      },
    ],
  })
})

it.each(COMMAND_NAMES)('%s loads only its own module, and what that needs', async (name) => {
  expect((await loadCommand([name]))?.name).toBe(name)
  const loaded = modulesLoadedFor(name)
  expect(loaded).toContain(source(name))
  const others = COMMAND_NAMES.filter((other) => other !== name)
  expect(others.filter((other) => loaded.has(source(other)))).toEqual([])
  const needed = reached([MAIN, source(name)], (id) => imports.get(id) ?? [])
  expect([...loaded].filter((id) => !needed.has(id))).toEqual([])
})

it('no command is loaded before its name is known', () => {
  const loaded = modulesIn(chunksFrom(MAIN))
  expect(loaded).toContain(MAIN)
  expect(COMMAND_NAMES.filter((name) => loaded.has(source(name)))).toEqual([])
})

it('info loads nothing that edits a hive, or reads descriptors as text', () => {
  const loaded = [...modulesLoadedFor('info')].map((id) => id.slice(ROOT.length + 1))
  expect(loaded).toContain('src/offreg/StoredHive.ts')
  for (const name of ['offreg/Key', 'offreg/Hive', 'regf/subkeyEdit', 'security/sddl']) {
    expect(loaded).not.toContain(`src/${name}.ts`)
  }
})

it('search loads the library of regular expressions only when it is given one', () => {
  const isLibrary = (id: string) => id.includes('/node_modules/re2js/')
  expect([...modulesLoadedFor('search')].filter(isLibrary)).toEqual([])
  const parts = [...chunks.values()].filter(({ moduleIds }) => moduleIds.some(isLibrary))
  expect(parts).toHaveLength(1)
})

/** The modules in every file that is read when a command runs. */
function modulesLoadedFor(name: string): ReadonlySet<string> {
  return modulesIn([...chunksFrom(MAIN), ...chunksFrom(source(name))])
}

/** The file that a module is the entry of, and every file that it imports. */
function chunksFrom(module: string): readonly string[] {
  const entry = [...chunks.values()].find(({ facadeModuleId }) => facadeModuleId === module)
  expect(entry, `${module} has a file of its own`).toBeDefined()
  return [...reached([entry?.fileName ?? ''], (file) => chunks.get(file)?.imports ?? [])]
}

function modulesIn(files: readonly string[]): ReadonlySet<string> {
  return new Set(files.flatMap((file) => chunks.get(file)?.moduleIds ?? []))
}

function reached(from: readonly string[], next: (at: string) => readonly string[]): Set<string> {
  const found = new Set(from)
  for (const at of found) for (const one of next(at)) found.add(one)
  return found
}

function source(name: string): string {
  return join(ROOT, 'src/cli', `${name}.ts`)
}
