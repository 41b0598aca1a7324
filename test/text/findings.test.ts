import { describe, expect, it } from 'vitest'
import { FINDINGS, type FindingCode } from '../../src/regf/finding.ts'
import { describeFinding } from '../../src/text/findings.ts'

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
      expect(sentence.length).toBeLessThan(170)
    }
  })

  it('words every code in its own way', () => {
    const sentences = codes.map((code) => describeFinding({ code, offset: 0 }))
    expect(new Set(sentences).size).toBe(codes.length)
  })

  it('takes numbers of the finding in', () => {
    expect(
      describeFinding({ code: 'data-past-cell', offset: 0, expected: 20, actual: 1_234_567 }),
    ).toBe(
      'A value claims 1,234,567 bytes of data but only 20 bytes are there, so it is shown cut.',
    )
    expect(
      describeFinding({ code: 'signature-wrong', offset: 0, expected: 'vk', actual: 0x6b6e }),
    ).toBe('A record that should be “vk” is marked “nk”, so it is not used.')
    expect(describeFinding({ code: 'cell-unreferenced', offset: 0, actual: 1 })).toMatch(
      /^1 record in use belongs to no key/,
    )
  })
})
