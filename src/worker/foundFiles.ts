/** What files of an archive or a folder are, by their first bytes, and which logs belong to which hive. */

import { equalNames } from '../bytes/upcase.ts'
import { PAIRING_HEAD, pairLogs } from '../logs/pairing.ts'
import { type HiveKind, hiveKind } from '../offreg/hiveKind.ts'
import { StoredHive } from '../offreg/StoredHive.ts'
import { isAlternateCopy, isLogType, readBaseBlock } from '../regf/baseBlock.ts'
import { HiveImage } from '../regf/HiveImage.ts'
import { BASE } from '../regf/layout.ts'
import { BASE_BLOCK_SIZE } from '../regf/offsets.ts'
import type { FoundHead, FoundKind, SortedFiles } from './protocol.ts'

/** The usual names of the files of each kind. */
const FILE_NAMES: readonly (readonly [kind: HiveKind, ...names: string[]])[] = [
  ['SYSTEM', 'SYSTEM'],
  ['SOFTWARE', 'SOFTWARE'],
  ['SAM', 'SAM'],
  ['SECURITY', 'SECURITY'],
  ['NTUSER', 'NTUSER.DAT', 'NTUSER.MAN'],
  ['UsrClass', 'UsrClass.dat'],
  ['Amcache', 'Amcache.hve'],
  ['BCD', 'BCD'],
  ['COMPONENTS', 'COMPONENTS'],
  ['DRIVERS', 'DRIVERS'],
]

/** Describes a file by its first bytes. */
export function describeFound({ name, head }: FoundHead): FoundKind {
  const image = imageOf(head)
  if (image.length < BASE_BLOCK_SIZE) {
    return { isLog: false, kind: 'unknown', dirty: false, version: null }
  }
  const base = readBaseBlock(image)
  const isLog = isLogType(image.u32(BASE.TYPE)) && !isAlternateCopy(image)
  const kind = isLog ? 'unknown' : kindOf(image, [name, base.fileName])
  return { isLog, kind, dirty: base.dirty, version: `${base.major}.${base.minor}` }
}

function kindOf(image: HiveImage, names: readonly string[]): HiveKind {
  const byContent = kindByKeys(image)
  if (byContent !== 'unknown') return byContent
  const lasts = names.map((name) => name.slice(name.lastIndexOf('\\') + 1))
  const known = FILE_NAMES.find(([, ...usual]) =>
    lasts.some((last) => usual.some((one) => equalNames(one, last))),
  )
  return known?.[0] ?? 'unknown'
}

/** By the keys in the first bytes, which may have none. */
function kindByKeys(image: HiveImage): HiveKind {
  try {
    return hiveKind(StoredHive.open(image))
  } catch {
    // Opening the file reports what is wrong with it.
    return 'unknown'
  }
}

/** Pairs the hives and logs of each folder. */
export function pairFound(files: readonly FoundHead[]): SortedFiles['hives'] {
  const folders = new Map<string, number[]>()
  for (const [at, { folder }] of files.entries()) {
    const key = folder.toUpperCase()
    const inside = folders.get(key) ?? []
    inside.push(at)
    folders.set(key, inside)
  }
  const pairs = [...folders.values()].flatMap((indexes) => {
    const given = indexes.map((at) => {
      const { name, head } = files[at] as FoundHead
      return { name, head: head.slice(0, PAIRING_HEAD) }
    })
    return pairLogs(given, []).hives.map(({ file, logs }) => ({
      file: indexes[file] as number,
      logs: logs.map((log) => indexes[log] as number),
    }))
  })
  return pairs.sort((a, b) => a.file - b.file)
}

function imageOf(head: Uint8Array): HiveImage {
  return new HiveImage(new Uint8Array(head).buffer)
}
