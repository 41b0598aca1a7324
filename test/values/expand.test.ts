import { describe, expect, it } from 'vitest'
import { expandVariables } from '../../src/values/expand.ts'

const VARIABLES = [
  { name: 'SystemRoot', value: 'C:\\Windows' },
  { name: 'windir', value: '%SystemRoot%' },
  { name: 'systemroot', value: 'D:\\Other' },
  { name: 'A', value: '%B%' },
  { name: 'B', value: '%A%' },
]

describe('expandVariables', () => {
  it('replaces names in any case, and those in the values of variables', () => {
    expect(expandVariables('%SYSTEMROOT%\\a;%windir%', VARIABLES)).toEqual({
      text: 'C:\\Windows\\a;C:\\Windows',
      unknown: [],
      used: ['SystemRoot', 'windir'],
    })
  })

  it('leaves unknown names, and a single percent sign, as they are', () => {
    const { text, unknown } = expandVariables('100% of %Nope% and %Nope%', [])
    expect(text).toBe('100% of %Nope% and %Nope%')
    expect(unknown).toEqual([' of ', ' and '])
    expect(expandVariables('%Nope%;%Nope%', []).unknown).toEqual(['Nope'])
  })

  it('variables that name each other end, and the result has at most as many units as Windows allows', () => {
    expect(expandVariables('%A%', VARIABLES)).toMatchObject({ text: '%A%', unknown: ['A'] })
    const twice = Array.from({ length: 8 }, (_, at) => ({
      name: `V${at}`,
      value: `%V${at + 1}%`.repeat(2000),
    }))
    expect(expandVariables('%V0%', twice).text.length).toBe(32_767)
  })
})
