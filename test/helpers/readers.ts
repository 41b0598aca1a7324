/**
 * Independent hive readers, which judge the hives that we write. The output of each is parsed into keys with times and
 * values, so that it can be compared before and after an edit.
 */

import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Reader {
  readonly name: string
  /** The content of a hive according to the reader; null if it cannot read it. */
  read(path: string): SeenKey[] | null
  /** The reader's name for the key at a path of plain names below the root. */
  pathOf(names: readonly string[]): string
  /** A part of its output for data that repeats one letter; `''` if it cannot show it. */
  showBytes(letter: number, count: number): string
}

/** The way to run a reader and to parse its output. */
interface Program extends Omit<Reader, 'read'> {
  /** A shell command: reads the hive `$1` and writes its output to `$2`. */
  readonly script: string
  /** Parses the output; null if it is incomplete. */
  parse(text: string): SeenKey[] | null
}

/** A key as shown by a reader, in the reader's order. */
export interface SeenKey {
  path: string
  /** null if the reader shows no times. */
  time: string | null
  values: SeenValue[]
}

export interface SeenValue {
  readonly name: string
  /** Type and data as shown. */
  readonly text: string
}

/** Longer data is stored in segments from version 1.4 on. */
const MAX_PLAIN = 16344
/** Enough for the largest hives on a busy machine. */
const HANG_SECONDS = 60
/** Processor time after which a reader is taken to be in a loop. The hives it may loop on take it a tenth of that. */
const LOOP_SECONDS = 1
const MAX_OUTPUT = 1 << 29

const hivexml: Program = {
  name: 'hivexml',
  script: 'hivexml "$1" > "$2"',
  pathOf: joined,
  showBytes: (letter) => Buffer.alloc(9, letter).toString('base64'),
  parse(xml) {
    if (!xml.trimEnd().endsWith('</hive>')) return null
    const keys: SeenKey[] = []
    const open: SeenKey[] = []
    const parts = xml.matchAll(
      /<node ([^>]*)>|(<\/node>)|<mtime>([^<]*)<\/mtime>|<value ([^>]*[^/])>([\s\S]*?)<\/value>|<value ([^>]*)\/>/g,
    )
    for (const [, node, end, time, attributes, inside = '', bare] of parts) {
      if (node !== undefined) {
        const above = open.at(-1)
        const name = /name="([^"]*)"/.exec(node)?.[1] ?? ''
        const key = { path: above === undefined ? '' : `${above.path}\\${name}`, time, values: [] }
        keys.push({ ...key, time: '' })
        open.push(keys.at(-1) as SeenKey)
      } else if (end !== undefined) {
        open.pop()
      } else if (time !== undefined) {
        const key = open.at(-1)
        if (key !== undefined) key.time = time
      } else {
        const text = attributes ?? bare ?? ''
        const name = /key="([^"]*)"/.exec(text)?.[1] ?? ''
        const where = /<byte_runs>[\s\S]*?<\/byte_runs>/g
        open.at(-1)?.values.push({ name, text: text + inside.replace(where, '') })
      }
    }
    return keys
  },
}

const reglookup: Program = {
  name: 'reglookup',
  script: 'reglookup "$1" > "$2"',
  pathOf: (names) => `/${names.join('/')}`,
  showBytes: (letter) => String.fromCharCode(letter).repeat(9),
  parse(csv) {
    const keys: SeenKey[] = []
    for (const line of csv.split('\n').slice(1)) {
      const [where = '', type, , time = ''] = line.split(',')
      if (type === 'KEY') {
        keys.push({ path: where, time, values: [] })
        continue
      }
      const key = keys.at(-1)
      if (key === undefined || line === '') continue
      const name = where.slice(key.path.length + 1)
      key.values.push({ name, text: line.slice(where.length) })
    }
    return keys.length === 0 ? null : keys
  },
}

const regfexport: Program = {
  name: 'regfexport',
  script: 'regfexport "$1" > "$2"',
  pathOf: joined,
  showBytes: (letter) => `${letter.toString(16)} `.repeat(8).trimEnd(),
  parse(text) {
    const [, ...blocks] = text.split(/^Key path: /m)
    const root = blocks[0]?.split('\n', 1)[0] ?? ''
    const keys = blocks.map((block) => {
      const where = block.split('\n', 1)[0] ?? ''
      const values = block.split(/^Value: \d+ /m).slice(1)
      return {
        path: where.slice(root.length),
        time: null,
        values: values.map((value) => {
          const name = value.split('\n', 1)[0] ?? ''
          return { name, text: value.slice(name.length).trimEnd() }
        }),
      }
    })
    return keys.length === 0 ? null : keys
  },
}

