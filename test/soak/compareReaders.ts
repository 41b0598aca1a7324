/**
 * Whether independent readers see in an edited hive what is in it. They write names and data each in
 * their own way, so what they see is compared with what they see in a hive of the same content that
 * was built in one go: only the layout differs between the two.
 */

import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { NewMinor } from '../../src/offreg/create.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import type { Key } from '../../src/offreg/Key.ts'
import { type Reader, readers, type SeenKey } from '../helpers/readers.ts'

/** reged shows other bytes than there are for big data and long values, by where they lie. */
const MISREADS = 'reged'

/** What the first reader that sees a difference sees, null when none does. */
export function firstReaderDifference(edited: Hive): { difference: string | null; read: number } {
  const built = Hive.create({ minor: edited.cells.minor as NewMinor })
  built.transact(() => copyInto(edited.rootKey, built.rootKey))
  const folder = mkdtempSync(join(tmpdir(), 'propolis-soak-'))
  let read = 0
  try {
    const paths = [join(folder, 'edited'), join(folder, 'built')] as const
    writeFileSync(paths[0], edited.finishedCopy())
    writeFileSync(paths[1], built.finishedCopy())
    for (const reader of readers.filter(({ name }) => name !== MISREADS)) {
      const seen = paths.map((path) => contentSeen(reader, path))
      if (seen[1] === null) continue
      read++
      if (seen[0] !== seen[1]) {
        return { difference: `${reader.name} sees another content in the edited hive`, read }
      }
    }
    return { difference: null, read }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/**
 * A reader that read a damaged hive, and cannot read what became of it; null when there is none. A
 * reader that sees another number of keys than there are did not read it, whatever its exit code says:
 * reglookup goes looking for a root elsewhere and is content with what it finds.
 */
export function readerLost(before: Uint8Array<ArrayBuffer>, after: Uint8Array): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'propolis-soak-'))
  try {
    const paths = [join(folder, 'before'), join(folder, 'after')] as const
    writeFileSync(paths[0], before)
    writeFileSync(paths[1], after)
    const { keys } = Hive.open(before).check()
    const lost = readers.find(
      (reader) =>
        canRead(reader.name, paths[0]) &&
        reader.read(paths[0])?.length === keys &&
        !canRead(reader.name, paths[1]),
    )
    return lost === undefined ? null : `${lost.name} no longer reads the hive`
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Whether a reader comes to an end on its own and without an error. */
function canRead(program: string, path: string): boolean {
  const args = program === 'reged' ? ['-x', path, 'P', '\\', '/dev/null'] : [path]
  return spawnSync(program, args, { stdio: 'ignore', timeout: 20_000 }).status === 0
}

/** Everything but times, as one text. */
function contentSeen(reader: Reader, path: string): string | null {
  const keys: SeenKey[] | null = reader.read(path)
  return keys === null ? null : JSON.stringify(keys.map(({ path: at, values }) => [at, values]))
}

function copyInto(from: Key, to: Key): void {
  for (const { name, type, data } of from.values()) to.set(name, type, data)
  for (const subkey of from.subkeys()) copyInto(subkey, to.create(subkey.name))
}
