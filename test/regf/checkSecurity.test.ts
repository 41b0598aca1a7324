/** Security cells, their ring, their counts and descriptors: regf-format 5.2 rules 35 to 38. */

import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { NK, SK } from '../../src/regf/layout.ts'
import type { CellOffset } from '../../src/regf/offsets.ts'
import { writeSecurity } from '../../src/regf/securityCell.ts'
import { corrupt } from '../helpers/corrupt.ts'
import { errorsOf, expectDamage, sharedAt } from '../helpers/expectCheck.ts'
import { cellOf, hiveOfEverything, Places, sizeField } from '../helpers/hives.ts'

/** The hive of everything, with three security cells: of the root and most keys, of Beta, of Wide. */
const places = withMoreSecurity(hiveOfEverything().hive)
const { bytes } = places
const { image } = places.hive
const beta = places.security('Beta')
const wide = places.security('Wide')
const root = places.security('')
const four = new Uint8Array(4)

const createInBeta = (hive: Hive) => hive.key('Beta').create('D')
const setInBeta = (hive: Hive) => hive.key('Beta').set('value', 4, four)
const deleteWide = (hive: Hive) => hive.key('Wide').delete()

it('three security cells in one ring have no findings', () => {
  const { findings } = places.hive.check()
  expect(findings).toEqual([])
  expect(places.hive.check().survey.references.size).toBeGreaterThan(0)
})

describe('5.2.35 the security of a key', () => {
  it.each([
    ['is NIL', 0xffffffff],
    ['is a value', places.valueCell('Alpha', 'Text')],
    ['is not in the file', 0x7fff0000],
  ])('%s: the key is readable', (_, target) => {
    const at = places.nk('Beta') + NK.SECURITY
    const hive = expectDamage(corrupt(bytes, { at, u32: target }), {
      code: 'security-bad',
      offset: at,
      path: ['Beta'],
      actual: target,
      refused: [setInBeta, createInBeta, (it) => it.key('Beta').delete()],
      allowed: [(it) => it.key('Beta\\A').set('value', 4, four)],
    })
    expect(hive.key('Beta').descriptor).toBeNull()
    expect(hive.key('Beta').subkeyCount).toBe(3)
  })
})

describe('5.2.36 security cells', () => {
  it('with a descriptor longer than the cell', () => {
    const at = beta + SK.SIZE
    const hive = expectDamage(corrupt(bytes, { at, u32: 0xfffffff0 }), {
      code: 'security-too-small',
      offset: at,
      actual: 0xfffffff0,
      refused: [createInBeta],
      allowed: [setInBeta],
    })
    expect(hive.key('Beta').descriptor?.length).toBeLessThan(200)
  })

  it('too small for the record', () => {
    const size = -image.i32(sizeField(beta))
    const damaged = corrupt(
      bytes,
      { at: sizeField(beta), u32: -16 },
      { at: sizeField(beta) + 16, u32: size - 16 },
    )
    expectDamage(damaged, {
      code: 'security-too-small',
      offset: sizeField(beta),
      expected: SK.DESCRIPTOR,
      actual: 12,
      refused: [createInBeta],
      allowed: [setInBeta],
    })
  })

  it.each([
    ['Flink', SK.FLINK],
    ['Blink', SK.BLINK],
  ])('whose %s is not a security cell', (_, field) => {
    for (const target of [0xffffffff, places.cell('Alpha'), 0x7fff0000]) {
      expectDamage(corrupt(bytes, { at: beta + field, u32: target }), {
        code: 'security-ring',
        offset: beta + field,
        actual: target,
        refused: [createInBeta],
        allowed: [setInBeta],
      })
    }
  })

  it('whose root has a bad Blink (CVE-2022-34708)', () => {
    const damaged = corrupt(bytes, { at: root + SK.BLINK, u32: 0xffffffff })
    const { findings } = reopened(damaged)
    expect(errorsOf(findings)).toEqual([`security-ring at 0x${(root + SK.BLINK).toString(16)}`])
  })

  it('in a ring that does not come back to its start', () => {
    // Wide leads to Beta again and not to the root.
    const target = cellOf(beta)
    const next = image.u32(beta + SK.FLINK) === cellOf(wide) ? wide : beta
    const back = next === wide ? target : cellOf(wide)
    expectDamage(corrupt(bytes, { at: next + SK.FLINK, u32: back }), {
      code: 'security-ring',
      offset: next + SK.FLINK,
      actual: back,
    })
  })

  it('in its own ring', () => {
    const [first, second] =
      image.u32(root + SK.FLINK) === cellOf(beta) ? [beta, wide] : [wide, beta]
    const alone = corrupt(
      bytes,
      { at: root + SK.FLINK, u32: cellOf(second) },
      { at: second + SK.BLINK, u32: cellOf(root) },
      { at: first + SK.FLINK, u32: cellOf(first) },
      { at: first + SK.BLINK, u32: cellOf(first) },
    )
    const hive = expectDamage(alone, {
      code: 'security-ring',
      offset: sizeField(first),
      refused: [first === beta ? createInBeta : deleteWide],
    })
    expect(hive.key('Beta').descriptor).not.toBeNull()
  })

  it('that a value has as its data', () => {
    const vk = places.vk('Alpha', 'Text')
    expectDamage(corrupt(bytes, { at: vk + 8, u32: cellOf(root) }), {
      code: 'shared-cell',
      ...sharedAt(cellOf(root), vk + 8),
      path: ['Alpha'],
      refused: [(hive) => hive.key('Alpha').set('Text', 4, four)],
      noNewKeys: true,
    })
  })
})

