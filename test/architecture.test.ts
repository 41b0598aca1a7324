/** The layout rules of src/README.md: its tables are the data of this test. */

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { describe, expect, it } from 'vitest'

const ROOT = resolve(import.meta.dirname, '..')
const SRC = join(ROOT, 'src')

const TOP_LEVEL = [
  ...['package.json', 'package-lock.json', 'tsconfig.json', 'biome.json', 'vite.config.ts'],
  ...['index.html', 'README.md', 'LICENSE', 'src', 'public', 'e2e', 'test', 'findings'],
]
const NOT_COMMITTED = ['node_modules', 'dist', 'dist-cli', 'test-results', 'playwright-report']

/** Kinds of rooms that run anywhere: without the DOM, bare errors, or offsets computed by hand. */
const ENGINE = ['leaf', 'engine']

const MAX_LINES = 500
/** Files that may be longer, each with its reason. */
const LONGER: Readonly<Record<string, string>> = {}

/** Files that any room may import. */
const EVERYWHERE = ['errors.ts', 'work.ts', 'text']

interface Import {
  readonly from: string
  /** A path below src, or the name of a package or virtual module. */
  readonly to: string
  readonly local: boolean
  readonly typeOnly: boolean
}

interface Allowance {
  readonly rooms: readonly string[]
  readonly types: readonly string[]
  readonly packages: readonly string[]
}

const sources = filesBelow(SRC).filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.d.ts'))
const imports = sources.flatMap(importsOf)
const readme = readFileSync(join(SRC, 'README.md'), 'utf8')
const roomTable = tableAfter(readme, '## Rooms').map(([room, kind = '']) => ({
  name: names(room)[0] ?? '',
  kind,
}))
const rooms = roomTable.map(({ name }) => name)
const reserved = tableAfter(readme, 'These names are taken').map(([name]) => names(name)[0])
const allowances = new Map(
  tableAfter(readme, '## Who may import whom').map(([room = '', rooms, types, packages]) => [
    names(room)[0] ?? '',
    { rooms: names(rooms), types: names(types), packages: names(packages) },
  ]),
)

describe('rooms', () => {
  it('the rooms of the table are exactly the folders of src', () => {
    const folders = readdirSync(SRC, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && filesBelow(join(SRC, entry.name)).length > 0)
      .map((entry) => entry.name)
    expect([...rooms].sort()).toEqual(folders.sort())
  })

  it('every room has a row in the import table, and every row exists', () => {
    expect(rooms.filter((room) => !allowances.has(room))).toEqual([])
    const unknown = [...allowances.keys()].filter((row) => !sources.some((s) => inside(s, row)))
    expect(unknown).toEqual([])
  })

  it('files import only from rooms that the table allows', () => {
    const forbidden = imports.filter((one) => !isAllowed(one))
    expect(forbidden.map(({ from, to }) => `${from} imports ${to}`)).toEqual([])
  })

  it('files have no import cycle, including imports of types', () => {
    expect(findCycle(imports)).toBeNull()
  })

  it('every room has one of the known kinds', () => {
    const kinds = ['leaf', 'engine', 'boundary', 'program', 'page']
    expect(roomTable.filter(({ kind }) => !kinds.includes(kind))).toEqual([])
  })

  it('the names of planned rooms are reserved, and used for nothing else', () => {
    const planned = ['regtext', 'search', 'compare', 'deleted', 'salvage', 'usage', 'journal']
    expect([...reserved, ...rooms].filter((name) => planned.includes(name ?? '')).sort()).toEqual(
      planned.sort(),
    )
    const taken = (file: string) => basename(file).replace(/\..*$/, '').toLowerCase()
    expect(sources.filter((file) => reserved.includes(taken(file))).map(below)).toEqual([])
  })
})

