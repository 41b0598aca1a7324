import { beforeEach, describe, expect, it } from 'vitest'
import { discardDocument, documentOf, listenToDocuments } from '../../src/state/documents.ts'
import { runEdit, undo } from '../../src/state/edits.ts'
import { findAll, goToResult, refreshResults } from '../../src/state/find.ts'
import { changeFind, resetFind, useFind } from '../../src/state/findForm.ts'
import { findNext, useFound } from '../../src/state/findNext.ts'
import { enterPane, registerPane } from '../../src/state/focus.ts'
import { deleteHits } from '../../src/state/hitActions.ts'
import { hitList } from '../../src/state/hitLists.ts'
import { useNotices } from '../../src/state/notices.ts'
import { panelTab, usePanel } from '../../src/state/panel.ts'
import {
  isOutdatedSearch,
  patchSearch,
  type Search,
  searchesOf,
  useSearches,
} from '../../src/state/searches.ts'
import { setShown } from '../../src/state/settings.ts'
import { keyDetails, selectKey } from '../../src/state/tree.ts'
import { treeView } from '../../src/state/treeRows.ts'
import { deleteSelectedValues } from '../../src/state/valueEdits.ts'
import { focusedValue } from '../../src/state/values.ts'
import { encodeString } from '../../src/values/encode.ts'
import type { DocId } from '../../src/worker/protocol.ts'
import { eventually } from '../helpers/eventually.ts'
import { openPage } from '../helpers/openPage.ts'
import type { PageEngine } from '../helpers/pageEngine.ts'

let doc: DocId
let engine: PageEngine

const text = (name: string, data: string) => ({ name, type: 1, data: encodeString(data) })
const ORCHARD = {
  name: 'ROOT',
  subkeys: [
    { name: 'Apple', values: [text('kind', 'fruit'), text('apple', 'an apple')] },
    { name: 'Pear', values: [text('like', 'an APPLE')] },
    { name: 'Zoo', subkeys: [{ name: 'Pineapple' }] },
  ],
}
/** Where the hits of `apple` are, in the order of the hive. */
const PLACES = ['Apple', 'Apple apple', 'Apple apple', 'Pear like', 'Zoo\\Pineapple']

/** The selected key, and the selected value of it. */
function place(): string {
  const path = keyDetails(doc)?.path.join('\\') ?? ''
  const value = focusedValue(doc)
  return value === null ? path : `${path} ${value.name}`
}

const said = () => useFound.getState().said

/** Presses F3 or Shift+F3, and waits for what Find says. */
async function press(step: 1 | -1 = 1): Promise<string> {
  const { times } = useFound.getState()
  findNext(step)
  await eventually(() => expect(useFound.getState().times).toBeGreaterThan(times))
  await eventually(() => expect(useFound.getState().waiting).toBeNull())
  return `${place()}: ${said()}`
}

/** The lists of results. */
const lists = () => searchesOf(doc).filter(({ listed }) => listed)

async function listed(): Promise<Search> {
  await findAll()
  await eventually(() => expect(lists().at(-1)?.running).toBe(false))
  await eventually(() => expect(lists().at(-1)?.view.total).toBe(lists().at(-1)?.total))
  return lists().at(-1) as Search
}

beforeEach(async () => {
  resetFind()
  usePanel.setState({ tabs: {} })
  useSearches.setState({ all: [] })
  useFound.setState({ at: null, deleted: null, said: null })
  setShown('panel', false)
  ;({ doc, engine } = await openPage(ORCHARD))
  changeFind({ text: 'apple' })
})

