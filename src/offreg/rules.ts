/**
 * The limits and naming rules of keys and values, which are checked before anything is changed (offreg-api 5,
 * regf-format 3.2.7, 6.2 rule 13, 6.5 rules 30 and 37).
 */

import { HiveError } from '../errors.ts'
import type { CellStore } from '../regf/CellStore.ts'
import { findKeyNode, isTombstone, keyFlags, VIRTUAL_FLAGS } from '../regf/keyNode.ts'
import { KEY_FLAG, LIMIT, NK } from '../regf/layout.ts'
import { type CellOffset, type FileOffset, fileOffset } from '../regf/offsets.ts'
import { isLinkValue, LINK_VALUE } from '../values/linkValue.ts'

/**
 * Refuses a name that a key cannot have.
 *
 * @param name - the name
 * @param longest - the most UTF-16 units; by default the limit of regedit, which programs rely on
 * @throws HiveError `name-empty`, `name-too-long`, `name-has-backslash` when the name is not
 *   allowed
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
 * Splits a relative path into names, none of them empty. The meaning of `a\\b`, `\\a` or `a\` is
 * not known, so they are refused (offreg-api 5, name rule 7).
 *
 * @param path - the path; `''` has no names
 * @returns the names
 * @throws HiveError `name-empty` when a name is empty
 */
export function requirePath(path: string): string[] {
  if (path === '') return []
  const names = path.split('\\')
  if (!names.includes('')) return names
  throw new HiveError('name-empty', 'a path cannot contain empty names', { subject: path })
}

/**
 * Refuses a name that is too long for a value.
 *
 * @param name - the name
 * @throws HiveError `name-too-long` when it has more than 16,383 UTF-16 units
 */
export function requireValueName(name: string): void {
  if (name.length <= LIMIT.VALUE_NAME) return
  throw new HiveError('name-too-long', `a value name has at most ${LIMIT.VALUE_NAME} characters`, {
    expected: LIMIT.VALUE_NAME,
    actual: name.length,
    subject: name,
  })
}

/**
 * Refuses a class name that is too long.
 *
 * @param name - the class name
 * @throws HiveError `name-too-long` when it has more than 32,767 UTF-16 units
 */
export function requireClassName(name: string): void {
  if (name.length <= LIMIT.CLASS_NAME) return
  throw new HiveError('name-too-long', `a class name has at most ${LIMIT.CLASS_NAME} characters`, {
    expected: LIMIT.CLASS_NAME,
    actual: name.length,
    subject: name,
  })
}

/**
 * Refuses unknown virtualization flags.
 *
 * @param flags - the flags
 * @throws HiveError `unknown-flags` when they are not a sum of 2, 4 and 8
 */
export function requireVirtualFlags(flags: number): void {
  // This also refuses fractions, since `&` yields a whole number.
  if ((flags & VIRTUAL_FLAGS) === flags) return
  throw new HiveError('unknown-flags', 'virtualization flags are a sum of 2, 4 and 8', {
    actual: flags,
  })
}

/**
 * Refuses keys that cannot have another subkey.
 *
 * @param cells - the cells of the hive
 * @param root - cell offset of the root key
 * @param parent - cell offset of the key
 * @throws HiveError `link-key`, `predefined-key`, `tombstone-key` when it is such a key
 * @throws HiveError `too-deep` when the subkey would be more than 508 levels below the root
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
 * Refuses to create a key too far down (regf-format 3.2 limit, 6.2 rule 13).
 *
 * @param depth - levels of the new key below the root
 * @throws HiveError `too-deep` when there are more than 508
 */
export function requireDepth(depth: number): void {
  if (depth <= LIMIT.NEW_DEPTH) return
  throw new HiveError(
    'too-deep',
    `keys are created at most ${LIMIT.NEW_DEPTH} levels below the root`,
    {
      expected: LIMIT.NEW_DEPTH,
      actual: depth,
    },
  )
}

/**
 * Refuses keys that cannot have values.
 *
 * @param cells - the cells of the hive
 * @param key - file offset of the record of the key
 * @throws HiveError `predefined-key`, `tombstone-key` when it is such a key
 */
export function requireOrdinary(cells: CellStore, key: FileOffset): void {
  if ((keyFlags(cells, key) & KEY_FLAG.PREDEF_HANDLE) !== 0) {
    throw new HiveError('predefined-key', 'a predefined key has no subkeys or values', {
      offset: key,
    })
  }
  if (isTombstone(cells, key)) {
    throw new HiveError('tombstone-key', 'a tombstone key has no subkeys or values', {
      offset: key,
    })
  }
}

/**
 * Refuses values that a symbolic link cannot have. It has a single one: REG_LINK, an even number of
 * bytes, without a NUL.
 *
 * @param cells - the cells of the hive
 * @param key - file offset of the record of the key
 * @param value - the value to set
 * @throws HiveError `link-key` when the key is a link and cannot have the value
 */
export function requireLinkValue(
  cells: CellStore,
  key: FileOffset,
  value: { readonly name: string; readonly type: number; readonly data: Uint8Array },
): void {
  if ((keyFlags(cells, key) & KEY_FLAG.SYM_LINK) === 0) return
  if (isLinkValue(value)) return
  throw new HiveError('link-key', `a symbolic link has only ${LINK_VALUE} of type REG_LINK`, {
    offset: key,
    subject: value.name,
  })
}

/** Counts the levels below the root by the parent fields, up to a limit. */
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
