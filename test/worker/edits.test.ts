import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import type { Key } from '../../src/offreg/Key.ts'
import { encodeDword, encodeString } from '../../src/values/encode.ts'
import { VALUE_TYPE } from '../../src/values/valueType.ts'
import type { KeyId } from '../../src/worker/protocol.ts'
import { rng } from '../helpers/rng.ts'
import { hiveBytes, OpenHive } from './openHive.ts'

const { SZ, DWORD, BINARY } = VALUE_TYPE

function fill(root: Key): void {
  root.createPath('A\\Inner\\Deep').set('Value', SZ, encodeString('deep'))
  root.createPath('B')
  root.create('C').set('One', DWORD, encodeDword(1))
}

describe('an edit', () => {
  it('an edit waits for the check and reports its effects', async () => {
    const hive = await OpenHive.open(hiveBytes(fill))
    const result = await hive.edit({ kind: 'create-key', parent: hive.info.root, name: 'New' })
    const label = { kind: 'create-key', name: 'New', count: 1 }
    expect(hive.events.map(({ type }) => type)).toContain('checked')
    expect(result).toMatchObject({
      state: { revision: 1, undo: label, redo: null, unsaved: 1 },
      label,
      focus: { value: null },
      moved: [],
    })
    expect(result.focus.key).toBe(await hive.key('New'))
    expect(await hive.outline()).toEqual(['ROOT', '.A', '.B', '.C', '.New'])
  })

  it('an edit, its undo and its redo report which lists changed', async () => {
    const hive = await OpenHive.open(hiveBytes(fill))
    const key = await hive.key('C')
    const [, one] = await hive.values(key)
    const value = one?.id ?? 0
    const data = encodeDword(2)
    const subkeys = { subkeys: true, values: false }
    const values = { subkeys: false, values: true }
    for (const [edit, lists] of [
      [{ kind: 'create-key', parent: key, name: 'New' }, subkeys],
      [{ kind: 'rename-key', key: await hive.key('B'), name: 'b' }, subkeys],
      [
        { kind: 'delete-key', key: await hive.key('A') },
        { subkeys: true, values: false },
      ],
      [{ kind: 'create-value', key, name: 'Two', type: DWORD, data }, values],
      [{ kind: 'set-value', key, value, type: DWORD, data }, values],
      [{ kind: 'rename-value', key, value, name: 'ONE' }, values],
      [{ kind: 'delete-values', key, values: [value] }, values],
    ] as const) {
      expect((await hive.edit(edit)).lists, edit.kind).toEqual(lists)
      expect((await hive.undo())?.lists, edit.kind).toEqual(lists)
      expect((await hive.redo())?.lists, edit.kind).toEqual(lists)
    }
  })

  it('changes by path are one step, refused as a whole', async () => {
    const hive = await OpenHive.open(hiveBytes(fill))
    const changes = [
      { kind: 'delete-key', path: ['A'] },
      { kind: 'set-value', path: ['B', 'New'], name: 'v', type: DWORD, data: encodeDword(1) },
      { kind: 'delete-value', path: ['C'], name: 'one' },
    ] as const
    const result = await hive.edit({ kind: 'apply-changes', origin: 'some.reg', changes })
    const label = { kind: 'apply-changes', name: 'some.reg', count: 3 }
    expect(result).toMatchObject({ label, removed: { keys: 3, values: 2 } })
    expect(await hive.outline()).toEqual(['ROOT', '.B', '.C'])
    await hive.undo()
    expect(await hive.outline()).toEqual(['ROOT', '.A', '.B', '.C'])
    const bad = { kind: 'create-key', path: ['B', ''], line: 12 } as const
    const edit = { kind: 'apply-changes', origin: '', changes: [...changes, bad] } as const
    await expect(hive.edit(edit)).rejects.toMatchObject({
      code: 'name-empty',
      detail: { line: 12, path: ['B', ''] },
    })
    expect(await hive.outline()).toHaveLength(4)
  })

  it('edits run one after another', async () => {
    const hive = await OpenHive.open(hiveBytes(fill))
    const parent = hive.info.root
    const edits = ['x', 'y', 'z'].map((name) => hive.edit({ kind: 'create-key', parent, name }))
    const undone = hive.undo()
    expect((await Promise.all(edits)).map(({ state }) => state.revision)).toEqual([1, 2, 3])
    expect((await undone)?.label.name).toBe('z')
    expect(await hive.outline()).toEqual(['ROOT', '.A', '.B', '.C', '.x', '.y'])
  })

  it('a refused edit names its key and changes nothing', async () => {
    const hive = await OpenHive.open(hiveBytes(fill))
    const root = hive.info.root
    const before = await hive.session.save({ doc: hive.doc, to: 'download', overwrite: false })
    const refused = [
      [{ kind: 'create-key', parent: root, name: 'a' }, 'key-exists', 'a'],
      [{ kind: 'create-key', parent: root, name: 'x\\y' }, 'name-has-backslash', 'x\\y'],
      [{ kind: 'delete-key', key: root }, 'root-key', 'ROOT'],
      [{ kind: 'delete-values', key: root, values: [0] }, 'value-not-found', undefined],
      [{ kind: 'rename-key', key: await hive.key('B'), name: '' }, 'name-empty', 'B'],
    ] as const
    for (const [edit, code, subject] of refused) {
      await expect(hive.edit(edit)).rejects.toMatchObject({
        code,
        detail: subject === undefined ? {} : { subject },
      })
    }
    const after = await hive.session.save({ doc: hive.doc, to: 'download', overwrite: false })
    expect(after.report.state).toEqual(before.report.state)
    expect(await hive.outline()).toEqual(['ROOT', '.A', '.B', '.C'])
  })

  it('an edit that changes nothing adds no step', async () => {
    const hive = await OpenHive.open(hiveBytes(fill))
    const key = await hive.key('C')
    const [, value] = await hive.values(key)
    const edit = { kind: 'set-value', key, value: value?.id ?? 0, type: DWORD } as const
    const same = await hive.edit({ ...edit, data: encodeDword(1) })
    expect(same.state).toEqual(hive.info.state)
    expect(same.state).toMatchObject({ revision: 0, undo: null, redo: null, unsaved: 0 })
    const other = await hive.edit({ ...edit, data: encodeDword(2) })
    expect(other.state).toMatchObject({ revision: 1, unsaved: 1 })
    expect((await hive.undo())?.state).toMatchObject({ revision: 2, unsaved: 0, undo: null })
    expect(await hive.redo()).toMatchObject({ label: { kind: 'set-value', name: 'One' } })
    expect(await hive.redo()).toBeNull()
  })

  it('a default value is set by id 0, and can be deleted', async () => {
    const hive = await OpenHive.open(hiveBytes(fill))
    const key = await hive.key('B')
    const set = await hive.edit({
      kind: 'set-value',
      key,
      value: 0,
      type: SZ,
      data: encodeString('d'),
    })
    const [row] = await hive.values(key)
    expect(row).toMatchObject({ name: '', absent: false, preview: { text: 'd' } })
    expect(set.focus).toEqual({ key, value: row?.id })
    const gone = await hive.edit({ kind: 'delete-values', key, values: [row?.id ?? 0] })
    expect(gone).toMatchObject({ removed: { keys: 0, values: 1 }, focus: { key, value: null } })
    expect((await hive.values(key))[0]).toMatchObject({ id: 0, absent: true })
    expect((await hive.undo())?.focus).toEqual({ key, value: row?.id })
  })

  it('deleting a subtree and undoing it restores the same ids', async () => {
    const hive = await OpenHive.open(hiveBytes(fill))
    const [a, deep] = [await hive.key('A'), await hive.key('A\\Inner\\Deep')]
    const [, value] = await hive.values(deep)
    const deleted = await hive.edit({ kind: 'delete-key', key: a })
    expect(deleted).toMatchObject({
      removed: { keys: 3, values: 1 },
      focus: { key: hive.info.root },
    })
    const { doc } = hive
    for (const key of [a, deep]) {
      await expect(hive.session.keyDetails({ doc, key })).rejects.toMatchObject({ code: 'stale' })
    }
    await expect(hive.edit({ kind: 'delete-key', key: a })).rejects.toMatchObject({ code: 'stale' })
    expect((await hive.undo())?.focus).toEqual({ key: a, value: null })
    expect((await hive.session.keyDetails({ doc, key: deep })).path).toEqual(['A', 'Inner', 'Deep'])
    expect((await hive.values(deep))[1]?.id).toBe(value?.id)
  })

  it('an edit that moves a key reports its new id, and so does its undo', async () => {
    const hive = await OpenHive.open(hiveBytes(fill))
    const { doc } = hive
    const a = await hive.key('A')
    const inner = await hive.key('A\\Inner')
    await hive.session.setExpanded({ doc, key: a, expanded: true })
    const name = `A${'-'.repeat(200)}`
    const renamed = await hive.edit({ kind: 'rename-key', key: a, name })
    const now = await hive.key(name)
    expect(renamed).toMatchObject({ moved: [[a, now]], focus: { key: now } })
    expect(now).not.toBe(a)
    expect(await hive.outline()).toEqual(['ROOT', `.${name}`, '..Inner', '.B', '.C'])
    expect((await hive.session.keyDetails({ doc, key: inner })).ancestors[1]).toBe(now)
    await expect(hive.session.keyDetails({ doc, key: a })).rejects.toMatchObject({ code: 'stale' })
    expect(await hive.undo()).toMatchObject({ moved: [[now, a]], focus: { key: a } })
    expect(await hive.outline()).toEqual(['ROOT', '.A', '..Inner', '.B', '.C'])
    expect(await hive.redo()).toMatchObject({ moved: [[a, now]] })
  })

  it('an edit of a value with the id of another key is refused as stale', async () => {
    const hive = await OpenHive.open(hiveBytes(fill))
    const [, value] = await hive.values(await hive.key('C'))
    const key = await hive.key('B')
    const id = value?.id ?? 0
    for (const edit of [
      { kind: 'delete-values', key, values: [id] },
      { kind: 'rename-value', key, value: id, name: 'other' },
      { kind: 'set-value', key, value: id, type: DWORD, data: encodeDword(9) },
    ] as const) {
      await expect(hive.edit(edit), edit.kind).rejects.toMatchObject({ code: 'stale' })
    }
  })
})

