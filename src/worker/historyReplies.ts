/** The history of a document for the page: its points as rows, and going to one of them. */

import { HiveError } from '../errors.ts'
import { shownLabel } from './displayNames.ts'
import { resultOf } from './edits.ts'
import type { FollowedStep, HiveDocument } from './HiveDocument.ts'
import type {
  EditResult,
  HistoryPage,
  HistoryRow,
  JumpResult,
  KeyId,
  RequestOf,
} from './protocol.ts'
import type { CallContext } from './rpc.ts'

/** A page of the points of the history, the newest first. */
export function historyPage(
  { history, revision }: HiveDocument,
  { from, count }: RequestOf<'history'>,
): HistoryPage {
  const { position, firstPosition, lastPosition, savedPosition } = history
  const total = lastPosition - firstPosition + 1
  const rows: HistoryRow[] = []
  for (let index = from; index < Math.min(total, from + count); index++) {
    const at = lastPosition - index
    const step = history.stepTo(at)
    rows.push({
      position: at,
      label: step && shownLabel(step.label),
      path: step?.path ?? [],
      state: at === position ? 'now' : at < position ? 'done' : 'undone',
      saved: at === savedPosition,
    })
  }
  return { revision, total, from, rows, now: lastPosition - position, first: firstPosition }
}

/**
 * Undoes or redoes steps until a number of them is done; null when that is so already. When cancelled, the steps that
 * were finished stay so. Must be called within `exclusive`.
 *
 * @throws HiveError `cancelled` when no step was finished
 */
export async function goToStep(
  doc: HiveDocument,
  position: number,
  call: CallContext,
): Promise<JumpResult | null> {
  const sum = new StepSum(doc)
  try {
    await doc.goTo(position, sum.add, call)
  } catch (error) {
    const isCancelled = error instanceof HiveError && error.code === 'cancelled'
    if (!isCancelled || sum.last === null) throw error
  }
  return sum.result()
}

/** The result of several steps, as if they were one. */
class StepSum {
  /** The result of the step that was made last. */
  last: EditResult | null = null
  readonly #doc: HiveDocument
  /** The ids of the keys that moved: the one that each has now, and the one it had at first. */
  readonly #moved = new Map<KeyId, KeyId>()
  readonly #lists = { subkeys: false, values: false }
  readonly #removed = { keys: 0, values: 0 }
  readonly #from: number
  #isSwapped = false

  constructor(doc: HiveDocument) {
    this.#doc = doc
    this.#from = doc.history.position
  }

  readonly add = (step: FollowedStep): void => {
    const result = resultOf(this.#doc, step)
    this.last = result
    const { moved, lists, removed, swapped } = result
    const origins = moved.map(([from, to]) => [to, this.#moved.get(from) ?? from] as const)
    for (const [from] of moved) this.#moved.delete(from)
    for (const [to, origin] of origins) this.#moved.set(to, origin)
    this.#lists.subkeys ||= lists.subkeys
    this.#lists.values ||= lists.values
    this.#removed.keys += removed.keys
    this.#removed.values += removed.values
    this.#isSwapped ||= swapped !== null
  }

  result(): JumpResult | null {
    const { last } = this
    if (last === null) return null
    return {
      ...last,
      steps: this.#doc.history.position - this.#from,
      // After another hive was current, ids are found again by path.
      moved: this.#isSwapped ? [] : [...this.#moved].map(([to, from]) => [from, to]),
      lists: this.#lists,
      removed: this.#removed,
      swapped: this.#isSwapped ? this.#doc.info : null,
    }
  }
}
