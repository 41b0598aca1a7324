import { describe, expect, it } from 'vitest'
import { decodeUtf16, encodeUtf16 } from '../../src/bytes/text.ts'
import type { Key } from '../../src/offreg/Key.ts'
import type { ImportedText } from '../../src/worker/protocol.ts'
import { HEADER, utf16 } from '../regtext/importText.ts'
import { hiveBytes, OpenHive } from './openHive.ts'

const ROOT = 'HKEY_LOCAL_MACHINE\\TEST'

function fill(root: Key): void {
  root.createPath('A\\Inner').set('v', 1, encodeUtf16('old\0'))
  root.create('B').set('two\nlines', 3, Uint8Array.of(1))
}

function textOf(lines: readonly string[], options: Partial<ImportedText> = {}): ImportedText {
  const file = new Blob([Uint8Array.from(utf16([HEADER, ...lines, ''].join('\r\n')))])
  return {
    ...{
      name: 'some.reg',
      file,
      prefix: ROOT,
      lenient: false,
      addNul: false,
      rules: null,
      codePage: null,
    },
    ...{ rules: null, codePage: null, ...options },
  }
}

/** The names of the values of a key. */
async function valueNames(hive: OpenHive, path: string): Promise<readonly string[]> {
  const rows = await hive.values(await hive.key(path))
  return rows.flatMap(({ name, absent }) => (absent ? [] : [name]))
}

const DOWNLOAD = { to: 'download', force: false } as const
const ALL = { kinds: null, text: '' }

const LINES = [
  `[${ROOT}\\A\\Inner]`,
  '"v"="new"',
  '"w"=dword:1',
  '"none"=-',
  `[-${ROOT}\\B]`,
  `[${ROOT}\\C]`,
]