describe('Find Next', () => {
  it('goes from hit to hit, says which one it is, and continues from the beginning', async () => {
    for (const [index, where] of PLACES.entries()) {
      expect(await press()).toBe(`${where}: ${index + 1} of 5`)
    }
    expect(await press()).toBe('Apple: 1 of 5, continued from the beginning')
    expect(engine.calls.filter((call) => call === 'search')).toHaveLength(1)
  })

  it('goes back with Shift, and continues from the end', async () => {
    await press()
    await press()
    expect(await press(-1)).toBe('Apple: 1 of 5')
    expect(await press(-1)).toBe('Zoo\\Pineapple: 5 of 5, continued from the end')
  })

  it('goes on from what the user has selected meanwhile', async () => {
    await press()
    const { rows } = await engine.visibleRows({ doc, from: 0, count: 10 })
    const pear = rows.find(({ name }) => name === 'Pear')
    await selectKey(doc, pear?.id ?? 0)
    expect(await press()).toBe('Pear like: 4 of 5')
    await selectKey(doc, pear?.id ?? 0)
    expect(await press(-1)).toBe('Apple apple: 3 of 5')
  })

  it('says that it is at the end when it does not wrap around', async () => {
    changeFind({ wrap: false, direction: 'up' })
    expect(await press()).toContain('Finished searching: nothing more above. 5 hits elsewhere.')
    changeFind({ direction: 'down' })
    for (let hit = 0; hit < 5; hit++) await press()
    expect(await press()).toBe(
      'Zoo\\Pineapple: Finished searching: nothing more below. 5 hits elsewhere.',
    )
  })

  it('begins at the beginning or the end of the hive if asked to, and goes up', async () => {
    await press()
    await press()
    changeFind({ start: 'end', text: 'APPLE', matchCase: true })
    expect(await press()).toBe('Pear like: 1 of 1')
    changeFind({ start: 'end', text: 'apple', matchCase: false, direction: 'up' })
    expect(await press()).toBe('Zoo\\Pineapple: 5 of 5')
    expect(await press()).toBe('Pear like: 4 of 5')
    expect(await press(-1)).toBe('Zoo\\Pineapple: 5 of 5')
  })

  it('says when nothing was found', async () => {
    changeFind({ text: 'plum' })
    expect(await press()).toBe(': Finished searching: “plum” was not found.')
  })

  it('looks only where it was told to', async () => {
    changeFind({ places: ['key'], whole: true })
    expect(await press()).toBe('Apple: 1 of 1')
    const { rows } = await engine.visibleRows({ doc, from: 0, count: 10 })
    const zoo = rows.find(({ name }) => name === 'Zoo')
    changeFind({ whole: false, below: { doc, key: zoo?.id ?? 0, name: 'Zoo' } })
    expect(await press()).toBe('Zoo\\Pineapple: 1 of 1')
  })

  it('searches again after an edit, and goes on from the same place', async () => {
    await press()
    await press()
    await runEdit(doc, { kind: 'create-key', parent: treeView(doc).root, name: 'Crab apple' })
    await eventually(() => expect(place()).toBe('Crab apple'))
    expect(await press()).toBe('Pear like: 5 of 6')
  })

  it('goes on from where a hit was that has been deleted', async () => {
    // Its name and its data were hits; the value that is selected now is not.
    await press()
    await press()
    expect(place()).toBe('Apple apple')
    await deleteSelectedValues(doc)
    await eventually(() => expect(place()).toBe('Apple kind'))
    expect(await press()).toBe('Pear like: 2 of 3')
  })

  it('does not skip a hit that is selected because the one before it was deleted', async () => {
    changeFind({ text: 'k', places: ['name'] })
    ;({ doc, engine } = await openPage({
      name: 'ROOT',
      values: [text('ka', ''), text('kb', ''), text('kc', '')],
    }))
    await press()
    await deleteSelectedValues(doc)
    await eventually(() => expect(place()).toBe(' kb'))
    expect(await press()).toBe(' kb: 1 of 2')
    await deleteSelectedValues(doc)
    await eventually(() => expect(place()).toBe(' kc'))
    expect(await press()).toBe(' kc: 1 of 1')
  })

  it('goes on from what was selected by hand after a deletion', async () => {
    changeFind({ text: 'k', places: ['name'] })
    ;({ doc, engine } = await openPage({
      name: 'ROOT',
      values: [text('ka', ''), text('kb', ''), text('kc', '')],
      subkeys: [{ name: 'Other', values: [text('kd', '')] }],
    }))
    await press()
    await deleteSelectedValues(doc)
    await eventually(() => expect(place()).toBe(' kb'))
    const { rows } = await engine.visibleRows({ doc, from: 0, count: 10 })
    await selectKey(doc, rows.find(({ name }) => name === 'Other')?.id ?? 0)
    expect(await press()).toBe('Other kd: 3 of 3')
  })

  it('says in a notice what it did while Find is closed', async () => {
    await press()
    expect(useNotices.getState().notices.map((notice) => notice.text)).toEqual(['1 of 5'])
  })

  it('opens Find when there is nothing to look for yet, or something that cannot be', async () => {
    changeFind({ text: '' })
    findNext(1)
    expect(useFind.getState().open).toBe(true)
    changeFind({ text: 'a', leastSize: 'many' })
    findNext(1)
    expect(useFind.getState().fault).toMatchObject({ field: 'leastSize' })
    expect(useFind.getState().more).toBe(true)
    changeFind({ text: 'a', leastSize: '', places: [] })
    findNext(1)
    expect(useFind.getState().fault).toMatchObject({ field: 'places' })
    changeFind({ text: 'zz', kind: 'hex', places: ['data'] })
    findNext(1)
    await eventually(() => expect(useFind.getState().fault).toMatchObject({ field: 'text' }))
    expect(useFind.getState().fault?.text).toContain('not a list of bytes')
    expect(searchesOf(doc)).toEqual([])
  })
})

