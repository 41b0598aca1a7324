/** Copying, cutting and pasting keys and values, from the selection to the selection. */

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ClipboardForms } from '../../src/platform/clipboard.ts'
import { answerOtherTabs } from '../../src/platform/otherTabs.ts'
import { valuesBehind } from '../../src/state/actionQueue.ts'
import { endCut, useClip } from '../../src/state/clip.ts'
import { readClipHtml } from '../../src/state/clipToken.ts'
import { copyKey, copyValues } from '../../src/state/copyOut.ts'
import { closeDialog, useDialogs } from '../../src/state/dialogs.ts'
import { activate, documentOf, openEmpty, useDocuments } from '../../src/state/documents.ts'
import { runEdit, undo } from '../../src/state/edits.ts'
import { goTo } from '../../src/state/navigation.ts'
import { useNotices } from '../../src/state/notices.ts'
import {
  duplicateKey,
  duplicateValues,
  paste,
  pasteAsChosen,
  usualOptions,
} from '../../src/state/pasting.ts'
import { selectedRow } from '../../src/state/treeRows.ts'
import { valueList, valuesView } from '../../src/state/valueRows.ts'
import { encodeString } from '../../src/values/encode.ts'
import type { DocId } from '../../src/worker/protocol.ts'
import { eventually } from '../helpers/eventually.ts'
import { type FakeClipboard, fakeClipboard } from '../helpers/fakeClipboard.ts'
import { openPage } from '../helpers/openPage.ts'
import { pageEngine } from '../helpers/pageEngine.ts'

const HIVE = {
  name: 'ROOT',
  subkeys: [
    { name: 'Empty' },
    {
      name: 'Full',
      values: ['a', 'b', 'c'].map((name) => ({ name, type: 1, data: encodeString(name) })),
      subkeys: [{ name: 'Sub', subkeys: [{ name: 'Deep' }] }],
    },
  ],
}

let doc: DocId
let clipboard: FakeClipboard

beforeEach(async () => {
  clipboard = fakeClipboard()
  useClip.setState({ own: null })
  ;({ doc } = await openPage(HIVE))
})

afterEach(() => {
  closeDialog()
  vi.restoreAllMocks()
})

/** Channels of one page, since those of Node do not carry the Blobs of these tests. */
class Channel {
  static readonly open = new Set<Channel>()
  onmessage: ((event: MessageEvent) => void) | null = null

  constructor() {
    Channel.open.add(this)
  }

  postMessage(data: unknown): void {
    for (const other of Channel.open) {
      if (other !== this)
        queueMicrotask(() => other.onmessage?.(new MessageEvent('message', { data })))
    }
  }

  close(): void {
    Channel.open.delete(this)
  }
}

const news = () => useNotices.getState().notices.map(({ text }) => text)

/** Selects a key, and waits for its values. */
async function select(of: DocId, path: string): Promise<void> {
  await goTo(of, `\\${path}`)
  await eventually(() => expect(valuesBehind(of)).toBe(false))
}

/** The names of the values on show, the selected ones in brackets. */
async function shown(of: DocId): Promise<string> {
  await eventually(() => expect(valuesBehind(of)).toBe(false))
  const { selection, total } = valuesView(of)
  const rows = (await valueList(of).fetchRun(0, total - 1)) ?? []
  return rows
    .filter(({ absent }) => !absent)
    .map(({ id, name }) => (selection.has(id) ? `[${name}]` : name))
    .join(' ')
}

async function chooseValues(of: DocId, ...names: string[]): Promise<void> {
  const { total } = valuesView(of)
  const rows = (await valueList(of).fetchRun(0, total - 1)) ?? []
  for (const [at, name] of names.entries()) {
    const index = rows.findIndex((row) => row.name === name)
    await valueList(of).focusAt(index, at === 0 ? 'replace' : 'toggle')
  }
}

const pasteHere = (of: DocId) => paste(of, null, { asks: false })
/** What a paste event brings. */
const pasted = (forms: ClipboardForms) => ({ ...forms, at: performance.now() })