const reged: Program = {
  name: 'reged',
  script: 'reged -x "$1" PREFIX "\\\\" "$2" > /dev/null',
  pathOf: joined,
  showBytes: (letter, count) =>
    count > MAX_PLAIN ? '' : Array.from({ length: 9 }, () => letter.toString(16)).join(','),
  parse(exported) {
    const [, ...blocks] = exported.replaceAll('\r\n', '\n').split(/^\[PREFIX/m)
    // A root key without the root flag is exported under its name.
    const root = blocks[0]?.split(']\n', 1)[0] ?? ''
    return blocks.map((block) => {
      const where = block.split(']\n', 1)[0] ?? ''
      const values = block.split(/^(?=@=|"(?:[^"\\]|\\.)*"=)/m).slice(1)
      return {
        path: where.slice(root.length),
        time: null,
        values: values.map((value) => {
          const name = /^"((?:[^"\\]|\\.)*)"/.exec(value)?.[1] ?? '@'
          const text = value.trimEnd().replaceAll(/\\\n {2}/g, '')
          return { name, text: isMisread(text) ? 'big data' : text }
        }),
      }
    })
  },
}

const programs: readonly Program[] = [hivexml, reglookup, regfexport, reged].filter(({ name }) => {
  const isThere = !(spawnSync(name, ['-h']).error instanceof Error)
  if (!isThere) process.stdout.write(`skipped: ${name} is not installed, so it does not judge\n`)
  return isThere
})

/** The installed readers; the others are named in a line of output. */
export const readers: readonly Reader[] = programs.map((program) => ({
  ...program,
  read: (path) => seenByAll([path], [program.name])[0]?.[0] ?? null,
}))

/** The security of a key in the output of reglookup: SIDs, and entries as `SID:TYPE:RIGHTS:FLAGS`. */
export interface SeenSecurity {
  readonly path: string
  readonly owner: string
  readonly group: string
  readonly sacl: readonly string[]
  readonly dacl: readonly string[]
}

/** The security of all keys according to reglookup; null if it is not installed or cannot read the hive. */
export function seenSecurity(path: string): SeenSecurity[] | null {
  if (!programs.includes(reglookup)) return null
  const args = ['-s', '-t', 'KEY', path]
  const { status, stdout: csv } = spawnSync(reglookup.name, args, {
    encoding: 'latin1',
    maxBuffer: MAX_OUTPUT,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  if (status !== 0) return null
  const entries = (field: string | undefined) => (field ?? '').split('|').filter(Boolean)
  return csv
    .split('\n')
    .slice(1)
    .filter(Boolean)
    .map((line) => {
      const [where = '', , , , owner = '', group = '', sacl, dacl] = line.split(',')
      return { path: where, owner, group, sacl: entries(sacl), dacl: entries(dacl) }
    })
}

/** reged does not support big data: it shows the bytes from its record (`db`) on, whatever they are. */
function isMisread(text: string): boolean {
  return /=hex(?:\(\w+\))?:64,62,/.test(text) && text.length > MAX_PLAIN * 3
}

/**
 * The content of hives according to the readers, by reader and hive; null if a reader cannot read a hive. One shell
 * starts all of them, because starting a process costs more the larger the parent is. A reader that hangs is stopped.
 *
 * @param names - the readers to run
 * @param damaged - whether readers may hang on the hives, so that each is stopped soon, and a reader that cannot read a
 *   hive is not shown those after it
 */
export function seenByAll(
  paths: readonly string[],
  names: readonly string[],
  damaged = false,
): (SeenKey[] | null)[][] {
  const some = programs.filter(({ name }) => names.includes(name))
  const folder = mkdtempSync(join(tmpdir(), 'propolis-readers-'))
  const output = (reader: number, hive: number) => join(folder, `${reader}-${hive}`)
  try {
    const lines = some.map(({ script }, n) => {
      const reads = paths.map((path, at) => {
        const files = `${quoted(path)} ${quoted(output(n, at))}`
        const done = quoted(`${output(n, at)}.done`)
        return `timeout ${HANG_SECONDS} sh -c '${script}' sh ${files} && : > ${done}`
      })
      return reads.join(damaged ? ' && ' : '\n')
    })
    const limit = damaged ? [`ulimit -t ${LOOP_SECONDS}`] : []
    spawnSync('sh', ['-c', [...limit, ...lines].join('\n')], { stdio: 'ignore' })
    return some.map(({ parse }, n) =>
      paths.map((_, at) => {
        const isDone = existsSync(`${output(n, at)}.done`)
        return isDone ? parse(readFileSync(output(n, at), 'latin1')) : null
      }),
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function quoted(path: string): string {
  return `'${path.replaceAll("'", "'\\''")}'`
}

function joined(names: readonly string[]): string {
  return names.map((name) => `\\${name}`).join('')
}
