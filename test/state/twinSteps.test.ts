/** Moves from one hive to another: a step in each, which are undone and redone together. */

import { beforeEach, describe, expect, it, vi } from 'vitest'
import { HiveError } from '../../src/errors.ts'
import { useClip } from '../../src/state/clip.ts'
import { copyKey } from '../../src/state/copyOut.ts'
import {
  activate,
  closePlace,
  discardDocument,
  documentOf,
  openEmpty,
  openPlace,
  useDocuments,
} from '../../src/state/documents.ts'
import { redo, runEdit, undo } from '../../src/state/edits.ts'
import { engine, setEngine } from '../../src/state/engine.ts'
import { goToPoint } from '../../src/state/history.ts'
import { goTo } from '../../src/state/navigation.ts'
import { useNotices } from '../../src/state/notices.ts'
import { paste } from '../../src/state/pasting.ts'
import type { DocId } from '../../src/worker/protocol.ts'
import { fakeClipboard } from '../helpers/fakeClipboard.ts'
import { openPage } from '../helpers/openPage.ts'
import { pageEngine } from '../helpers/pageEngine.ts'

let from: DocId
let into: DocId

const news = () =>
  useNotices.getState().notices.map(({ text, detail }) => [text, detail].filter(Boolean).join(' '))

/** Whether each hive has the key. */
async function places(name = 'Moved'): Promise<string> {
  const there = await Promise.all(
    [from, into].map(async (doc) => {
      const { missing } = await engine().resolvePath({ doc, text: name })
      return missing === null
    }),
  )
  return there.map((is) => (is ? 'there' : 'gone')).join(' ')
}

async function edit(doc: DocId, name: string): Promise<void> {
  const { key } = await engine().resolvePath({ doc, text: '' })
  await runEdit(doc, { kind: 'create-key', parent: key, name })
}

beforeEach(async () => {
  vi.restoreAllMocks()
  fakeClipboard()
  useClip.setState({ own: null })
  const subkeys = [{ name: 'Moved', subkeys: [{ name: 'Below' }] }, { name: 'Second' }]
  ;({ doc: from } = await openPage({ name: 'ROOT', subkeys }))
  await openEmpty('Other')
  into = useDocuments.getState().active ?? 0
  activate(from)
  await goTo(from, '\\Moved')
  await copyKey(from, 'cut')
  activate(into)
  await goTo(into, '\\')
  await paste(into, null, { asks: false })
})

describe('a key that was moved to another hive', () => {
  it('is said once, and one undo in either hive brings it back in both', async () => {
    expect(await places()).toBe('gone there')
    expect(news().filter((text) => /Deleted/.test(text))).toEqual([])
    expect(news().at(-1)).toMatch(/^Moved Moved into Other/)
    for (const doc of [from, into]) {
      await undo(doc)
      expect(await places()).toBe('there gone')
      expect(news().at(-1)).toMatch(/Also in/)
      await redo(doc)
      expect(await places()).toBe('gone there')
    }
    await goToPoint(into, 0)
    expect(await places()).toBe('there gone')
    expect(documentOf(from)?.state.unsaved).toBe(0)
  })

  it('is not left in neither hive when its old one has later steps, and the notice undoes those', async () => {
    await edit(from, 'Later')
    await undo(into)
    expect(await places()).toBe('gone there')
    expect(news().at(-1)).toMatch(/^Not undone: .* would be in neither hive. 1 later step of /)
    const notice = useNotices.getState().notices.at(-1)
    await notice?.action?.run()
    await vi.waitFor(() => expect(documentOf(from)?.state.undo?.kind).toBe('delete-key'))
    await undo(into)
    expect(await places()).toBe('there gone')
  })

  it('is not left in neither hive when a step is cancelled after the other hive did its part', async () => {
    const cancelled = new HiveError('cancelled', 'by the user')
    const undoing = vi.spyOn(engine(), 'undo').mockRejectedValueOnce(cancelled)
    await undo(from)
    expect(undoing).toHaveBeenCalledOnce()
    expect(await places()).toBe('gone there')
    await undo(from)
    expect(await places()).toBe('there gone')
    const redoing = vi.spyOn(engine(), 'redo').mockRejectedValueOnce(cancelled)
    await redo(into)
    expect(redoing).toHaveBeenCalledOnce()
    expect(await places()).toBe('there gone')
  })

  it('is in both when only its old hive can go back, and in one when that cannot go on again', async () => {
    await edit(into, 'Later')
    await undo(from)
    expect(await places()).toBe('there there')
    await redo(from)
    expect(await places()).toBe('gone there')
    await undo(into)
    await undo(into)
    expect(await places()).toBe('there gone')
    await edit(into, 'Instead')
    await redo(from)
    expect(await places()).toBe('there gone')
    expect(news().at(-1)).toMatch(/^Not redone: /)
  })

  it('is not left in neither hive when its deletion was dropped from the history', async () => {
    const { stepPlaces } = engine()
    vi.spyOn(engine(), 'stepPlaces').mockImplementation(async (request, options) => {
      const reply = await stepPlaces(request, options)
      return request.doc === from ? { ...reply, places: reply.places.map(() => 'kept') } : reply
    })
    await undo(into)
    expect(await places()).toBe('gone there')
    expect(news().at(-1)).toMatch(/^Not undone: .* can no longer be undone\.$/)
  })

  it('is forgotten when its hives are closed, whose numbers another engine gives again', async () => {
    for (const { info } of [...useDocuments.getState().docs]) {
      discardDocument(info.doc, { isGone: true })
    }
    setEngine(pageEngine())
    for (const name of ['One', 'Two']) await openEmpty(name)
    const docs = useDocuments.getState().docs.map(({ info }) => info.doc)
    expect(docs).toEqual([from, into])
    for (const doc of docs) await edit(doc, 'New')
    await undo(into)
    expect(docs.map((doc) => documentOf(doc)?.state.undo?.name)).toEqual(['New', undefined])
  })
})

describe('several moves to another hive', () => {
  beforeEach(async () => {
    activate(from)
    await goTo(from, '\\Second')
    await copyKey(from, 'cut')
    activate(into)
    await goTo(into, '\\')
    await paste(into, null, { asks: false })
  })

  it('are undone and redone together in one jump, from either hive', async () => {
    expect(await places()).toBe('gone there')
    expect(await places('Second')).toBe('gone there')
    for (const doc of [from, into]) {
      const { position } = await engine().stepPlaces({ doc, steps: [] })
      await goToPoint(doc, position - 2)
      expect(await places()).toBe('there gone')
      await goToPoint(doc, position)
      expect(news().at(-1)).not.toMatch(/^Not redone/)
      expect(await places()).toBe('gone there')
      expect(await places('Second')).toBe('gone there')
    }
  })
})

it('a key that was moved to a second place of a hive is still one move when that place is closed', async () => {
  const place = (await openPlace(into)) ?? 0
  await goTo(from, '\\Second')
  await copyKey(from, 'cut')
  await goTo(place, '\\')
  await paste(place, null, { asks: false })
  closePlace(place)
  expect(await places('Second')).toBe('gone there')
  await undo(into)
  expect(await places('Second')).toBe('there gone')
  await redo(from)
  expect(await places('Second')).toBe('gone there')
})
