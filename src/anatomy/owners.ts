/**
 * What cells hold and which key or value they belong to, found from the fields that refer to them: a segment is
 * listed in a list, which a record names, which a value names, which the list of a key has.
 */

import type { CellStore } from '../regf/CellStore.ts'
import type { CellUse } from '../regf/fields.ts'
import { NK, SEGMENT_DATA } from '../regf/layout.ts'
import { type CellOffset, type FileOffset, NIL } from '../regf/offsets.ts'
import { dataSize } from '../regf/valueData.ts'
import { part, type Work } from '../work.ts'
import {
  lettersIn,
  type ReferringField,
  ROOT_REFERENCE,
  referringField,
  segmentsListed,
  valuesListed,
} from './cellUse.ts'
import { type Mention, type Mentions, mentionsSteps, type Worth } from './references.ts'

/** A field that refers to a cell. */
export interface Reference {
  /** File offset of the field. */
  readonly at: FileOffset
  /** The cell that the field is in; NIL for the base block. */
  readonly from: CellOffset
  readonly field: ReferringField
}

/** What a cell holds, and what it belongs to. */
export interface Ownership {
  readonly use: CellUse
  /** The key that it is, or is a part of; null if that is not known, and of security records, which keys share. */
  readonly key: CellOffset | null
  /** The value that it is, or is a part of. */
  readonly value: CellOffset | null
}

/** From a segment it is five references to the key. */
const LEVELS = 5
/** Cells whose references are looked for in one pass. */
const MOST_WANTED = 20_000
const NONE: Mentions = { listed: [], isCut: false }