describe('5.2.37 descriptors', () => {
  it.each([
    ['revision', 0, 2],
    ['control', 3, 0],
    ['owner', 7, 0xff],
    ['acl', SK.DESCRIPTOR, 9],
  ])('with a bad %s', (field, at, value) => {
    const offset = beta + SK.DESCRIPTOR + at
    const hive = expectDamage(corrupt(bytes, { at: offset, u8: value }), {
      code: 'descriptor-bad',
      offset:
        field === 'control' || field === 'owner' ? offset - (field === 'owner' ? 3 : 1) : offset,
      expected: field,
      refused: [createInBeta],
      allowed: [setInBeta],
    })
    expect(hive.key('Beta').descriptor).not.toBeNull()
  })
})

describe('5.2.38 counts', () => {
  const count = beta + SK.REFERENCES

  it('5.2.44 of 4,294,967,295 cannot be used', () => {
    expectDamage(corrupt(bytes, { at: count, u32: 0xffffffff }), {
      code: 'security-count-unusable',
      offset: count,
      expected: 1,
      actual: 0xffffffff,
      refused: [createInBeta],
      allowed: [setInBeta],
    })
  })

  it.each([0, 2, 1000])('of %i instead of 1 is a note, and the next edit corrects it', (stored) => {
    const { findings, hive } = reopened(corrupt(bytes, { at: count, u32: stored }))
    expect(findings).toEqual([
      expect.objectContaining({
        code: 'security-count',
        severity: 'info',
        offset: count,
        expected: 1,
        actual: stored,
      }),
    ])
    expect(hive.check().survey.references.get(cellOf(beta))).toBe(1)
    hive.key('Beta').create('D')
    expect(hive.image.u32(count)).toBe(2)
  })

  it('stay as stored where damage hides keys that may refer to the cell', () => {
    const list = places.nk('Beta') + NK.SUBKEY_LIST
    const { hive } = reopened(corrupt(bytes, { at: list, u32: 0x7fff0000 }))
    const stored = image.u32(root + SK.REFERENCES)
    expect(hive.check().survey.references.get(cellOf(root))).toBe(stored)
  })
})

function reopened(damaged: Uint8Array<ArrayBuffer>) {
  const opened = Hive.open(damaged)
  return { hive: opened, findings: opened.check().findings }
}

function withMoreSecurity(hive: Hive): Places {
  hive.transact(({ cells }) => {
    for (const path of ['Beta', 'Wide']) {
      const key = cells.payloadAt(hive.key(path).cell)
      const old = cells.image.u32(key + NK.SECURITY) as CellOffset
      const descriptor = hive.key(path).descriptor ?? new Uint8Array()
      const cell = writeSecurity(cells, descriptor, old)
      cells.image.setU32(key + NK.SECURITY, cell)
      const left = cells.addReferences(old, -1)
      cells.image.setU32(cells.payloadAt(old) + SK.REFERENCES, left)
    }
  })
  return new Places(Hive.open(hive.finishedCopy()))
}
