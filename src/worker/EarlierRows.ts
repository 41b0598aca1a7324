/**
 * What keys and values were like when the hive was saved last, or opened: for the rows on screen only, each looked up
 * by its path in the earlier bytes, which take no memory of their own.
 */

import { CompareBudget } from '../compare/CompareBudget.ts'
import { Pairing, valuesOf } from '../compare/Pairing.ts'
import { PartComparison } from '../compare/PartComparison.ts'
import { Hive } from '../offreg/Hive.ts'
import type { CellStore } from '../regf/CellStore.ts'
import type { RecordChanges } from '../regf/EditLog.ts'
import { findKeyNode, keyLastWrite, keyName } from '../regf/keyNode.ts'
import { findValue, valueName, valueType } from '../regf/keyValue.ts'
import { NK } from '../regf/layout.ts'
import { OriginalImage } from '../regf/OriginalImage.ts'
import type { OriginalPages } from '../regf/OriginalPages.ts'
import { type CellOffset, NIL } from '../regf/offsets.ts'
import { findSubkey } from '../regf/subkeyList.ts'
import { dataHead, dataSize } from '../regf/valueData.ts'
import { MOST_WAS } from '../text/panes.ts'
import { PREVIEW_HEAD_BYTES, previewHead, type ValuePreview } from '../values/preview.ts'
import { runToEnd } from '../work.ts'
import type { DocumentPart } from './DocumentPart.ts'
import { firstPlace, lookedAt } from './firstDifference.ts'
import type { Ids } from './Ids.ts'
import type { KeyChange, ValueWas } from './protocol.ts'

/** Levels above a key that are followed: no hive has more. */
const MOST_LEVELS = 512
/** Units that comparing the values of a key may cost: some milliseconds. A key with more to compare has no mark. */
const MOST_UNITS = 1 << 20

/** The document whose rows they are. */
interface EditedDocument {
  readonly hive: Hive
  /** The hive and its bytes when it was saved last, or opened. */
  readonly saved: { readonly hive: Hive; readonly pages: OriginalPages }
  readonly history: { readonly unsaved: number }
  readonly ids: Pick<Ids, 'earlierCell'>
}

export class EarlierRows implements DocumentPart {
  readonly #doc: EditedDocument
  #opened: { readonly pages: OriginalPages; readonly hive: Hive } | null = null
  /** The cell that a key had, by the one it has now; NIL of a new key. */
  readonly #keys = new Map<CellOffset, CellOffset>()
  /** How keys that were on screen differ, until the next edit. */
  readonly #changes = new Map<CellOffset, KeyChange | null>()
  /** Keys whose values were changed, some of them back again. */
  readonly #touched = new Set<CellOffset>()

  constructor(doc: EditedDocument) {
    this.#doc = doc
  }

  edited({ moved, freed, created, lists }: RecordChanges): void {
    this.#forget()
    for (const key of freed.keys) this.#touched.delete(key)
    const kept = moved.filter(([from]) => this.#touched.delete(from))
    for (const [, to] of kept) this.#touched.add(to)
    for (const key of [...lists.values, ...created.keys]) this.#touched.add(key)
  }

  swapped(): void {
    this.#forget()
    this.#touched.clear()
  }

  closed(): void {}

  /** The hive was saved: it is compared with what it is now. */
  saved(): void {
    this.#forget()
    this.#touched.clear()
  }

  /** How a key on screen differs from what it was; null if it does not. */
  keyChange(cell: CellOffset): KeyChange | null {
    const earlier = this.#earlier()
    if (earlier === null) return null
    const known = this.#changes.get(cell)
    if (known !== undefined) return known
    const change = this.#changeOf(earlier, cell)
    this.#changes.set(cell, change)
    return change
  }

  #changeOf(earlier: Hive, cell: CellOffset): KeyChange | null {
    const before = this.#keyBefore(earlier, cell)
    if (before === NIL) return 'added'
    const { cells } = this.#doc.hive
    const budget = new CompareBudget(MOST_UNITS)
    const parts = new PartComparison(earlier.cells, cells, budget, ['class', 'flags', 'security'])
    if (parts.ofKeys(before, cell).length > 0 || this.#isMoved(earlier, before, cell)) {
      return 'changed'
    }
    const isTouched = this.#touched.has(cell) || !this.#hasSameTime(earlier, before, cell)
    return isTouched && this.#haveValuesChanged(earlier, [before, cell], parts, budget)
      ? 'changed'
      : null
  }

  /**
   * What a value of a key was; null if it is as it was, or its key is new.
   *
   * @param value - its cell; NIL for the default value that is not set
   */
  valueWas(key: CellOffset, value: CellOffset): ValueWas | null {
    const earlier = this.#earlier()
    const before = earlier === null ? NIL : this.#keyBefore(earlier, key)
    if (earlier === null || before === NIL) return null
    const { cells } = this.#doc.hive
    const there = earlier.cells
    const name = value === NIL ? '' : valueName(cells, value, cells.payloadAt(value))
    const was = findValue(there, there.payloadAt(before), name)
    if (was === NIL) return value === NIL ? null : { kind: 'added' }
    if (value !== NIL) {
      const budget = new CompareBudget(Number.POSITIVE_INFINITY)
      const parts = new PartComparison(there, cells, budget, []).ofValues(was, value)
      if (!parts.includes('type') && !parts.includes('data')) return null
    }
    const content = contentOf(there, was)
    const beginsSame = value !== NIL && beginsAlike(content, contentOf(cells, value))
    const differs = beginsSame ? firstPlace(lookedAt(there, was), lookedAt(cells, value)) : null
    return { kind: 'changed', ...content, differs }
  }

