/**
 * The effects of an edit on records that other code refers to by cell: keys and values that are created, freed
 * or moved to another cell, and keys whose lists change. The functions of this room record these events
 * themselves, so that ids, rows and caches can follow any edit, however many events it consists of.
 *
 * A transaction keeps its events with its patch (`HivePatch`). Applying the patch that reverts an edit
 * applies the same events in reverse: what was created is freed, and what was freed is created again.
 */

import type { CellOffset } from './offsets.ts'

/** A list that a key has. */
export type KeyList = 'subkeys' | 'values'

/** Cells of keys and of values. */
interface Records {
  readonly keys: readonly CellOffset[]
  readonly values: readonly CellOffset[]
}

/** The changes of the records of a hive from one state to another. Each record counts once. */
export interface RecordChanges {
  /** Records that are now in another cell. */
  readonly moved: readonly (readonly [from: CellOffset, to: CellOffset])[]
  /** Records that are gone, by the cell they were in. */
  readonly freed: Records
  /** Records that were not there before. */
  readonly created: Records
  /**
   * Keys that are still there, by their cell now, of which a list has other entries, or entries that look
   * different: another name, type or data.
   */
  readonly lists: Readonly<Record<KeyList, ReadonlySet<CellOffset>>>
}

/** Events as they are stored with a patch. */
export type EditEvents = Uint32Array

/** An event is a cell offset, which is a multiple of 8, plus one of these. A move is two events. */
const EVENT = {
  KEY_CREATED: 0,
  VALUE_CREATED: 1,
  KEY_FREED: 2,
  VALUE_FREED: 3,
  MOVED_FROM: 4,
  MOVED_TO: 5,
  SUBKEYS_CHANGED: 6,
  VALUES_CHANGED: 7,
} as const

const KIND_BITS = 7
const LIST_EVENT = { subkeys: EVENT.SUBKEYS_CHANGED, values: EVENT.VALUES_CHANGED } as const
const NO_EVENTS: EditEvents = new Uint32Array(0)
const FIRST_ROOM = 64
/** A buffer for more events than this is released after an edit. */
const KEPT_ROOM = 1 << 16

export class EditLog {
  #events = new Uint32Array(FIRST_ROOM)
  #length = 0
  /** The last list event, which need not be written again while its key stays where it is. */
  #lastList = -1

  /**
   * Records that a key or value was created.
   *
   * @param cell - its cell offset
   * @param what - the kind of record
   */
  created(cell: CellOffset, what: 'key' | 'value'): void {
    this.#add(cell, what === 'key' ? EVENT.KEY_CREATED : EVENT.VALUE_CREATED)
  }

  /**
   * Records that a key or value was freed.
   *
   * @param cell - its cell offset
   * @param what - the kind of record
   */
  freed(cell: CellOffset, what: 'key' | 'value'): void {
    this.#forgetList(cell)
    this.#add(cell, what === 'key' ? EVENT.KEY_FREED : EVENT.VALUE_FREED)
  }

  /**
   * Records that a key or value moved to another cell.
   *
   * @param from - its old cell offset
   * @param to - its new cell offset
   */
  moved(from: CellOffset, to: CellOffset): void {
    this.#forgetList(from)
    this.#add(from, EVENT.MOVED_FROM)
    this.#add(to, EVENT.MOVED_TO)
  }

