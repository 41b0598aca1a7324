import { beforeEach, describe, expect, it, vi } from 'vitest'
import { encodeUtf16 } from '../../src/bytes/text.ts'
import { copyValues } from '../../src/state/copying.ts'
import { listenToDocuments, openSample, useDocuments } from '../../src/state/documents.ts'
import { setEngine } from '../../src/state/engine.ts'
import { paneListener } from '../../src/state/panes.ts'
import { valueRowAt, valuesView } from '../../src/state/valueRows.ts'
import { focusValueAt, selectAllValues } from '../../src/state/values.ts'
import { parseNumber } from '../../src/values/encode.ts'
import type { DocId } from '../../src/worker/protocol.ts'
import { fakeEngine } from '../helpers/fakeEngine.ts'

const VALUES = [
  { name: '', type: 1, data: encodeUtf16('a\r\nb\tc\0') },
  { name: 'B\n', type: 7, data: encodeUtf16('one\ntwo\0three\0\0') },
  { name: 'C', type: 4, data: Uint8Array.of(42, 0, 0, 0) },
  { name: 'D', type: 11, data: Uint8Array.of(0, 0, 0, 0, 1, 0, 0, 0) },
]

let doc: DocId
let copied: string

beforeEach(async () => {
  copied = ''
  vi.spyOn(navigator.clipboard, 'writeText').mockImplementation(async (text) => {
    copied = text
  })
  setEngine(fakeEngine({ sample: { name: 'ROOT', values: VALUES } }))
  listenToDocuments(paneListener)
  useDocuments.setState({ docs: [], active: null })
  await openSample()
  doc = useDocuments.getState().active ?? 0
  await vi.waitFor(() => expect(valuesView(doc).loading).toBe(false))
})

async function copyOne(name: string): Promise<string> {
  const index = VALUES.findIndex((value) => value.name === name)
  await focusValueAt(doc, index, 'replace')
  expect(valueRowAt(doc, index)?.name).toBe(name)
  await copyValues(doc)
  return copied
}

describe('copying values', () => {
  it('gives several of them one line each, whatever they hold', async () => {
    await selectAllValues(doc)
    await copyValues(doc)
    expect(copied.split('\n')).toEqual([
      '@\tREG_SZ\ta␍␊b␉c',
      'B␊\tREG_MULTI_SZ\tone␊two␀three',
      'C\tREG_DWORD\t0x0000002a (42)',
      'D\tREG_QWORD\t0x100000000 (4294967296)',
    ])
  })

  it('gives a number in a form that every number editor reads', async () => {
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

  it('gives a string exactly', async () => {
    expect(await copyOne('')).toBe('a\r\nb\tc')
  })
})
