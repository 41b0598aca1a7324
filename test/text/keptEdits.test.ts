import { expect, it } from 'vitest'
import { keptSpan, offerText, resumedText } from '../../src/text/keptEdits.ts'
import type { KeptEdits } from '../../src/worker/protocol.ts'

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

const KEPT: KeptEdits = {
  ...{ id: '1', name: 'SOFTWARE', size: 4096, head: '', bytes: 100 },
  ...{ since: new Date(2026, 10, 30, 10, 42).getTime(), last: 0, until: 1, steps: [], count: 0 },
  ...{ unsaved: 3, end: 'whole', needsFile: false, needsLogs: false, knowsFile: true, use: null },
}

it('an offer says the day and the zone', () => {
  expect(offerText(KEPT)).toMatch(
    /^Resume edits to SOFTWARE from 30 Nov 2026, 10:42 [A-Z]+\S* \(3 changes\)\?$/,
  )
})

it('resumed edits are said to be saved when the file has them', () => {
  expect(resumedText(KEPT, 3).detail).toBe('Undo goes back to the file as it was opened.')
  expect(resumedText(KEPT, 0).detail).toBe(
    'They were saved: the file holds them. Undo goes back to the file as it was opened.',
  )
})
