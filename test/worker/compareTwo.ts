/** Two small hives that are compared, and what a comparison lists as text. */

import { expect } from 'vitest'
import type { Key } from '../../src/offreg/Key.ts'
import { encodeDword, encodeString } from '../../src/values/encode.ts'
import {
  type CompareHives,
  type ComparisonState,
  type DocId,
  NO_FILTER,
  type SideName,
  type TwoHivesRow,
} from '../../src/worker/protocol.ts'
import { hiveBytes, OpenHive } from './openHive.ts'

export const SZ = 1
const DWORD = 4
export const ALL = {
  attributes: ['security', 'class', 'flags'],
  rootNames: false,
  moves: true,
} as const
export const ID = 7

export function fill(root: Key): void {
  const vendor = root.createPath('Software\\Vendor')
  vendor.set('Limit', DWORD, encodeDword(3))
  vendor.set('Name', SZ, encodeString('one'))
  root.createPath('Software\\Deep\\Down\\Here').set('Same', SZ, encodeString('same'))
  root.createPath('System\\Old\\Inner').set('Kept', SZ, encodeString('old'))
  root.create('Zoo')
}

export const LEFT = hiveBytes(fill)
export const RIGHT = hiveBytes((root) => {
  fill(root)
  const vendor = root.key('Software\\Vendor')
  vendor.set('Limit', DWORD, encodeDword(4))
  vendor.set('Name', SZ, encodeString('two'))
  root.key('Software\\Deep\\Down\\Here').set('New', SZ, encodeString('new'))
  root.key('System\\Old').delete()
  const fresh = root.createPath('Zoo\\Fresh')
  fresh.set('A', SZ, encodeString('a'))
  fresh.create('Sub').set('B', SZ, encodeString('b'))
})

export interface Two {
  readonly hive: OpenHive
  readonly left: DocId
  readonly right: DocId
}

export async function openTwo(a = LEFT, b = RIGHT): Promise<Two> {
  const hive = await OpenHive.open(a, { name: 'A' })
  const file = new File([b], 'B')
  const { doc } = await hive.session.open({ name: 'B', file, handle: null, logs: [] })
  return { hive, left: hive.doc, right: doc }
}

export function place(doc: DocId, path: readonly string[] = []) {
  return { hive: { kind: 'document', doc }, path } as const
}

export function compare(
  { hive, left, right }: Two,
  options: Partial<CompareHives> = {},
): Promise<ComparisonState> {
  const request = { comparison: ID, left: place(left), right: place(right), ...ALL, ...options }
  return hive.session.compareHives(request)
}

export async function rows({ hive }: Two): Promise<readonly TwoHivesRow[]> {
  const page = await hive.session.comparisonRows({ comparison: ID, from: 0, count: 10_000 })
  expect(page.rows).toHaveLength(page.total)
  return page.rows
}

const data = (row: TwoHivesRow, side: SideName) => row[side]?.data?.preview.text ?? ''

/** The rows as text: `..changed value Name: one | two`, `.key Software: ` */
export async function outline(two: Two): Promise<string[]> {
  return (await rows(two)).map((row) => {
    const what = `${row.kind ?? ''} ${row.what} ${row.names.join('\\')}`.trim()
    const sides = row.what === 'value' ? `: ${data(row, 'left')} | ${data(row, 'right')}` : ''
    return `${'.'.repeat(row.level - 1)}${what}${sides}`
  })
}

export const OUTLINE = [
  'key Software',
  '.key Deep\\Down\\Here',
  '..added value New:  | new',
  '.key Vendor',
  '..changed value Limit: 0x00000003 (3) | 0x00000004 (4)',
  '..changed value Name: one | two',
  'removed key System\\Old',
  'added key Zoo\\Fresh',
]

export async function idOf(two: Two, name: string): Promise<number> {
  const found = (await rows(two)).find(({ names }) => names.at(-1) === name)
  if (found === undefined) throw new Error(`no row ${name}`)
  return found.id
}

export async function current({ hive }: Two): Promise<ComparisonState> {
  const request = { comparison: ID, filter: NO_FILTER, locate: -1 }
  return (await hive.session.filterComparison(request)).state
}
