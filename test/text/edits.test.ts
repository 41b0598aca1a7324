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

  it('says what was renamed, with the name before and after', () => {
    const renamed = { from: 'Old one', name: 'New\u202e', count: 1 } as const
    expect(editName({ kind: 'rename-key', ...renamed })).toBe('Rename key “Old one” to “New⟨RLO⟩”')
    const named = { kind: 'rename-value', from: '', name: 'Name', count: 1 } as const
    expect(editName(named)).toBe('Rename value “(Default)” to “Name”')
    // Kept by a version that did not note the name before.
    expect(editName({ kind: 'rename-key', name: 'New', count: 1 })).toBe('Rename key New')
  })

  it('has words for a key without a name', () => {
    expect(keyName('')).toBe('(no name)')
    expect(editName({ kind: 'set-properties', name: '', count: 1 })).toBe(
      'Change properties of (no name)',
    )
  })
})
