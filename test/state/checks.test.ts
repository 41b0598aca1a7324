import { beforeEach, describe, expect, it, vi } from 'vitest'
import { HiveError } from '../../src/errors.ts'
import { cancelCheck, checkNow, isOutdated } from '../../src/state/checks.ts'
import {
  activeDocument,
  discardDocument,
  listenToDocuments,
  openSample,
  receiveEvent,
  titleOf,
  useDocuments,
} from '../../src/state/documents.ts'
import { runEdit, undo } from '../../src/state/edits.ts'
import { setEngine } from '../../src/state/engine.ts'
import { documentListener } from '../../src/state/follow.ts'
import { clearNotices, reporterOf, useNotices, watchScreen } from '../../src/state/notices.ts'
import { setShown } from '../../src/state/settings.ts'
import { selectedKey, treeView } from '../../src/state/treeRows.ts'
import type { CheckSummary, DocId } from '../../src/worker/protocol.ts'
import { eventually } from '../helpers/eventually.ts'
import { type PageEngine, pageEngine } from '../helpers/pageEngine.ts'

let engine: PageEngine
let doc: DocId

const SUMMARY: CheckSummary = {
  revision: 0,
  errors: 0,
  warnings: 0,
  infos: 0,
  keys: 2,
  values: 0,
  kinds: [],
}

const checks = () => engine.calls.filter((call) => call === 'check').length
const current = () => activeDocument() as NonNullable<ReturnType<typeof activeDocument>>
const addKey = (name: string) =>
  runEdit(doc, { kind: 'create-key', parent: treeView(doc).root, name })

beforeEach(async () => {
  engine = pageEngine({ name: 'ROOT', subkeys: [{ name: 'Key' }] })
  setEngine(engine)
  listenToDocuments(documentListener)
  useDocuments.setState({ docs: [], active: null })
  setShown('panel', false)
  await openSample()
  doc = activeDocument()?.info.doc ?? 0
  await eventually(() => expect(selectedKey(doc)).not.toBeNull())
})

describe('an error that does not name its hive', () => {
  it('an error without a name is shown with the title of its hive and the file offset', () => {
    clearNotices()
    watchScreen({ active: () => doc, title: titleOf })
    reporterOf(doc)(new HiveError('bad-cell', 'x', { offset: 0x1020 }))
    const [notice] = useNotices.getState().notices
    expect(notice).toMatchObject({ doc, text: 'sample cannot be read.' })
    expect(notice?.detail).toContain('At file offset 0x00001020.')
  })
})

describe('the findings of a check', () => {
  it('findings are outdated after an edit, and current again after the next check', async () => {
    receiveEvent({ type: 'checked', doc, summary: SUMMARY })
    expect(isOutdated(current())).toBe(false)
    await addKey('New')
    expect(isOutdated(current())).toBe(true)
    await checkNow(doc)
    expect(isOutdated(current())).toBe(false)
    expect(current().check?.keys).toBe(3)
  })

  it('a hive with problems is checked again automatically after an edit', async () => {
    receiveEvent({ type: 'checked', doc, summary: { ...SUMMARY, errors: 1 } })
    await addKey('New')
    await eventually(() => expect(current().check?.errors).toBe(0))
    expect(checks()).toBe(1)
  })

  it('a hive is checked again automatically while its problems are on screen', async () => {
    receiveEvent({ type: 'checked', doc, summary: SUMMARY })
    setShown('panel', true)
    await addKey('New')
    await undo(doc)
    await eventually(() => expect(isOutdated(current())).toBe(false))
    expect(checks()).toBe(1)
  })

  it('a sound hive is not checked again while the panel is closed', async () => {
    receiveEvent({ type: 'checked', doc, summary: SUMMARY })
    vi.useFakeTimers()
    const edited = addKey('New')
    await vi.advanceTimersByTimeAsync(60_000)
    await edited
    vi.useRealTimers()
    expect(checks()).toBe(0)
  })

  it('findings stay, marked as outdated, when the next check is stopped', async () => {
    receiveEvent({ type: 'checked', doc, summary: SUMMARY })
    await addKey('New')
    const release = engine.hold('check')
    const waiting = checkNow(doc)
    expect(current().checkProgress).toBe(0)
    cancelCheck(doc)
    release()
    await waiting
    expect(current().check).toEqual(SUMMARY)
    expect(current().checkProgress).toBe(1)
    expect(isOutdated(current())).toBe(true)
  })

  it('the check of a hive that was closed meanwhile is ignored', async () => {
    receiveEvent({ type: 'checked', doc, summary: SUMMARY })
    await addKey('New')
    const release = engine.hold('check')
    const waiting = checkNow(doc)
    discardDocument(doc)
    release()
    await waiting
    expect(useDocuments.getState().docs).toEqual([])
  })
})
