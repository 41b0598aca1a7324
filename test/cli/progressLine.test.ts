import { describe, expect, it } from 'vitest'
import { ProgressLine } from '../../src/cli/ProgressLine.ts'

/** A terminal that knows what is in its one line, and how often it was asked what it is. */
function terminal(isTerminal: boolean) {
  return {
    line: '',
    asked: 0,
    isTerminal() {
      this.asked++
      return isTerminal
    },
    write(text: string) {
      const [before = '', ...after] = text.split('\r\u001B[K')
      this.line = after.at(-1) ?? this.line + before
    },
  }
}

describe('the line that says how far a command is', () => {
  it('is drawn once the command has taken a while, at a bounded pace', () => {
    const seen = terminal(true)
    const line = new ProgressLine(seen, 5000)
    line.reach(0.2, 5999)
    expect(seen).toMatchObject({ line: '', asked: 0 })
    line.reach(0.217, 6000)
    expect(seen.line).toBe('hive: 21% done')
    line.reach(0.5, 6199)
    expect(seen.line).toBe('hive: 21% done')
    line.reach(0.999, 6200)
    expect(seen).toMatchObject({ line: 'hive: 99% done', asked: 1 })
    line.end()
    expect(seen.line).toBe('')
  })

  it('gives way to a message, and comes back after it', () => {
    const seen = terminal(true)
    const line = new ProgressLine(seen, 0)
    line.reach(0.2, 1000)
    line.erase()
    expect(seen.line).toBe('')
    line.reach(0.3, 1200)
    expect(seen.line).toBe('hive: 30% done')
  })

  it('does not come back after a result was written', () => {
    const seen = terminal(true)
    const line = new ProgressLine(seen, 0)
    line.reach(0.2, 1000)
    line.end()
    line.reach(0.3, 2000)
    expect(seen.line).toBe('')
  })

  it('is not drawn where nobody looks', () => {
    const seen = terminal(false)
    const line = new ProgressLine(seen, 0)
    line.reach(0.2, 1000)
    line.reach(0.3, 2000)
    line.erase()
    expect(seen).toMatchObject({ line: '', asked: 1 })
  })
})