  #forget(): void {
    this.#keys.clear()
    this.#changes.clear()
  }

  /** The hive as it was; null while it is the same as now. */
  #earlier(): Hive | null {
    const { saved, history } = this.#doc
    if (history.unsaved === 0) return null
    if (this.#opened?.pages !== saved.pages) {
      const image = new OriginalImage(saved.hive.image, saved.pages)
      this.#opened = { pages: saved.pages, hive: Hive.open(image) }
    }
    return this.#opened.hive
  }

  /** The cell of the key that had the same path, but for keys that were renamed or moved since. */
  #keyBefore(earlier: Hive, cell: CellOffset): CellOffset {
    const { cells, root } = this.#doc.hive
    // From the key up to the nearest one that is known, then down again.
    const way: CellOffset[] = []
    let at = cell
    while (at !== root && !this.#keys.has(at) && way.length < MOST_LEVELS) {
      const key = findKeyNode(cells, at)
      if (key === 0) return NIL
      way.push(at)
      at = cells.image.u32(key + NK.PARENT) as CellOffset
    }
    let before = at === root ? earlier.root : (this.#keys.get(at) ?? NIL)
    for (const next of way.reverse()) {
      if (before !== NIL) {
        const name = keyName(cells, next, cells.payloadAt(next))
        const named = findSubkey(earlier.cells, earlier.cells.payloadAt(before), name)
        before = named === NIL ? this.#knownFrom(earlier, before, next) : named
      }
      this.#keys.set(next, before)
    }
    return before
  }

  /** The key that a key was; NIL if it is new, or a key beside it has its old name again. */
  #knownFrom(earlier: Hive, parent: CellOffset, cell: CellOffset): CellOffset {
    const { cells } = this.#doc.hive
    const was = this.#doc.ids.earlierCell(cell, 'saved')
    const key = findKeyNode(earlier.cells, was)
    if (key === 0) return NIL
    if (earlier.image.u32(key + NK.PARENT) !== parent) return was
    const above = cells.image.u32(cells.payloadAt(cell) + NK.PARENT) as CellOffset
    const name = keyName(earlier.cells, was, key)
    return findSubkey(cells, cells.payloadAt(above), name) === NIL ? was : NIL
  }

  /** Whether a key had another parent. */
  #isMoved(earlier: Hive, before: CellOffset, cell: CellOffset): boolean {
    const { cells, root } = this.#doc.hive
    if (cell === root) return false
    const parent = cells.image.u32(cells.payloadAt(cell) + NK.PARENT) as CellOffset
    const was = earlier.image.u32(earlier.cells.payloadAt(before) + NK.PARENT)
    return was !== this.#keyBefore(earlier, parent)
  }

  #hasSameTime(earlier: Hive, before: CellOffset, cell: CellOffset): boolean {
    const { cells } = this.#doc.hive
    const was = keyLastWrite(earlier.cells, earlier.cells.payloadAt(before))
    return was === keyLastWrite(cells, cells.payloadAt(cell))
  }

  #haveValuesChanged(
    earlier: Hive,
    [before, cell]: readonly [CellOffset, CellOffset],
    parts: PartComparison,
    budget: CompareBudget,
  ): boolean {
    const pairing = new Pairing(
      valuesOf(earlier.cells, before, budget),
      valuesOf(this.#doc.hive.cells, cell, budget),
      budget,
    )
    if (!pairing.agrees()) runToEnd(pairing.finish())
    const { pairs } = pairing
    for (let index = 0; index < pairs.length && !budget.exhausted; index += 2) {
      const [was, is] = [pairs[index] as CellOffset, pairs[index + 1] as CellOffset]
      const isChanged = was === NIL || is === NIL || parts.ofValues(was, is).length > 0
      if (isChanged && !budget.exhausted) return true
    }
    return false
  }
}

/** What a row shows of a value. */
interface ShownContent {
  readonly type: number
  readonly size: number
  readonly preview: ValuePreview
}

function contentOf(cells: CellStore, value: CellOffset): ShownContent {
  const at = cells.payloadAt(value)
  const [type, size] = [valueType(cells, at), dataSize(cells, at)]
  return { type, size, preview: previewHead(type, size, dataHead(cells, at, PREVIEW_HEAD_BYTES)) }
}

/** Whether all that a row shows of earlier data is the same now. */
function beginsAlike(was: ShownContent, is: ShownContent): boolean {
  const shown = ({ preview }: ShownContent) => preview.text.slice(0, MOST_WAS)
  return was.type === is.type && shown(was) === shown(is)
}
