/**
 * Moving a cut key within its hive. It stays the same key, so that nothing below it has to be copied, and it is known
 * among the changes of the hive.
 */

import type { CommandResult } from '../edit/command.ts'
import type { EditScope } from '../offreg/editScope.ts'
import { type Moved, moveKeySteps } from '../offreg/move.ts'
import { deleteKeySteps } from '../offreg/remove.ts'
import type { CellStore } from '../regf/CellStore.ts'
import { keyName } from '../regf/keyNode.ts'
import { LIMIT } from '../regf/layout.ts'
import { type CellOffset, NIL } from '../regf/offsets.ts'
import { findSubkey } from '../regf/subkeyList.ts'
import { part, type Work } from '../work.ts'
import { copyName } from './copyName.ts'
import { resultOf } from './edits.ts'
import { withErrorPathLater } from './errorPaths.ts'
import type { HiveDocument } from './HiveDocument.ts'
import type { PasteResult, RequestOf } from './protocol.ts'
import type { CallContext } from './rpc.ts'

/** The progress of a move once what had the name is gone. */
const CLEARED = 0.5

/**
 * Moves a key that was cut below another key of its hive, as one step.
 *
 * @returns the result; null if what is pasted is anything else, or goes into a key that exists: that is copied, and
 *   then deleted where it was
 * @throws HiveError what `moveKeySteps` throws
 */
export async function moveKey(
  doc: HiveDocument,
  request: RequestOf<'paste'>,
  context: CallContext,
): Promise<PasteResult | null> {
  const { cut, from, key } = request
  const isKey = cut !== null && cut.values === null && from.kind === 'place'
  if (!isKey || from.values !== null || from.key !== cut.key) return null
  return doc.exclusive(context.signal, async () => {
    const move = planOf(doc, request, doc.keyCell(cut.key))
    if (move === null) return null
    const step = await withErrorPathLater(doc, key, () =>
      doc.run((scope) => move.steps(scope), context),
    )
    const { keys, values } = move.moved
    return { ...resultOf(doc, step), keys, values, left: 0, skipped: 0, pasted: [] }
  })
}

function planOf(doc: HiveDocument, request: RequestOf<'paste'>, cut: CellOffset): Move | null {
  const { cells } = doc.hive
  const target = doc.keyCell(request.key)
  const name = keyName(cells, cut, cells.payloadAt(cut))
  const there = findSubkey(cells, cells.payloadAt(target), name)
  if (there === NIL || there === cut) return new Move(request, { target, cut, name, there: NIL })
  const clash = request.clashes.find(([index]) => index === 0)?.[1] ?? request.clash
  if (clash === 'both') {
    const free = copyName(name, LIMIT.KEY_NAME, (one) => isTaken(cells, target, one))
    return new Move(request, { target, cut, name: free, there: NIL })
  }
  // What is replaced may hold the key itself.
  const isReplaced = clash === 'replace' && !(doc.rows.ancestors(cut) ?? [there]).includes(there)
  return isReplaced ? new Move(request, { target, cut, name, there }) : null
}

function isTaken(cells: CellStore, key: CellOffset, name: string): boolean {
  return findSubkey(cells, cells.payloadAt(key), name) !== NIL
}

/** What is moved, and what goes away for it. */
interface Places {
  readonly target: CellOffset
  readonly cut: CellOffset
  readonly name: string
  /** The key that is replaced; NIL for none. */
  readonly there: CellOffset
}

class Move {
  moved: Moved = { key: NIL, keys: 0, values: 0 }
  readonly #request: RequestOf<'paste'>
  readonly #places: Places

  constructor(request: RequestOf<'paste'>, places: Places) {
    this.#request = request
    this.#places = places
  }

  *steps(scope: EditScope): Work<CommandResult> {
    const { how, security, times } = this.#request
    const { target, cut, name, there } = this.#places
    const before = { key: cut, value: null }
    const from = there === NIL ? 0 : CLEARED
    if (there !== NIL) yield* part(deleteKeySteps(scope, there), 0, from)
    const steps = moveKeySteps(scope, cut, target, { name, security, times })
    this.moved = yield* part(steps, from, 1)
    const after = { key: this.moved.key, value: null }
    return { label: { kind: how, name, count: 1 }, after, before }
  }
}
