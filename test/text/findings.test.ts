import { describe, expect, it } from 'vitest'
import { FINDINGS, type FindingCode } from '../../src/regf/finding.ts'
import { describeFinding } from '../../src/text/findings.ts'
import { FINDING_TITLES } from '../../src/text/findingTitles.ts'

const codes = Object.keys(FINDINGS) as FindingCode[]

describe('describeFinding', () => {
  it.each(codes)('says %s in one plain sentence, with numbers or without', (code) => {
    for (const facts of [
      {},
      { expected: 3, actual: 0xffffffff },
      { expected: 'nk', actual: 'x' },
    ]) {
      const sentence = describeFinding({ code, offset: 4096, ...facts })
      expect(sentence).toMatch(/^[A-Z0-9x].*\.$/)
      expect(sentence).not.toMatch(/undefined|null|NaN|\bcell-|[.] /)
      expect(sentence.length).toBeLessThan(185)
    }
  })

  it.each(codes)(
    'says %s without a word for what is not known, and every place in the file',
    (code) => {
      for (const facts of [{}, { expected: 0x20, actual: 0x4480 }]) {
        const sentence = describeFinding({ code, offset: 4096, ...facts })
        expect(sentence).not.toMatch(/unknown|cell 0x|in cell|-0x/)
      }
    },
  )

  it('counts places from the start of the file, as everything else that is shown', () => {
    const sentence = describeFinding({ code: 'reference-bad', offset: 0x4bc8, actual: 0x4480 })
    expect(sentence).toContain('to file offset 0x00005480,')
    const parent = describeFinding({
      code: 'parent-wrong',
      offset: 0,
      expected: 0x20,
      actual: 0x98,
    })
    expect(parent).toContain('its parent is at file offset 0x00001098')
    expect(parent).toContain('the key at file offset 0x00001020')
    const twice = describeFinding({ code: 'key-twice', offset: 0, actual: 0x1234 })
    expect(twice).toContain('at file offset 0x00001234')
  })

  it('says that a reference past the end of any hive leads out of the file', () => {
    const sentence = describeFinding({ code: 'reference-bad', offset: 0, actual: 0xffffffff })
    expect(sentence).toContain('points outside the file')
  })

  it('words every code in its own way', () => {
    const sentences = codes.map((code) => describeFinding({ code, offset: 0 }))
    expect(new Set(sentences).size).toBe(codes.length)
  })

  it('has a heading for those of each kind', () => {
    const titles = codes.map((code) => FINDING_TITLES[code])
    expect(new Set(titles).size).toBe(codes.length)
    for (const title of titles) expect(title).toMatch(/^[A-Z][^.]{8,45}$/)
  })

  it('takes numbers of the finding in', () => {
    expect(
      describeFinding({ code: 'data-past-cell', offset: 0, expected: 20, actual: 1_234_567 }),
    ).toBe(
      'A value claims 1,234,567 bytes of data but only 20 bytes are there, so it is shown truncated.',
    )
    expect(
      describeFinding({ code: 'signature-wrong', offset: 0, expected: 'vk', actual: 0x6b6e }),
    ).toBe('A record that should be “vk” is marked “nk”, so it is ignored.')
    expect(describeFinding({ code: 'cell-unreferenced', offset: 0, actual: 1 })).toMatch(
      /^1 record in use belongs to no key/,
    )
  })
})
