/**
 * What Windows does not take or does not find although it can be read: keys of a size or with flags that no
 * file has, data in the wrong form, wrong search hints, odd headers (regf-format 1.1, 3.1.1, 3.2, 3.5, 3.6).
 */

import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { mergeHives } from '../../src/offreg/merge.ts'
import { compactHive } from '../../src/offreg/save.ts'
import type { Finding } from '../../src/regf/finding.ts'
import { BASE, KEY_FLAG, LIMIT, NK } from '../../src/regf/layout.ts'
import { describeFinding } from '../../src/text/findings.ts'
import { caseBytes } from '../helpers/cases.ts'
import { corrupt } from '../helpers/corrupt.ts'
import { expectDamage } from '../helpers/expectCheck.ts'
import { hiveOfEverything, NOW } from '../helpers/hives.ts'
import { rawHive } from '../helpers/rawHive.ts'

const places = hiveOfEverything()
const { bytes } = places

/** The hive with a key in a cell with so much room for its record. */
function withRoom(payload: number): { file: Uint8Array<ArrayBuffer>; cell: number } {
  const hive = Hive.open(bytes.slice())
  hive.clock = () => NOW
  const key = hive.key('Alpha\\One')
  const { result: cell } = hive.transact(({ cells }) => {
    const larger = cells.allocate(payload)
    const record = cells.image.bytesCopy(cells.payloadAt(key.cell), cells.payloadSize(key.cell))
    cells.image.setBytes(cells.payloadAt(larger), record)
    cells.image.setU32(places.list('Alpha') + 4, larger)
    cells.free(key.cell)
    return larger
  })
  return { file: hive.finishedCopy(), cell }
}

const errorsIn = (file: Uint8Array<ArrayBuffer>) =>
  findingsIn(file).filter(({ severity }) => severity === 'error')

function findingsIn(file: Uint8Array<ArrayBuffer>): readonly Finding[] {
  return Hive.open(file.slice()).check().findings
}

/** The compacted copy, which must be made by force. */
function compactedByForce(file: Uint8Array<ArrayBuffer>): Hive {
  const hive = Hive.open(file.slice())
  expect(() => compactHive(hive, { minor: 5 })).toThrow(
    expect.objectContaining({ code: 'damaged' }),
  )
  const copy = Hive.open(compactHive(hive, { minor: 5, damaged: true }))
  expect(copy.check().findings).toEqual([])
  return copy
}

describe('3.2.7 a key in a cell of more than 1,116 bytes', () => {
  it('is an error; a compacted copy is without it', () => {
    const { file, cell } = withRoom(LIMIT.KEY_PAYLOAD + 8)
    const hive = expectDamage(file, {
      code: 'key-too-large',
      offset: cell + 4096,
      path: ['Alpha', 'One'],
      expected: LIMIT.KEY_PAYLOAD,
      actual: LIMIT.KEY_PAYLOAD + 8,
      refused: [(it) => it.key('Alpha\\One').set('v', 3, new Uint8Array(8))],
      allowed: [(it) => it.key('Alpha').set('v', 3, new Uint8Array(8))],
    })
    expect(hive.key('Alpha\\One').name).toBe('One')
    expect(compactedByForce(file).key('Alpha\\One').name).toBe('One')
  })

  it('is not reported up to that size', () => {
    expect(findingsIn(withRoom(LIMIT.KEY_PAYLOAD).file)).toEqual([])
  })

  it('is reported for a real case', () => {
    const file = caseBytes('fat-key.hiv')
    if (file === null) return
    expect(errorsIn(file)).toEqual([expect.objectContaining({ code: 'key-too-large' })])
    expect(errorsIn(file)[0]?.path?.length).toBe(1)
  })
})

describe('3.1.1 a key with a flag of keys in memory', () => {
  it.each([KEY_FLAG.VOLATILE, KEY_FLAG.HIVE_EXIT, 3])(
    '%i is an error, and masked in copies',
    (flag) => {
      const at = places.nk('Beta\\B') + NK.FLAGS
      const file = corrupt(bytes, { at, u16: KEY_FLAG.COMP_NAME | flag })
      expectDamage(file, {
        code: 'key-flag-memory',
        offset: at,
        path: ['Beta', 'B'],
        actual: flag,
        refused: [(hive) => hive.key('Beta\\B').rename('D')],
      })
      expect(compactedByForce(file).key('Beta\\B').flags).toBe(KEY_FLAG.COMP_NAME)
      const merged = mergeHives([Hive.open(file.slice())])
      expect(merged.key('Beta\\B').flags).toBe(KEY_FLAG.COMP_NAME)
    },
  )

  it('is reported for the root too', () => {
    const at = places.nk('') + NK.FLAGS
    const flags = places.hive.rootKey.flags
    const [error] = errorsIn(corrupt(bytes, { at, u16: flags | KEY_FLAG.VOLATILE }))
    expect(error).toMatchObject({ code: 'key-flag-memory', offset: at, path: [] })
  })

  it.each(['memory-flag-1.hiv', 'memory-flag-2.hiv'])('is reported for %s', (name) => {
    const file = caseBytes(name)
    if (file === null) return
    expect(errorsIn(file)).toEqual([expect.objectContaining({ code: 'key-flag-memory' })])
    expect(errorsIn(file)[0]?.path?.length).toBe(1)
  })
})

