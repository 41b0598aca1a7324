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

/** Levels that one call may name. */
const MAX_LEVELS = 32

/**
 * Creates a key, or opens the one that is there, about which nothing changes.
 *
 * Every key above the last must exist: else 2, and nothing is created, though the documentation speaks
 * of creating up to 32 levels. More than 32 names are 87. A name has up to 256 units, 255 as
 * documented. Options other than 0 and 2 are 87, the volatile one among them: a volatile key could
 * only be lost. With 2 a key that exists must be a link (87; no number was seen).
 *
 * @param subKey - relative path, not null; `''` opens the key of the handle, and is 87 at the root
 * @param className - null or `''` for none; stored when the key is new
 * @param options - REG_OPTION_NON_VOLATILE or REG_OPTION_CREATE_LINK
 * @param descriptor - self-relative, for a new key; null for what it inherits of its parent's
 * @returns 0 with the handle and whether the key is new (1) or was there (2); 2 without a key above;
 *   6; 87 for a name that is empty or too long, a key below a link or below level 508; 1018;
 *   1338 for a descriptor that Windows would refuse
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
      if (link && !there.isLink) throw badArgument('the key exists and is no link')
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

/** The names of a path to create; the root is not created, and no path is longer than one call takes. */
function requireNames({ isRoot }: Open, subKey: unknown): string[] {
  if (typeof subKey !== 'string') throw badArgument('the name of a key to create is not null')
  const names = requirePath(subKey)
  if (names.length === 0 && isRoot) throw new HiveError('root-key', 'the root is there already')
  if (names.length > MAX_LEVELS) {
    throw new HiveError('too-deep', `a call names at most ${MAX_LEVELS} levels`, {
      expected: MAX_LEVELS,
      actual: names.length,
      subject: subKey,
    })
  }
  return names
}

/** Units a key name may have. */
function longestNameOf({ owner }: Open): number {
  return owner.settings.documented === true ? LIMIT.KEY_NAME : LIMIT.LIBRARY_KEY_NAME
}

/**
 * Opens a key. Links are opened as themselves, never followed.
 *
 * @param subKey - relative path of any length; null or `''` gives the same handle again, with one more
 *   close to come, and is 87 at the root
 * @returns 0 with the handle; 2 without such a key; 6; 87; 1018 when the key of the handle was deleted
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
 * @returns 0, for a deleted key too; 6 when it is closed already; 87 for the root
 */
export function ORCloseKey(handle: ORHKEY): Done | Failure {
  return answer(() => {
    closeKey(handle)
    return { status: 0 }
  })
}

/**
 * Deletes a key without subkeys, with its values. Other handles of it can only be closed afterwards.
 *
 * A key that is not there is 2, as was seen; the documentation also names 1168.
 *
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
 * Renames the key of the handle; subtree, values, class and descriptor stay with it, and so do all its
 * handles. Windows has no documentation of this function: the numbers are those of RegRenameKey.
 *
 * @param newName - one name, no path; another spelling of its own name is taken
 * @returns 0; 6; 87 for the root, a backslash, or a name that is empty or too long; 183 when a key of
 *   that name is beside it; 1018
 */
export function ORRenameKey(handle: ORHKEY, newName: string): Done | Failure {
  return answer(() => {
    const open = openOf(handle)
    if (typeof newName !== 'string') throw badArgument('the new name is not null')
    const { cell } = open.key.rename(newName, { longestName: longestNameOf(open) })
    open.owner.follow(open.key.cell, cell)
    return { status: 0 }
  })
}

/** A subkey by its index. */
export interface EnumeratedKey {
  readonly status: 0
  readonly name: string
  /** `''` without one. */
  readonly className: string
  /** FILETIME, UTC 100 ns since 1601. */
  readonly lastWrite: bigint
}

/** Capacities of names, in units with the terminating NUL. */
export interface NameCapacities {
  readonly name?: number | undefined
  readonly className?: number | undefined
}

/** ERROR_MORE_DATA: units that are needed, the terminating NUL included. */
export interface MoreNameRoom {
  readonly status: 234
  readonly nameUnits: number
  readonly classUnits: number
}

/**
 * The subkey at an index, in the order of the hive: ascending by upper-cased name. An index means
 * another key as soon as one before it is deleted.
 *
 * @param capacities - what a caller with buffers has room for; without one there is room for all
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
