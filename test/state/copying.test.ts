import { beforeEach, describe, expect, it, vi } from 'vitest'
import { encodeUtf16 } from '../../src/bytes/text.ts'
import { copyKeyPath, copyValueNames } from '../../src/state/copying.ts'
import { copyValues as copyChosen } from '../../src/state/copyOut.ts'
import { listenToDocuments, openSample, useDocuments } from '../../src/state/documents.ts'
import { setEngine } from '../../src/state/engine.ts'
import { documentListener } from '../../src/state/follow.ts'
import { clearNotices, useNotices } from '../../src/state/notices.ts'
import { selectIndex } from '../../src/state/tree.ts'
import { valueList, valuesView } from '../../src/state/valueRows.ts'
import { selectedValues } from '../../src/state/values.ts'
import { parseNumber } from '../../src/values/encode.ts'
import type { DocId } from '../../src/worker/protocol.ts'
import { eventually } from '../helpers/eventually.ts'
import { pageEngine } from '../helpers/pageEngine.ts'
import type { RawKey, RawValue } from '../helpers/rawHive.ts'

const VALUES = [
  { name: '', type: 1, data: encodeUtf16('a\r\nb\tc\0') },
  { name: 'B\n', type: 7, data: encodeUtf16('one\ntwo\0three\0\0') },
  { name: 'C', type: 4, data: Uint8Array.of(42, 0, 0, 0) },
  { name: 'D', type: 11, data: Uint8Array.of(0, 0, 0, 0, 1, 0, 0, 0) },
]

let doc: DocId
let copied: string

beforeEach(async () => {
  clearNotices()
  vi.spyOn(navigator.clipboard, 'writeText').mockImplementation(async (text) => {
    copied = text
  })
  vi.spyOn(navigator.clipboard, 'write').mockImplementation(async ([item]) => {
    copied = (await (await item?.getType('text/plain'))?.text()) ?? ''
  })
  listenToDocuments(documentListener)
  await openHive({ name: 'ROOT', values: VALUES })
})

const copyValues = (of: DocId) => copyChosen(of, 'copy')

async function openHive(hive: RawKey): Promise<void> {
  copied = ''
  setEngine(pageEngine(hive))
  useDocuments.setState({ docs: [], active: null })
  await openSample()
  doc = useDocuments.getState().active ?? 0
  await eventually(() =>
    expect(valuesView(doc)).toMatchObject({ loading: false, key: expect.any(Number) }),
  )
}

/** Opens a hive with a value in its root, which is selected. */
async function openValue(value: RawValue): Promise<void> {
  await openHive({ name: 'ROOT', values: [value] })
  // The row of the default value is the first.
  await valueList(doc).focusAt(1, 'replace')
}

async function copyOne(name: string): Promise<string> {
  const index = VALUES.findIndex((value) => value.name === name)
  await valueList(doc).focusAt(index, 'replace')
  expect(valueList(doc).rowAt(index)?.name).toBe(name)
  await copyValues(doc)
  return copied
}

describe('copying values', () => {
  it('several values are copied as one line each, whatever they hold', async () => {
    await valueList(doc).selectAll()
    await copyValues(doc)
    expect(copied.split('\n')).toEqual([
      '@\tREG_SZ\ta␍␊b␉c',
      'B␊\tREG_MULTI_SZ\tone␊two␀three',
      'C\tREG_DWORD\t0x0000002a (42)',
      'D\tREG_QWORD\t0x100000000 (4294967296)',
    ])
  })

  it('a stored picture of a control character is distinguished from one that stands for the character', async () => {
    const stored = encodeUtf16('\u2400\t\u241b\u2401\x01\0')
    await openHive({ name: 'ROOT', values: [{ name: '\u240a', type: 1, data: stored }, ...VALUES] })
    await valueList(doc).selectAll()
    await copyValues(doc)
    expect(copied.split('\n')).toContain('␛␊\tREG_SZ\t␛␀␉␛␛␁\x01')
  })

  it('a list of a million strings is copied completely', async () => {
    const list = encodeUtf16(`${'a\0'.repeat(1_000_000)}\0`)
    await openHive({ name: 'ROOT', values: [{ name: 'list', type: 7, data: list }, ...VALUES] })
    await valueList(doc).selectAll()
    await copyValues(doc)
    const text = `list\tREG_MULTI_SZ\t${'a␀'.repeat(999_999)}a`
    expect(copied.split('\n').includes(text)).toBe(true)
  })

  it('a number is copied in a form that every number editor reads', async () => {
    for (const [name, value] of [
      ['C', 42n],
      ['D', 0x1_0000_0000n],
    ] as const) {
      const text = await copyOne(name)
      for (const base of [10, 16] as const) {
        expect(parseNumber(text, { base, bits: 64 })).toEqual({ value })
      }
    }
  })

  it('a string is copied exactly', async () => {
    expect(await copyOne('')).toBe('a\r\nb\tc')
  })
})