describe('ids', () => {
  it('the id of an undone key never names the key that takes its cell', async () => {
    const hive = await OpenHive.open(hiveBytes())
    const parent = hive.info.root
    const first = (await hive.edit({ kind: 'create-key', parent, name: 'First' })).focus.key
    await hive.undo()
    const second = (await hive.edit({ kind: 'create-key', parent, name: 'Other' })).focus.key
    expect(second % 2 ** 32).toBe(first % 2 ** 32)
    expect(second).not.toBe(first)
    await expect(hive.session.keyDetails({ doc: hive.doc, key: first })).rejects.toMatchObject({
      code: 'stale',
    })
  })

  it.each([1, 2, 3, 4])('an id names the same key forever, seed %i', async (seed) => {
    const random = rng(seed)
    const bytes = hiveBytes((root) => {
      for (let at = 0; at < 6; at++) root.create(`k${at}.`).create(`k${at + 10}.`)
    })
    const hive = await OpenHive.open(bytes)
    const { doc, session } = hive
    /** Every id ever seen, and the start of its key's name, which never changes. */
    const seen = new Map<KeyId, string>()
    const stem = (name: string) => name.replace(/\..*/, '')
    let next = 100
    const script: string[] = []
    const look = async () => {
      await session.expandAll({ doc, key: hive.info.root, limit: 10_000 })
      const rows = await hive.rows()
      for (const { id, name } of rows.slice(1)) {
        expect(seen.get(id) ?? stem(name), script.join('\n')).toBe(stem(name))
        seen.set(id, stem(name))
      }
      return rows
    }
    let rows = await look()
    for (let round = 0; round < 150; round++) {
      const { id: key, name } = random.pick(rows)
      const action = key === hive.info.root ? 0 : random.below(7)
      if (action < 2) {
        script.push(`create in ${name}`)
        const long = '-'.repeat(random.below(60))
        await hive.edit({ kind: 'create-key', parent: key, name: `k${next++}.${long}` })
      } else if (action === 2) {
        script.push(`delete ${name}`)
        await hive.edit({ kind: 'delete-key', key })
      } else if (action === 3) {
        script.push(`rename ${name}`)
        const long = '+'.repeat(random.below(60))
        await hive.edit({ kind: 'rename-key', key, name: `${stem(name)}.${long}` })
      } else if (action === 4) {
        script.push(`value in ${name}`)
        const data = random.bytes(random.below(200))
        const value = `v${next++}`
        await hive.edit({ kind: 'create-value', key, name: value, type: BINARY, data })
      } else {
        script.push(action === 5 ? 'undo' : 'redo')
        await (action === 5 ? hive.undo() : hive.redo())
      }
      rows = await look()
      for (const [id, wanted] of seen) {
        const found = await session.keyDetails({ doc, key: id }).catch(() => null)
        expect(found === null ? wanted : stem(found.name), script.join('\n')).toBe(wanted)
      }
    }
    while ((await hive.undo()) !== null) rows = await look()
    expect((await hive.outline()).length).toBe(13)
    const saved = await session.save({ doc, to: 'download', overwrite: false })
    expect(saved.report).toMatchObject({ errors: 0, state: { unsaved: 0 } })
  })
})

