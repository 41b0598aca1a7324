/**
 * What has to be done to make one of two compared hives like the other, as steps by path. What depends on the hive
 * to be edited is looked up here, before the first edit, since the cells of the differences mean nothing afterwards.
 * The other hive is read later, step by step (`Transfer.ts`).
 */

import { upcase } from '../bytes/upcase.ts'
import type { CellStore } from '../regf/CellStore.ts'
import { FIXED_FLAGS, keyFlags, layerOf } from '../regf/keyNode.ts'
import { KEY_FLAG } from '../regf/layout.ts'
import { type CellOffset, NIL } from '../regf/offsets.ts'
import { part, type Work } from '../work.ts'
import {
  type CellPair,
  type ChangedPart,
  type ComparedCells,
  type Difference,
  isKnownMove,
  type KeyAttribute,
  type KeyPair,
  knownMoves,
  parentIn,
  pathIn,
} from './difference.ts'
import { withMovesThrough } from './movesThrough.ts'
import { keyNameAt, type Namesakes, repeatedNames, SubkeyNames, valueNameAt } from './namesakes.ts'
import { PlannedLinks } from './PlannedLinks.ts'

/** Differences that are planned between two pauses. */
const DIFFERENCES_A_STEP = 256

/** The hive that is made like the other one. */
export type Target = keyof CellPair

/** One step. `cell` is that of a record in the hive that is not edited. */
export type PlanStep = { readonly path: readonly string[] } & (
  | { readonly step: 'delete-key' }
  /** Creates a key and everything below it. */
  | { readonly step: 'copy-key'; readonly cell: CellOffset }
  | { readonly step: 'rename-key'; readonly name: string }
  | { readonly step: 'move-key'; readonly parent: readonly string[]; readonly name: string }
  | { readonly step: 'set-attribute'; readonly cell: CellOffset; readonly attribute: KeyAttribute }
  | { readonly step: 'delete-value'; readonly name: string }
  | { readonly step: 'set-value'; readonly cell: CellOffset }
  /** Sets the times of a key that was copied, and of everything below it. */
  | { readonly step: 'set-times'; readonly cell: CellOffset }
)

/**
 * Why something that differs stays as it is:
 *
 * - `root-name`: the root cannot be renamed.
 * - `same-name`: several keys or values of one key have the same name, so that the path does not lead to it.
 * - `name`: no key or value can be given such a name.
 * - `flags`: they say how the record is read, or belong to a layered hive; or a key would be a link that has more than
 *   its target.
 * - `security`: the descriptor is not one that Windows accepts.
 * - `damaged`: it cannot be read.
 * - `no-text`, `no-text-case`, `no-text-name`: .reg text has no form for it, for a name that differs only in letter
 *   case, or for a name with a line break or a NUL.
 */
export type LeftoverReason =
  | 'root-name'
  | 'same-name'
  | 'name'
  | 'flags'
  | 'security'
  | 'damaged'
  | 'no-text'
  | 'no-text-case'
  | 'no-text-name'

/** Something that differs and stays as it is. */
export interface Leftover {
  readonly path: readonly string[]
  /** The name of the value; null if it is about the key. */
  readonly value: string | null
  /** The attribute of the key; null if it is about all of it. */
  readonly attribute: KeyAttribute | null
  readonly reason: LeftoverReason
}

export interface Plan {
  readonly steps: readonly PlanStep[]
  readonly leftovers: readonly Leftover[]
}

/**
 * What the steps are made into: an `edit`, or .reg `text`, which can only delete a renamed or moved key and
 * create it with all that is in it.
 */
export type PlanForm = 'edit' | 'text'

export interface PlanOptions {
  /** By default an edit. */
  readonly form?: PlanForm
  /** Differences that were taken over into the edited hive since it was compared; the hives are read as they were then. */
  readonly done?: readonly Difference[]
  /** All differences, by default the chosen ones: text needs those that come and go with a key it creates again. */
  readonly all?: readonly Difference[]
}

/** The values of a key whose upper-cased name one of the hives has several times. */
interface RepeatedNames {
  readonly key: KeyPair
  readonly byName: ReadonlyMap<string, Namesakes>
}

/**
 * Plans how to make one hive like the other in some of their differences.
 *
 * @param differences - all or some of those that a comparison has found, in any order
 * @param hives - the hives that were compared
 * @param target - the hive that is to be edited
 * @param attributes - the attributes that were compared; if times were, they are set last
 * @param options - what the steps are made into, and what else is known of the hives
 * @returns the steps, and what stays as it is
 */
