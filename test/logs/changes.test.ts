/** The list of changes that a preview of logs shows; test/compare tests which differences count. */

import { describe, expect, it } from 'vitest'
import type { ChangedPart } from '../../src/compare/difference.ts'
import type { NamedDifference } from '../../src/compare/shown.ts'
import { type HiveChanges, listChanges } from '../../src/logs/changes.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { editedCopy, sideOf } from '../compare/sides.ts'
import { hiveOfEverything, text } from '../helpers/hives.ts'
import { drive } from '../helpers/work.ts'

const original = hiveOfEverything()

describe('the list of changes', () => {
  it('the list of changes between a hive and its copy is empty', () => {
    const { keys, values, first, more, complete } = list(edited(() => {}))
    const none = { added: 0, removed: 0, changed: 0 }
    expect([keys, values, first, more, complete]).toEqual([none, none, [], 0, true])
  })

  it('the list of changes names an added or removed key once, with the counts of its content', () => {
    const { keys, values, first } = list(
      edited((hive) => {
        hive.key('Alpha').delete()
        const fresh = hive.key('Beta').create('Fresh')
        fresh.set('one', 1, text('1'))
        const below = fresh.create('Below')
        below.set('two', 1, text('2'))
        below.set('three', 1, text('3'))
      }),
    )
    expect(keys).toEqual({ added: 2, removed: 4, changed: 2 })
    expect(values).toEqual({ added: 3, removed: 5, changed: 0 })
    expect(first.filter(({ kind }) => kind !== 'changed')).toEqual([
      {
        kind: 'removed',
        path: ['Alpha'],
        from: null,
        value: null,
        parts: [],
        along: { keys: 3, values: 5 },
      },
      {
        ...{ kind: 'added', path: ['Beta', 'Fresh'], from: null, value: null, parts: [] },
        along: { keys: 1, values: 3 },
      },
    ])
  })

  it('the list of changes names values and their changed parts', () => {
    const { first } = list(edited((hive) => hive.key('Alpha').set('text', 1, text('other text'))))
    expect(first).toEqual([
      differing(['Alpha'], null, ['time']),
      differing(['Alpha'], 'Text', ['data']),
    ])
  })

  it('the list of changes includes all attributes of keys', () => {
    const { first } = list(edited((hive) => hive.key('Beta\\A').rename('a')))
    expect(first).toEqual([
      differing(['Beta'], null, ['time']),
      differing(['Beta', 'a'], null, ['name', 'time']),
    ])
  })

  it('the list of changes ends at the limit, and the rest is counted', () => {
    const after = edited((hive) => {
      for (let n = 0; n < 600; n += 2) hive.key(`Many\\key ${1000 + n}`).delete()
    })
    const { keys, first, more } = list(after, 10)
    expect([keys.removed, first.length, more]).toEqual([300, 10, 291])
  })
})

function edited(edit: (hive: Hive) => void): Hive {
  return editedCopy(original.bytes, edit)
}

function list(after: Hive, limit = 1000): HiveChanges {
  const before = Hive.open(original.bytes.slice())
  return drive(listChanges(sideOf(before), sideOf(after), limit)).result
}

/** A change of a record that both hives have, with its changed parts. */
function differing(
  path: readonly string[],
  value: string | null,
  parts: readonly ChangedPart[],
): NamedDifference {
  return { kind: 'changed', path, from: null, value, parts, along: { keys: 0, values: 0 } }
}
