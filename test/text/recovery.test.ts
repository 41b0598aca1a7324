import { expect, it } from 'vitest'
import { changeText } from '../../src/text/recoveryDialog.ts'
import type { NamedDifference } from '../../src/worker/protocol.ts'

it('a root with another name has more than other letters', () => {
  const change: NamedDifference = {
    kind: 'changed',
    path: [],
    from: null,
    value: null,
    parts: ['name', 'time'],
    along: { keys: 0, values: 0 },
  }
  expect(changeText(change)).toBe('name, time of the last change')
  expect(changeText({ ...change, path: ['Key'] })).toMatch(/^letter case of the name,/)
})