describe('the search for import cycles', () => {
  const importOf = ([from = '', to = '', typeOnly]: readonly string[]): Import => {
    return { from, to, local: true, typeOnly: typeOnly !== undefined }
  }

  it.each([
    ['two files that import each other', ['a b', 'b a'], ['a', 'b', 'a']],
    ['a file that imports only types back', ['a b', 'b c', 'c a type'], ['a', 'b', 'c', 'a']],
    ['a cycle that is not reached from the first file', ['a b', 'c d', 'd c'], ['c', 'd', 'c']],
    ['a file that imports itself', ['a a'], ['a', 'a']],
  ])('the search for cycles finds %s', (_, edges, cycle) => {
    expect(findCycle(edges.map((edge) => importOf(edge.split(' '))))).toEqual(cycle)
  })

  it('the search for cycles finds none if two paths lead to one file', () => {
    const edges = ['a b', 'a c', 'b d', 'c d']
    expect(findCycle(edges.map((edge) => importOf(edge.split(' '))))).toBeNull()
  })

  it('all forms of type imports are recognised', () => {
    const typeOnly = imports.filter((one) => one.local && one.typeOnly)
    expect(typeOnly.length).toBeGreaterThan(100)
    expect(typeOnly).toContainEqual({
      ...{ from: 'offreg/MergeTarget.ts', to: 'offreg/editScope.ts' },
      ...{ local: true, typeOnly: true },
    })
  })
})

describe('files', () => {
  it(`files have at most ${MAX_LINES} lines`, () => {
    const all = ['src', 'test', 'e2e', '.ci'].flatMap((folder) => filesBelow(join(ROOT, folder)))
    const long = all
      .filter((file) => lines(file) > MAX_LINES)
      .map((file) => relative(ROOT, file).split(sep).join('/'))
    expect(long.filter((file) => !(file in LONGER))).toEqual([])
    expect(Object.keys(LONGER).filter((file) => !long.includes(file))).toEqual([])
  })

  it('the repository has no other files at its top level', () => {
    const strangers = readdirSync(ROOT).filter(
      (name) => !name.startsWith('.') && !TOP_LEVEL.includes(name) && !NOT_COMMITTED.includes(name),
    )
    expect(strangers).toEqual([])
  })
})

