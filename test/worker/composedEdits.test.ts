import { describe, expect, it } from 'vitest'
import type { EditScope } from '../../src/offreg/editScope.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import type { Key } from '../../src/offreg/Key.ts'
import { createKey, renameKey } from '../../src/offreg/keys.ts'
import { deleteKey } from '../../src/offreg/remove.ts'
import {
  createValueSteps,
  deleteValue,
  renameValue,
  setValueAtSteps,
} from '../../src/offreg/values.ts'
import { runToEnd, type Work } from '../../src/work.ts'
import type { HiveDocument } from '../../src/worker/HiveDocument.ts'
import { NO_CONTEXT } from '../../src/worker/rpc.ts'
import { expandAll, treePage } from '../../src/worker/treeReplies.ts'
import { valuePage } from '../../src/worker/valueReplies.ts'
import { type Random, rng } from '../helpers/rng.ts'
import { documentOf, hiveBytes } from './openHive.ts'

const PRIMITIVES = 1000
const ORDER = { column: 'name', descending: false } as const

/** Names start with the number of their record, which never changes: `7.` may become `7.++++`. */
const ownNumber = (name: string) => name.slice(0, name.indexOf('.') + 1)

/** The record number for each id, and the id for each record number. */
interface Roll {
  readonly names: ReadonlyMap<number, string>
  readonly ids: ReadonlyMap<string, number>
}

function rollOf(doc: HiveDocument): Roll {
  const names = new Map<number, string>()
  const visit = (key: Key) => {
    names.set(doc.ids.of(key.cell), `key ${ownNumber(key.name)}`)
    for (const value of key.values()) {
      names.set(doc.ids.of(value.cell), `value ${ownNumber(value.name)}`)
    }
    for (const subkey of key.subkeys()) visit(subkey)
  }
  visit(doc.hive.rootKey)
  return { names, ids: new Map([...names].map(([id, name]) => [name, id])) }
}

/** Ids that name another record in the second roll than in the first. */
function mixedUp(before: Roll, after: Roll): string[] {
  return [...before.names].flatMap(([id, name]) => {
    const now = after.names.get(id)
    return now === undefined || now === name ? [] : [`${id} was ${name} and is ${now}`]
  })
}

/** An edit of many random primitives, none of which reports its effects to the caller. */
class RandomEdit {
  readonly #hive: Hive
  readonly #random: Random
  #next: number

  constructor(hive: Hive, random: Random, next: number) {
    this.#hive = hive
    this.#random = random
    this.#next = next
  }

  *steps(scope: EditScope, count: number): Work<void> {
    for (let done = 0; done < count; done++) {
      this.#primitive(scope)
      if (done % 50 === 49) yield done / count
    }
  }

  #primitive(scope: EditScope): void {
    const random = this.#random
    const key = this.#anyKey()
    const isRoot = key.cell === this.#hive.root
    const values = key.valueCount
    const data = new Uint8Array(random.below(60))
    const action = random.below(20)
    if (action < 6) createKey(scope, key.cell, `${this.#next++}.`)
    else if (action < 10) {
      runToEnd(createValueSteps(scope, key.cell, { name: `${this.#next++}.`, type: 3, data }))
    } else if (action < 14 && !isRoot) renameKey(scope, key.cell, this.#otherName(key.name))
    else if (action < 16 && !isRoot) deleteKey(scope, key.cell)
    else if (values > 0) {
      const index = random.below(values)
      const name = key.valueAt(index)?.name ?? ''
      if (action === 16) deleteValue(scope, key.cell, index)
      else if (action === 17) {
        runToEnd(setValueAtSteps(scope, key.cell, index, { type: 3, data }))
      } else renameValue(scope, key.cell, index, this.#otherName(name))
    }
  }

  #otherName(name: string): string {
    return `${ownNumber(name)}${'+'.repeat(this.#random.below(80))}`
  }

  #anyKey(): Key {
    let key = this.#hive.rootKey
    while (key.subkeyCount > 0 && this.#random.below(4) > 0) {
      key = key.subkeyAt(this.#random.below(key.subkeyCount)) ?? key
    }
    return key
  }
}

async function openDocument(): Promise<HiveDocument> {
  const bytes = hiveBytes((root) => {
    for (let n = 1000; n < 1040; n++) {
      const key = root.create(`${n}.`)
      for (let below = 0; below < 3; below++) {
        key.create(`${n}${below}.`).set(`${n}${below}.`, 3, Uint8Array.of(1, 2, 3, 4, 5))
      }
      key.set(`${n}.`, 1, new Uint8Array(40))
    }
  })
  const doc = documentOf(Hive.open(bytes))
  await doc.surveyed()
  return doc
}