describe('values', () => {
  it('several are copied and pasted into another key, where they are selected', async () => {
    await select(doc, 'Full')
    await chooseValues(doc, 'a', 'c')
    await copyValues(doc, 'copy')
    expect(clipboard.text).toBe('a\tREG_SZ\ta\nc\tREG_SZ\tc')
    expect(news()).toEqual(['Copied 2 values'])
    await select(doc, 'Empty')
    await pasteHere(doc)
    expect(await shown(doc)).toBe('[a] [c]')
    expect(news()).toEqual(['Copied 2 values', 'Pasted 2 values'])
    await undo(doc)
    expect(await shown(doc)).toBe('')
    expect(documentOf(doc)?.state.unsaved).toBe(0)
  })

  it('that are cut stay until they are pasted, and are moved in one step', async () => {
    await select(doc, 'Full')
    await chooseValues(doc, 'b')
    await copyValues(doc, 'cut')
    expect(await shown(doc)).toBe('a [b] c')
    await select(doc, 'Empty')
    await pasteHere(doc)
    expect(await shown(doc)).toBe('[b]')
    expect(news()).toContain('Moved b')
    await select(doc, 'Full')
    expect(await shown(doc)).toBe('a c')
    expect(documentOf(doc)?.state.unsaved).toBe(1)
    // Once it was moved, the clipboard has a copy.
    await pasteHere(doc)
    expect(await shown(doc)).toBe('a [b] c')
    await undo(doc)
    await undo(doc)
    expect(documentOf(doc)?.state.unsaved).toBe(0)
  })

  it('that are cut and get another name are moved under that, as they are now', async () => {
    await select(doc, 'Full')
    const key = selectedRow(doc)?.id ?? 0
    await chooseValues(doc, 'b', 'c')
    await copyValues(doc, 'cut')
    const value = useClip.getState().own?.values?.[0] ?? 0
    const name = 'A-much-longer-name-than-it-was'
    await runEdit(doc, { kind: 'rename-value', key, value, name })
    expect(useClip.getState().own?.values?.[0]).not.toBe(value)
    await select(doc, 'Empty')
    await pasteHere(doc)
    expect(await shown(doc)).toBe(`[${name}] [c]`)
    await select(doc, 'Full')
    expect(await shown(doc)).toBe('a')
  })

  it('are moved to another hive, each hive with its own step', async () => {
    await openEmpty('Other')
    const other = useDocuments.getState().active ?? 0
    activate(doc)
    await select(doc, 'Full')
    await chooseValues(doc, 'a', 'b')
    await copyValues(doc, 'cut')
    activate(other)
    await eventually(() => expect(valuesBehind(other)).toBe(false))
    await pasteHere(other)
    expect(await shown(other)).toBe('[a] [b]')
    expect(await shown(doc)).toBe('[c]')
    expect([doc, other].map((of) => documentOf(of)?.state.unsaved)).toEqual([1, 1])
  })

  it('are not moved to where they are, and Esc takes a cut back', async () => {
    await select(doc, 'Full')
    await chooseValues(doc, 'a')
    await copyValues(doc, 'cut')
    await pasteHere(doc)
    expect(news()).toContain('It is here already.')
    expect(endCut()).toBe(true)
    expect(endCut()).toBe(false)
    await pasteHere(doc)
    // It is a copy now, whose name is taken.
    expect(useDialogs.getState().dialog).toMatchObject({ type: 'paste', preview: { taken: 1 } })
  })

  it('whose names are taken are asked about once, and pasted as chosen', async () => {
    await select(doc, 'Full')
    await chooseValues(doc, 'a', 'b')
    await copyValues(doc, 'copy')
    await pasteHere(doc)
    const { dialog } = useDialogs.getState()
    if (dialog?.type !== 'paste') throw new TypeError('no question')
    const { pasting, preview } = dialog
    expect(preview).toMatchObject({ total: 2, taken: 2 })
    expect(documentOf(doc)?.state.unsaved).toBe(0)
    closeDialog()
    const options = { ...usualOptions(pasting), clash: 'both', clashes: [[1, 'skip']] } as const
    await pasteAsChosen(pasting, options)
    expect(await shown(doc)).toBe('a [a #2] b c')
    expect(useNotices.getState().notices.at(-1)?.detail).toMatch(/^1 name that/)
  })

  it('are duplicated under free names', async () => {
    await select(doc, 'Full')
    await chooseValues(doc, 'a', 'c')
    await duplicateValues(doc)
    expect(await shown(doc)).toBe('a [a #2] b c [c #2]')
    expect(news()).toContain('Duplicated 2 values')
  })
})

describe('keys', () => {
  it('a subtree is copied and pasted into another hive, where it is selected', async () => {
    await select(doc, 'Full')
    await copyKey(doc, 'copy')
    expect(clipboard.text).toContain('[HKEY_LOCAL_MACHINE\\sample\\Full\\Sub\\Deep]')
    expect(news()).toEqual(['Copied Full (3 keys, 3 values)'])
    await openEmpty('Other')
    const other = useDocuments.getState().active ?? 0
    await eventually(() => expect(valuesBehind(other)).toBe(false))
    await pasteHere(other)
    await eventually(() => expect(selectedRow(other)?.name).toBe('Full'))
    expect(await shown(other)).toBe('a b c')
    expect(news()).toContain('Pasted Full: 3 keys, 3 values')
    await undo(other)
    await eventually(() => expect(selectedRow(other)?.level).toBe(1))
  })

  it('a key is not moved into itself, and not copied when it is the root', async () => {
    await select(doc, 'Full')
    await copyKey(doc, 'cut')
    await select(doc, 'Full\\Sub\\Deep')
    await pasteHere(doc)
    expect(news()).toContain('A key cannot be moved into itself or below itself.')
    await select(doc, '')
    await copyKey(doc, 'cut')
    expect(news()).toContain('The root key cannot be moved: it is the hive itself.')
    expect(documentOf(doc)?.state.unsaved).toBe(0)
  })

  it('a key is duplicated beside itself', async () => {
    await select(doc, 'Full')
    await duplicateKey(doc)
    await eventually(() => expect(selectedRow(doc)).toMatchObject({ name: 'Full #2', level: 2 }))
    expect(await shown(doc)).toBe('a b c')
  })

  it('a cut key that was renamed is moved under its new name, as it is now', async () => {
    await select(doc, 'Full\\Sub')
    await copyKey(doc, 'cut')
    const key = useClip.getState().own?.key ?? 0
    const name = 'A much longer name than it was'
    await runEdit(doc, { kind: 'rename-key', key, name })
    expect(useClip.getState().own?.key).not.toBe(key)
    await select(doc, 'Empty')
    await pasteHere(doc)
    await eventually(() => expect(selectedRow(doc)).toMatchObject({ name, level: 3 }))
    await goTo(doc, '\\Full\\Sub')
    expect(selectedRow(doc)?.name).toBe('Full')
  })

  it('Paste Special asks about permissions and times', async () => {
    await select(doc, 'Full')
    await copyKey(doc, 'copy')
    await select(doc, 'Empty')
    await paste(doc, null, { asks: true })
    expect(useDialogs.getState().dialog).toMatchObject({ type: 'paste', preview: { taken: 0 } })
  })
})

