import { describe, expect, it } from 'vitest'
import { History } from '../../src/edit/History.ts'
import type { Hive } from '../../src/offreg/Hive.ts'
import type { Key } from '../../src/offreg/Key.ts'
import { EVERY_EDIT, LATER, openEverything, places } from './everyEdit.ts'

/** The last write of each key, by its cell. */
function timesOf(hive: Hive): Map<number, bigint> {
  const times = new Map<number, bigint>()
  const visit = (key: Key) => {
    times.set(key.cell, key.lastWrite)
    for (let at = 0; at < key.subkeyCount; at++) {
      const subkey = key.subkeyAt(at)
      if (subkey) visit(subkey)
    }
  }
  visit(hive.rootKey)
  return times
}

describe('keys that keep their last write times', () => {
  it.each(EVERY_EDIT.map((one) => [one.name, one] as const))(
    '%s: no key that was there has another time, and undo gives the bytes back',
    (_, { command, stamps }) => {
      const hive = openEverything()
      hive.keepsTimes = true
      hive.check()
      const bytes = hive.image.bytesView(0, hive.image.length).slice()
      const before = new Set(timesOf(hive).values())
      const history = new History(hive)
      const { changes } = history.run(command(places))
      const after = timesOf(hive)
      const late = [...after].filter(([, time]) => time === LATER).map(([cell]) => cell)
      const created = new Set<number>(changes?.created.keys ?? [])
      expect(late.filter((cell) => !created.has(cell))).toEqual([])
      expect(late.length).toBeLessThan(Math.max(1, stamps.length))
      expect(before.has(LATER)).toBe(false)
      history.undo()
      expect(hive.image.bytesView(0, bytes.length)).toEqual(bytes)
    },
  )

  it('a new key has the time of the edit', () => {
    const hive = openEverything()
    hive.keepsTimes = true
    hive.check()
    new History(hive).run({ kind: 'create-key', parent: hive.root, name: 'Made' })
    expect(hive.rootKey.subkey('Made')?.lastWrite).toBe(LATER)
    expect(hive.rootKey.lastWrite).not.toBe(LATER)
  })
})