  /**
   * Records that a list of a key has other entries, or that an entry looks different: another name,
   * type or data.
   *
   * @param key - cell offset of the key
   * @param list - which of its lists
   */
  listChanged(key: CellOffset, list: KeyList): void {
    const event = key + LIST_EVENT[list]
    if (event === this.#lastList) return
    this.#add(key, LIST_EVENT[list])
    this.#lastList = event
  }

  /** Forgets all events. */
  clear(): void {
    this.#length = 0
    this.#lastList = -1
    if (this.#events.length > KEPT_ROOM) this.#events = new Uint32Array(FIRST_ROOM)
  }

  /**
   * Takes the events and starts over.
   *
   * @returns a copy of the events in order
   */
  take(): EditEvents {
    const events = this.#length === 0 ? NO_EVENTS : this.#events.slice(0, this.#length)
    this.clear()
    return events
  }

  #add(cell: CellOffset, kind: number): void {
    if (this.#length === this.#events.length) {
      const larger = new Uint32Array(this.#length * 2)
      larger.set(this.#events)
      this.#events = larger
    }
    this.#events[this.#length++] = cell + kind
  }

  #forgetList(key: CellOffset): void {
    if (this.#lastList - (this.#lastList & KIND_BITS) === key) this.#lastList = -1
  }
}

/**
 * Summarises events.
 *
 * @param events - the events of one or more edits, in order
 * @param reversed - whether they are done in reverse, as by undo
 * @returns what became of each record, from the state before to the state after
 */
export function changesOf(events: EditEvents, reversed: boolean): RecordChanges {
  const summary = new Summary()
  const count = events.length
  for (let at = 0; at < count; at++) {
    const event = events[reversed ? count - 1 - at : at] as number
    const kind = event & KIND_BITS
    const cell = (event - kind) as CellOffset
    switch (reversed ? REVERSED[kind] : kind) {
      case EVENT.KEY_CREATED:
        summary.created(cell, CREATED_KEY)
        break
      case EVENT.VALUE_CREATED:
        summary.created(cell, CREATED_VALUE)
        break
      case EVENT.KEY_FREED:
        summary.freed(cell, summary.freedKeys)
        break
      case EVENT.VALUE_FREED:
        summary.freed(cell, summary.freedValues)
        break
      case EVENT.MOVED_FROM: {
        const to = events[reversed ? count - 1 - ++at : ++at] as number
        summary.moved(cell, (to - (to & KIND_BITS)) as CellOffset)
        break
      }
      case EVENT.SUBKEYS_CHANGED:
        summary.lists.subkeys.add(cell)
        break
      case EVENT.VALUES_CHANGED:
        summary.lists.values.add(cell)
        break
    }
  }
  return summary.changes()
}

/** The reverse of each event. */
const REVERSED: readonly number[] = [
  EVENT.KEY_FREED,
  EVENT.VALUE_FREED,
  EVENT.KEY_CREATED,
  EVENT.VALUE_CREATED,
  EVENT.MOVED_TO,
  EVENT.MOVED_FROM,
  EVENT.SUBKEYS_CHANGED,
  EVENT.VALUES_CHANGED,
]

/** These stand for the previous cell of a record that did not exist before. */
const CREATED_KEY = -1
const CREATED_VALUE = -2

class Summary {
  readonly freedKeys: CellOffset[] = []
  readonly freedValues: CellOffset[] = []
  readonly lists = { subkeys: new Set<CellOffset>(), values: new Set<CellOffset>() }
  /** The records that came into their cell since the start: the cell each was in then. */
  readonly #origins = new Map<CellOffset, number>()

  created(cell: CellOffset, what: typeof CREATED_KEY | typeof CREATED_VALUE): void {
    this.#origins.set(cell, what)
  }

  /** @param freed - takes the cell it was in at the start */
  freed(cell: CellOffset, freed: CellOffset[]): void {
    const origin = this.#leave(cell)
    if (origin >= 0) freed.push(origin as CellOffset)
    this.lists.subkeys.delete(cell)
    this.lists.values.delete(cell)
  }

  moved(from: CellOffset, to: CellOffset): void {
    const origin = this.#leave(from)
    if (origin !== to) this.#origins.set(to, origin)
    for (const list of [this.lists.subkeys, this.lists.values]) {
      if (list.delete(from)) list.add(to)
    }
  }

  changes(): RecordChanges {
    const moved: [CellOffset, CellOffset][] = []
    const created = { keys: [] as CellOffset[], values: [] as CellOffset[] }
    for (const [cell, origin] of this.#origins) {
      if (origin >= 0) moved.push([origin as CellOffset, cell])
      else if (origin === CREATED_KEY) created.keys.push(cell)
      else created.values.push(cell)
    }
    const freed = { keys: this.freedKeys, values: this.freedValues }
    return { moved, freed, created, lists: this.lists }
  }

  /** Takes a record out of a cell; where it was at the start. */
  #leave(cell: CellOffset): number {
    const origin = this.#origins.get(cell)
    if (origin === undefined) return cell
    this.#origins.delete(cell)
    return origin
  }
}