describe('3.5 data of more than 16,344 bytes in one cell', () => {
  const hiveWith = (minor: number, length: number) =>
    rawHive({
      minor,
      root: {
        name: 'ROOT',
        values: [{ name: 'v', type: 3, data: new Uint8Array(length), as: 'cell' }],
      },
    })

  it.each([
    [4, 16_345, ['big-data-due']],
    [5, 20_000, ['big-data-due']],
    [4, 16_344, []],
    [3, 16_345, []],
  ])('in version 1.%i, of %i bytes, has findings %j', (minor, length, codes) => {
    const findings = findingsIn(hiveWith(minor, length))
    expect(findings.map(({ code }) => code)).toEqual(codes)
    for (const finding of findings) {
      expect(finding).toMatchObject({ severity: 'warning', path: [], actual: length })
    }
  })

  it('is fixed when the value is set again', () => {
    const hive = Hive.open(hiveWith(5, 20_000))
    hive.rootKey.set('v', 3, new Uint8Array(20_001))
    expect(hive.check().findings).toEqual([])
  })

  it('is a warning in the case', () => {
    const file = caseBytes('plain-big-1.4.hiv')
    if (file === null) return
    expect(findingsIn(file)).toContainEqual(
      expect.objectContaining({ code: 'big-data-due', severity: 'warning' }),
    )
    expect(errorsIn(file)).toEqual([])
  })
})

describe('3.6 search hints', () => {
  const named = (minor: number, name: string) => {
    const file = rawHive({ minor, root: { name: 'ROOT', subkeys: [{ name }] } })
    const hive = Hive.open(file.slice())
    const list = hive.image.u32(hive.cells.payloadAt(hive.root) + NK.SUBKEY_LIST)
    return { file, at: list + 4096 + 4 + 8, hive }
  }
  const codesAfter = (minor: number, name: string, hint: number) => {
    const { file, at } = named(minor, name)
    return findingsIn(corrupt(file, { at, u32: hint })).map(({ code }) => code)
  }
  const letters = (text: string) => Buffer.from(text.padEnd(4, '\0'), 'latin1').readUInt32LE()

  it.each([
    ['Software', letters('Soft')],
    ['Software', letters('SOFT')],
    ['Software', 0],
    ['ab', letters('ab')],
    ['ж and more', 0],
    ['abcЖ', 0],
    ['abcdЖ', letters('abcd')],
    ['\xe9t\xe9', letters('\xc9t\xe9')],
  ])('of %j in an lf, %i, leads Windows to the key', (name, hint) => {
    expect(codesAfter(3, name, hint)).toEqual([])
  })

  it.each([
    ['Software', letters('Hard')],
    ['ab', letters('abc')],
    ['abc', letters('ab')],
    ['abcЖ', letters('abc')],
    ['abcЖ', letters('abc\x16')],
  ])('of %j in an lf, %i, hides the key, and the message says so', (name, hint) => {
    const { file, at } = named(3, name)
    const [finding] = findingsIn(corrupt(file, { at, u32: hint }))
    expect(finding).toMatchObject({
      code: 'hash-wrong',
      severity: 'warning',
      offset: at,
      path: [name],
    })
    expect(finding === undefined ? '' : describeFinding(finding)).toContain(
      'Windows does not find that subkey by name',
    )
  })

  it('that are wrong hashes in an lh hide the key too', () => {
    const { file, at, hive } = named(5, 'Software')
    expect(findingsIn(file)).toEqual([])
    const damaged = corrupt(file, { at, u32: hive.image.u32(at) + 1 })
    expect(findingsIn(damaged)).toEqual([
      expect.objectContaining({ code: 'hash-wrong', severity: 'warning' }),
    ])
    expect(Hive.open(damaged).key('software').name).toBe('Software')
  })
})

describe('headers and roots', () => {
  it.each([0, 2, 8])(
    '1.1 a clustering factor of %i is a warning, and 1 in a compacted copy',
    (factor) => {
      const file = corrupt(bytes, { at: BASE.CLUSTERING, u32: factor })
      expect(findingsIn(file)).toEqual([
        expect.objectContaining({ code: 'clustering-odd', severity: 'warning', actual: factor }),
      ])
      expect(findingsIn(compactHive(Hive.open(file), { minor: 5 }))).toEqual([])
    },
  )

  it('an empty root name is a warning', () => {
    const at = places.nk('') + NK.NAME_LENGTH
    expect(findingsIn(corrupt(bytes, { at, u16: 0 }))).toEqual([
      expect.objectContaining({ code: 'root-name-empty', severity: 'warning', offset: at }),
    ])
  })

  it.each([
    ['clustering-8.hiv', 'clustering-odd'],
    ['empty-root-name.hiv', 'root-name-empty'],
  ])('%s has the one warning %s', (name, code) => {
    const file = caseBytes(name)
    if (file === null) return
    expect(findingsIn(file)).toEqual([expect.objectContaining({ code, severity: 'warning' })])
  })
})

describe('3.13 maxima that are too small', () => {
  it('are one note per hive, with their number and the place of the first', () => {
    const first = places.nk('Alpha') + NK.MAX_VALUE_NAME
    const findings = findingsIn(
      corrupt(
        bytes,
        { at: first, u32: 3 },
        { at: places.nk('Alpha') + NK.MAX_VALUE_DATA, u32: 7 },
        { at: places.nk('Beta') + NK.MAX_SUBKEY_NAME, u16: 0 },
        { at: places.nk('Many') + NK.MAX_SUBKEY_NAME, u16: 2 },
      ),
    )
    expect(findings).toEqual([
      expect.objectContaining({
        code: 'maximum-too-small',
        severity: 'info',
        offset: first,
        path: ['Alpha'],
        actual: 4,
      }),
    ])
    const [note] = findings
    expect(note === undefined ? '' : describeFinding(note)).toMatch(/^4 maximum lengths /)
  })
})
