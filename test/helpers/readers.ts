/**
 * Hive readers written by others, as judges of the hives we write. Each one's output is taken apart to
 * keys with their times and values, so that what it sees before and after an edit can be compared.
 */

import { spawnSync } from 'node:child_process'
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Reader {
  readonly name: string
  /** What it sees in a hive; null when it does not read it. */
  read(path: string): SeenKey[] | null
  /** How it names the key at a path of plain names below the root. */
  pathOf(names: readonly string[]): string
  /** A part of how it shows so many bytes of one letter; `''` when it cannot. */
  showBytes(letter: number, count: number): string
}

/** A key as a reader shows it, in its order. */
export interface SeenKey {
  path: string
  /** null when the reader shows no times. */
  time: string | null
  values: SeenValue[]
}

export interface SeenValue {
  readonly name: string
  /** Type and data as shown. */
  readonly text: string
}

/** Longer data is in segments from version 1.4 on. */
const MAX_PLAIN = 16344

const hivexml: Reader = {
  name: 'hivexml',
  pathOf: joined,
  showBytes: (letter) => Buffer.alloc(9, letter).toString('base64'),
  read(path) {
    const xml = output('hivexml', [path])
    if (xml === null || !xml.trimEnd().endsWith('</hive>')) return null
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

const reglookup: Reader = {
  name: 'reglookup',
  pathOf: (names) => `/${names.join('/')}`,
  showBytes: (letter) => String.fromCharCode(letter).repeat(9),
  read(path) {
    const csv = output('reglookup', [path])
    if (csv === null) return null
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

const regfexport: Reader = {
  name: 'regfexport',
  pathOf: joined,
  showBytes: (letter) => `${letter.toString(16)} `.repeat(8).trimEnd(),
  read(path) {
    const text = output('regfexport', [path])
    if (text === null) return null
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

const reged: Reader = {
  name: 'reged',
  pathOf: joined,
  showBytes: (letter, count) =>
    count > MAX_PLAIN ? '' : Array.from({ length: 9 }, () => letter.toString(16)).join(','),
  read(path) {
    const file = join(tmpdir(), `propolis-reged-${process.pid}.reg`)
    try {
      if (output('reged', ['-x', path, 'PREFIX', '\\', file]) === null) return null
      const [, ...blocks] = readFileSync(file, 'latin1')
        .replaceAll('\r\n', '\n')
        .split(/^\[PREFIX/m)
      // A root without the flag of a root is exported under its name.
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
    } finally {
      rmSync(file, { force: true })
    }
  },
}

/** The readers that this machine has; the others are named in a line of output. */
export const readers: readonly Reader[] = [hivexml, reglookup, regfexport, reged].filter(
  ({ name }) => {
    const isThere = !(spawnSync(name, ['-h']).error instanceof Error)
    if (!isThere) process.stdout.write(`skipped: ${name} is not installed, so it does not judge\n`)
    return isThere
  },
)

/** The security of a key as reglookup shows it: SIDs, and entries as `SID:TYPE:RIGHTS:FLAGS`. */
export interface SeenSecurity {
  readonly path: string
  readonly owner: string
  readonly group: string
  readonly sacl: readonly string[]
  readonly dacl: readonly string[]
}

/** What reglookup sees of the security of all keys; null when it is not installed or does not read it. */
export function seenSecurity(path: string): SeenSecurity[] | null {
  if (!readers.includes(reglookup)) return null
  const csv = output('reglookup', ['-s', '-t', 'KEY', path])
  if (csv === null) return null
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

/** reged knows no big data: it shows the bytes from its record (`db`) on, whatever follows. */
function isMisread(text: string): boolean {
  return /=hex(?:\(\w+\))?:64,62,/.test(text) && text.length > MAX_PLAIN * 3
}

/** What a program writes, null when it fails. To a file: hivexml cannot write to a socket. */
function output(program: string, args: readonly string[]): string | null {
  const path = join(tmpdir(), `propolis-${program}-${process.pid}.out`)
  const file = openSync(path, 'w')
  try {
    const { status } = spawnSync(program, args, { stdio: ['ignore', file, 'ignore'] })
    return status === 0 ? readFileSync(path, 'latin1') : null
  } finally {
    closeSync(file)
    rmSync(path)
  }
}

function joined(names: readonly string[]): string {
  return names.map((name) => `\\${name}`).join('')
}
