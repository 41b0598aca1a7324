import { describe, expect, it } from 'vitest'
import { editName, keyName } from '../../src/text/edits.ts'

describe('the name of an edit', () => {
  it('counts values as every other text does', () => {
    expect(editName({ kind: 'delete-values', name: '', count: 60_000 })).toBe(
      'Delete 60,000 values',
    )
  })

  it('says what changes came from, and how many there were', () => {
    expect(editName({ kind: 'apply-changes', name: 'some.reg', count: 1200 })).toBe(
      'Apply 1,200 changes from some.reg',
    )
  })

  it('has words for a key without a name', () => {
    expect(keyName('')).toBe('(no name)')
    expect(editName({ kind: 'set-properties', name: '', count: 1 })).toBe(
      'Change properties of (no name)',
    )
  })
})
