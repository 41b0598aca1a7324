/** Random edits of every kind, undos, redos and jumps, as calls of the engine. */

import type { EditRequest } from '../../src/worker/protocol.ts'
import type { Random } from '../helpers/rng.ts'
import type { OpenHive } from './openHive.ts'

/** A call that was chosen, but not made yet. */
interface RandomStep {
  readonly method: 'edit' | 'undo' | 'redo' | 'goToStep'
  readonly request: Readonly<Record<string, unknown>>
  make(): Promise<unknown>
}

/**
 * Chooses a step.
 *
 * @param hive - the hive as it is before
 * @param mostBytes - of the data of values
 */
export async function randomStep(
  hive: OpenHive,
  random: Random,
  mostBytes: number,
): Promise<RandomStep> {
  const { session, doc, info } = hive
  await session.expandAll({ doc, key: info.root, limit: 1000 })
  const choice = random.below(10)
  if (choice === 0) return { method: 'undo', request: { doc }, make: () => session.undo({ doc }) }
  if (choice === 1) return { method: 'redo', request: { doc }, make: () => session.redo({ doc }) }
  if (choice === 2) {
    const { first, total } = await session.history({ doc, from: 0, count: 1 })
    const request = { doc, position: first + random.below(total) }
    return { method: 'goToStep', request, make: () => session.goToStep(request) }
  }
  const edit = await randomEdit(hive, random, mostBytes)
  return { method: 'edit', request: { doc, edit }, make: () => session.edit({ doc, edit }) }
}

async function randomEdit(hive: OpenHive, random: Random, mostBytes: number): Promise<EditRequest> {
  const rows = await hive.rows()
  const { id: key } = random.pick(rows)
  const values = (await hive.values(key)).filter(({ id }) => id !== 0)
  const value = random.pick(values)
  const data = random.bytes(1 + random.below(mostBytes))
  const name = `${'n'.repeat(1 + random.below(30))}${random.below(1e6)}`
  const edits: EditRequest[] = [
    { kind: 'create-key', parent: key, name },
    { kind: 'create-path', parent: key, names: [name, 'below'] },
    { kind: 'create-value', key, name, type: 3, data },
    {
      kind: 'apply-changes',
      origin: 'a.reg',
      changes: [
        { kind: 'set-value', path: [name], name: 'v', type: 3, data },
        { kind: 'create-key', path: [name, '\ud800 half a pair'] },
      ],
    },
  ]
  if (key !== hive.info.root) {
    edits.push({ kind: 'rename-key', key, name }, { kind: 'delete-key', key })
    edits.push({ kind: 'set-properties', key, className: name })
  }
  if (value !== undefined) {
    edits.push({ kind: 'set-value', key, value: value.id, type: 3, data })
    edits.push({ kind: 'rename-value', key, value: value.id, name })
    edits.push({ kind: 'delete-values', key, values: [value.id] })
  }
  return random.pick(edits)
}
