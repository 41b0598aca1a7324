import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { Key } from '../../src/offreg/Key.ts'
import type { CellOffset } from '../../src/regf/offsets.ts'
import { redoEdit, runEdit, swapHive, undoEdit } from '../../src/worker/edits.ts'
import type { HiveDocument } from '../../src/worker/HiveDocument.ts'
import type { EditRequest, KeyId } from '../../src/worker/protocol.ts'
import { relocate } from '../../src/worker/relocate.ts'
import { NO_CONTEXT } from '../../src/worker/rpc.ts'
import { expandAll, setExpanded, treePage } from '../../src/worker/treeReplies.ts'
import { rng } from '../helpers/rng.ts'
import { documentOf, hiveBytes } from './openHive.ts'

const LABEL = { kind: 'apply-logs', name: '', count: 1 } as const

function rowsOf(doc: HiveDocument) {
  return treePage(doc, { doc: 1, from: 0, count: 10_000 }).rows
}

/** A checked copy of the current hive with one more key. */
function another({ hive }: HiveDocument, name: string): Hive {
  const other = Hive.open(hive.image.bytesCopy(0, hive.image.length))
  other.rootKey.create(name)
  other.check()
  return other
}

/** Compares the visible rows with the hive. */
function expectTrueRows(doc: HiveDocument, script: readonly string[]): void {
  const rows = rowsOf(doc)
  let at = 0
  const visit = (key: Key, level: number) => {
    const children = [...key.subkeys()]
    const row = rows[at++]
    const facts = { name: key.name, level, subkeyCount: children.length, id: doc.ids.of(key.cell) }
    expect(row, script.join('\n')).toMatchObject(facts)
    if (row?.expanded) for (const child of children) visit(child, level + 1)
  }
  visit(doc.hive.rootKey, 1)
  expect(at, script.join('\n')).toBe(rows.length)
}

describe('edits and exchanged hives in any order', () => {
  it.each([1, 2, 3, 4, 5, 6])(
    'edits and exchanged hives in any order keep rows right and ids distinct, seed %i',
    async (seed) => {
      const random = rng(seed)
      const doc = documentOf(
        Hive.open(
          hiveBytes((root) => {
            for (let n = 0; n < 6; n++) root.create(`k${n}.`).create(`k${n + 10}.`)
          }),
        ),
      )
      await doc.surveyed()
      const opened = doc.hive.image.bytesCopy(0, doc.hive.image.length)
      /**
       * Every id ever seen: the hive it was made in, and the start of its key's name, which never
       * changes.
       */
      const seen = new Map<KeyId, { hive: Hive; stem: string }>()
      const stem = (name: string) => name.replace(/\..*/, '')
      const script: string[] = []
      let next = 100
      const look = () => {
        expectTrueRows(doc, script)
        for (const { id, name } of rowsOf(doc).slice(1)) {
          const known = seen.get(id) ?? { hive: doc.hive, stem: stem(name) }
          expect({ hive: doc.hive, stem: stem(name) }, script.join('\n')).toEqual(known)
          seen.set(id, known)
        }
      }
      const edit = (request: EditRequest) => runEdit(doc, request, NO_CONTEXT)
      const act = async (action: number, key: KeyId, isRoot: boolean) => {
        if (action < 2) await edit({ kind: 'create-key', parent: key, name: `k${next++}.` })
        else if (action === 2 && !isRoot) await edit({ kind: 'delete-key', key })
        else if (action === 3 && !isRoot) {
          const name = `${stem(new Key(doc.hive, doc.keyCell(key)).name)}.${'+'.repeat(random.below(60))}`
          await edit({ kind: 'rename-key', key, name })
        } else if (action === 4) setExpanded(doc, { doc: 1, key, expanded: random.below(3) > 0 })
        else if (action < 7) await undoEdit(doc, NO_CONTEXT)
        else if (action === 7) await redoEdit(doc, NO_CONTEXT)
        else if (action === 8) await swapHive(doc, another(doc, `k${next++}.`), LABEL)
      }
      expandAll(doc, { doc: 1, key: doc.info.root, limit: 1000 })
      look()
      for (let round = 0; round < 120; round++) {
        const { id, level, name } = random.pick(rowsOf(doc))
        const action = random.below(9)
        script.push(`${action} at ${name}`)
        await act(action, id, level === 1)
        look()
      }
      while ((await undoEdit(doc, NO_CONTEXT)) !== null) look()
      expect(doc.hive.image.bytesCopy(0, doc.hive.image.length)).toEqual(opened)
      expect(doc.history.unsaved).toBe(0)
      while ((await redoEdit(doc, NO_CONTEXT)) !== null) look()
    },
  )
})

describe('an id of a hive that went', () => {
  it('an id of a replaced hive is understood while undo or redo can bring that hive back', async () => {
    const doc = documentOf(Hive.open(hiveBytes((root) => root.createPath('a\\b'))))
    await doc.surveyed()
    const find = (path: string) => doc.ids.of(doc.hive.key(path).cell)
    const first = find('a\\b')
    await swapHive(doc, another(doc, 'c'), LABEL)
    const second = find('a\\b')
    await swapHive(doc, another(doc, 'd'), LABEL)
    const third = find('a\\b')
    const keys = [first, second, third]
    expect(new Set(keys).size).toBe(3)
    const where = () => relocate(doc, { doc: 1, keys, values: null }).keys.map(({ key }) => key)
    expect(where()).toEqual([third, third, third])
    await undoEdit(doc, NO_CONTEXT)
    await undoEdit(doc, NO_CONTEXT)
    expect(where()).toEqual([first, first, first])
    await runEdit(doc, { kind: 'create-key', parent: doc.info.root, name: 'new' }, NO_CONTEXT)
    // The hive that redo could have brought back is gone.
    expect(where()).toEqual([first, doc.info.root, doc.info.root])
  })

  it('the id of a deleted key in a replaced hive names no key', async () => {
    const doc = documentOf(Hive.open(hiveBytes((root) => root.createPath('a\\b'))))
    await doc.surveyed()
    const dead = doc.ids.of(doc.hive.key('a\\b').cell)
    await runEdit(doc, { kind: 'delete-key', key: dead }, NO_CONTEXT)
    await swapHive(doc, another(doc, 'c'), LABEL)
    const [place] = relocate(doc, { doc: 1, keys: [dead], values: null }).keys
    expect(place).toEqual({ key: doc.info.root, found: false })
    await undoEdit(doc, NO_CONTEXT)
    await undoEdit(doc, NO_CONTEXT)
    expect(doc.keyCell(dead)).toBe(doc.hive.key('a\\b').cell as CellOffset)
  })
})