/** Compares the rows of the tree and of each list of values with the hive. */
function expectTrueRows(doc: HiveDocument): void {
  const rows = treePage(doc, { doc: 1, from: 0, count: 100_000 }).rows
  let at = 0
  const visit = (key: Key, level: number) => {
    const row = rows[at++]
    const facts = { name: key.name, level, subkeyCount: key.subkeyCount, id: doc.ids.of(key.cell) }
    expect(row).toMatchObject(facts)
    const page = valuePage(doc, {
      ...{ doc: 1, key: doc.ids.of(key.cell), order: ORDER },
      ...{ from: 0, count: 1000 },
    })
    const stored = [...key.values()].map(({ name, size, cell }) => {
      return { name, size, id: doc.ids.of(cell) }
    })
    const shown = page.rows.flatMap(({ name, size, id, absent }) =>
      absent ? [] : [{ name, size, id }],
    )
    const byId = (a: { id: number }, b: { id: number }) => a.id - b.id
    expect(shown.sort(byId)).toEqual(stored.sort(byId))
    if (row?.expanded) for (const subkey of key.subkeys()) visit(subkey, level + 1)
  }
  visit(doc.hive.rootKey, 1)
  expect(at).toBe(rows.length)
}

describe('a command composed of a thousand random primitives', () => {
  it.each([1, 2, 3, 4])(
    'every id is right after a thousand random primitives, undo and redo, seed %i',
    async (seed) => {
      const doc = await openDocument()
      const random = rng(seed)
      const opened = doc.hive.image.bytesCopy(0, doc.hive.image.length)
      expandAll(doc, { doc: 1, key: doc.info.root, limit: 100_000 })
      expectTrueRows(doc)
      const before = rollOf(doc)
      const edit = new RandomEdit(doc.hive, random, 2000)
      const { root } = doc.hive
      const place = { key: root, value: null }
      const step = await doc.run(function* (scope) {
        yield* edit.steps(scope, PRIMITIVES)
        return { label: { kind: 'create-key', name: '', count: 1 }, after: place, before: place }
      }, NO_CONTEXT)
      const after = rollOf(doc)
      expectTrueRows(doc)
      const moved = new Map(
        step.changes?.moved.map(([, to], at) => [step.movedFrom[at] ?? 0, doc.ids.of(to)]),
      )
      // Each earlier record has its id or the id that it moved to, or is gone with its id.
      for (const [id, name] of before.names) {
        expect(after.ids.get(name), name).toBe(
          after.ids.has(name) ? (moved.get(id) ?? id) : undefined,
        )
      }
      expect(mixedUp(before, after)).toEqual([])
      expect([...before.names.keys()].filter((id) => moved.has(id)).length).toBeGreaterThan(5)
      const gone = [...before.names].filter(([, name]) => !after.ids.has(name))
      expect(gone.length).toBeGreaterThan(5)
      for (const [id] of gone) expect(() => doc.ids.cell(id)).toThrow('gone')

      await doc.undo(NO_CONTEXT)
      expect(rollOf(doc)).toEqual(before)
      expectTrueRows(doc)
      expect(doc.hive.image.bytesCopy(0, opened.length)).toEqual(opened)
      await doc.redo(NO_CONTEXT)
      expect(rollOf(doc)).toEqual(after)
      expectTrueRows(doc)
    },
  )

  it.each([1, 2])(
    'a command that fails at its end changes no id and no row, seed %i',
    async (seed) => {
      const doc = await openDocument()
      expandAll(doc, { doc: 1, key: doc.info.root, limit: 100_000 })
      const before = rollOf(doc)
      const edit = new RandomEdit(doc.hive, rng(seed), 2000)
      const failing = doc.run(function* (scope) {
        yield* edit.steps(scope, PRIMITIVES)
        throw new RangeError('as planned')
      }, NO_CONTEXT)
      await expect(failing).rejects.toThrow('as planned')
      expect(rollOf(doc)).toEqual(before)
      expectTrueRows(doc)
      // The effects of a failed edit are not attributed to the next one.
      const next = new RandomEdit(doc.hive, rng(seed), 9000)
      const place = { key: doc.hive.root, value: null }
      const step = await doc.run(function* (scope) {
        yield* next.steps(scope, 0)
        createKey(scope, place.key, 'next.')
        return { label: { kind: 'create-key', name: '', count: 1 }, after: place, before: place }
      }, NO_CONTEXT)
      expect(step.changes).toMatchObject({ moved: [], freed: { keys: [], values: [] } })
      expect(step.changes?.created.keys).toHaveLength(1)
    },
  )
})
