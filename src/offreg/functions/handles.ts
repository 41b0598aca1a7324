/**
 * Handles: what stands behind one, and when it is good for nothing any more. A key that is open several
 * times is one record behind several handles, so that a rename is followed and a deletion known by all
 * of them (offreg-api 1.3, 3.8, 3.9, 10).
 */

import { HiveError } from '../../errors.ts'
import type { CellOffset } from '../../regf/offsets.ts'
import type { Hive } from '../Hive.ts'
import { Key } from '../Key.ts'

declare const opaque: unique symbol

/** A handle of a hive or of a key: to be passed on, not to be looked into. */
export interface ORHKEY {
  readonly [opaque]: true
}

/** How a hive behaves where Windows and its documentation are of two minds. */
export interface Settings {
  /**
   * Follow the documentation: saves for 5.1, 5.2, 6.0 and 6.1 only, 183 for a file that exists, key
   * names of at most 255 units. Without it: what was seen (offreg-api 10).
   */
  readonly documented?: boolean | undefined
  /** The time that changes are stamped with: FILETIME, UTC 100 ns since 1601. */
  readonly clock?: (() => bigint) | undefined
}

/** A key that handles are open on. */
interface OpenKey {
  /** Another one after a rename. */
  cell: CellOffset
  isDeleted: boolean
  /** How many handles there are, none of them closed. */
  handles: number
}

class Handle implements ORHKEY {
  declare readonly [opaque]: true
  readonly owner: OpenHive
  readonly key: OpenKey
  /** Closes that are owed; none when the handle is closed. */
  references = 1

  constructor(owner: OpenHive, key: OpenKey) {
    this.owner = owner
    this.key = key
  }
}

/** A hive behind handles. */
export class OpenHive {
  readonly settings: Settings
  readonly root: ORHKEY
  /** null once it is closed. */
  #hive: Hive | null
  readonly #keys = new Map<CellOffset, OpenKey>()

  constructor(hive: Hive, settings: Settings) {
    this.settings = settings
    this.#hive = hive
    this.root = new Handle(this, { cell: hive.root, isDeleted: false, handles: 1 })
    if (settings.clock !== undefined) hive.clock = settings.clock
    // The library opens such hives and edits them (offreg-api 8.20).
    hive.allowDirty()
  }

  /** @throws HiveError `bad-handle` once it is closed */
  get hive(): Hive {
    if (this.#hive === null) throw badHandle()
    return this.#hive
  }

  close(): void {
    this.#hive = null
    this.#keys.clear()
  }

  /** A new handle of a key. */
  handleOf({ cell }: Key): ORHKEY {
    const key = this.#keys.get(cell) ?? { cell, isDeleted: false, handles: 0 }
    key.handles++
    this.#keys.set(cell, key)
    return new Handle(this, key)
  }

  /** All handles of a key lead to its new cell. */
  follow(from: CellOffset, to: CellOffset): void {
    const key = this.#keys.get(from)
    if (key === undefined) return
    this.#keys.delete(from)
    key.cell = to
    this.#keys.set(to, key)
  }

  /** No handle of a key is good for anything but closing any more. */
  forget(cell: CellOffset): void {
    const key = this.#keys.get(cell)
    if (key === undefined) return
    this.#keys.delete(cell)
    key.isDeleted = true
  }

  /** Ends one opening of a handle. */
  closeHandle(handle: Handle): void {
    const { key } = handle
    if (--handle.references > 0 || --key.handles > 0 || key.isDeleted) return
    this.#keys.delete(key.cell)
  }
}

/** What a handle leads to. */
export interface Open {
  readonly owner: OpenHive
  readonly hive: Hive
  readonly key: Key
  readonly isRoot: boolean
}

/**
 * What a handle leads to.
 *
 * @throws HiveError `bad-handle` for one that is closed, or of a closed hive, or none at all; `stale`
 *   when the key was deleted
 */
export function openOf(handle: unknown): Open {
  const { owner, key } = liveHandle(handle)
  const { hive } = owner
  if (key.isDeleted) throw new HiveError('stale', 'the key was deleted')
  return { owner, hive, key: new Key(hive, key.cell), isRoot: handle === owner.root }
}

/** Opens what a handle leads to once more: the same handle, with one more close to come. */
export function reopen(handle: ORHKEY): ORHKEY {
  liveHandle(handle).references++
  return handle
}

/**
 * Ends one opening of a key's handle; one of a deleted key too.
 *
 * @throws HiveError `bad-handle`, `root-key`
 */
export function closeKey(handle: unknown): void {
  const live = liveHandle(handle)
  if (live === live.owner.root) throw new HiveError('root-key', 'the root is closed with its hive')
  live.owner.closeHandle(live)
}

function liveHandle(handle: unknown): Handle {
  if (!(handle instanceof Handle) || handle.references === 0) throw badHandle()
  // Throws when the hive is closed.
  void handle.owner.hive
  return handle
}

function badHandle(): HiveError {
  return new HiveError('bad-handle', 'the handle is not open')
}
