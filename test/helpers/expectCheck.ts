/** Expectations for every damaged hive: the finding is reported, the rest can be read, the right edits are refused. */

import { expect } from 'vitest'
import { HiveError } from '../../src/errors.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { FINDINGS, type Finding, type FindingCode } from '../../src/regf/finding.ts'
import { type CellOffset, fileOffset } from '../../src/regf/offsets.ts'
import { firstDifference } from './bytes.ts'
import { MARK, NOW, text } from './hives.ts'

export interface Expected {
  readonly code: FindingCode
  /** File offset. */
  readonly offset: number
  /** Path of the key, if the finding has one. */
  readonly path?: readonly string[]
  readonly expected?: string | number
  readonly actual?: string | number
  /** Codes of other findings that follow from the damage, besides notes on counts and leaks. */
  readonly also?: readonly FindingCode[]
  /** Edits that touch the damage. */
  readonly refused?: readonly ((hive: Hive) => void)[]
  /** The damage is in the security cell of most keys, so no key can be created. */
  readonly noNewKeys?: true
  /** Edits near the damage that do not touch it. */
  readonly allowed?: readonly ((hive: Hive) => void)[]
}

/** Notes that follow from unreachable records. */
const CONSEQUENCES: readonly FindingCode[] = ['cell-unreferenced', 'security-count']

/** Opens and checks a damaged hive, and compares the result with the expected one. */
export function expectDamage(bytes: Uint8Array<ArrayBuffer>, wanted: Expected): Hive {
  const hive = openAt(bytes)
  const { findings } = hive.check()
  const found = findings.find(({ code, offset }) => {
    return code === wanted.code && offset === wanted.offset
  })
  const codes = findings.map(({ code }) => code).filter((code) => !CONSEQUENCES.includes(code))
  expect(found, `findings: ${JSON.stringify(findings)}`).toMatchObject(facts(wanted))
  expect([...new Set(codes)].sort()).toEqual(
    [...new Set([wanted.code, ...(wanted.also ?? [])])].sort(),
  )
  expectRestReadable(hive)
  for (const edit of wanted.refused ?? []) expectRefused(hive, edit)
  for (const edit of [...(wanted.allowed ?? []), wanted.noNewKeys ? setWitness : editWitness])
    expectAllowed(hive, edit)
  return hive
}

/** Opens and checks a hive that is unusual but valid: it may have notes only. */
export function expectTolerated(
  bytes: Uint8Array<ArrayBuffer>,
  notes: readonly FindingCode[] = [],
): Hive {
  const hive = openAt(bytes)
  const { findings } = hive.check()
  expect(findings.map(({ code }) => code)).toEqual(notes)
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([])
  expectRestReadable(hive)
  if (hive.access === 'editable') expectAllowed(hive, editWitness)
  return hive
}

/** The expected finding for a record with two owners: at the record, with the second reference. */
export function sharedAt(target: number, field: number): { offset: number; actual: number } {
  return { offset: fileOffset(target as CellOffset), actual: field }
}

/** The errors of a hive, as code and offset. */
export function errorsOf(findings: readonly Finding[]): string[] {
  return findings
    .filter(({ severity }) => severity === 'error')
    .map(({ code, offset }) => `${code} at 0x${offset.toString(16)}`)
}

function facts({ code, offset, path, expected, actual }: Expected): Partial<Finding> {
  return {
    code,
    severity: FINDINGS[code],
    offset: offset as Finding['offset'],
    ...(path === undefined ? {} : { path }),
    ...(expected === undefined ? {} : { expected }),
    ...(actual === undefined ? {} : { actual }),
  }
}

function openAt(bytes: Uint8Array<ArrayBuffer>): Hive {
  const hive = Hive.open(bytes.slice())
  hive.clock = () => NOW
  return hive
}

function expectRestReadable(hive: Hive): void {
  expect(hive.key('Witness').value('Mark')?.data).toEqual(text(MARK))
}

function editWitness(hive: Hive): void {
  setWitness(hive)
  hive.key('Witness').create('Child')
}

function setWitness(hive: Hive): void {
  hive.key('Witness').set('New', 1, text('new'))
}

/** Expects the edit to throw `damaged` and to change no byte. */
function expectRefused(hive: Hive, edit: (hive: Hive) => void): void {
  const before = hive.image.bytesCopy(0, hive.image.length)
  let thrown: unknown = null
  try {
    edit(hive)
  } catch (error) {
    thrown = error
  }
  expect(thrown, String(edit)).toBeInstanceOf(HiveError)
  expect(thrown, String(edit)).toMatchObject({ code: 'damaged' })
  expect(firstDifference(hive.image.bytesCopy(0, hive.image.length), before)).toBe(-1)
}

/** Expects the edit to work, to cause no error, and to be undone. */
function expectAllowed(hive: Hive, edit: (hive: Hive) => void): void {
  if (hive.access !== 'editable') return
  const before = hive.image.bytesCopy(0, hive.image.length)
  const { inverse } = hive.transact(() => edit(hive))
  const again = Hive.open(hive.image.bytesCopy(0, hive.image.length))
  expect(errorsOf(again.check().findings)).toEqual(errorsOf(hive.check().findings))
  hive.cells.applyPatch(inverse)
  expect(firstDifference(hive.image.bytesCopy(0, hive.image.length), before)).toBe(-1)
}