describe('the visible rows', () => {
  it.each([11, 12, 13])(
    'the visible rows match the keys of the hive after any edits, seed %i',
    async (seed) => {
      const random = rng(seed)
      const hive = await OpenHive.open(hiveBytes(fill))
      const { doc, session } = hive
      const script: string[] = []
      let next = 0
      for (let round = 0; round < 120; round++) {
        const rows = await hive.rows()
        const { id: key, level } = random.pick(rows)
        const action = random.below(8)
        script.push(`${action} at ${key}`)
        if (action < 3) {
          await hive.edit({
            kind: 'create-key',
            parent: key,
            name: `n${next++}${'.'.repeat(next % 90)}`,
          })
        } else if (action === 3 && level > 1) {
          await hive.edit({ kind: 'delete-key', key })
        } else if (action === 4 && level > 1) {
          await hive.edit({ kind: 'rename-key', key, name: `r${next++}${'-'.repeat(next % 70)}` })
        } else if (action === 5) {
          await session.setExpanded({ doc, key, expanded: random.below(3) > 0 })
        } else if (action === 6) {
          const step = await hive.undo()
          if (step !== null) await session.reveal({ doc, key: step.focus.key })
        } else if (action === 7) {
          await hive.redo()
        }
        await expectTrueRows(hive, script)
      }
    },
  )
})

/** Compares the visible rows with a hive opened from the saved bytes. */
async function expectTrueRows(hive: OpenHive, script: readonly string[]): Promise<void> {
  const { blob } = await hive.session.save({ doc: hive.doc, to: 'download', overwrite: false })
  const saved = Hive.open(new Uint8Array(await (blob as Blob).arrayBuffer()))
  const rows = await hive.rows()
  let at = 0
  const visit = (key: Key, level: number, posInSet: number, setSize: number) => {
    const children = [...key.subkeys()]
    const row = rows[at++]
    expect(row, script.join('\n')).toMatchObject({
      name: key.name,
      level,
      posInSet,
      setSize,
      subkeyCount: children.length,
    })
    if (!row?.expanded) return
    for (const [index, child] of children.entries())
      visit(child, level + 1, index + 1, children.length)
  }
  visit(saved.rootKey, 1, 1, 1)
  expect(at, script.join('\n')).toBe(rows.length)
}
