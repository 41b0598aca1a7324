/** Replaces names and data anywhere in a hive, as one edit. */

import type { EditScope } from '../offreg/editScope.ts'
import { renameKey } from '../offreg/keys.ts'
import { renameValue, setValueAtSteps } from '../offreg/values.ts'
import type { CellOffset } from '../regf/offsets.ts'
import { RECORDS_A_STEP, type Work } from '../work.ts'
import type { CommandResult, Place } from './command.ts'

/** New content of a value. What is null stays as it is. */
export interface ValueReplacement {
  readonly kind: 'value'
  readonly key: CellOffset
  readonly value: CellOffset
  /** Index in the value list of the key. */
  readonly index: number
  readonly name: string | null
  readonly content: { readonly type: number; readonly data: Uint8Array } | null
}

/** A new name of a key. */
export interface KeyReplacement {
  readonly kind: 'key'
  readonly key: CellOffset
  readonly name: string
}

/**
 * Replaces names and data inside an open transaction, in steps.
 *
 * @param scope - the edit
 * @param what - what is replaced, for the label
 * @param replacements - made one by one, each when those before it are done; keys come after values, since the record
 *   of a key moves when it gets a longer name
 * @param count - how many there are
 * @returns the label, and the places to show
 * @throws HiveError what `renameKey`, `renameValue` and `setValueAtSteps` throw
 */
export function* replaceSteps(
  scope: EditScope,
  what: string,
  replacements: Iterable<ValueReplacement | KeyReplacement>,
  count: number,
): Work<CommandResult> {
  let first: { readonly after: Place; readonly before: Place } | null = null
  let done = 0
  for (const one of replacements) {
    const after = yield* replaceOne(scope, one, done / count)
    first ??= { after, before: { key: one.key, value: one.kind === 'value' ? one.value : null } }
    done = Math.min(count, done + 1)
    if (done % RECORDS_A_STEP === 0) yield done / count
  }
  const root = { key: scope.root, value: null }
  const label = { kind: 'replace', name: what, count } as const
  return { label, ...(first ?? { after: root, before: root }) }
}

function* replaceOne(
  scope: EditScope,
  one: ValueReplacement | KeyReplacement,
  done: number,
): Work<Place> {
  const { key } = one
  if (one.kind === 'key') return { key: renameKey(scope, key, one.name), value: null }
  let { value } = one
  if (one.content !== null) {
    const work = setValueAtSteps(scope, key, one.index, one.content)
    for (let step = work.next(); ; step = work.next()) {
      if (step.done === true) {
        value = step.value
        break
      }
      yield done
    }
  }
  if (one.name !== null) value = renameValue(scope, key, one.index, one.name)
  return { key, value }
}
