/**
 * What may be named, created and stored where: the limits and name rules of keys and values, asked
 * before anything is touched (offreg-api 5, regf-format 3.2.7, 6.2 rule 13, 6.5 rules 30 and 37).
 */

import { HiveError } from '../errors.ts'
import type { CellStore } from '../regf/CellStore.ts'
import { findKeyNode, isTombstone, keyFlags, VIRTUAL_FLAGS } from '../regf/keyNode.ts'
import { KEY_FLAG, LIMIT, NK } from '../regf/layout.ts'
import { type CellOffset, type FileOffset, fileOffset } from '../regf/offsets.ts'
import { VALUE_TYPE } from '../values/valueType.ts'

/** The one value a symbolic link key has (regf-format 3.10). */
const LINK_VALUE = 'SymbolicLinkValue'

/**
 * @param longest - units the name may have; regedit's limit, which programs rely on, when not given
 * @throws HiveError `name-empty`, `name-too-long`, `name-has-backslash`
 */
export function requireKeyName(name: string, longest: number = LIMIT.KEY_NAME): void {
  if (name === '') throw new HiveError('name-empty', 'a key name cannot be empty')
  if (name.length > longest) {
    throw new HiveError('name-too-long', `a key name has at most ${longest} characters`, {
      expected: longest,
      actual: name.length,
      subject: name,
    })
  }
  if (name.includes('\\')) {
    const detail = { subject: name, actual: name.indexOf('\\') }
    throw new HiveError('name-has-backslash', 'a key name cannot contain a backslash', detail)
  }
}

/**
 * The names of a relative path, none of them empty: what `a\\b`, `\\a` or `a\` would mean is not known, so
 * nothing is guessed (offreg-api 5, name rule 7). `''` has none.
 *
 * @throws HiveError `name-empty`
 */
export function requirePath(path: string): string[] {
  if (path === '') return []
  const names = path.split('\\')
  if (!names.includes('')) return names
  throw new HiveError('name-empty', 'a path has no empty names', { subject: path })
}

/** @throws HiveError `name-too-long` */
export function requireValueName(name: string): void {
  if (name.length <= LIMIT.VALUE_NAME) return
  throw new HiveError('name-too-long', `a value name has at most ${LIMIT.VALUE_NAME} characters`, {
    expected: LIMIT.VALUE_NAME,
    actual: name.length,
    subject: name,
  })
}

/** @throws HiveError `name-too-long` */
export function requireClassName(name: string): void {
  if (name.length <= LIMIT.CLASS_NAME) return
  throw new HiveError('name-too-long', `a class name has at most ${LIMIT.CLASS_NAME} characters`, {
    expected: LIMIT.CLASS_NAME,
    actual: name.length,
    subject: name,
  })
}

/** @throws HiveError `unknown-flags` */
export function requireVirtualFlags(flags: number): void {
  // Also refuses what is no whole number: `&` makes one of it.
  if ((flags & VIRTUAL_FLAGS) === flags) return
  throw new HiveError('unknown-flags', 'a virtualization flag is 2, 4 or 8', { actual: flags })
}

/**
 * Refuses keys that hold no subkeys of their own.
 *
 * @throws HiveError `link-key`, `predefined-key`, `tombstone-key`, `too-deep`
 */
export function requireParent(cells: CellStore, root: CellOffset, parent: CellOffset): void {
  const key = cells.payloadAt(parent)
  requireOrdinary(cells, key)
  if ((keyFlags(cells, key) & KEY_FLAG.SYM_LINK) !== 0) {
    throw new HiveError('link-key', 'a symbolic link has no subkeys', {
      offset: fileOffset(parent),
    })
  }
  requireDepth(keyDepth(cells, root, parent) + 1)
}

/**
 * Refuses to make a key too far down (regf-format 3.2 limit, 6.2 rule 13).
 *
 * @param depth - levels the new key would be below the root
 * @throws HiveError `too-deep`
 */
export function requireDepth(depth: number): void {
  if (depth <= LIMIT.NEW_DEPTH) return
  throw new HiveError('too-deep', `keys are made at most ${LIMIT.NEW_DEPTH} levels deep`, {
    expected: LIMIT.NEW_DEPTH,
    actual: depth,
  })
}

/** @throws HiveError `predefined-key`, `tombstone-key` */
export function requireOrdinary(cells: CellStore, key: FileOffset): void {
  if ((keyFlags(cells, key) & KEY_FLAG.PREDEF_HANDLE) !== 0) {
    throw new HiveError('predefined-key', 'a predefined key holds nothing', { offset: key })
  }
  if (isTombstone(cells, key)) {
    throw new HiveError('tombstone-key', 'a tombstone key holds nothing', { offset: key })
  }
}

/**
 * A link key takes its one value only: REG_LINK, an even number of bytes, no NUL.
 *
 * @throws HiveError `link-key`
 */
export function requireLinkValue(
  cells: CellStore,
  key: FileOffset,
  value: { readonly name: string; readonly type: number; readonly data: Uint8Array },
): void {
  if ((keyFlags(cells, key) & KEY_FLAG.SYM_LINK) === 0) return
  const { name, type, data } = value
  const isTarget = name === LINK_VALUE && type === VALUE_TYPE.LINK && data.length % 2 === 0
  let hasNul = false
  for (let at = 0; at + 1 < data.length; at += 2)
    if (data[at] === 0 && data[at + 1] === 0) hasNul = true
  if (isTarget && !hasNul) return
  throw new HiveError('link-key', `a symbolic link has only ${LINK_VALUE} of type REG_LINK`, {
    offset: key,
    subject: name,
  })
}

/** Levels below the root, by the parent fields; bounded. */
function keyDepth(cells: CellStore, root: CellOffset, cell: CellOffset): number {
  let depth = 0
  let at = cell
  while (at !== root && depth <= LIMIT.DEPTH) {
    const key = findKeyNode(cells, at)
    if (key === 0) break
    at = cells.image.u32(key + NK.PARENT) as CellOffset
    depth++
  }
  return depth
}
