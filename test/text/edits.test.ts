import { describe, expect, it } from 'vitest'
import { editName, keyName } from '../../src/text/edits.ts'

describe('the name of an edit', () => {
  it('counts values as every other text does', () => {
    expect(editName({ kind: 'delete-values', name: '', count: 60_000 })).toBe(
      'Delete 60,000 values',
    )
  })

  it('has words for a key without a name', () => {
    expect(keyName('')).toBe('(no name)')
    expect(editName({ kind: 'set-virtual-flags', name: '', count: 1 })).toBe(
      'Change virtualization of (no name)',
    )
  })
})
