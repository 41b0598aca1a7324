import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { newErrors, passGate } from '../../src/offreg/saveGate.ts'
import { fileOffset } from '../../src/regf/offsets.ts'
import { corrupt } from '../helpers/corrupt.ts'

const SUBKEY_COUNT = 4 + 0x14
const NAME_LENGTH = 4 + 0x48

/** A hive with a few keys, and what a wrong byte of one of them makes of it. */
function built() {
  const hive = Hive.create()
  for (const name of ['Alpha', 'Beta', 'Gamma']) hive.key('').create(name)
  hive.key('Beta').create('Below')
  return hive
}

/** The hive with the key count of `Gamma` wrong: an error that edits of others leave alone. */
function damaged() {
  const hive = built()
  const at = fileOffset(hive.key('Gamma').cell) + SUBKEY_COUNT
  return Hive.open(corrupt(hive.finishedCopy(), { at, u32: 3 }))
}

const codes = (hive: Hive) => hive.check().findings.map(({ code }) => code)

describe('a check', () => {
  it('counts the present contents; the survey counts those before the first edit', () => {
    const hive = built()
    const opened = Hive.open(hive.finishedCopy())
    expect(opened.check().keys).toBe(5)
    opened.key('Alpha').create('One more')
    opened.key('Beta').delete()
    expect(opened.check().keys).toBe(4)
    expect(opened.survey().keys).toBe(5)
  })

  it('is made once of the same bytes', () => {
    const hive = Hive.open(built().finishedCopy())
    expect(hive.check()).toBe(hive.survey())
    hive.key('Alpha').create('New')
    expect(hive.check()).toBe(hive.check())
    expect(hive.check()).not.toBe(hive.survey())
  })

  it('no longer reports a problem that an edit fixed', () => {
    const bytes = built().finishedCopy()
    const at = fileOffset(Hive.open(bytes.slice()).root) + 4 + 0x34
    // The longest name of a subkey is said to be shorter than it is.
    const hive = Hive.open(corrupt(bytes, { at, u16: 0 }))
    expect(codes(hive)).toEqual(['maximum-too-small'])
    hive.key('').create('A name that is longer than the others')
    expect(codes(hive)).toEqual([])
    expect(hive.survey().findings).toHaveLength(1)
  })

  it('reports a problem that came after the survey', () => {
    const hive = Hive.open(built().finishedCopy())
    expect(codes(hive)).toEqual([])
    hive.image.transact(() => {
      hive.image.setU16(fileOffset(hive.key('Gamma').cell) + NAME_LENGTH, 0)
    })
    expect(codes(hive)).toContain('key-name-empty')
  })

  it('takes the header of an edited hive for what the next save makes of it', () => {
    const hive = Hive.open(built().finishedCopy())
    // More than the free room: the size in the header changes, its checksum only with the next save.
    for (let n = 0; n < 200; n++) hive.key('').create(`key ${n}`)
    expect(codes(hive)).toEqual([])
  })

  it('no longer reports a header that a save finished', () => {
    const hive = Hive.open(corrupt(built().finishedCopy(), { at: 8, u32: 77 }))
    hive.allowDirty()
    expect(codes(hive)).toEqual(['sequence-differs'])
    hive.key('').create('New')
    expect(codes(hive)).toEqual(['sequence-differs'])
    hive.finish()
    expect(codes(hive)).toEqual([])
  })

  it('restarts after an edit in between', () => {
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
  it('compares a save with the hive as opened, not as it is now', () => {
    const hive = damaged()
    const before = hive.survey()
    hive.key('Alpha').create('New')
    expect(passGate(before, hive.finishedCopy()).survey().keys).toBe(6)
    expect(newErrors(before, hive.check())).toEqual([])
    // An error that came with an edit is no reason to let it pass.
    hive.image.transact(() => {
      hive.image.setU16(fileOffset(hive.key('Beta').cell) + NAME_LENGTH, 0)
    })
    expect(hive.check().findings.map(({ code }) => code)).toContain('key-name-empty')
    expect(() => passGate(hive.survey(), hive.finishedCopy())).toThrow(
      expect.objectContaining({ code: 'save-would-damage' }),
    )
  })
})