describe('Find All', () => {
  it('does not take the focus from a field that somebody has gone to meanwhile', async () => {
    const moved: string[] = []
    const ends = (['tree', 'grid'] as const).map((pane) =>
      registerPane(pane, () => moved.push(pane)),
    )
    changeFind({ text: 'apple' })
    enterPane('tree')
    const release = engine.hold('reveal')
    findNext(1)
    await eventually(() => expect(engine.calls).toContain('reveal'))
    enterPane('find')
    release()
    await eventually(() => expect(said()).toBe('1 of 5'))
    expect(moved).toEqual([])
    enterPane('tree')
    await press()
    expect(moved).toEqual(['grid'])
    for (const end of ends) end()
  })

  it('lists the hits in the panel, and its hits serve Find Next', async () => {
    const { id, total, view } = await listed()
    expect(total).toBe(5)
    expect(view.total).toBe(5)
    expect(panelTab(doc)).toBe(id)
    await press()
    expect(engine.calls.filter((call) => call === 'search')).toHaveLength(1)
  })

  it('lists the hits that Find Next has found', async () => {
    await press()
    await listed()
    expect(engine.calls.filter((call) => call === 'search')).toHaveLength(1)
  })

  it('keeps a list for each search, and one for the same search', async () => {
    await listed()
    changeFind({ text: 'pear' })
    await listed()
    changeFind({ text: 'apple' })
    await findAll()
    expect(lists().map(({ query }) => query.text)).toEqual(['apple', 'pear'])
  })

  it('shows after edits which hits are gone, and finds again what is there', async () => {
    const { id } = await listed()
    await press()
    await press()
    await deleteSelectedValues(doc)
    const states = () => [0, 1, 2, 3, 4].map((index) => hitList(id)?.rowAt(index)?.state)
    await eventually(() => expect(states()).toEqual(['found', 'gone', 'gone', 'found', 'found']))
    expect(isOutdatedSearch(lists()[0] as Search)).toBe(true)
    const gone = hitList(id)?.rowAt(1)
    if (gone) await goToResult(gone)
    expect(useNotices.getState().notices.at(-1)?.text).toContain('has been deleted')
    const again = await listed()
    expect(again.id).toBe(id)
    expect(again.total).toBe(3)
    await undo(doc)
    await eventually(() => expect(isOutdatedSearch(lists()[0] as Search)).toBe(true))
  })

  it('deletes nothing that was selected before the hive was searched again', async () => {
    const { id, view } = await listed()
    // The fifth hit is in the name of Pineapple. Once it is searched again, it is in the data of Pear.
    patchSearch(id, { view: { ...view, selection: new Set([4]) } })
    await runEdit(doc, { kind: 'create-key', parent: treeView(doc).root, name: 'Aa apple' })
    const release = engine.hold('hits')
    refreshResults(id)
    await eventually(() => expect(searchesOf(doc).at(-1)?.running).toBe(false))
    await deleteHits(id)
    expect(documentOf(doc)?.state.undo).toMatchObject({ kind: 'create-key' })
    expect(useNotices.getState().notices).toMatchObject([{ kind: 'alert' }])
    release()
    await eventually(() => expect([...(hitList(id)?.view.selection ?? [])]).toEqual([0]))
  })

  it('goes to the place of a result', async () => {
    const { id } = await listed()
    const hit = hitList(id)?.rowAt(3)
    if (hit === undefined) throw new TypeError('the hit has not arrived')
    await goToResult(hit)
    expect(place()).toBe('Pear like')
  })

  it('forgets the results of a closed hive', async () => {
    await listed()
    discardDocument(doc)
    expect(searchesOf(doc)).toEqual([])
    expect(panelTab(doc)).toBeNull()
    listenToDocuments(null)
  })
})
