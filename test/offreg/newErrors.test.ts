import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { newErrors } from '../../src/offreg/saveGate.ts'
import type { CheckResult } from '../../src/regf/check.ts'
import { MAX_FINDINGS } from '../../src/regf/checks/Findings.ts'
import { FINDINGS, type FindingCode } from '../../src/regf/finding.ts'
import type { FileOffset } from '../../src/regf/offsets.ts'

function result(...found: readonly (readonly [code: FindingCode, offset: number])[]): CheckResult {
  const findings = found.map(([code, offset]) => {
    return { code, severity: FINDINGS[code], offset: offset as FileOffset }
  })
  return { ...Hive.create().check(), findings }
}

describe('new errors', () => {
  it('an error of another kind or at another offset is new', () => {
    const before = result(['cell-size', 4128], ['parent-wrong', 5000])
    expect(newErrors(before, result(['parent-wrong', 5000]))).toEqual([])
    expect(newErrors(before, result(['parent-wrong', 5008]))).toMatchObject([{ offset: 5008 }])
    expect(newErrors(before, result(['class-bad', 5000]))).toMatchObject([{ code: 'class-bad' }])
  })

  it('warnings and notes are not new errors', () => {
    expect(newErrors(result(), result(['sequence-differs', 4], ['hash-wrong', 9]))).toEqual([])
  })

  it('errors beyond the end of a cut list are new only if their number has grown', () => {
    const listed = Array.from({ length: MAX_FINDINGS }, (_, n) => ['cell-size', n * 8] as const)
    const before = result(...listed, ['more-findings', 80_000])
    expect(newErrors(before, result(['cell-size', 80_000]))).toEqual([])
    expect(newErrors(before, result(...listed, ['cell-size', 80_000]))).toHaveLength(1)
  })

  it('new errors are found if only notes were cut from the list', () => {
    const before = result(['cell-size', 4128], ['more-findings', 9000])
    expect(newErrors(before, result(['cell-size', 9000]))).toHaveLength(1)
  })
})