export class Owners {
  readonly #cells: CellStore
  readonly #root: CellOffset
  readonly #mentions = new Map<CellOffset, Mentions>()
  readonly #uses = new Map<CellOffset, CellUse>()
  readonly #found = {
    key: new Map<CellOffset, CellOffset | null>(),
    value: new Map<CellOffset, CellOffset | null>(),
  }

  private constructor(cells: CellStore, root: CellOffset) {
    this.#cells = cells
    this.#root = root
  }

  /**
   * Finds the owners of cells, in steps. The hive must not be edited meanwhile.
   *
   * @param hive - a hive that was checked
   * @param wanted - cells in use
   * @returns their owners
   */
  static *steps(
    { cells, root }: { readonly cells: CellStore; readonly root: CellOffset },
    wanted: Iterable<CellOffset>,
  ): Work<Owners> {
    const owners = new Owners(cells, root)
    let next = new Set(wanted)
    for (let level = 0; level < LEVELS && next.size > 0; level++) {
      const found = yield* part(
        mentionsSteps(cells, next, worthIn(cells)),
        level / LEVELS,
        (level + 1) / LEVELS,
      )
      for (const cell of next) owners.#mentions.set(cell, found.get(cell) ?? NONE)
      next = owners.#unknownAbove(next)
    }
    return owners
  }

  /** Returns what a cell holds, and what it belongs to. */
  of(cell: CellOffset): Ownership {
    const use = this.use(cell)
    switch (use) {
      case 'key':
        return { use, key: cell, value: null }
      case 'value':
        return { use, key: this.#above(cell, 'key'), value: cell }
      case 'security':
      case 'unknown':
        return { use, key: null, value: null }
      case 'data':
      case 'big-data':
      case 'segment-list':
      case 'segment': {
        const value = this.#above(cell, 'value')
        return { use, key: value === null ? null : this.#above(value, 'key'), value }
      }
      default:
        return { use, key: this.#above(cell, 'key'), value: null }
    }
  }

  /** Returns what a cell holds: what a field that refers to it says, or else its letters. */
  use(cell: CellOffset): CellUse {
    const known = this.#uses.get(cell)
    if (known !== undefined) return known
    // A reference that leads round in a circle ends here.
    this.#uses.set(cell, lettersIn(this.#cells, cell))
    const [reference] = this.references(cell).listed
    const letters = lettersIn(this.#cells, cell)
    const use = reference === undefined ? letters : usedAs(reference.field.leadsTo, letters)
    this.#uses.set(cell, use)
    return use
  }

  /**
   * Returns the first of the fields that refer to a cell, except those by which the subkeys of a key name it; and
   * whether there may be more.
   */
  references(cell: CellOffset): {
    readonly listed: readonly Reference[]
    readonly isCut: boolean
  } {
    const { listed, isCut } = this.#mentions.get(cell) ?? NONE
    const found: Reference[] = []
    if (cell === this.#root) found.push({ ...ROOT_REFERENCE, from: NIL })
    for (const mention of listed) {
      const field = this.#fieldOf(mention)
      if (field !== null) found.push({ ...mention, field })
    }
    return { listed: found, isCut }
  }

  /**
   * Returns how many bytes of a cell its owner says are in use: of data, of a class name, of a list without a count.
   *
   * @returns null if the owner is not known, or does not say
   */
  bytes(cell: CellOffset): number | null {
    const [reference] = this.references(cell).listed
    if (reference === undefined || reference.from === NIL) return null
    const { from, field } = reference
    const { image } = this.#cells
    const record = this.#cells.payloadAt(from)
    switch (field.name) {
      case 'value-data':
        return dataSize(this.#cells, record)
      case 'class':
        return image.u16(record + NK.CLASS_LENGTH)
      case 'value-list':
        return 4 * valuesListed(image, record)
      case 'segment-list':
        return 4 * segmentsListed(image, record)
      case 'segment': {
        const value = this.#above(cell, 'value')
        if (value === null) return null
        const before = (field.entry ?? 0) * SEGMENT_DATA
        const whole = dataSize(this.#cells, this.#cells.payloadAt(value))
        return Math.max(0, Math.min(SEGMENT_DATA, whole - before))
      }
      default:
        return null
    }
  }

  #fieldOf({ at, from }: Mention): ReferringField | null {
    const letters = lettersIn(this.#cells, from)
    if (letters !== 'unknown') return referringField(this.#cells, from, letters, at)
    const use = this.use(from)
    return use === 'value-list' || use === 'segment-list'
      ? referringField(this.#cells, from, use, at, this.#entries(from))
      : null
  }

  /** How many entries a list without a count has, according to the records that name it. */
  #entries(list: CellOffset): number {
    const { image } = this.#cells
    let most = 0
    for (const { field, from } of this.references(list).listed) {
      const record = this.#cells.payloadAt(from)
      if (field.name === 'value-list') most = Math.max(most, valuesListed(image, record))
      if (field.name === 'segment-list') most = Math.max(most, segmentsListed(image, record))
    }
    return most
  }

  /** The nearest record of a kind that leads to a cell. */
  #above(cell: CellOffset, use: 'key' | 'value'): CellOffset | null {
    const known = this.#found[use].get(cell)
    if (known !== undefined) return known
    // References that lead round in a circle end here.
    this.#found[use].set(cell, null)
    for (const { from } of this.references(cell).listed) {
      if (from === NIL) continue
      const above = lettersIn(this.#cells, from) === use ? from : this.#above(from, use)
      if (above === null) continue
      this.#found[use].set(cell, above)
      return above
    }
    return null
  }

  /** The cells that mention others and whose own owners are not known yet. */
  #unknownAbove(cells: ReadonlySet<CellOffset>): Set<CellOffset> {
    const above = new Set<CellOffset>()
    for (const cell of cells) {
      for (const { from } of this.#mentions.get(cell)?.listed ?? []) {
        const letters = lettersIn(this.#cells, from)
        const isTop = letters === 'key' || letters === 'security'
        if (isTop || this.#mentions.has(from)) continue
        above.add(from)
        if (above.size === MOST_WANTED) return above
      }
    }
    return above
  }
}

/** Tells fields of records, which are known by their letters, from entries of lists, which are not. */
function worthIn(cells: CellStore): (mention: Mention) => Worth | null {
  return ({ at, from }) => {
    const letters = lettersIn(cells, from)
    if (letters === 'unknown') return 'maybe'
    return referringField(cells, from, letters, at) === null ? null : 'sure'
  }
}

/** A list of lists is named by the field for a list; data may begin with any letters. */
function usedAs(leadsTo: CellUse, letters: CellUse): CellUse {
  return leadsTo === 'leaf' && letters === 'index' ? 'index' : leadsTo
}
