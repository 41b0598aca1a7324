/**
 * The favorites of regedit: values of a key of the user's hive, each the path of a key in the registry as regedit shows
 * it, with the name of the computer in front.
 */

import { decodeUtf16 } from '../bytes/text.ts'
import { equalNames } from '../bytes/upcase.ts'
import type { Key } from '../offreg/Key.ts'
import { RegPaths } from '../regtext/RegPaths.ts'
import { RegReader } from '../regtext/RegReader.ts'
import { decodeString } from '../values/decode.ts'
import { VALUE_TYPE } from '../values/valueType.ts'
import type { HiveDocument } from './HiveDocument.ts'
import type { HiveKind, ReplyOf, RequestOf } from './protocol.ts'
import { readingErrors } from './readFile.ts'

const FAVORITES = 'Software\\Microsoft\\Windows\\CurrentVersion\\Applets\\Regedit\\Favorites'
const KEY_LINE = new RegExp(`^\\[(.*)\\\\${FAVORITES.replaceAll('\\', '\\\\')}\\]`, 'im')
/** The most favorites that are read. */
const MOST = 10_000
/** The most bytes of a file. */
const MOST_BYTES = 1 << 22

type Found = ReplyOf<'favoritesInHive'>

/** The favorites in the .reg text of a file; null if it has no key of favorites. */
export async function favoritesInText({
  file,
  name,
}: RequestOf<'favoritesInText'>): Promise<Found | null> {
  if (file.size > MOST_BYTES) return null
  const bytes = new Uint8Array(await readingErrors(() => file.arrayBuffer(), name))
  const isWide = bytes[0] === 0xff && bytes[1] === 0xfe
  const text = isWide ? decodeUtf16(bytes, 0, bytes.length & ~1) : latin1(bytes)
  const prefix = KEY_LINE.exec(text)?.[1]
  if (prefix === undefined) return null
  const reader = new RegReader({
    paths: new RegPaths(prefix, null),
    addNul: true,
    // Other keys of the text are passed over.
    skip: () => {},
  })
  const list = new FavoriteList()
  for (const change of reader.read(bytes, true)) {
    const isValue = change.kind === 'set-value' && change.type === VALUE_TYPE.SZ
    if (isValue && equalNames(change.path.join('\\'), FAVORITES)) list.add(change.name, change.data)
  }
  return list.found
}

/** The favorites in the hive of a user. */
export function favoritesInHive({ hive }: HiveDocument): Found {
  const list = new FavoriteList()
  let key: Key | null = hive.rootKey
  for (const name of FAVORITES.split('\\')) key = key?.subkey(name) ?? null
  for (const { name, type, data } of key?.values() ?? []) {
    if (type === VALUE_TYPE.SZ) list.add(name, data)
  }
  return list.found
}

class FavoriteList {
  readonly #favorites: { name: string; kind: HiveKind; path: readonly string[] }[] = []
  #others = 0

  add(name: string, data: Uint8Array): void {
    const place = placeOf(decodeString(data).text)
    if (place === null || name === '' || this.#favorites.length === MOST) this.#others++
    else this.#favorites.push({ name, ...place })
  }

  get found(): Found {
    return { favorites: this.#favorites, others: this.#others }
  }
}

const MACHINE_KINDS: readonly HiveKind[] = [
  'SYSTEM',
  'SOFTWARE',
  'SAM',
  'SECURITY',
  'COMPONENTS',
  'DRIVERS',
]

/** The kind of hive and the names below its root that a path in the registry stands for; null if no file has it. */
function placeOf(text: string): { kind: HiveKind; path: readonly string[] } | null {
  const found = /(?:^|\\)(HKEY_[A-Z_]+)(?:\\(.*?))?\\*$/i.exec(text)
  const [root = '', ...names] = [found?.[1]?.toUpperCase(), ...(found?.[2]?.split('\\') ?? [])]
  const [first = '', ...rest] = names as string[]
  switch (root) {
    case 'HKEY_LOCAL_MACHINE': {
      const kind = MACHINE_KINDS.find((one) => equalNames(one, first))
      if (kind !== undefined) return { kind, path: rest }
      return equalNames(first, 'BCD00000000') ? { kind: 'BCD', path: rest } : null
    }
    case 'HKEY_CURRENT_USER':
      return placeOfUser(names as string[])
    case 'HKEY_USERS':
      if (first === '') return null
      return /_Classes$/i.test(first) ? { kind: 'UsrClass', path: rest } : placeOfUser(rest)
    case 'HKEY_CLASSES_ROOT':
      return { kind: 'SOFTWARE', path: ['Classes', ...(names as string[])] }
    case 'HKEY_CURRENT_CONFIG': {
      const above = ['CurrentControlSet', 'Hardware Profiles', 'Current']
      return { kind: 'SYSTEM', path: [...above, ...(names as string[])] }
    }
    default:
      return null
  }
}

/** In Windows a user's classes are a hive of their own. */
function placeOfUser(names: readonly string[]): { kind: HiveKind; path: readonly string[] } {
  const [first = '', second = '', ...rest] = names
  const isClasses = equalNames(first, 'Software') && equalNames(second, 'Classes')
  return isClasses ? { kind: 'UsrClass', path: rest } : { kind: 'NTUSER', path: names }
}

function latin1(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 8192) {
    text += String.fromCharCode(...bytes.subarray(at, at + 8192))
  }
  return text
}
