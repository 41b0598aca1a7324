/** Deletes keys and values anywhere in a hive, as one edit. */

import type { EditScope } from '../offreg/editScope.ts'
import { deleteKeySteps } from '../offreg/remove.ts'
import { deleteValuesSteps } from '../offreg/values.ts'
import { keyName } from '../regf/keyNode.ts'
import { eachValue, findKeyValue, valueName } from '../regf/keyValue.ts'
import { NK } from '../regf/layout.ts'
import type { CellOffset } from '../regf/offsets.ts'
import { inTurn, type Work } from '../work.ts'
import type { CommandResult } from './command.ts'

/** What is to be deleted. */
export interface Removal {
  /** Keys, with everything below them. None is below another one. */
  readonly keys: readonly CellOffset[]
  /** Values, by their key, which is not below one of the keys. */
  readonly values: ReadonlyMap<CellOffset, ReadonlySet<CellOffset>>
}

/**
 * Deletes keys and values inside an open transaction, in steps.
 *
 * @param scope - the edit
 * @param removal - at least one key or value
 * @returns the label, and the places to show
 * @throws HiveError what `deleteKeySteps` and `deleteValuesSteps` throw
 */
export function* removeSteps(scope: EditScope, { keys, values }: Removal): Work<CommandResult> {
  const { cells } = scope
  const [first = scope.root] = keys
  const [[owner, chosen] = [scope.root, new Set<CellOffset>()]] = values
  const [value = null] = chosen
  const parent = cells.image.u32(cells.payloadAt(first) + NK.PARENT) as CellOffset
  const isKey = keys.length > 0
  const name = isKey ? keyName(cells, first, cells.payloadAt(first)) : nameOf(scope, value)
  let count = keys.length
  type Job = { readonly owner: CellOffset } | { readonly key: CellOffset }
  const jobs: Job[] = [
    ...[...values.keys()].map((key) => ({ owner: key })),
    ...keys.map((key) => ({ key })),
  ]
  yield* inTurn(
    jobs,
    () => 1,
    function* (job): Work<void> {
      if ('key' in job) yield* deleteKeySteps(scope, job.key)
      else count += yield* deleteValuesSteps(scope, job.owner, indexesOf(scope, job.owner, values))
    },
  )
  const kind = !isKey ? 'delete-values' : count === 1 ? 'delete-key' : 'remove'
  return {
    label: { kind, name, count },
    after: { key: isKey ? parent : owner, value: null },
    before: isKey ? { key: first, value: null } : { key: owner, value },
  }
}

function nameOf({ cells }: EditScope, value: CellOffset | null): string {
  const at = value === null ? 0 : findKeyValue(cells, value)
  return value === null || at === 0 ? '' : valueName(cells, value, at)
}

function indexesOf(
  { cells }: EditScope,
  owner: CellOffset,
  values: Removal['values'],
): readonly number[] {
  const chosen = values.get(owner)
  const indexes: number[] = []
  eachValue(cells, cells.payloadAt(owner), (cell, index) => {
    if (chosen?.has(cell)) indexes.push(index)
    return false
  })
  return indexes
}