describe('a text that is imported', () => {
  it('the preview counts its changes by what they would do, and changes nothing', async () => {
    const hive = await OpenHive.open(hiveBytes(fill))
    const { doc } = hive.info
    const done: number[] = []
    const request = { doc, text: textOf(LINES) }
    const preview = await hive.session.previewImport(request, {
      signal: new AbortController().signal,
      progress: (n) => done.push(n),
    })
    expect(preview).toEqual({
      ...{ revision: 0, effects: 4, notSet: 0, nuls: 0, unlisted: 0 },
      ...{ encoding: 'utf-16', hasAnsi: false, controlSet: null },
      roots: [{ prefix: ROOT, lines: 3, to: [] }],
      kinds: [
        { kind: 'created', count: 2, accepted: 2 },
        { kind: 'replaced', count: 1, accepted: 1 },
        { kind: 'deleted', count: 1, accepted: 1 },
        { kind: 'none', count: 2, accepted: 2 },
      ],
    })
    expect(done).toEqual(done.toSorted((a, b) => a - b))
    expect(await hive.outline()).toEqual(['ROOT', '.A', '.B'])
    expect(await hive.session.hasChanges({ doc })).toBe(false)
  })

  it('its rows are fetched a page at a time, in the order of the lines', async () => {
    const hive = await OpenHive.open(hiveBytes(fill))
    const { doc } = hive.info
    await hive.session.previewImport({ doc, text: textOf(LINES) })
    const page = await hive.session.importRows({ doc, from: 1, count: 2, ...ALL })
    expect(page).toMatchObject({ revision: 0, total: 6, from: 1 })
    expect(page.rows).toMatchObject([
      {
        ...{ kind: 'set-value', effect: 'replaced', line: 3, path: ['A', 'Inner'], value: 'v' },
        ...{ id: 1, accepted: true },
        after: { type: 1, size: 8, preview: 'new' },
        before: { type: 1, size: 8, preview: 'old' },
      },
      { kind: 'set-value', effect: 'created', line: 4, value: 'w', before: null },
    ])
    const [deleted, created] = (await hive.session.importRows({ doc, from: 4, count: 9, ...ALL }))
      .rows
    expect(deleted).toMatchObject({ kind: 'delete-key', effect: 'deleted', keys: 1, values: 1 })
    expect(created).toMatchObject({ kind: 'create-key', effect: 'created', line: 7, path: ['C'] })
  })

  it('rows are listed by kind, and by a text in the path or the name', async () => {
    const hive = await OpenHive.open(hiveBytes(fill))
    const { doc } = hive.info
    const text = textOf([...LINES, 'junk'], { lenient: true })
    await hive.session.previewImport({ doc, text })
    const linesOf = async (listed: object) => {
      const page = await hive.session.importRows({ doc, from: 0, count: 9, ...ALL, ...listed })
      return page.rows.map(({ line }) => line)
    }
    expect(await linesOf({})).toEqual([2, 3, 4, 5, 6, 7, 8])
    expect(await linesOf({ kinds: ['created', 'deleted'] })).toEqual([4, 6, 7])
    expect(await linesOf({ kinds: ['skipped'] })).toEqual([8])
    expect(await linesOf({ text: 'inner' })).toEqual([2, 3, 4, 5])
    expect(await linesOf({ text: 'W', kinds: ['created'] })).toEqual([4])
  })

  it('it is applied as one step, which can be undone', async () => {
    const hive = await OpenHive.open(hiveBytes(fill))
    const { doc } = hive.info
    await hive.session.previewImport({ doc, text: textOf(LINES) })
    const result = await hive.session.applyImport({ doc })
    const label = { kind: 'apply-changes', name: 'some.reg', count: 4 }
    expect(result).toMatchObject({ label, state: { undo: label, unsaved: 1 } })
    expect(await hive.outline()).toEqual(['ROOT', '.A', '.C'])
    await hive.undo()
    expect(await hive.outline()).toEqual(['ROOT', '.A', '.B'])
    await hive.redo()
    expect(await hive.outline()).toEqual(['ROOT', '.A', '.C'])
  })

  it('a text of many pieces is read as a whole', async () => {
    const hive = await OpenHive.open(hiveBytes(fill))
    const { doc } = hive.info
    const many = Array.from({ length: 12_000 }, (_, n) => `[${ROOT}\\Many\\key ${n}]`)
    const preview = await hive.session.previewImport({ doc, text: textOf(many) })
    expect(preview).toMatchObject({ effects: 12_000 })
    await hive.session.applyImport({ doc })
    const rows = await hive.rows()
    expect(rows.find(({ name }) => name === 'Many')?.subkeyCount).toBe(12_000)
  })

  it('a line that cannot be read is an error with its line; a lenient preview lists it', async () => {
    const hive = await OpenHive.open(hiveBytes(fill))
    const { doc } = hive.info
    const lines = [`[${ROOT}\\A]`, '"v"=dword:xyz', '"w"=dword:1']
    await expect(hive.session.previewImport({ doc, text: textOf(lines) })).rejects.toMatchObject({
      code: 'bad-text',
      detail: { line: 3, column: 11, part: 'dword' },
    })
    await expect(hive.session.applyImport({ doc })).rejects.toMatchObject({ code: 'stale' })
    const text = textOf(lines, { lenient: true })
    const { kinds } = await hive.session.previewImport({ doc, text })
    expect(kinds).toContainEqual({ kind: 'skipped', count: 1, accepted: 0 })
    const { rows } = await hive.session.importRows({ doc, from: 1, count: 1, ...ALL })
    expect(rows).toEqual([{ id: 2, kind: 'skipped', line: 3, column: 11, problem: 'dword' }])
  })

  it('only the accepted changes are made', async () => {
    const hive = await OpenHive.open(hiveBytes(fill))
    const { doc } = hive.info
    await hive.session.previewImport({ doc, text: textOf(LINES) })
    const decline = (rows: readonly number[] | null, listed: object = {}) =>
      hive.session.acceptImport({ doc, ...ALL, ...listed, rows, accepted: false })
    // The value "w", and all deletions.
    await decline([2])
    const counts = await decline(null, { kinds: ['deleted'] })
    expect(counts.effects).toBe(2)
    expect(counts.kinds).toContainEqual({ kind: 'deleted', count: 1, accepted: 0 })
    const result = await hive.session.applyImport({ doc })
    expect(result.label).toEqual({ kind: 'apply-changes', name: 'some.reg', count: 2 })
    expect(await hive.outline()).toEqual(['ROOT', '.A', '.B', '.C'])
    expect(await valueNames(hive, 'A\\Inner')).toEqual(['v'])
    await hive.undo()
    expect(await hive.outline()).toEqual(['ROOT', '.A', '.B'])
  })

  it('a declined new key is not created by what is below it, and an accepted value accepts it', async () => {
    const hive = await OpenHive.open(hiveBytes(fill))
    const { doc } = hive.info
    const lines = [`[${ROOT}\\New]`, '"x"=dword:1', `[${ROOT}\\new\\Sub]`, '"y"=dword:1']
    await hive.session.previewImport({ doc, text: textOf(lines) })
    const accept = async (rows: readonly number[], accepted: boolean) => {
      await hive.session.acceptImport({ doc, ...ALL, rows, accepted })
      const page = await hive.session.importRows({ doc, from: 0, count: 9, ...ALL })
      return page.rows.map((row) => row.kind !== 'skipped' && row.accepted)
    }
    expect(await accept([0], false)).toEqual([false, false, false, false])
    expect(await accept([3], true)).toEqual([true, false, true, true])
    await hive.session.applyImport({ doc })
    expect(await valueNames(hive, 'New')).toEqual([])
    expect(await valueNames(hive, 'New\\Sub')).toEqual(['y'])
  })

  it('what a declined deletion leaves there is what later changes meet', async () => {
    const hive = await OpenHive.open(hiveBytes(fill))
    const { doc } = hive.info
    const lines = [`[-${ROOT}\\A]`, `[${ROOT}\\A\\Inner]`, '"v"="new"']
    await hive.session.previewImport({ doc, text: textOf(lines) })
    const effects = async () => {
      const { rows } = await hive.session.importRows({ doc, from: 0, count: 9, ...ALL })
      return rows.map((row) => row.kind !== 'skipped' && row.effect)
    }
    expect(await effects()).toEqual(['deleted', 'created', 'created'])
    await hive.session.acceptImport({ doc, ...ALL, rows: [0], accepted: false })
    expect(await effects()).toEqual(['deleted', 'none', 'replaced'])
    const { rows } = await hive.session.importRows({ doc, from: 2, count: 1, ...ALL })
    expect(rows).toMatchObject([{ before: { preview: 'old' } }])
  })

  it('lines that are passed over are listed up to a number, and counted beyond it', async () => {
    const hive = await OpenHive.open(hiveBytes(fill))
    const { doc } = hive.info
    const junk = Array.from({ length: 200_005 }, () => 'x')
    const text = textOf(junk, { lenient: true })
    const preview = await hive.session.previewImport({ doc, text })
    expect(preview).toMatchObject({
      kinds: [{ kind: 'skipped', count: 200_000, accepted: 0 }],
      unlisted: 5,
    })
  })

  it('the preview can be cancelled, and the hive is edited as before', async () => {
    const hive = await OpenHive.open(hiveBytes(fill))
    const { doc } = hive.info
    const stop = new AbortController()
    const many = Array.from({ length: 20_000 }, (_, n) => `[${ROOT}\\Many\\key ${n}]`)
    const preview = hive.session.previewImport(
      { doc, text: textOf(many) },
      { signal: stop.signal, progress: (done) => done > 0.5 && stop.abort() },
    )
    await expect(preview).rejects.toMatchObject({ code: 'cancelled' })
    await hive.edit({ kind: 'create-key', parent: hive.info.root, name: 'New' })
    expect(await hive.outline()).toEqual(['ROOT', '.A', '.B', '.New'])
  })

  it('a locked hive can be previewed, but not changed', async () => {
    const hive = await OpenHive.open(hiveBytes(fill))
    const { doc } = hive.info
    await hive.session.setLocked({ doc, locked: true })
    await hive.session.previewImport({ doc, text: textOf(LINES) })
    await expect(hive.session.applyImport({ doc })).rejects.toMatchObject({ code: 'locked' })
  })

  it('a prefix that is not a registry path is refused', async () => {
    const hive = await OpenHive.open(hiveBytes(fill))
    const { doc, root } = hive.info
    const text = textOf(LINES, { prefix: 'X' })
    await expect(hive.session.previewImport({ doc, text })).rejects.toMatchObject({
      code: 'bad-argument',
    })
    const request = { doc, key: root, prefix: 'X', format: 'reg5', ...DOWNLOAD } as const
    await expect(hive.session.exportAs(request)).rejects.toMatchObject({ code: 'bad-argument' })
  })
})

