/** Copying and pasting keys and values: calls of the page. */

import { describe, expect, it } from 'vitest'
import { HiveError } from '../../src/errors.ts'
import { createEngine, type Engine } from '../../src/worker/engine.ts'
import type { CopyForm, DocId, KeyId, PasteChoice, PasteFrom } from '../../src/worker/protocol.ts'
import { hiveOfEverything, text } from '../helpers/hives.ts'
import { rawHive } from '../helpers/rawHive.ts'
import { hiveBytes } from './openHive.ts'

/** Two open hives of one engine. */
class Two {
  readonly session: Engine = createEngine(() => {})
  from: DocId = 0
  into: DocId = 0

  static async open(from: Uint8Array<ArrayBuffer>, into: Uint8Array<ArrayBuffer>): Promise<Two> {
    const two = new Two()
    two.from = await two.#open('FROM', from)
    two.into = await two.#open('INTO', into)
    return two
  }

  async #open(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<DocId> {
    const file = new File([bytes], name)
    return (await this.session.open({ name, file, handle: null, logs: [] })).doc
  }

  async key(doc: DocId, path: string): Promise<KeyId> {
    const { missing, key } = await this.session.resolvePath({ doc, text: path })
    if (missing !== null) throw new Error(`no ${missing} in ${path}`)
    return key
  }

  async names(doc: DocId, path: string): Promise<string[]> {
    return (await this.rows(doc, path)).map(({ name }) => name)
  }

  async rows(doc: DocId, path: string) {
    const order = { column: 'stored', descending: false } as const
    const key = await this.key(doc, path)
    const { rows } = await this.session.values({ doc, key, order, from: 0, count: 1000 })
    return rows.filter(({ absent }) => !absent)
  }

  async copy(
    doc: DocId,
    path: string,
    values: readonly string[] | null = null,
    form: CopyForm | null = null,
  ) {
    const key = await this.key(doc, path)
    const prefix = 'HKEY_LOCAL_MACHINE\\FROM'
    return this.session.copy({
      doc,
      key,
      values: values && (await this.ids(doc, path, values)),
      prefix,
      form,
    })
  }

  async ids(doc: DocId, path: string, names: readonly string[]): Promise<number[]> {
    const rows = await this.rows(doc, path)
    return names.map((name) => rows.find((row) => row.name === name)?.id ?? -1)
  }

  async paste(doc: DocId, path: string, from: PasteFrom, choice: Partial<PasteChoice> = {}) {
    const key = await this.key(doc, path)
    return this.session.paste({ doc, key, from, ...PLAIN, ...choice })
  }

  async exported(doc: DocId, path: string): Promise<string> {
    const key = await this.key(doc, path)
    const prefix = 'HKEY_LOCAL_MACHINE\\X'
    const to = { format: 'reg5', to: 'download', force: false } as const
    const { blob } = await this.session.exportAs({ doc, key, prefix, ...to })
    return new TextDecoder('utf-16le').decode(await blob?.arrayBuffer())
  }
}

const PLAIN: Omit<PasteChoice, 'from'> = {
  how: 'paste',
  cut: null,
  clash: 'both',
  clashes: [],
  security: 'inherit',
  times: 'now',
}

const clipOf = (clip: number): PasteFrom => ({ kind: 'clip', clip })

function everything(): Uint8Array<ArrayBuffer> {
  return hiveOfEverything().bytes
}

async function codeOf(promise: Promise<unknown>): Promise<string | undefined> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  return error instanceof HiveError ? error.code : undefined
}

