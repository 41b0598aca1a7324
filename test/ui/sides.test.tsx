import { act, render, screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { beforeEach, expect, it } from 'vitest'
import { commandOf } from '../../src/commands/registry.ts'
import { activate, addDocument, discardDocument, useDocuments } from '../../src/state/documents.ts'
import { runEdit } from '../../src/state/edits.ts'
import { useEnvironment } from '../../src/state/environment.ts'
import { usePanel } from '../../src/state/panel.ts'
import { endSplit, useSides, watchSides } from '../../src/state/sides.ts'
import { selectedRow } from '../../src/state/treeRows.ts'
import { Workspace } from '../../src/ui/frame/Workspace.tsx'
import type { DocId } from '../../src/worker/protocol.ts'
import { openPage } from '../helpers/openPage.ts'
import { hiveFile, type PageEngine } from '../helpers/pageEngine.ts'

const FIRST = {
  name: 'ROOT',
  subkeys: [{ name: 'A', subkeys: [{ name: 'Inner' }] }, { name: 'B' }],
}
const SECOND = { name: 'ROOT', subkeys: [{ name: 'Other' }] }

let doc: DocId
let engine: PageEngine
let unwatch = () => {}

function Window() {
  const active = useDocuments((state) => state.active)
  return active === null ? null : <Workspace doc={active} />
}

async function openSecond(name = 'second'): Promise<DocId> {
  const file = hiveFile(name, SECOND)
  const info = await engine.open({ name, file, handle: null, logs: [] })
  addDocument(info, null)
  activate(doc)
  return info.doc
}

beforeEach(async () => {
  unwatch()
  useSides.setState({ sides: null })
  usePanel.setState({ tabs: {} })
  useEnvironment.setState({ roomy: true, width: 'middle' })
  ;({ doc, engine } = await openPage(FIRST))
  unwatch = watchSides()
  render(<Window />)
})

const sideOf = (place: DocId) => within(panelOf(place))
function panelOf(place: DocId): HTMLElement {
  const panel = document.getElementById(`hive-${place}`)
  if (panel === null) throw new TypeError('that hive is not on screen')
  return panel
}
const run = (id: 'view.sideBySide' | 'view.secondPlace' | 'go.nextPane' | 'edit.delete') =>
  act(() => commandOf(id).run())
const names = (place: DocId) =>
  sideOf(place)
    .getAllByRole('treeitem')
    .map((item) => item.textContent)
const active = () => useDocuments.getState().active

async function openPlace(): Promise<DocId> {
  run('view.secondPlace')
  await waitFor(() => expect(active()).not.toBe(doc))
  const place = active()
  if (place === null) throw new TypeError('no place')
  await waitFor(() => expect(sideOf(place).getByRole('treeitem', { name: /^B/ })).toBeTruthy())
  return place
}

it('two hives are on screen side by side, and the one that is clicked is the active one', async () => {
  const second = await openSecond()
  run('view.sideBySide')
  await waitFor(() => expect(names(second)).toEqual(['ROOT', 'Other']))
  expect(names(doc)).toEqual(['ROOT', 'A', 'B'])
  expect(active()).toBe(doc)
  await userEvent.click(sideOf(second).getByRole('treeitem', { name: /^Other/ }))
  expect(active()).toBe(second)
  await waitFor(() => expect(selectedRow(second)?.name).toBe('Other'))
  expect(document.activeElement).toBe(sideOf(second).getByRole('tree'))
  expect(sideOf(doc).getByRole('tree')).not.toBe(document.activeElement)
  run('view.sideBySide')
  expect(document.getElementById(`hive-${doc}`)).toBeNull()
  expect(names(second)).toEqual(['ROOT', 'Other'])
})

it('F6 goes on from the last pane of the left hive to the right one, and then to the menus', async () => {
  const second = await openSecond()
  run('view.sideBySide')
  await waitFor(() => expect(names(second)).toEqual(['ROOT', 'Other']))
  act(() => sideOf(doc).getByRole('tree').focus())
  const at: string[] = []
  for (let step = 0; step < 3; step++) {
    run('go.nextPane')
    await waitFor(() => expect(document.activeElement?.getAttribute('role')).toMatch(/tree|grid/))
    await act(async () => {})
    await waitFor(() =>
      expect(panelOf(step === 0 ? doc : second).contains(document.activeElement)).toBe(true),
    )
    at.push(
      `${active() === doc ? 'left' : 'right'} ${document.activeElement?.getAttribute('role')}`,
    )
  }
  expect(at).toEqual(['left grid', 'right tree', 'right grid'])
})

it('a tab that is chosen takes the place of the active hive, and closing one gives the other the window', async () => {
  const second = await openSecond()
  run('view.sideBySide')
  const third = await openSecond('third')
  act(() => activate(second))
  act(() => activate(third))
  expect(useSides.getState().sides).toEqual([doc, third])
  act(() => activate(doc))
  expect(useSides.getState().sides).toEqual([doc, third])
  act(() => discardDocument(third))
  expect(useSides.getState().sides).toBeNull()
  expect(names(doc)).toEqual(['ROOT', 'A', 'B'])
})

it('a window without room shows the active hive, and both again once there is room', async () => {
  const second = await openSecond()
  run('view.sideBySide')
  act(() => useEnvironment.setState({ roomy: false }))
  expect(document.getElementById(`hive-${second}`)).toBeNull()
  act(() => useEnvironment.setState({ roomy: true }))
  await waitFor(() => expect(names(second)).toEqual(['ROOT', 'Other']))
})

it('a hive is shown at two places, each with its own expanded and selected keys', async () => {
  const place = await openPlace()
  expect(selectedRow(place)?.name).toBe('ROOT')
  await userEvent.click(sideOf(place).getByRole('treeitem', { name: /^A/ }))
  await userEvent.keyboard('{ArrowRight}')
  await waitFor(() => expect(names(place)).toEqual(['ROOT', 'A', 'Inner', 'B']))
  expect(names(doc)).toEqual(['ROOT', 'A', 'B'])
  expect(selectedRow(doc)?.name).toBe('ROOT')
})

it('an edit at one place is seen at the other, which stays where it is; so is its undo', async () => {
  const place = await openPlace()
  await userEvent.click(sideOf(place).getByRole('treeitem', { name: /^B/ }))
  await waitFor(() => expect(selectedRow(place)?.name).toBe('B'))
  const { key } = await engine.resolvePath({ doc, text: 'A' })
  await act(() => runEdit(doc, { kind: 'create-key', parent: key, name: 'New' }))
  await waitFor(() => expect(selectedRow(doc)?.name).toBe('New'))
  const countInA = (count: number) =>
    waitFor(() =>
      expect(
        sideOf(place).getByRole('treeitem', { name: 'A' }).getAttribute('aria-description'),
      ).toContain(`${count} subkey`),
    )
  await countInA(2)
  expect(selectedRow(place)?.name).toBe('B')
  act(() => activate(place))
  act(() => commandOf('edit.undo').run())
  await countInA(1)
  expect(useDocuments.getState().docs[0]?.state.unsaved).toBe(0)
  expect(useDocuments.getState().places[0]?.state.unsaved).toBe(0)
})

it('a place whose key is deleted at the other place goes to the key above it', async () => {
  const place = await openPlace()
  await userEvent.click(sideOf(place).getByRole('treeitem', { name: /^B/ }))
  await waitFor(() => expect(selectedRow(place)?.name).toBe('B'))
  const { key } = await engine.resolvePath({ doc, text: 'B' })
  await act(() => runEdit(doc, { kind: 'delete-key', key }))
  await waitFor(() => expect(selectedRow(place)?.name).toBe('ROOT'))
  expect(names(place)).toEqual(['ROOT', 'A'])
})

it('the second place goes with the split, and with its hive', async () => {
  const place = await openPlace()
  act(endSplit)
  expect(active()).toBe(doc)
  expect(useDocuments.getState().places).toEqual([])
  await expect(engine.visibleRows({ doc: place, from: 0, count: 1 })).rejects.toMatchObject({
    code: 'stale',
  })
  const again = await openPlace()
  act(() => discardDocument(doc))
  expect(active()).toBeNull()
  expect(useDocuments.getState().places).toEqual([])
  expect(again).not.toBe(place)
  expect(screen.queryByRole('tree')).toBeNull()
})
