import { describe, expect, it } from 'vitest'
import { titlesOf } from '../../src/state/titles.ts'

function titles(...names: readonly string[]): readonly string[] {
  return [...titlesOf(names.map((name, at) => ({ info: { doc: at + 1, name } }))).values()]
}

describe('titles of open hives', () => {
  it('the title of a hive is the name of its file', () => {
    expect(titles('SYSTEM', 'SOFTWARE')).toEqual(['SYSTEM', 'SOFTWARE'])
  })

  it('the second and later files of a name get a number, whatever the case', () => {
    expect(titles('SYSTEM', 'SAM', 'system', 'SYSTEM')).toEqual([
      'SYSTEM',
      'SAM',
      'system (2)',
      'SYSTEM (3)',
    ])
  })

  it('a title is never the name of another file', () => {
    expect(titles('SYSTEM', 'SYSTEM', 'SYSTEM (2)')).toEqual(['SYSTEM', 'SYSTEM (3)', 'SYSTEM (2)'])
  })
})