describe('the clipboard', () => {
  it('of another page is taken over from what it carries', async () => {
    await select(doc, 'Full')
    await copyKey(doc, 'copy')
    const named = readClipHtml(clipboard.html)
    expect(named?.token).toMatch(/^[0-9a-f-]{36}\.1$/)
    const html = clipboard.html?.replace(/"[0-9a-f]{8}/, '"00000000') ?? ''
    const { doc: elsewhere } = await openPage({ name: 'ROOT' })
    useClip.setState({ own: null })
    vi.stubGlobal('BroadcastChannel', undefined)
    await paste(elsewhere, pasted({ text: clipboard.text, html }), { asks: false })
    vi.unstubAllGlobals()
    await eventually(() => expect(selectedRow(elsewhere)?.name).toBe('Full'))
  })

  it('of another page that is too large for it is asked of that page', async () => {
    const html = `<span data-propolis="00000000-0000-0000-0000-000000000000.7;"></span>`
    const source = pageEngine(HIVE)
    const { doc: from, root } = await source.openSample({})
    const copied = await source.copy({
      doc: from,
      key: root,
      values: null,
      prefix: 'X',
      form: null,
    })
    vi.stubGlobal('BroadcastChannel', Channel)
    answerOtherTabs(async (about) =>
      about.endsWith('.7') ? source.clipFile({ clip: copied.clip }) : null,
    )
    await select(doc, 'Empty')
    await paste(doc, pasted({ text: '', html }), { asks: false })
    vi.unstubAllGlobals()
    await eventually(() => expect(selectedRow(doc)?.name).toBe('ROOT'))
  })

  it('that may not be read gives what was copied in this page, or says what to do', async () => {
    clipboard.allowed.read = false
    await select(doc, 'Empty')
    await pasteHere(doc)
    expect(news()).toEqual(['The browser did not let the page read the clipboard.'])
    await select(doc, 'Full')
    clipboard.allowed.write = false
    await copyKey(doc, 'copy')
    expect(useNotices.getState().notices.at(-1)?.detail).toContain('only in this page')
    await select(doc, 'Empty')
    await pasteHere(doc)
    await eventually(() => expect(selectedRow(doc)).toMatchObject({ name: 'Full', level: 3 }))
  })

  it('with text alone is recognised by its text, whatever its line breaks', async () => {
    await select(doc, 'Full')
    await copyKey(doc, 'copy')
    await select(doc, 'Empty')
    const text = clipboard.text.replaceAll('\r\n', '\n')
    await paste(doc, pasted({ text, html: null }), { asks: false })
    await eventually(() => expect(selectedRow(doc)).toMatchObject({ name: 'Full', level: 3 }))
  })

  it('is pasted although the copy was still being made when the key was pressed', async () => {
    await select(doc, 'Full')
    const copying = copyKey(doc, 'copy')
    const pasting = paste(doc, pasted({ text: 'of before', html: null }), { asks: false })
    await Promise.all([copying, pasting])
    await eventually(() => expect(selectedRow(doc)).toMatchObject({ name: 'Full', level: 3 }))
  })

  it('is pasted although the copy was done only after the key was pressed, and the event brings what was there before', async () => {
    await select(doc, 'Full')
    await copyKey(doc, 'copy')
    const before = pasted({ text: clipboard.text, html: clipboard.html })
    await select(doc, 'Empty')
    await copyKey(doc, 'copy')
    await select(doc, 'Full')
    await paste(doc, before, { asks: false })
    await eventually(() => expect(selectedRow(doc)).toMatchObject({ name: 'Empty', level: 3 }))
  })

  it('with anything else pastes nothing, and says so', async () => {
    await paste(doc, pasted({ text: 'some words', html: null }), { asks: false })
    expect(news()).toEqual([expect.stringMatching(/^There is nothing to paste/)])
  })
})