describe('copying and pasting', () => {
  it('a key with everything below it is pasted into another hive as one step, which undo takes back', async () => {
    const two = await Two.open(
      everything(),
      hiveBytes((root) => root.create('Here')),
    )
    const { session, from, into } = two
    const copied = await two.copy(from, 'Alpha')
    expect(copied).toMatchObject({ kind: 'key', name: 'Alpha', keys: 4, values: 5, lost: 0 })
    const before = await two.exported(into, '')
    const result = await two.paste(into, 'Here', clipOf(copied.clip))
    expect(result).toMatchObject({
      ...{ keys: 4, values: 5, left: 0, skipped: 0, pasted: [] },
      label: { kind: 'paste', name: 'Alpha', count: 1 },
    })
    expect(result.focus).toEqual({ key: await two.key(into, 'Here\\Alpha'), value: null })
    const was = (await two.exported(from, 'Alpha')).replaceAll('X\\Alpha', 'X\\Here\\Alpha')
    expect(await two.exported(into, 'Here\\Alpha')).toBe(was)
    const undone = await session.undo({ doc: into })
    expect(undone?.focus.key).toBe(await two.key(into, 'Here'))
    expect(await two.exported(into, '')).toBe(before)
  })

  it('a copy is what was copied, whatever happens to its source', async () => {
    const two = await Two.open(everything(), hiveBytes())
    const { clip } = await two.copy(two.from, 'Alpha')
    await two.session.close({ doc: two.from })
    await two.paste(two.into, '', clipOf(clip))
    expect(await two.names(two.into, 'Alpha')).toEqual(['', 'Inline', 'Text', 'Wide ☃', 'Big'])
  })

  it('chosen values are pasted with their types and data, and their ids are told', async () => {
    const two = await Two.open(everything(), hiveBytes())
    const { clip, ...copied } = await two.copy(two.from, 'Alpha', ['Big', 'Inline'])
    expect(copied).toMatchObject({ kind: 'values', name: 'Big', keys: 0, values: 2 })
    const result = await two.paste(two.into, '', clipOf(clip))
    expect(result.label).toEqual({ kind: 'paste', name: 'Big', count: 2 })
    const rows = await two.rows(two.into, '')
    expect(rows.map(({ name, type, size }) => [name, type, size])).toEqual([
      ['Big', 3, 40_000],
      ['Inline', 4, 4],
    ])
    expect(result.pasted).toEqual(rows.map(({ id }) => id))
    expect(result.focus.value).toBe(rows[0]?.id)
  })

  it('a copy has .reg text that imports as what was copied', async () => {
    const two = await Two.open(everything(), hiveBytes())
    const { text: reg, leftOut } = await two.copy(two.from, 'Beta')
    expect(reg?.split('\r\n')).toEqual([
      'Windows Registry Editor Version 5.00',
      '',
      ...['', '\\A', '\\B', '\\C'].flatMap((name) => [
        `[HKEY_LOCAL_MACHINE\\FROM\\Beta${name}]`,
        '',
      ]),
      '',
    ])
    expect(leftOut).toBe(0)
    const values = await two.copy(two.from, 'Alpha', ['Text', ''], 'reg')
    expect(values.text).toContain(
      '[HKEY_LOCAL_MACHINE\\FROM\\Alpha]\r\n"Text"="some text"\r\n@="default"\r\n',
    )
  })

  it.each([
    ['a\\b', 'reg'],
    ['a\nb', 'reg'],
    ['a\\b', 'reg-add'],
    ['a\\b', 'powershell'],
  ] as const)('values of a key called %j have no text in the form %s', async (name, form) => {
    const value = { name: 'stray', type: 3, data: Uint8Array.of(1) }
    const root = { name: 'ROOT', subkeys: [{ name, values: [value] }] }
    const two = await Two.open(Uint8Array.from(rawHive({ minor: 5, root })), hiveBytes())
    const { session, from: doc } = two
    const { rows } = await session.visibleRows({ doc, from: 1, count: 1 })
    const key = rows[0]?.id ?? 0
    const order = { column: 'stored', descending: false } as const
    const listed = await session.values({ doc, key, order, from: 0, count: 9 })
    const values = listed.rows.filter(({ absent }) => !absent).map(({ id }) => id)
    const copied = await session.copy({ doc, key, values, prefix: 'HKEY_LOCAL_MACHINE\\X', form })
    expect(copied).toMatchObject({ values: 1, leftOut: 1 })
    expect(copied.text).not.toContain('stray')
  })

  it('keys and values are commands in the form of reg add and PowerShell, where those can hold them', async () => {
    const two = await Two.open(everything(), hiveBytes())
    const add = await two.copy(two.from, 'Alpha', ['Text', ''], 'reg-add')
    expect(add.text).toBe(
      'reg add "HKEY_LOCAL_MACHINE\\FROM\\Alpha" /v "Text" /t REG_SZ /d "some text" /f\r\n' +
        'reg add "HKEY_LOCAL_MACHINE\\FROM\\Alpha" /ve /t REG_SZ /d "default" /f\r\n',
    )
    const key = await two.copy(two.from, 'Beta', null, 'reg-add')
    expect(key.text).toContain('reg add "HKEY_LOCAL_MACHINE\\FROM\\Beta\\A" /f')
    expect(key.text).not.toContain('chcp')
    const shell = await two.copy(two.from, 'Alpha', ['Text'], 'powershell')
    expect(shell.text).toContain('HKEY_LOCAL_MACHINE\\FROM\\Alpha')
    const data = new Uint8Array(20_000)
    const long = await Two.open(
      hiveBytes((root) => root.create('K').set('v', 3, data)),
      hiveBytes(),
    )
    const left = await long.copy(long.from, 'K', ['v'], 'reg-add')
    expect(left).toMatchObject({ text: '', leftOut: 1 })
  })

  it('text and bytes that are too long for a clipboard are left out, and the copy is not', async () => {
    const data = new Uint8Array(700_000)
    const two = await Two.open(
      hiveBytes((root) => root.create('K').set('v', 3, data)),
      hiveBytes(),
    )
    const copied = await two.copy(two.from, 'K')
    expect(copied).toMatchObject({ text: null, hive: null, values: 1 })
    await two.paste(two.into, '', clipOf(copied.clip))
    expect((await two.rows(two.into, 'K'))[0]?.size).toBe(700_000)
  })

  it('another page takes the copy over as a file, or from the bytes on the clipboard', async () => {
    const two = await Two.open(everything(), hiveBytes())
    const copied = await two.copy(two.from, 'Alpha')
    const other = await Two.open(hiveBytes(), hiveBytes())
    const file = await two.session.clipFile({ clip: copied.clip })
    for (const bytes of [file, copied.hive ?? '']) {
      const { clip, ...taken } = await other.session.adoptClip({ from: bytes })
      expect(taken).toMatchObject({ kind: 'key', name: 'Alpha', keys: 4, values: 5 })
      await other.paste(other.into, '', clipOf(clip), { clash: 'replace' })
      expect(await other.names(other.into, 'Alpha')).toContain('Wide ☃')
    }
    expect(await codeOf(other.session.adoptClip({ from: new Blob(['nothing']) }))).toBe(
      'not-a-hive',
    )
    expect(await codeOf(other.session.adoptClip({ from: 'not base64!' }))).toBe('empty-file')
  })
})

