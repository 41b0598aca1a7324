/**
 * Whether independent readers see in an edited hive what is in it, and still read what became of a
 * damaged one. They write names and data each in their own way, so what they see in an edited hive is
 * compared with what they see in one of the same content that was built by hand in one go.
 */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Hive } from '../../src/offreg/Hive.ts'
import { valueName } from '../../src/regf/keyValue.ts'
import { walkKeys } from '../../src/regf/walk.ts'
import { type RawKey, rawHive } from './rawHive.ts'
import { readers, type SeenKey, seenByAll } from './readers.ts'

/** reged shows other bytes than there are for big data and long values, by where they lie. */
const MISREADS = ['reged']
/** The others read big data from 1.5 on: in 1.4 they show what its record holds. */
const MISREADS_1_4 = ['reged', 'reglookup', 'regfexport']

/** Readers hang on some damaged hives: there one that takes so long is given up. */
const PATIENCE_SECONDS = 3

/** The names of the readers that read a hive, of those whose output can be compared. */
export function judgesOf(opened: Uint8Array<ArrayBuffer>): readonly string[] {
  const misreads = Hive.open(opened.slice()).version === '1.4' ? MISREADS_1_4 : MISREADS
  const names = readers.flatMap(({ name }) => (misreads.includes(name) ? [] : [name]))
  return readAll([opened], names).flatMap(({ name, seen: [keys] }) => (keys === null ? [] : [name]))
}

/**
 * What the first reader that sees a difference sees, null when none does, and how many looked: judges
 * that read the hive built by hand too (corpus/README.md has their limits).
 *
 * @param judges - of the hive the edits began with
 * @param content - what is in the edited hive
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
 * A reader that read a damaged hive, and cannot read what became of it; null when there is none. reged
 * is not asked about names with a NUL: it looks for the value by what is before it, and gives up.
 */
export function readerLost(
  before: Uint8Array<ArrayBuffer>,
  after: Uint8Array<ArrayBuffer>,
): string | null {
  const hasNul = hasNulInName(Hive.open(after.slice()))
  const names = readers.flatMap(({ name }) => (hasNul && name === 'reged' ? [] : [name]))
  const lost = readAll([before, after], names, PATIENCE_SECONDS).find(({ name, seen }) => {
    // It may only have been slow on a busy machine.
    return seen[0] && !seen[1] && readAll([after], [name])[0]?.seen[0] === null
  })
  return lost === undefined ? null : `${lost.name} no longer reads the hive`
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
 * What readers see in each of the files. One that sees another number of keys than there are did not
 * read it, whatever its exit code says: reglookup goes looking for a root elsewhere and is content.
 */
function readAll(
  files: readonly Uint8Array<ArrayBuffer>[],
  names: readonly string[],
  seconds?: number,
): { name: string; seen: (SeenKey[] | null)[] }[] {
  const seen = inFolder((file) =>
    seenByAll(
      files.map((bytes, n) => file(String(n), bytes)),
      names,
      seconds,
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
 * Everything but times, as one text. The size of text is left out: of text without an end, in a cell
 * larger than it, regfexport also counts the NUL behind it.
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
