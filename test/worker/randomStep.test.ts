import { expect, it } from 'vitest'
import type { HistoryRow } from '../../src/worker/protocol.ts'
import { rng } from '../helpers/rng.ts'
import { hiveBytes, OpenHive } from './openHive.ts'
import { randomStep } from './randomStep.ts'

/** Steps that are not edits of keys and values. */
const SWAPS = ['apply-logs', 'convert']

const START = hiveBytes((root) => {
  for (let at = 0; at < 6; at++)
    root.create(`Key ${at}`).create('Sub').set('v', 3, Uint8Array.of(1))
})

it('random steps are edits of every kind', async () => {
  const hive = await OpenHive.open(START)
  const random = rng(3)
  const { session, doc } = hive
  const kinds = new Set<string>()
  for (let at = 0; at < 300; at++) {
    if ((await (await randomStep(hive, random, 300)).make()) !== null) continue
    const { rows, now } = await session.history({ doc, from: 0, count: 1000 })
    const made = rows[now]?.label
    if (made != null) kinds.add(made.kind)
  }
  const all: Readonly<Record<NonNullable<HistoryRow['label']>['kind'], true>> = {
    ...{ 'create-key': true, 'create-path': true, 'create-link': true, 'create-value': true },
    ...{ 'rename-key': true, 'delete-key': true, 'set-properties': true, 'set-security': true },
    ...{ 'set-value': true, 'rename-value': true, 'delete-values': true, 'apply-changes': true },
    ...{ restore: true, 'restore-hive': true, revert: true, remove: true, replace: true },
    ...{ paste: true, move: true, duplicate: true, 'apply-logs': true, convert: true },
  }
  const missing = Object.keys(all).filter((kind) => !kinds.has(kind) && !SWAPS.includes(kind))
  expect(missing).toEqual([])
})