describe('names that are taken', () => {
  const withAlpha = () =>
    hiveBytes((root) => {
      const alpha = root.create('ALPHA')
      alpha.set('TEXT', 1, text('mine'))
      alpha.set('Own', 1, text('own'))
    })

  it('are counted and listed before anything is pasted', async () => {
    const two = await Two.open(everything(), withAlpha())
    const key = await two.key(two.into, '')
    const { clip } = await two.copy(two.from, 'Alpha')
    const preview = await two.session.previewPaste({ doc: two.into, key, from: clipOf(clip) })
    const row = { index: 0, kind: 'key', name: 'Alpha', there: null, copied: null }
    expect(preview).toEqual({ revision: 0, kind: 'key', total: 1, taken: 1, clashes: [row] })

    const values = await two.copy(two.from, 'Alpha', ['Inline', 'Text'])
    const alpha = await two.key(two.into, 'Alpha')
    const from = clipOf(values.clip)
    expect(await two.session.previewPaste({ doc: two.into, key: alpha, from })).toMatchObject({
      ...{ kind: 'values', total: 2, taken: 1 },
      clashes: [
        {
          ...{ index: 1, kind: 'value', name: 'Text' },
          ...{ there: { type: 1, preview: 'mine' }, copied: { type: 1, preview: 'some text' } },
        },
      ],
    })
  })

  it.each([
    ['merge', ['ALPHA'], ['TEXT some text', 'Own own', ' default']],
    ['fill', ['ALPHA'], ['TEXT mine', 'Own own', ' default']],
    ['replace', ['Alpha'], ['Text some text', ' default']],
    ['both', ['ALPHA', 'Alpha #2'], ['TEXT mine', 'Own own']],
    ['skip', ['ALPHA'], ['TEXT mine', 'Own own']],
  ] as const)('a key is pasted with %s', async (clash, keys, values) => {
    const two = await Two.open(everything(), withAlpha())
    const { clip } = await two.copy(two.from, 'Alpha')
    const result = await two.paste(two.into, '', clipOf(clip), { clash })
    const root = await two.key(two.into, '')
    await two.session.setExpanded({ doc: two.into, key: root, expanded: true })
    const { rows } = await two.session.visibleRows({ doc: two.into, from: 1, count: 9 })
    expect(rows.filter(({ level }) => level === 2).map(({ name }) => name)).toEqual(keys)
    const found = await two.rows(two.into, keys[0])
    const shown = found
      .filter(({ type }) => type === 1)
      .map(({ name, preview }) => `${name} ${preview.text}`)
    expect(shown.filter((line) => !line.includes('snow')).sort()).toEqual([...values].sort())
    expect(result.skipped).toBe(clash === 'skip' ? 1 : 0)
  })

  it('each value has its own choice, and the others the one for all', async () => {
    const build = (data: string) =>
      hiveBytes((root) => {
        for (const name of ['A', 'B', 'C']) root.set(name, 1, text(data))
      })
    const two = await Two.open(build('new'), build('old'))
    const { clip } = await two.copy(two.from, '', ['A', 'B', 'C'])
    const result = await two.paste(two.into, '', clipOf(clip), {
      clash: 'replace',
      clashes: [
        [1, 'skip'],
        [2, 'both'],
      ],
    })
    expect(result).toMatchObject({ values: 2, skipped: 1 })
    const rows = await two.rows(two.into, '')
    expect(rows.map(({ name, preview }) => `${name} ${preview.text}`)).toEqual([
      ...['A new', 'B old', 'C old', 'C #2 new'],
    ])
  })

  it('names of copies count on as those of new keys do, and are not too long', async () => {
    const long = 'x'.repeat(255)
    const two = await Two.open(
      hiveBytes((root) => {
        root.set('New Value #1', 1, text('a'))
        root.set('', 1, text('b'))
        root.create(long)
      }),
      hiveBytes(),
    )
    const place = async (values: readonly string[] | null, path = ''): Promise<PasteFrom> => ({
      ...{ kind: 'place', doc: two.from, key: await two.key(two.from, path) },
      values: values && (await two.ids(two.from, path, values)),
    })
    const how = { how: 'duplicate' } as const
    await two.paste(two.from, '', await place(['New Value #1', '']), how)
    expect(await two.names(two.from, '')).toEqual([
      ...['New Value #1', '', 'New Value #2', 'New Value #3'],
    ])
    const result = await two.paste(two.from, '', await place(null, long), how)
    expect(result.label).toMatchObject({ kind: 'duplicate', name: long })
    const { name } = await two.session.keyDetails({ doc: two.from, key: result.focus.key })
    expect(name).toBe(`${'x'.repeat(252)} #2`)
  })
})

