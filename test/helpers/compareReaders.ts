/**
 * Checks that independent readers see the content of an edited hive, and can still read a damaged one after edits. Each
 * formats names and data differently, so its output for an edited hive is compared with its output for a hive of
 * the same content that was built by hand.
 */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Hive } from '../../src/offreg/Hive.ts'
import { valueName } from '../../src/regf/keyValue.ts'
import { walkKeys } from '../../src/regf/walk.ts'
import { type RawKey, rawHive } from './rawHive.ts'
import { readers, type SeenKey, seenByAll } from './readers.ts'

/** reged shows wrong bytes for big data and long values, depending on their location. */
const MISREADS = ['reged']
/** The others read big data from 1.5 on; in 1.4 they show the bytes of its record. */
const MISREADS_1_4 = ['reged', 'reglookup', 'regfexport']

/** The names of the readers that can read a hive, of those whose output can be compared. */
export function judgesOf(opened: Uint8Array<ArrayBuffer>): readonly string[] {
  const misreads = Hive.open(opened.slice()).version === '1.4' ? MISREADS_1_4 : MISREADS
  const names = readers.flatMap(({ name }) => (misreads.includes(name) ? [] : [name]))
  return readAll([opened], names).flatMap(({ name, seen: [keys] }) => (keys === null ? [] : [name]))
}

/**
 * Returns the output of the first reader that sees a difference, null if none does, and the number of readers that
 * took part: those that can also read the hive built by hand (corpus/README.md has their limits).
 *
 * @param judges - the readers that can read the initial hive
 * @param content - the content of the edited hive
 */
export function firstReaderDifference(
  judges: readonly string[],
  edited: Uint8Array<ArrayBuffer>,
  content: RawKey,
): { difference: string | null; read: number } {
  const { minor, flags } = Hive.open(edited.slice()).base
  const built = rawHive({ minor, flags, root: content })
  const looked = readAll([edited, built], judges).filter(({ seen: [, inBuilt] }) => inBuilt)
  const differing = looked.find(({ seen: [inEdited, inBuilt] }) => {
    return contentOf(inEdited) !== contentOf(inBuilt)
  })
  const difference =
    differing === undefined ? null : `${differing.name} sees another content in the edited hive`
  return { difference, read: looked.length }
}

/**
 * A reader that could read a damaged hive and cannot read it after the edits; null if there is none. reged is not run
 * for names with a NUL: it searches for the value by the part before the NUL, and fails. Nor is it run for a hive with
 * references past its end: it follows them into whatever memory is there, and whether it ends normally is chance.
 */
export function readerLost(
  before: Uint8Array<ArrayBuffer>,
  after: Uint8Array<ArrayBuffer>,
): string | null {
  const hive = Hive.open(after.slice())
  const isForReged = !hasNulInName(hive) && !pointsPastEnd(hive)
  const names = readers.flatMap(({ name }) => (name === 'reged' && !isForReged ? [] : [name]))
  const lost = readAll([before, after], names, true).find(({ name, seen }) => {
    // The reader may only have needed more time.
    return seen[0] && !seen[1] && readAll([after], [name])[0]?.seen[0] === null
  })
  return lost === undefined ? null : `${lost.name} no longer reads the hive`
}

function pointsPastEnd(hive: Hive): boolean {
  return hive.survey().survey.pointedPast !== Infinity
}

function hasNulInName({ cells, root }: Hive): boolean {
  let found = false
  walkKeys(cells, root, {
    key() {},
    value(cell, value) {
      found ||= valueName(cells, cell, value).includes('\0')
    },
  })
  return found
}

/**
 * The output of the readers for each of the files. A reader that sees a wrong number of keys did not read the file,
 * whatever its exit status: reglookup may take another key as the root and report success.
 */
function readAll(
  files: readonly Uint8Array<ArrayBuffer>[],
  names: readonly string[],
  damaged = false,
): { name: string; seen: (SeenKey[] | null)[] }[] {
  const seen = inFolder((file) =>
    seenByAll(
      files.map((bytes, n) => file(String(n), bytes)),
      names,
      damaged,
    ),
  )
  const counts = files.map((bytes) => Hive.open(bytes.slice()).check().keys)
  return readers
    .filter(({ name }) => names.includes(name))
    .map(({ name }, reader) => {
      const whole = counts.map((count, n) => {
        const keys = seen[reader]?.[n]
        return keys?.length === count ? keys : null
      })
      return { name, seen: whole }
    })
}

/**
 * Everything except times, as one text. Sizes of strings are omitted: for a string without a terminator in a larger
 * cell, regfexport also counts the NUL after it.
 */
function contentOf(keys: SeenKey[] | null | undefined): string | null {
  if (!keys) return null
  const textSize = /(\(REG_\w*SZ\)\s+Data size: )\d+/
  return JSON.stringify(
    keys.map(({ path, values }) => [
      path,
      values.map(({ name, text }) => [name, text.replace(textSize, '$1')]),
    ]),
  )
}

function inFolder<T>(run: (file: (name: string, bytes: Uint8Array) => string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'propolis-readers-'))
  const file = (name: string, bytes: Uint8Array) => {
    const path = join(folder, name)
    writeFileSync(path, bytes)
    return path
  }
  try {
    return run(file)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
