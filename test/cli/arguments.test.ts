import { describe, expect, it } from 'vitest'
import { parseArguments } from '../../src/cli/arguments.ts'

const NAMES = { flags: ['json', 'force'], valued: ['o', 'key'] }

function parse(...args: string[]) {
  const { words, flags, values } = parseArguments(args, NAMES)
  return { words, flags: [...flags], values: Object.fromEntries(values) }
}

describe('arguments', () => {
  it.each([[['-o', 'out']], [['-oout']], [['--', '-o']]])(
    'the arguments %j are accepted',
    (args) => {
      const parsed = parse('a', ...args)
      expect(parsed).toEqual(
        args[0] === '--'
          ? { words: ['a', '-o'], flags: [], values: {} }
          : { words: ['a'], flags: [], values: { o: 'out' } },
      )
    },
  )

  it('options may stand anywhere among the words, and long ones take their value with = too', () => {
    expect(parse('--json', 'a', '--key=A\\B=C', 'b', '--force')).toEqual({
      words: ['a', 'b'],
      flags: ['json', 'force'],
      values: { key: 'A\\B=C' },
    })
  })

  it('everything after -- is a word', () => {
    const words = Array.from({ length: 300_000 }, () => '-x')
    expect(parseArguments(['--', ...words], NAMES).words).toHaveLength(words.length)
  })

  it.each(['-1', '-0x10', '-', '', '-.5', '- text'])('the argument %j is a word', (word) => {
    expect(parse(word).words).toEqual([word])
  })

  it.each([
    [['-x']],
    [['--nothing']],
    [['-text']],
    [['-o']],
    [['-o', '--json']],
    [['-o', 'a', '-o', 'b']],
    [['--json=yes']],
  ])('the arguments %j are refused', (args) => {
    expect(() => parse(...args)).toThrow(
      expect.objectContaining({ name: 'HiveError', code: 'usage' }),
    )
  })
})
