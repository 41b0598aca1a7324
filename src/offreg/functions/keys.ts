/** ORCreateKey, OROpenKey, ORCloseKey, ORDeleteKey, ORRenameKey, OREnumKey (offreg-api 3.6 to 3.11). */

import { HiveError } from '../../errors.ts'
import { LIMIT } from '../../regf/layout.ts'
import { requirePath } from '../rules.ts'
import {
  answer,
  answerHandle,
  badArgument,
  type Done,
  type Failure,
  NO_MORE,
  type NoMore,
  type Opened,
} from './answer.ts'
import { isIndex, isShort, keyBelow, requireSubkey, textOf } from './arguments.ts'
import { closeKey, type Open, type ORHKEY, openOf, reopen } from './handles.ts'

/** Options of ORCreateKey. */
export const REG_OPTION_NON_VOLATILE = 0
export const REG_OPTION_CREATE_LINK = 2

/** Dispositions of ORCreateKey. */
export const REG_CREATED_NEW_KEY = 1
export const REG_OPENED_EXISTING_KEY = 2

/** The most levels in the path of one call. */
const MAX_LEVELS = 32

/**
 * Creates a key, or opens the existing one without changing it.
 *
 * Every key above the last one must exist; otherwise the answer is 2 and nothing is created,
 * although the documentation speaks of creating up to 32 levels. More than 32 names are 87. A name
 * has up to 256 units, 255 as documented. Options other than 0 and 2 are 87, including the volatile
 * one: a volatile key would only be lost. With 2, an existing key must be a link (87; no number was
 * seen).
 *
 * @param handle - handle of a key above
 * @param subKey - relative path, not null; `''` opens the key of the handle, and is 87 at the root
 * @param className - null or `''` for none; stored if the key is new
 * @param options - REG_OPTION_NON_VOLATILE or REG_OPTION_CREATE_LINK
 * @param descriptor - self-relative, for a new key; null to inherit from the parent
 * @returns 0 with the handle and whether the key is new (1) or existed (2); 2 when a key above is
 *   missing; 6; 87 for a name that is empty or too long, a key below a link or below level 508;
 *   1018; 1338 for a descriptor that Windows would refuse
 */
export function ORCreateKey(
  handle: ORHKEY,
  subKey: string,
  className: string | null = null,
  options = REG_OPTION_NON_VOLATILE,
  descriptor: Uint8Array | null = null,
): Opened<{ readonly disposition: 1 | 2 }> {
  return answerHandle(() => {
    const open = openOf(handle)
    const names = requireNames(open, subKey)
    if (options !== REG_OPTION_NON_VOLATILE && options !== REG_OPTION_CREATE_LINK) {
      throw badArgument('a key is created with option 0 or 2')
    }
    const link = options === REG_OPTION_CREATE_LINK
    const last = names.pop()
    const parent = names.reduce(requireSubkey, open.key)
    const there = last === undefined ? open.key : parent.subkey(last)
    if (there !== null) {
      if (link && !there.isLink) throw badArgument('the key exists and is not a link')
      const opened = last === undefined ? reopen(handle) : open.owner.handleOf(there)
      return { handle: opened, disposition: REG_OPENED_EXISTING_KEY }
    }
    const key = parent.create(last as string, {
      className: textOf(className),
      link,
      descriptor: descriptor ?? undefined,
      longestName: longestNameOf(open),
    })
    return { handle: open.owner.handleOf(key), disposition: REG_CREATED_NEW_KEY }
  })
}

/** The names of a path to create. The root cannot be created, and the number of levels is limited. */
function requireNames({ isRoot }: Open, subKey: unknown): string[] {
  if (typeof subKey !== 'string') throw badArgument('the name of a key to create must be text')
  const names = requirePath(subKey)
  if (names.length === 0 && isRoot) throw new HiveError('root-key', 'the root already exists')
  if (names.length > MAX_LEVELS) {
    throw new HiveError('too-deep', `a call names at most ${MAX_LEVELS} levels`, {
      expected: MAX_LEVELS,
      actual: names.length,
      subject: subKey,
    })
  }
  return names
}

/** The most UTF-16 units of a key name. */
function longestNameOf({ owner }: Open): number {
  return owner.settings.documented === true ? LIMIT.KEY_NAME : LIMIT.LIBRARY_KEY_NAME
}

