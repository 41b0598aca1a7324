/** Pasting what was copied into a key, as one step of the history. */

import type { CommandResult, Place } from '../edit/command.ts'
import { HiveError } from '../errors.ts'
import { detachSteps } from '../offreg/detach.ts'
import { type EditScope, soundKey } from '../offreg/editScope.ts'
import { graftKeySteps } from '../offreg/graft.ts'
import { deleteKeySteps } from '../offreg/remove.ts'
import { requireDepth } from '../offreg/rules.ts'
import { deleteValuesSteps, putValueSteps } from '../offreg/values.ts'
import type { CellStore } from '../regf/CellStore.ts'
import { keyPath } from '../regf/keyNode.ts'
import { eachValue, valueType } from '../regf/keyValue.ts'
import { LIMIT } from '../regf/layout.ts'
import { type CellOffset, NIL } from '../regf/offsets.ts'
import { dataCopy } from '../regf/valueData.ts'
import { part, RECORDS_A_STEP, type Work } from '../work.ts'
import type { KeptClip } from './Clips.ts'
import { chosenPart } from './copying.ts'
import { copyName } from './copyName.ts'
import { resultOf } from './edits.ts'
import { withErrorPathLater } from './errorPaths.ts'
import type { HiveDocument } from './HiveDocument.ts'
import { moveKey } from './moving.ts'
import { findItem, itemsOfClip, type PasteItem } from './pastePreview.ts'
import type { Clash, PasteFrom, PasteResult, RequestOf } from './protocol.ts'
import type { CallContext } from './rpc.ts'
import type { Session } from './Session.ts'
import { runInSlices } from './slices.ts'

/** The progress once a place is copied, when that comes first. */
const COPIED = 0.3
/** The progress of a paste once what was cut is gone. */
const EMPTIED = 0.2

/**
 * Pastes into a key of a document. All of it is one step, or nothing is changed.
 *
 * @throws HiveError the codes under "refused edits" in errors.ts, `cancelled`
 */
export async function paste(
  session: Session,
  request: RequestOf<'paste'>,
  { signal, progress }: CallContext,
): Promise<PasteResult> {
  const doc = session.unlocked(request.doc)
  doc.hive.requireEditable()
  const moved = await moveKey(doc, request, { signal, progress })
  if (moved !== null) return moved
  const isCopied = request.from.kind === 'clip'
  const start = isCopied ? 0 : COPIED
  const clip = await clipOf(session, request.from, {
    signal,
    progress: (done) => progress(done * COPIED),
  })
  return doc.exclusive(signal, async () => {
    const run = new PasteRun(doc, clip, request)
    const context = { signal, progress: (done: number) => progress(start + done * (1 - start)) }
    const step = await withErrorPathLater(doc, request.key, () =>
      doc.run((scope) => run.steps(scope), context),
    )
    const { keys, values, left, skipped, pasted } = run
    const ids = pasted.map((cell) => doc.ids.of(cell))
    return { ...resultOf(doc, step), keys, values, left: left + clip.lost, skipped, pasted: ids }
  })
}

/** The copy that is pasted; a place is copied first. */
async function clipOf(
  session: Session,
  from: PasteFrom,
  { signal, progress }: CallContext,
): Promise<KeptClip> {
  if (from.kind === 'clip') return session.clips.get(from.clip)
  const doc = session.document(from.doc)
  return doc.exclusive(signal, async () => {
    const chosen = chosenPart(doc, from.key, from.values)
    const steps = detachSteps(doc.hive.cells, chosen)
    const copy = await runInSlices(steps, { signal, onProgress: progress, atOnce: true })
    return { ...copy, kind: chosen.kind }
  })
}

/** What is to go away once it is pasted: the key itself if there are no values. */
interface Cut {
  readonly key: CellOffset
  readonly values: ReadonlySet<CellOffset> | null
}

/** What becomes of one item. */
interface Decision {
  readonly item: PasteItem
  /** What has its name; NIL if nothing does. */
  readonly there: CellOffset
  readonly clash: Clash
}

/** Pastes into a key. */
class PasteRun {
  keys = 0
  values = 0
  left = 0
  skipped = 0
  /** The values of the key that were pasted. */
  readonly pasted: CellOffset[] = []
  readonly #clip: KeptClip
  readonly #request: RequestOf<'paste'>
  readonly #target: CellOffset
  readonly #cut: Cut | null
  #copy: CellOffset = NIL

  constructor(doc: HiveDocument, clip: KeptClip, request: RequestOf<'paste'>) {
    this.#clip = clip
    this.#request = request
    this.#target = doc.keyCell(request.key)
    const { cut } = request
    this.#cut = cut && {
      key: doc.keyCell(cut.key),
      values: cut.values && new Set(cut.values.map((value) => doc.valueCell(value))),
    }
    const line = doc.rows.ancestors(this.#target) ?? []
    if (this.#cut?.values === null && line.includes(this.#cut.key)) {
      throw new HiveError('bad-argument', 'a key cannot be moved into itself')
    }
  }