describe('copying names', () => {
  const news = () => useNotices.getState().notices.map(({ text }) => text)

  it('a value name is copied with hidden characters as escapes or as they are, and a notice says which', async () => {
    await copyOne('B\n')
    await copyValueNames(doc, 'spelled')
    expect(copied).toBe('B\\u000a')
    expect(news()).toEqual([
      expect.stringMatching(/^Copied the value name\. .*are written as escapes/),
    ])
    await copyValueNames(doc, 'raw')
    expect(copied).toBe('B\n')
    expect(news()).toEqual([expect.stringMatching(/^Copied the value name\. .*as they are/)])
  })

  it('the notice does not mention hidden characters when there are none', async () => {
    await copyOne('C')
    await copyValueNames(doc, 'spelled')
    expect(copied).toBe('C')
    expect(news()).toEqual(['Copied the value name'])
  })

  it('a path can be copied either way', async () => {
    await openHive({ name: 'ROOT', subkeys: [{ name: 'a\r\nb' }] })
    await selectIndex(doc, 1)
    await copyKeyPath(doc)
    expect(copied).toBe('HKEY_LOCAL_MACHINE\\\\sample\\\\a\\u000d\\u000ab')
    expect(news()).toEqual([
      expect.stringMatching(/^Copied the key path\. .*are written as escapes/),
    ])
    await copyKeyPath(doc, 'raw')
    expect(copied).toBe('HKEY_LOCAL_MACHINE\\sample\\a\r\nb')
    expect(news()).toEqual([expect.stringMatching(/^Copied the key path\. .*as they are/)])
  })

  it('the notice says that copied values have their names unescaped', async () => {
    await valueList(doc).selectAll()
    await copyValues(doc)
    const { notices } = useNotices.getState()
    expect(notices).toEqual([
      expect.objectContaining({
        text: 'Copied 4 values',
        detail: expect.stringMatching(/as they are/),
      }),
    ])
  })

  it('a name that is cut in its row is copied completely', async () => {
    const whole = `long${'\x01'.repeat(16_376)}`
    await openValue({ name: whole, type: 1, data: encodeUtf16('x\0') })
    expect(selectedValues(doc)[0]?.nameCut).toBe(true)
    await copyValueNames(doc, 'raw')
    expect(copied).toBe(whole)
  })

  it.each([
    ['5.3 MB of bytes', 3, 5.3, true],
    ['5.4 MB of bytes', 3, 5.4, false],
    ['31 MB of text', 1, 31, true],
    ['33 MB of text', 1, 33, false],
  ])(
    'text that is too long for a clipboard is not copied, but the value is: %s',
    async (_, type, megabytes, isText) => {
      await openValue({
        name: 'huge',
        type,
        data: new Uint8Array(Math.ceil(megabytes * (1 << 20))).fill(97),
      })
      copied = ''
      await copyValues(doc)
      if (isText) expect(copied.length).toBeGreaterThan(1_000_000)
      else expect(copied).toBe('HKEY_LOCAL_MACHINE\\sample')
      const [notice] = useNotices.getState().notices
      expect(notice?.text).toBe('Copied huge')
      expect(notice?.detail?.includes('only the path of the key')).toBe(!isText)
    },
  )
})
