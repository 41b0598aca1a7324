import { describe, expect, it } from 'vitest'
import { abandon, inTurn, monotone, part, runToEnd, type Work, workWhile } from '../src/work.ts'
import { drive, expectFractions } from './helpers/work.ts'

/** Work of a number of steps that records when it is released. */
function* steps(count: number, log: string[] = []): Work<string> {
  try {
    for (let done = 1; done <= count; done++) yield done / count
    return 'result'
  } finally {
    log.push('released')
  }
}

describe('runToEnd', () => {
  it('returns the result of the work', () => {
    expect(runToEnd(steps(3))).toBe('result')
  })

  it('throws what the work throws', () => {
    function* failing(): Work<never> {
      yield 0.5
      throw new RangeError('too much')
    }
    expect(() => runToEnd(failing())).toThrow(new RangeError('too much'))
  })
})

describe('part', () => {
  it('maps the fractions of the part to its share of the whole', () => {
    const { result, fractions } = drive(part(steps(4), 0.5, 0.75))
    expect(result).toBe('result')
    expect(fractions).toEqual([0.5625, 0.625, 0.6875, 0.75])
  })

  it('parts can be nested', () => {
    function* whole(): Work<string> {
      const first = yield* part(steps(2), 0, 0.5)
      const second = yield* part(part(steps(2), 0, 0.5), 0.5, 1)
      return first + second
    }
    const { result, fractions } = drive(whole())
    expect(result).toBe('resultresult')
    expect(fractions).toEqual([0.25, 0.5, 0.625, 0.75])
  })

  it('a part is abandoned with the whole', () => {
    const log: string[] = []
    function* whole(): Work<void> {
      yield* part(part(steps(4, log), 0, 0.5), 0, 1)
    }
    const work = whole()
    work.next()
    expect(log).toEqual([])
    abandon(work)
    expect(log).toEqual(['released'])
    expect(work.next().done).toBe(true)
  })

  it('the whole throws the error of the part, after the part is released', () => {
    const log: string[] = []
    function* failing(): Work<void> {
      yield* steps(1, log)
      throw new RangeError('too much')
    }
    expect(() => runToEnd(part(failing(), 0, 1))).toThrow(new RangeError('too much'))
    expect(log).toEqual(['released'])
  })
})

describe('inTurn', () => {
  it('gives each item its share of the whole, by weight', () => {
    const { result, fractions } = drive(
      inTurn(
        [1, 3],
        (weight) => weight,
        () => steps(2),
      ),
    )
    expect(result).toEqual(['result', 'result'])
    expect(fractions).toEqual([0.125, 0.25, 0.625, 1])
  })

  it('the work of an item begins when its turn comes', () => {
    const log: string[] = []
    const begin = (name: string) => {
      log.push(name)
      return steps(1, log)
    }
    drive(inTurn(['first', 'second'], () => 1, begin))
    expect(log).toEqual(['first', 'released', 'second', 'released'])
  })

  it('inTurn does not report progress for items without weight', () => {
    const { result, fractions } = drive(
      inTurn(
        ['a', 'b'],
        () => 0,
        () => steps(2),
      ),
    )
    expect(result).toHaveLength(2)
    expect(fractions).toEqual([0, 0, 0, 0])
  })

  it('inTurn without items has no results', () => {
    expect(
      drive(
        inTurn(
          [],
          () => 1,
          () => steps(2),
        ),
      ),
    ).toEqual({ result: [], fractions: [] })
  })
})

describe('workWhile', () => {
  it('workWhile returns the result of the work if the condition holds to its end', () => {
    const { result, fractions } = drive(workWhile(steps(2), () => true))
    expect(result).toBe('result')
    expect(fractions).toEqual([0.5, 1])
  })

  it('workWhile abandons the work and returns null when the condition fails', () => {
    const log: string[] = []
    let holds = true
    const work = workWhile(steps(4, log), () => holds)
    work.next()
    holds = false
    expect(work.next()).toEqual({ done: true, value: null })
    expect(log).toEqual(['released'])
  })

  it('abandons the work when it is abandoned itself', () => {
    const log: string[] = []
    const work = workWhile(steps(4, log), () => true)
    work.next()
    abandon(work)
    expect(log).toEqual(['released'])
  })
})

describe('monotone', () => {
  it('monotone work does not go back when the work starts over', () => {
    function* twice(): Work<string> {
      yield* steps(2)
      return yield* steps(4)
    }
    const { result, fractions } = drive(monotone(twice()))
    expect(result).toBe('result')
    expect(fractions).toEqual([0.5, 1, 1, 1, 1, 1])
  })

  it('abandons the work when it is abandoned itself', () => {
    const log: string[] = []
    const work = monotone(steps(4, log))
    work.next()
    abandon(work)
    expect(log).toEqual(['released'])
  })
})

it('abandoning work that has ended or never began does nothing', () => {
  const log: string[] = []
  const ended = steps(1, log)
  runToEnd(ended)
  abandon(ended)
  abandon(steps(1, log))
  expect(log).toEqual(['released'])
})

it.each([
  ['a fraction that falls', [0.5, 0.4]],
  ['a fraction above 1', [0.5, 1.5]],
  ['a negative fraction', [-0.1]],
  ['no number at all', [Number.NaN]],
])('the helper of the tests notices %s', (_, fractions) => {
  expect(() => expectFractions(fractions)).toThrow()
})