describe('engine rooms', () => {
  const engine = sources.filter((file) =>
    roomTable.some(({ name, kind }) => ENGINE.includes(kind) && inside(file, name)),
  )

  it('the engine rooms are those of the table', () => {
    const found = new Set(engine.map((file) => below(file).split('/')[0]))
    const named = roomTable.filter(({ kind }) => ENGINE.includes(kind)).map(({ name }) => name)
    expect([...found].sort()).toEqual(named.sort())
    expect(named).toEqual(expect.arrayContaining(['bytes', 'regf', 'edit', 'search']))
  })

  it.each([
    ['name no browser global', /(?<![.\w])(window|document|navigator|localStorage)\b(?!\??:)/],
    ['throw HiveError, never a bare Error', /\bnew Error\(/],
    ['log nothing', /(?<![.\w])console\./],
  ])('engine rooms %s', (_, pattern) => {
    expect(engine.filter((file) => pattern.test(codeOf(file))).map(below)).toEqual([])
  })

  it('engine rooms compute no file offset outside regf/offsets.ts', () => {
    const byHand = /[+-]\s*(4096|0x1000)\b|\b(4096|0x1000)\s*[+-]/
    const found = engine.filter((file) => byHand.test(codeOf(file))).map(below)
    expect(found.filter((file) => file !== 'regf/offsets.ts')).toEqual([])
  })

  it('engine rooms have one type for long work', () => {
    const others = engine.filter((file) =>
      /Generator<(?:number|undefined|void)\b/.test(codeOf(file)),
    )
    expect(others.map(below)).toEqual([])
  })

  it('every file of an engine room begins with a comment on its contents', () => {
    const silent = engine.filter((file) => !readFileSync(file, 'utf8').startsWith('/**'))
    expect(silent.map(below)).toEqual([])
  })
})

it('no source makes markup or links, so that nothing of a hive can become either', () => {
  const markup =
    /<a\b|\b(?:dangerouslySetInnerHTML|innerHTML|outerHTML|insertAdjacentHTML|srcdoc|createContextualFragment|DOMParser)\b|document\.write|window\.open|\.href\s*=[^=]|['"]<?(?:a|iframe|script)['"]\)/
  const found = sources.filter((file) => markup.test(codeOf(file))).map(below)
  // The link of a download, which is a Blob of the page.
  expect(found).toEqual(['platform/save.ts'])
})

it('what the page loads later is loaded by loadModule, which tries again', () => {
  const imports = /(?<!typeof )\bimport\((?!\w+\))/g
  const ofLoadModule =
    /(?:loadModule\(\s*\(\) =>|LazyPart(?:<[^(]*>)?\(\s*async \(\) =>\s*\(await) $/
  const others = sources
    .filter((file) => ['state', 'commands', 'ui', 'main.tsx'].some((row) => inside(file, row)))
    .flatMap((file) => {
      const text = readFileSync(file, 'utf8')
      const bare = [...text.matchAll(imports)].filter(
        ({ index }) => !ofLoadModule.test(text.slice(0, index)),
      )
      return bare.map(({ index }) => `${below(file)}: ${text.slice(index, index + 60)}`)
    })
  expect(others).toEqual([])
})

it('every file and folder that src/README.md names exists', () => {
  const paths = [...readme.matchAll(/`((?:[\w.-]+\/)+[\w.-]+)`/g)].map(([, path = '']) => path)
  expect(paths.length).toBeGreaterThan(50)
  const bases = [SRC, ROOT]
  const exists = (path: string) =>
    bases.some((base) => ['', '.ts'].some((end) => existsSync(join(base, path + end))))
  expect(paths.filter((path) => !exists(path))).toEqual([])
})

it('package.json names exact versions', () => {
  const { dependencies, devDependencies } = JSON.parse(
    readFileSync(join(ROOT, 'package.json'), 'utf8'),
  ) as Record<'dependencies' | 'devDependencies', Record<string, string>>
  const versions = Object.entries({ ...dependencies, ...devDependencies })
  expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([])
})

function isAllowed({ from, to, local, typeOnly }: Import): boolean {
  const { row, rooms, types, packages } = allowanceOf(from)
  if (!local) return packages.some((name) => matchesPackage(to, name))
  const allowed = [row, ...EVERYWHERE, ...rooms, ...(typeOnly ? types : [])]
  return allowed.some((room) => inside(join(SRC, to), room))
}

/** The most specific row: of the file itself, or else of its room. */
function allowanceOf(file: string): Allowance & { row: string } {
  const row = [...allowances.keys()]
    .filter((key) => inside(join(SRC, file), key))
    .sort((a, b) => b.length - a.length)[0]
  const allowance = allowances.get(row ?? '') ?? { rooms: [], types: [], packages: [] }
  return { row: row ?? file, ...allowance }
}

function matchesPackage(to: string, name: string): boolean {
  if (name.endsWith('*')) return to.startsWith(name.slice(0, -1))
  return to === name || to.startsWith(`${name}/`)
}

/** Whether a row covers a file: `regf`, `main.tsx`, or `worker/protocol` without its extension. */
function inside(file: string, row: string): boolean {
  const path = below(file)
  return path === row || path.startsWith(`${row}/`) || path.replace(/\.tsx?$/, '') === row
}

function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
  const statements = text.matchAll(
    /^(?:import|export)\s+(type\s)?(?:[\w*{][^'"]*?\sfrom\s+)?'([^']+)'|\bimport\(\s*'([^']+)'/gm,
  )
  return [...statements].map(([, type, named, dynamic]) => {
    const target = named ?? dynamic ?? ''
    const local = target.startsWith('.')
    return {
      from: below(file),
      to: local ? below(resolve(dirname(file), target)) : target,
      local,
      typeOnly: type !== undefined,
    }
  })
}

/** One cycle of imports, as a list of files; null if there is none. */
function findCycle(all: readonly Import[]): string[] | null {
  const targets = new Map<string, string[]>()
  for (const { from, to, local } of all) {
    if (local) targets.set(from, [...(targets.get(from) ?? []), to])
  }
  const done = new Set<string>()
  const visit = (file: string, path: readonly string[]): string[] | null => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file]
    if (done.has(file)) return null
    for (const to of targets.get(file) ?? []) {
      const cycle = visit(to, [...path, file])
      if (cycle) return cycle
    }
    done.add(file)
    return null
  }
  for (const file of targets.keys()) {
    const cycle = visit(file, [])
    if (cycle) return cycle
  }
  return null
}

/** The rows of the first table after a heading, cells as written. */
function tableAfter(markdown: string, heading: string): string[][] {
  const rest = markdown.slice(markdown.indexOf(heading))
  const table = /(?:^\|.*\n)+/m.exec(rest)?.[0] ?? ''
  const rows = table.trim().split('\n').slice(2)
  return rows.map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}

function names(cell = ''): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)
}

/** The code of a file, without comments and the contents of strings. */
function codeOf(file: string): string {
  const noise =
    /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|\/\*[\s\S]*?\*\/|\/\/.*$/gm
  return readFileSync(file, 'utf8').replace(noise, "''")
}

function below(file: string): string {
  return relative(SRC, file).split(sep).join('/')
}

function lines(file: string): number {
  return readFileSync(file, 'utf8').split('\n').length - 1
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
}