export function* planSteps(
  differences: readonly Difference[],
  hives: ComparedCells,
  target: Target,
  attributes: readonly KeyAttribute[],
  { form = 'edit', done = [], all = differences }: PlanOptions = {},
): Work<Plan> {
  const links = new PlannedLinks(hives, target)
  const planner = new Planner(hives, target, attributes, links, knownMoves(done, target))
  const planned = form === 'edit' ? differences : withMovesThrough(differences, all)
  const each = (visit: (one: Difference) => void) => eachInSteps(planned, visit)
  for (const one of done) links.addDone(one)
  yield* part(
    each((one) => links.add(one)),
    0,
    LINKED,
  )
  yield* part(
    each((one) => isKnownMove(one) && planner.addMoved(one.key, form)),
    LINKED,
    MOVED,
  )
  planner.copyMoved()
  yield* part(
    each((one) => isKnownMove(one) || planner.add(one)),
    MOVED,
    PLANNED,
  )
  return yield* part(planner.planSteps(), PLANNED, 1)
}

/** The progress once links are known, once renamed and moved keys are planned, and once everything is but times. */
const LINKED = 0.1
const MOVED = 0.2
const PLANNED = 0.8

function* eachInSteps<T>(items: readonly T[], visit: (one: T) => void): Work<void> {
  for (let at = 0; at < items.length; at++) {
    visit(items[at] as T)
    if ((at + 1) % DIFFERENCES_A_STEP === 0) yield at / items.length
  }
}

class Planner {
  readonly #hives: ComparedCells
  readonly #target: Target
  readonly #source: Target
  readonly #edited: CellStore
  readonly #other: CellStore
  readonly #links: PlannedLinks
  readonly #withTimes: boolean
  readonly #steps: PlanStep[] = []
  readonly #leftovers: Leftover[] = []
  /** Steps that come after all others. */
  readonly #last: PlanStep[] = []
  /** Such cells of keys that were renamed and moved since the hives were compared. */
  readonly #done: ReadonlySet<CellOffset>
  /** Renamed and moved keys, by their cells in the edited hive; they get their names and places at the very end. */
  readonly #moved = new Map<CellOffset, KeyPair>()
  /** Such keys that are created again with all that is in them, by the same cells. */
  readonly #copied = new Map<CellOffset, KeyPair>()
  readonly #paths = new Map<KeyPair, readonly string[]>()
  readonly #reached = new Map<KeyPair, boolean>()
  readonly #subkeys: Record<Target, SubkeyNames>
  /** Keys of both hives whose time an edit changes, or that differ in it. */
  readonly #timed = new Set<KeyPair>()
  #repeated: RepeatedNames | null = null
  /** The names in `#repeated` that were dealt with. */
  readonly #settled = new Set<string>()

  constructor(
    hives: ComparedCells,
    target: Target,
    attributes: readonly KeyAttribute[],
    links: PlannedLinks,
    done: ReadonlySet<CellOffset>,
  ) {
    this.#links = links
    this.#done = done
    this.#hives = hives
    this.#target = target
    this.#source = target === 'before' ? 'after' : 'before'
    this.#edited = hives[this.#target]
    this.#other = hives[this.#source]
    this.#withTimes = attributes.includes('time')
    this.#subkeys = { before: new SubkeyNames(hives.before), after: new SubkeyNames(hives.after) }
  }

