/**
 * The promises of every row of regf-format 8: the engine and the session throw only HiveError; no operation is slow;
 * reading changes nothing; a save without edits gives the same bytes except the header and wrong counts; the rest of
 * the hive can be read.
 */

import { expect } from 'vitest'
import { HiveError } from '../../src/errors.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { FINDINGS, type Finding, type FindingCode } from '../../src/regf/finding.ts'
import type { KeyId } from '../../src/worker/protocol.ts'
import { firstDifference } from '../helpers/bytes.ts'
import { MARK, NOW, text } from '../helpers/hives.ts'
import { rng } from '../helpers/rng.ts'
import { OpenHive } from '../worker/openHive.ts'
import { survive } from './survive.ts'
import { OPERATION_LIMIT } from './timing.ts'

/** How many rows of the tree, and values of each key, a session is asked for. */
const ROWS = 120

/** Expects a hive to open with the given errors; it may have other notes. */
export async function expectOpen(
  bytes: Uint8Array<ArrayBuffer>,
  ...codes: readonly FindingCode[]
): Promise<Hive> {
  const hive = openHive(bytes)
  const found = new Set(hive.check().findings.map(({ code }) => code))
  const isError = (code: FindingCode) => FINDINGS[code] === 'error'
  expect([...found].filter(isError).sort()).toEqual(codes.filter(isError).sort())
  expect([...found]).toEqual(expect.arrayContaining([...codes]))
  expect(hive.key('Witness').value('Mark')?.data).toEqual(text(MARK))
  expect(firstDifference(imageOf(hive), bytes), 'reading changed the hive').toBe(-1)
  if (hive.access !== 'truncated') {
    hive.allowDirty()
    const counts = hive.check().findings.filter(({ code }) => code === 'security-count')
    const unfinished = (file: Uint8Array) => withoutHeader(file, counts)
    expect(firstDifference(unfinished(hive.finishedCopy()), unfinished(bytes))).toBe(-1)
  }
  expect(survive(bytes, rng(bytes.length)).reached).toMatch(/^(saved|unsaved)$/)
  await browse(bytes)
  return openHive(bytes)
}

/** Expects a file to be refused with a code. */
export function expectRefused(bytes: Uint8Array<ArrayBuffer>, code: string): void {
  const before = bytes.slice()
  expect(codeOf(() => Hive.open(bytes))).toBe(code)
  expect(firstDifference(bytes, before)).toBe(-1)
  expect(survive(before, rng(1)).reached).toBe('refused')
}

/** Expects an edit to be refused and to change no byte. */
export function expectEditRefused(
  hive: Hive,
  edit: (hive: Hive) => unknown,
  code = 'damaged',
): void {
  const before = imageOf(hive)
  expect(codeOf(() => edit(hive))).toBe(code)
  expect(firstDifference(imageOf(hive), before)).toBe(-1)
}

/** The code of the HiveError that a function throws; other errors are thrown on. */
export function codeOf(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    if (error instanceof HiveError) return error.code
    throw error
  }
  return 'nothing thrown'
}

function openHive(bytes: Uint8Array<ArrayBuffer>): Hive {
  const hive = Hive.open(bytes.slice())
  hive.clock = () => NOW
  return hive
}

function imageOf({ image }: Hive): Uint8Array {
  return image.bytesCopy(0, image.length)
}

/** The bytes without the fields that a save finishes: sequence numbers, times, data size, checksum, wrong counts. */
function withoutHeader(bytes: Uint8Array, counts: readonly Finding[]): Uint8Array {
  const rest = bytes.slice().fill(0, 4, 20).fill(0, 28, 32)
  for (const { offset } of counts) rest.fill(0, offset, offset + 4)
  return rest.fill(0, 40, 44).fill(0, 508, 512).fill(0, 4116, 4124)
}

/** Requests everything that the page can show of the hive. */
async function browse(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const open = await OpenHive.open(bytes)
  const { session, doc } = open
  const [root] = await open.rows(0, 1)
  await session.expandAll({ doc, key: root?.id as KeyId, limit: ROWS * 2 })
  for (const { id } of await open.rows(0, ROWS)) {
    const before = process.cpuUsage()
    const values = await hiveErrors(open.values(id))
    for (const value of values ?? []) {
      if (value.id !== 0) await hiveErrors(session.valueDetails({ doc, key: id, value: value.id }))
    }
    await hiveErrors(session.keyDetails({ doc, key: id }))
    const { user, system } = process.cpuUsage(before)
    expect((user + system) / 1000).toBeLessThan(OPERATION_LIMIT)
  }
  await session.close({ doc })
}

async function hiveErrors<T>(call: Promise<T>): Promise<T | null> {
  try {
    return await call
  } catch (error) {
    expect(error).toBeInstanceOf(HiveError)
    expect(error).not.toMatchObject({ code: 'internal' })
    return null
  }
}
