import { describe, expect, it } from 'vitest'
import { HiveError } from '../../src/errors.ts'
import { parseSddl } from '../../src/security/parseSddl.ts'
import { sddlLosses } from '../../src/security/sddl.ts'
import { editName } from '../../src/text/edits.ts'
import { errorText } from '../../src/text/errors.ts'
import { SDDL_LOSS_WORDS } from '../../src/text/rights.ts'

function complaint(text: string): string {
  try {
    parseSddl(text)
    return ''
  } catch (error) {
    if (!(error instanceof HiveError)) throw error
    return errorText(error.code, error.detail).detail
  }
}

describe('a change of permissions', () => {
  it.each([
    [0, 'Change permissions of Run'],
    [1, 'Change permissions of Run'],
    [1234, 'Change permissions of Run (1,234 keys)'],
  ])('of %i keys', (count, words) => {
    expect(editName({ kind: 'set-security', name: 'Run', count })).toBe(words)
  })
})

describe('what is wrong with the text of a descriptor', () => {
  it('is said with the place and what should be there', () => {
    expect(complaint('D:(A;;KQ;;;WD)')).toBe(
      'Nothing was changed. At character 7, “KQ;;;WD)”: expected rights such as KA, KR or 0x20019, then a semicolon.',
    )
    expect(complaint('D:(A;;KA;;;WD')).toBe(
      'Nothing was changed. At the end of the text: expected a closing parenthesis.',
    )
  })

  it('is said of what it would lose', () => {
    const losses = sddlLosses({ ...parseSddl('D:'), sbz1: 1 })
    expect(losses.map((loss) => SDDL_LOSS_WORDS[loss])).toEqual([
      'The resource manager’s byte is left out.',
    ])
  })
})
