import { expect, it } from 'vitest'
import { keptSpan } from '../../src/text/keptEdits.ts'

it('the time in which edits were made names its zone, and no minute twice', () => {
  const at = (hour: number, minute: number, day = 30) =>
    new Date(2026, 10, day, hour, minute).getTime()
  const zone = new Date(at(10, 42))
    .toLocaleTimeString('en-GB', { timeZoneName: 'short' })
    .replace(/^[\d:]+ /, '')
  expect(keptSpan({ since: at(10, 42), last: at(10, 42) })).toBe(`30 Nov 2026, 10:42 ${zone}`)
  expect(keptSpan({ since: at(10, 42), last: at(11, 5) })).toBe(
    `30 Nov 2026, 10:42 to 11:05 ${zone}`,
  )
  expect(keptSpan({ since: at(23, 59, 29), last: at(0, 1) })).toBe(
    `29 Nov 2026, 23:59 to 30 Nov 2026, 00:01 ${zone}`,
  )
})
