/**
 * Handles: what they refer to, and when they become invalid. All handles of a key share one record, so that each
 * of them follows a rename and knows of a deletion (offreg-api 1.3, 3.8, 3.9, 10).
 */

import { HiveError } from '../../errors.ts'
import type { CellOffset } from '../../regf/offsets.ts'
import type { Hive } from '../Hive.ts'
import { Key } from '../Key.ts'

declare const opaque: unique symbol

/** An opaque handle of a hive or a key. */
export interface ORHKEY {
  readonly [opaque]: true
}

/** How a hive behaves where Windows differs from its documentation. */
export interface Settings {
  /**
   * Follows the documentation: saves only for 5.1, 5.2, 6.0 and 6.1, 183 for a file that exists, key names of at
   * most 255 units. Otherwise the observed behaviour (offreg-api 10).
   */
  readonly documented?: boolean | undefined
  /** Returns the time of changes: FILETIME, UTC 100 ns since 1601. */
  readonly clock?: (() => bigint) | undefined
}

/** A key with open handles. */
interface OpenKey {
  /** May change with a rename. */
  cell: CellOffset
  isDeleted: boolean
  /** The number of open handles. */
  handles: number
}

class Handle implements ORHKEY {
  declare readonly [opaque]: true
  readonly owner: OpenHive
  readonly key: OpenKey
  /** The number of closes that remain; 0 if the handle is closed. */
  references = 1

  constructor(owner: OpenHive, key: OpenKey) {
    this.owner = owner
    this.key = key
  }
}

/** A hive that handles refer to. */
export class OpenHive {
  readonly settings: Settings
  readonly root: ORHKEY
  /** null after it is closed. */
  #hive: Hive | null
  readonly #keys = new Map<CellOffset, OpenKey>()

  /**
   * Opens a hive for handles. It may be edited even if it was not closed cleanly.
   *
   * @param hive - the hive
   * @param settings - how it behaves
   */
  constructor(hive: Hive, settings: Settings) {
    this.settings = settings
    this.#hive = hive
    this.root = new Handle(this, { cell: hive.root, isDeleted: false, handles: 1 })
    if (settings.clock !== undefined) hive.clock = settings.clock
    // The library opens such hives and edits them (offreg-api 8.20).
    hive.allowDirty()
  }

  /**
   * The hive.
   *
   * @throws HiveError `bad-handle` when it was closed
   */
  get hive(): Hive {
    if (this.#hive === null) throw badHandle()
    return this.#hive
  }

  /** Closes the hive, and with it every handle. */
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

  /** Invalidates every handle to a key; from now on they can only be closed. */
  forget(cell: CellOffset): void {
    const key = this.#keys.get(cell)
    if (key === undefined) return
    this.#keys.delete(cell)
    key.isDeleted = true
  }

  /** Reverts one opening of a handle. */
  closeHandle(handle: Handle): void {
    const { key } = handle
    if (--handle.references > 0 || --key.handles > 0 || key.isDeleted) return
    this.#keys.delete(key.cell)
  }
}

/** The key that a handle refers to. */
export interface Open {
  readonly owner: OpenHive
  readonly hive: Hive
  readonly key: Key
  readonly isRoot: boolean
}

/**
 * Finds what a handle refers to.
 *
 * @param handle - the handle, of any type
 * @returns the key and its hive
 * @throws HiveError `bad-handle` when it is not a handle, or it or its hive is closed
 * @throws HiveError `stale` when the key was deleted
 */
export function openOf(handle: unknown): Open {
  const { owner, key } = liveHandle(handle)
  const { hive } = owner
  if (key.isDeleted) throw new HiveError('stale', 'the key was deleted')
  return { owner, hive, key: new Key(hive, key.cell), isRoot: handle === owner.root }
}

/**
 * Opens a handle once more. It has to be closed once more, too.
 *
 * @param handle - the handle
 * @returns the same handle
 * @throws HiveError `bad-handle` when it is not a handle, or it or its hive is closed
 */
export function reopen(handle: ORHKEY): ORHKEY {
  liveHandle(handle).references++
  return handle
}

/**
 * Reverts one opening of the handle of a key, even a deleted one.
 *
 * @param handle - the handle, of any type
 * @throws HiveError `bad-handle` when it is not a handle, or it or its hive is closed
 * @throws HiveError `root-key` when it is the root, which is closed with its hive
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
