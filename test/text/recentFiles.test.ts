import { expect, it } from 'vitest'
import { openedAtText } from '../../src/text/recentFiles.ts'

const NOW = new Date(2026, 4, 20, 0, 30).getTime()

it.each([
  [new Date(2026, 4, 20, 0, 10), 'today'],
  [new Date(2026, 4, 19, 23, 50), 'yesterday'],
  [new Date(2026, 4, 17, 1, 0), '3 days ago'],
  [new Date(2026, 3, 20, 12, 0), '30 days ago'],
  [new Date(2026, 2, 9, 12, 0), '2026-03-09'],
  // The clock was set back since.
  [new Date(2026, 4, 22), 'today'],
])('%s is %s', (openedAt, text) => {
  expect(openedAtText(openedAt.getTime(), NOW)).toBe(text)
})
