import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { newErrors, passGate } from '../../src/offreg/saveGate.ts'
import { fileOffset } from '../../src/regf/offsets.ts'
import { corrupt } from '../helpers/corrupt.ts'

const SUBKEY_COUNT = 4 + 0x14
const NAME_LENGTH = 4 + 0x48

/** A hive with a few keys, and copies of it with a wrong byte in one of them. */
function built() {
  const hive = Hive.create()
  for (const name of ['Alpha', 'Beta', 'Gamma']) hive.key('').create(name)
  hive.key('Beta').create('Below')
  return hive
}

/** The hive with a wrong key count in `Gamma`: an error that edits of other keys do not change. */
function damaged() {
  const hive = built()
  const at = fileOffset(hive.key('Gamma').cell) + SUBKEY_COUNT
  return Hive.open(corrupt(hive.finishedCopy(), { at, u32: 3 }))
}

const codes = (hive: Hive) => hive.check().findings.map(({ code }) => code)

describe('a check', () => {
  it('a check counts the present contents, and the survey those before the first edit', () => {
    const hive = built()
    const opened = Hive.open(hive.finishedCopy())
    expect(opened.check().keys).toBe(5)
    opened.key('Alpha').create('One more')
    opened.key('Beta').delete()
    expect(opened.check().keys).toBe(4)
    expect(opened.survey().keys).toBe(5)
  })

  it('the same bytes are checked only once', () => {
    const hive = Hive.open(built().finishedCopy())
    expect(hive.check()).toBe(hive.survey())
    hive.key('Alpha').create('New')
    expect(hive.check()).toBe(hive.check())
    expect(hive.check()).not.toBe(hive.survey())
  })

  it('a check no longer reports a problem that an edit fixed', () => {
    const bytes = built().finishedCopy()
    const at = fileOffset(Hive.open(bytes.slice()).root) + 4 + 0x34
    // The stored maximum of the subkey names is too small.
    const hive = Hive.open(corrupt(bytes, { at, u16: 0 }))
    expect(codes(hive)).toEqual(['maximum-too-small'])
    hive.key('').create('A name that is longer than the others')
    expect(codes(hive)).toEqual([])
    expect(hive.survey().findings).toHaveLength(1)
  })

  it('a check reports a problem that arose after the survey', () => {
    const hive = Hive.open(built().finishedCopy())
    expect(codes(hive)).toEqual([])
    hive.image.transact(() => {
      hive.image.setU16(fileOffset(hive.key('Gamma').cell) + NAME_LENGTH, 0)
    })
    expect(codes(hive)).toContain('key-name-empty')
  })

  it('a check ignores header fields of an edited hive that the next save finishes', () => {
    const hive = Hive.open(built().finishedCopy())
    // More than the free space: the size in the header changes now, its checksum only with the next save.
    for (let n = 0; n < 200; n++) hive.key('').create(`key ${n}`)
    expect(codes(hive)).toEqual([])
  })

  it('a check no longer reports a header that a save has finished', () => {
    const hive = Hive.open(corrupt(built().finishedCopy(), { at: 8, u32: 77 }))
    hive.allowDirty()
    expect(codes(hive)).toEqual(['sequence-differs'])
    hive.key('').create('New')
    expect(codes(hive)).toEqual(['sequence-differs'])
    hive.finish()
    expect(codes(hive)).toEqual([])
  })

  it('a check restarts after an edit', () => {
    const hive = Hive.create()
    hive.transact(() => {
      for (let n = 0; n < 5000; n++) hive.key('').create(`key ${n}`)
    })
    const steps = hive.checkSteps()
    expect(steps.next().done).toBe(false)
    hive.key('').create('Another')
    let step = steps.next()
    while (step.done !== true) step = steps.next()
    expect(step.value.keys).toBe(5002)
  })
})

describe('the gate', () => {
  it('the gate compares a save with the opened hive, not with the present one', () => {
    const hive = damaged()
    const before = hive.survey()
    hive.key('Alpha').create('New')
    expect(passGate(before, hive.finishedCopy()).survey().keys).toBe(6)
    expect(newErrors(before, hive.check())).toEqual([])
    // An error that an edit caused must not be tolerated.
    hive.image.transact(() => {
      hive.image.setU16(fileOffset(hive.key('Beta').cell) + NAME_LENGTH, 0)
    })
    expect(hive.check().findings.map(({ code }) => code)).toContain('key-name-empty')
    expect(() => passGate(hive.survey(), hive.finishedCopy())).toThrow(
      expect.objectContaining({ code: 'save-would-damage' }),
    )
  })
})