describe('a hive that is exported', () => {
  it('a key is written with everything below it, and what is left out can be fetched', async () => {
    const hive = await OpenHive.open(hiveBytes(fill))
    const { doc, root } = hive.info
    const done: number[] = []
    const { blob, leftOut } = await hive.session.exportAs(
      { doc, key: root, prefix: ROOT, format: 'reg5', ...DOWNLOAD },
      { signal: new AbortController().signal, progress: (n) => done.push(n) },
    )
    const text = decodeUtf16(new Uint8Array((await blob?.arrayBuffer()) ?? []))
    expect(text.slice(1).split('\r\n')).toEqual([
      ...[HEADER, '', `[${ROOT}]`, '', `[${ROOT}\\A]`, '', `[${ROOT}\\A\\Inner]`, '"v"="old"', ''],
      ...[`[${ROOT}\\B]`, '', ''],
    ])
    expect(leftOut).toBe(1)
    expect(await hive.session.leftOutRows({ doc, from: 0, count: 5 })).toEqual({
      ...{ revision: 0, total: 1, from: 0 },
      rows: [{ path: ['B'], pathCut: false, value: 'two\nlines', reason: 'name' }],
    })
  })

  it('a part of a hive in REGEDIT4', async () => {
    const hive = await OpenHive.open(hiveBytes(fill))
    const key = await hive.key('A\\Inner')
    const { blob } = await hive.session.exportAs({
      ...{ doc: hive.info.doc, key, prefix: 'HKCU\\X', format: 'reg4' },
      ...DOWNLOAD,
    })
    expect(await blob?.text()).toBe(
      'REGEDIT4\r\n\r\n[HKEY_CURRENT_USER\\X\\A\\Inner]\r\n"v"="old"\r\n\r\n',
    )
  })

  it('it can be cancelled', async () => {
    const hive = await OpenHive.open(
      hiveBytes((root) => {
        for (let n = 0; n < 20_000; n++) root.create(`key ${n}`)
      }),
    )
    const stop = new AbortController()
    const { doc, root } = hive.info
    const exporting = hive.session.exportAs(
      { doc, key: root, prefix: ROOT, format: 'reg5', ...DOWNLOAD },
      { signal: stop.signal, progress: () => {} },
    )
    stop.abort()
    await expect(exporting).rejects.toMatchObject({ code: 'cancelled' })
  })
})