  /** The plan for what was added. */
  *planSteps(): Work<Plan> {
    const moves = this.#moves()
    const timed: PlanStep[] = []
    const moved = new Set([...this.#done, ...this.#moved.keys()])
    yield* eachInSteps(this.#withTimes ? [...this.#timed] : [], (key) => {
      const path = this.#pathAfter(key, moved)
      timed.push({ path, step: 'set-attribute', attribute: 'time', cell: key[this.#source] })
    })
    const steps = [...this.#steps, ...this.#last, ...moves, ...timed]
    return { steps, leftovers: this.#leftovers }
  }

  /** The moves and renames, the deepest keys first. */
  #moves(): PlanStep[] {
    const keys = [...this.#moved].sort(([, a], [, b]) => b.depth - a.depth)
    const done = new Set(this.#done)
    return keys.map(([cell, key]) => {
      const path = this.#pathAfter(key, done)
      const name = keyNameAt(this.#other, key[this.#source])
      const parent = parentIn(key, this.#source)
      done.add(cell)
      if (key.movedFrom === undefined || parent === null) return { path, step: 'rename-key', name }
      return { path, step: 'move-key', parent: this.#pathAfter(parent, done), name }
    })
  }

  /** Adds a renamed or moved key of which both cells are known, before all other differences. */
  addMoved(key: KeyPair, form: PlanForm): void {
    const cell = key[this.#target]
    const home = parentIn(key, this.#source)
    const reason = this.#isReached(key) ? null : 'same-name'
    const isInLink = key.movedFrom !== undefined && home !== null && this.#links.stays(home)
    if (reason !== null || isInLink) this.#leave(this.#pathTo(key), null, reason ?? 'flags')
    else if (form === 'edit') {
      this.#moved.set(cell, key)
      this.#timed.add(key)
      for (const hive of ['before', 'after'] as const) {
        const parent = parentIn(key, hive)
        if (parent !== null) this.#timed.add(parent)
      }
    } else this.#copied.set(cell, key)
  }

  /**
   * Deletes the moved keys that text creates again, and creates them, but for those that come or go with another one.
   * To be called once all are known. All are deleted first, since one may be created where another one was.
   */
  copyMoved(): void {
    const keys = [...this.#copied.values()]
    const alone = (hive: Target) => keys.filter((key) => !this.#goesWith(parentIn(key, hive), hive))
    for (const key of alone(this.#target)) this.#deleteKey(onlyIn(key, this.#target))
    for (const key of alone(this.#source)) this.#copyKey(onlyIn(key, this.#source))
  }

  add({ kind, key, from, value, parts }: Difference): void {
    if (this.#goesWith(key, this.#source)) return
    if (kind === 'moved' && from !== null) {
      const [gone, fresh] = this.#target === 'before' ? [from, key] : [key, from]
      const reason = this.#isReached(gone) ? this.#reasonAgainst(fresh) : 'same-name'
      // What cannot be put where it belongs stays where it is.
      if (reason !== null) this.#leave(this.#pathTo(fresh), null, reason)
      else {
        this.#deleteKey(gone)
        this.#copyKey(fresh)
      }
    } else if (value !== null) {
      // The values of a key that is copied or deleted go with it.
      if (this.#isInBoth(key)) this.#addValue(key, value, parts)
    } else if (key[this.#target] === NIL) this.#copyKey(key)
    else if (key[this.#source] === NIL) this.#deleteKey(key)
    else this.#changeKey(key, parts)
  }

  #copyKey(key: KeyPair): void {
    const { parent } = key
    if (parent !== null && !this.#isInBoth(parent)) return
    const cell = key[this.#source]
    const path = this.#pathTo(key)
    const reason = this.#reasonAgainst(key)
    if (parent === null || reason !== null) {
      this.#leave(path, null, reason ?? 'same-name')
      return
    }
    this.#steps.push({ path, step: 'copy-key', cell })
    if (this.#withTimes) this.#last.push({ path, step: 'set-times', cell })
    this.#timed.add(parent)
  }

  /** Why a key cannot be created as the other hive has it; null if it can. */
  #reasonAgainst({ parent, [this.#source]: cell }: KeyPair): LeftoverReason | null {
    if (parent === null) return 'same-name'
    if (!this.#isInBoth(parent)) return null
    if (!this.#isFree(parent, cell)) return 'same-name'
    return this.#links.stays(parent) ? 'flags' : null
  }

  #deleteKey(key: KeyPair): void {
    const { parent } = key
    if (parent !== null && !this.#isInBoth(parent)) return
    const path = this.#pathTo(key)
    if (parent === null || !this.#isReached(key)) {
      this.#leave(path, null, 'same-name')
      return
    }
    this.#steps.push({ path, step: 'delete-key' })
    this.#timed.add(parent)
  }

  #changeKey(key: KeyPair, parts: readonly ChangedPart[]): void {
    const path = this.#pathTo(key)
    if (!this.#isReached(key)) {
      this.#leave(path, null, 'same-name')
      return
    }
    const cell = key[this.#source]
    this.#timed.add(key)
    for (const part of parts) {
      if (part === 'name') this.#renameKey(key, path, cell)
      else if (part === 'class' || part === 'security') {
        this.#steps.push({ path, step: 'set-attribute', attribute: part, cell })
      } else if (part === 'flags') {
        this.#changeFlags(key, path)
      }
    }
  }

  /** A link has no subkeys, and only a certain value: a key stops being one first, and becomes one last. */
  #changeFlags(key: KeyPair, path: readonly string[]): void {
    const cell = key[this.#source]
    const step = { path, step: 'set-attribute', attribute: 'flags', cell } as const
    const isNewLink = this.#links.isNewLink(key)
    const isLeft = isNewLink && !this.#links.isEmptied(key)
    if (isLeft || !this.#canHaveFlags(key)) this.#leave(path, null, 'flags')
    if (isLeft) return
    if (!isNewLink) this.#steps.push(step)
    this.#last.push(step)
  }

  /** Whether all flags in which two keys differ can be replaced. */
  #canHaveFlags({ before, after }: KeyPair): boolean {
    const a = this.#hives.before
    const b = this.#hives.after
    const [keyA, keyB] = [a.payloadAt(before), b.payloadAt(after)]
    const flags = (keyFlags(a, keyA) ^ keyFlags(b, keyB)) & FIXED_FLAGS & ~KEY_FLAG.COMP_NAME
    return flags === 0 && layerOf(a, keyA) === layerOf(b, keyB)
  }

  #renameKey(key: KeyPair, path: readonly string[], cell: CellOffset): void {
    if (key.parent === null) {
      this.#leave(path, null, 'root-name')
      return
    }
    this.#timed.add(key.parent)
    this.#steps.push({ path, step: 'rename-key', name: keyNameAt(this.#other, cell) })
  }

  #addValue(key: KeyPair, value: CellPair, parts: readonly ChangedPart[]): void {
    const path = this.#pathTo(key)
    const [old, cell] = [value[this.#target], value[this.#source]]
    const name = old === NIL ? valueNameAt(this.#other, cell) : valueNameAt(this.#edited, old)
    if (!this.#isReached(key)) {
      this.#leave(path, name, 'same-name')
      return
    }
    this.#timed.add(key)
    if (parts.includes('flags') || (cell !== NIL && !this.#links.canHold(key, cell))) {
      this.#leave(path, name, 'flags')
      return
    }
    const namesakes = this.#repeatedIn(key).get(upcase(name))
    if (namesakes !== undefined) {
      this.#settle(path, name, namesakes)
      return
    }
    if (old !== NIL && (cell === NIL || parts.includes('name'))) {
      this.#steps.push({ path, step: 'delete-value', name })
    }
    if (cell !== NIL) this.#steps.push({ path, step: 'set-value', cell })
  }

  /** Replaces all values of one name by the only one that the other hive has, unless it has several. */
  #settle(path: readonly string[], name: string, namesakes: Namesakes): void {
    const [cell, another] = namesakes[this.#source]
    if (another !== undefined) {
      this.#leave(path, name, 'same-name')
      return
    }
    if (this.#settled.has(upcase(name))) return
    this.#settled.add(upcase(name))
    for (const _ of namesakes[this.#target]) this.#steps.push({ path, step: 'delete-value', name })
    if (cell !== undefined) this.#steps.push({ path, step: 'set-value', cell })
  }

  /** The names that several values of a key have. */
  #repeatedIn(key: KeyPair): RepeatedNames['byName'] {
    if (this.#repeated?.key !== key) {
      this.#settled.clear()
      this.#repeated = { key, byName: repeatedNames(key, this.#hives) }
    }
    return this.#repeated.byName
  }

  #isInBoth(key: KeyPair): boolean {
    return key.before !== NIL && key.after !== NIL
  }

  /** Whether the path of a key leads to it, and to no other key of the same name, in the hive that is edited. */
  #isReached(key: KeyPair): boolean {
    const parent = parentIn(key, this.#target)
    if (parent === null) return true
    const known = this.#reached.get(key)
    if (known !== undefined) return known
    const cell = key[this.#target]
    const isReached =
      this.#isReached(parent) && this.#subkeys[this.#target].isFirst(parent[this.#target], cell)
    this.#reached.set(key, isReached)
    return isReached
  }

  /** Whether a key of the other hive is the first of its name there, so that it can be created here. */
  #isFree(parent: KeyPair, cell: CellOffset): boolean {
    const isFirst = this.#subkeys[this.#source].isFirst(parent[this.#source], cell)
    return isFirst && this.#isReached(parent)
  }

  /** Whether a key, or one that is above it in a hive, is created again with all that is in it. */
  #goesWith(key: KeyPair | null, hive: Target): boolean {
    if (this.#copied.size === 0) return false
    for (let at = key; at !== null; at = parentIn(at, hive)) {
      if (this.#copied.has(at[this.#target])) return true
    }
    return false
  }

  /** The path of a key in the edited hive as it is now. */
  #pathTo(key: KeyPair): readonly string[] {
    let path = this.#paths.get(key)
    if (path === undefined) {
      path = this.#pathAfter(key, this.#done)
      this.#paths.set(key, path)
    }
    return path
  }

  /** The path of a key once some of the moved and renamed keys have their places and names. */
  #pathAfter(key: KeyPair, done: ReadonlySet<CellOffset>): readonly string[] {
    return pathIn(key, this.#hives, this.#target, done)
  }

  #leave(path: readonly string[], value: string | null, reason: LeftoverReason): void {
    this.#leftovers.push({ path, value, attribute: null, reason })
  }
}

/** A key as one of the hives has it, at its place there. */
function onlyIn(key: KeyPair, hive: Target): KeyPair {
  const { depth } = key
  return { before: NIL, after: NIL, [hive]: key[hive], parent: parentIn(key, hive), depth }
}
