import { describe, expect, it } from 'vitest'
import { LIMIT } from '../../src/regf/layout.ts'
import { errorText } from '../../src/text/errors.ts'

describe('errorText', () => {
  it('states the smallest hive there is, not the header alone', () => {
    expect(errorText('empty-file', { where: 'SAM' }).detail).toContain('at least 8,192 bytes')
    const short = errorText('file-too-short', { where: 'SAM', actual: 4096 }).detail
    expect(short).toContain('It has 4.0 KB.')
    expect(short).toContain('at least 8,192 bytes')
  })

  it('distinguishes a file too large for any hive from one too large for the memory left', () => {
    const image = errorText('file-too-large', { actual: 3 * 2 ** 30, expected: LIMIT.FILE }).detail
    expect(image).toContain('It has 3.0 GB. A hive has at most 2.1 GB')
    expect(image).not.toContain('close')
    const third = errorText('file-too-large', { actual: 2 ** 30, expected: 3 * 2 ** 30 }).detail
    expect(third).toContain('would exceed 3.0 GB: close one of them first')
  })
})