  *steps(scope: EditScope): Work<CommandResult> {
    const { cells, root } = scope
    const depth = keyPath(cells, root, this.#target).length
    requireDepth(depth + this.#clip.depth)
    const decisions = this.#decisions(cells)
    const before = this.#before()
    yield* part(this.#empty(scope, decisions), 0, EMPTIED)
    for (const [index, decision] of decisions.entries()) {
      const [from, to] = [index, index + 1].map((done) => {
        return EMPTIED + (done / decisions.length) * (1 - EMPTIED)
      }) as [number, number]
      yield* part(this.#pasteSteps(scope, decision), from, to)
      if ((index + 1) % RECORDS_A_STEP === 0) yield to
    }
    if (this.#cut !== null && this.left + this.#clip.lost > 0) {
      throw new HiveError('not-movable', 'part of what was cut cannot be copied', {
        subject: decisions[0]?.item.name,
      })
    }
    const { how } = this.#request
    const name = decisions[0]?.item.name ?? ''
    const [value = null] = this.pasted
    const after: Place = this.#copy === NIL ? { key: this.#target, value } : keyPlace(this.#copy)
    return { label: { kind: how, name, count: decisions.length }, after, before }
  }

  /** The place to show when the step is undone. */
  #before(): Place {
    const cut = this.#cut
    if (cut === null) return keyPlace(this.#target)
    const [value = null] = cut.values ?? []
    return { key: cut.key, value }
  }

  #decisions(cells: CellStore): Decision[] {
    const { clash, clashes } = this.#request
    const others = new Map(clashes)
    const at = soundKey(cells, this.#target)
    return itemsOfClip(this.#clip.hive).map((item, index) => {
      const there = findItem(cells, at, item)
      const isCut = there !== NIL && this.#isCut(there)
      return {
        item,
        there: isCut ? NIL : there,
        clash: others.get(index) ?? clash,
      }
    })
  }

  #isCut(cell: CellOffset): boolean {
    const cut = this.#cut
    return cut !== null && (cut.values === null ? cut.key === cell : cut.values.has(cell))
  }

  /** Deletes what was cut, but for what is skipped. */
  *#empty(scope: EditScope, decisions: readonly Decision[]): Work<void> {
    const cut = this.#cut
    if (cut === null) return
    const stays = decisions.filter(isSkipped).map(({ item }) => item)
    if (cut.values === null) {
      if (stays.length === 0) yield* deleteKeySteps(scope, cut.key)
      return
    }
    const { cells } = scope
    const at = soundKey(cells, cut.key)
    const gone = new Set(cut.values)
    for (const item of stays) gone.delete(findItem(cells, at, item))
    const indexes: number[] = []
    eachValue(cells, at, (cell, index) => {
      if (gone.delete(cell)) indexes.push(index)
      return false
    })
    if (gone.size > 0) throw new HiveError('stale', 'a value that was cut is gone')
    yield* deleteValuesSteps(scope, cut.key, indexes)
  }

  *#pasteSteps(scope: EditScope, decision: Decision): Work<void> {
    if (isSkipped(decision)) this.skipped++
    else if (decision.item.kind === 'key') yield* this.#pasteKey(scope, decision)
    else yield* this.#pasteValue(scope, decision)
  }

  *#pasteKey(scope: EditScope, { item, there, clash }: Decision): Work<void> {
    const { security, times } = this.#request
    if (there !== NIL && clash === 'replace') yield* deleteKeySteps(scope, there)
    const { hive, keys } = this.#clip
    const isTaken = there !== NIL && clash === 'both'
    const grafted = yield* graftKeySteps(
      scope,
      this.#target,
      { cells: hive.cells, key: item.cell, keys },
      {
        ...{ security, times },
        name: isTaken ? this.#freeName(scope.cells, item) : item.name,
        existing: clash === 'fill' ? 'keep' : 'replace',
      },
    )
    this.#copy = grafted.key
    this.keys += grafted.keys
    this.values += grafted.values
    this.left += grafted.left
  }

  *#pasteValue(scope: EditScope, { item, there, clash }: Decision): Work<void> {
    const { cells } = this.#clip.hive
    const at = cells.payloadAt(item.cell)
    const isTaken = there !== NIL && clash === 'both'
    const name = isTaken ? this.#freeName(scope.cells, item) : item.name
    const value = { name, type: valueType(cells, at), data: dataCopy(cells, at) }
    const { cell } = yield* putValueSteps(scope, this.#target, value)
    this.pasted.push(cell)
    this.values++
  }

  #freeName(cells: CellStore, item: PasteItem): string {
    const at = cells.payloadAt(this.#target)
    const most = item.kind === 'key' ? LIMIT.KEY_NAME : LIMIT.VALUE_NAME
    return copyName(item.name, most, (name) => findItem(cells, at, { ...item, name }) !== NIL)
  }
}

function isSkipped({ there, clash }: Decision): boolean {
  return there !== NIL && clash === 'skip'
}

function keyPlace(key: CellOffset): Place {
  return { key, value: null }
}