/**
 * Opens a key. Links are opened as themselves, never followed.
 *
 * @param handle - handle of a key above
 * @param subKey - relative path of any length; null or `''` returns the same handle, which has to
 *   be closed once more, and is 87 at the root
 * @returns 0 with the handle; 2 when there is no such key; 6; 87; 1018 when the key of the handle
 *   was deleted
 */
export function OROpenKey(handle: ORHKEY, subKey: string | null = null): Opened {
  return answerHandle(() => {
    const open = openOf(handle)
    const key = keyBelow(open, subKey)
    if (key.cell !== open.key.cell) return { handle: open.owner.handleOf(key) }
    if (open.isRoot) throw new HiveError('root-key', 'the root has one handle')
    return { handle: reopen(handle) }
  })
}

/**
 * Closes a key: once for every time it was opened or created.
 *
 * @param handle - the handle
 * @returns 0, even for a deleted key; 6 when it is closed already; 87 for the root
 */
export function ORCloseKey(handle: ORHKEY): Done | Failure {
  return answer(() => {
    closeKey(handle)
    return { status: 0 }
  })
}

/**
 * Deletes a key without subkeys, with its values. Other handles of it can only be closed
 * afterwards.
 *
 * A missing key is 2, as was seen; the documentation also names 1168.
 *
 * @param handle - handle of the key or of one above
 * @param subKey - relative path; null or `''` deletes the key of the handle
 * @returns 0; 2; 6; 87 for the root; 1018; 1020 when it has subkeys
 */
export function ORDeleteKey(handle: ORHKEY, subKey: string | null = null): Done | Failure {
  return answer(() => {
    const open = openOf(handle)
    const key = keyBelow(open, subKey)
    const { cell } = key
    if (cell === open.hive.root) throw new HiveError('root-key', 'the root cannot be deleted')
    if (key.subkeyCount > 0) {
      throw new HiveError('has-subkeys', 'the key has subkeys', { subject: key.name })
    }
    key.delete()
    open.owner.forget(cell)
    return { status: 0 }
  })
}

/**
 * Renames the key of the handle. Its subkeys, values, class and descriptor stay with it, and so do
 * all its handles. Windows has no documentation of this function: the numbers are those of
 * RegRenameKey.
 *
 * @param handle - handle of the key
 * @param newName - one name, not a path; its own name in another case is accepted
 * @returns 0; 6; 87 for the root, a backslash, or a name that is empty or too long; 183 when
 *   another subkey of the parent has that name; 1018
 */
export function ORRenameKey(handle: ORHKEY, newName: string): Done | Failure {
  return answer(() => {
    const open = openOf(handle)
    if (typeof newName !== 'string') throw badArgument('the new name must be text')
    const { cell } = open.key.rename(newName, { longestName: longestNameOf(open) })
    open.owner.follow(open.key.cell, cell)
    return { status: 0 }
  })
}

/** A subkey by its index. */
export interface EnumeratedKey {
  readonly status: 0
  readonly name: string
  /** `''` if there is none. */
  readonly className: string
  /** FILETIME, UTC 100 ns since 1601. */
  readonly lastWrite: bigint
}

/** Capacities for names, in UTF-16 units including the NUL. */
export interface NameCapacities {
  readonly name?: number | undefined
  readonly className?: number | undefined
}

/** ERROR_MORE_DATA: the UTF-16 units that are needed, including the NUL. */
export interface MoreNameRoom {
  readonly status: 234
  readonly nameUnits: number
  readonly classUnits: number
}

/**
 * Returns the subkey at an index, in the order of the hive: ascending by upper-cased name. Deleting
 * a key shifts the indexes after it.
 *
 * @param handle - handle of the key
 * @param index - index of the subkey
 * @param capacities - what a caller with buffers has room for; unlimited by default
 * @returns 0; 6; 234 with the units that are needed; 259 past the end; 1018
 */
export function OREnumKey(
  handle: ORHKEY,
  index: number,
  capacities: NameCapacities = {},
): EnumeratedKey | MoreNameRoom | NoMore | Failure {
  return answer(() => {
    const { key } = openOf(handle)
    const subkey = isIndex(index) ? key.subkeyAt(index) : null
    if (subkey === null) return NO_MORE
    const { name, lastWrite } = subkey
    const className = subkey.className ?? ''
    if (isShort(capacities.name, name) || isShort(capacities.className, className)) {
      return { status: 234, nameUnits: name.length + 1, classUnits: className.length + 1 }
    }
    return { status: 0, name, className, lastWrite }
  })
}