describe('moving', () => {
  it('a key is moved within a hive in one step, with its times and security, and back', async () => {
    const two = await Two.open(everything(), hiveBytes())
    const doc = two.from
    const key = await two.key(doc, 'Alpha\\Two')
    const before = await two.exported(doc, '')
    const times = await two.session.keyDetails({ doc, key: await two.key(doc, 'Alpha\\Two\\Deep') })
    const from: PasteFrom = { kind: 'place', doc, key, values: null }
    const result = await two.paste(doc, 'Beta', from, {
      ...{ how: 'move', cut: { key, values: null } },
      ...{ security: 'keep', times: 'keep' },
    })
    expect(result.label).toEqual({ kind: 'move', name: 'Two', count: 1 })
    expect(result.focus.key).toBe(await two.key(doc, 'Beta\\Two'))
    await expect(two.key(doc, 'Alpha\\Two')).rejects.toThrow('no Two')
    const moved = await two.session.keyDetails({ doc, key: await two.key(doc, 'Beta\\Two\\Deep') })
    expect(moved.lastWrite).toBe(times.lastWrite)
    const undone = await two.session.undo({ doc })
    expect(undone?.focus.key).toBe(await two.key(doc, 'Alpha\\Two'))
    expect(await two.exported(doc, '')).toBe(before)
  })

  it('a key is not moved into itself or below, and nothing changes', async () => {
    const two = await Two.open(everything(), hiveBytes())
    const doc = two.from
    const key = await two.key(doc, 'Alpha')
    const from: PasteFrom = { kind: 'place', doc, key, values: null }
    const before = await two.exported(doc, '')
    const cut = { key, values: null }
    for (const path of ['Alpha', 'Alpha\\Two\\Deep']) {
      expect(await codeOf(two.paste(doc, path, from, { how: 'move', cut }))).toBe('bad-argument')
    }
    expect(await two.exported(doc, '')).toBe(before)
  })

  it('a copy of a key is pasted below the key itself', async () => {
    const two = await Two.open(everything(), hiveBytes())
    const { clip } = await two.copy(two.from, 'Alpha')
    await two.paste(two.from, 'Alpha\\Two\\Deep', clipOf(clip))
    expect(await two.names(two.from, 'Alpha\\Two\\Deep\\Alpha')).toHaveLength(5)
    await expect(two.key(two.from, 'Alpha\\Two\\Deep\\Alpha\\Two\\Deep\\Alpha')).rejects.toThrow()
  })

  it('values that are skipped stay where they were cut', async () => {
    const two = await Two.open(
      hiveBytes((root) => {
        const [a, b] = [root.create('A'), root.create('B')]
        for (const name of ['one', 'two']) a.set(name, 1, text('a'))
        b.set('ONE', 1, text('b'))
      }),
      hiveBytes(),
    )
    const doc = two.from
    const values = await two.ids(doc, 'A', ['one', 'two'])
    const key = await two.key(doc, 'A')
    const { clip } = await two.copy(doc, 'A', ['one', 'two'])
    const cut = { key, values }
    await two.paste(doc, 'B', clipOf(clip), { how: 'move', cut, clash: 'skip' })
    expect(await two.names(doc, 'A')).toEqual(['one'])
    expect(await two.names(doc, 'B')).toEqual(['ONE', 'two'])
  })
})

describe('refused pastes', () => {
  it('are refused as a whole: too deep, links, and locked hives', async () => {
    const deep = Array.from({ length: 506 }, () => 'd').join('\\')
    const two = await Two.open(
      hiveBytes((root) => root.create('A').create('B').create('C')),
      hiveBytes((root) => {
        let key = root
        for (const name of deep.split('\\')) key = key.create(name)
        root.create('Here')
      }),
    )
    const { clip } = await two.copy(two.from, 'A')
    expect(await codeOf(two.paste(two.into, deep, clipOf(clip)))).toBe('too-deep')
    expect((await two.session.history({ doc: two.into, from: 0, count: 9 })).total).toBe(1)
    await two.session.setLocked({ doc: two.into, locked: true })
    expect(await codeOf(two.paste(two.into, 'Here', clipOf(clip)))).toBe('locked')
    const places = hiveOfEverything()
    const links = await Two.open(places.bytes, places.bytes)
    const copied = await links.copy(links.from, 'Alpha', ['Text'])
    expect(await codeOf(links.paste(links.into, 'Link', clipOf(copied.clip)))).toBe('link-key')
  })

  it('what can only be copied in part is not moved, and a copy says what it lacks', async () => {
    const predefined = { name: 'Old', flags: 0x40 }
    const bytes = rawHive({ minor: 5, root: { name: 'ROOT', subkeys: [predefined] } })
    const two = await Two.open(bytes, hiveBytes())
    const doc = two.from
    const key = await two.key(doc, 'Old')
    const { clip } = await two.copy(doc, 'Old')
    expect((await two.paste(two.into, '', clipOf(clip))).left).toBe(1)
    const cut = { key, values: null }
    const moving = two.paste(doc, '', clipOf(clip), { how: 'move', cut, clash: 'both' })
    expect(await codeOf(moving)).toBe('not-movable')
    expect(await two.key(doc, 'Old')).toBe(key)
  })

  it('a copy that is not kept any more is stale', async () => {
    const two = await Two.open(everything(), hiveBytes())
    const { clip } = await two.copy(two.from, 'Alpha')
    for (const path of ['Beta', 'Many']) await two.copy(two.from, path)
    expect(await codeOf(two.paste(two.into, '', clipOf(clip)))).toBe('stale')
  })
})
