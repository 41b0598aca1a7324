/** Dragging rows with the mouse. What is under the pointer is given, since these tests have no layout. */

import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  activate,
  documentOf,
  openEmpty,
  toggleLock,
  useDocuments,
} from '../../src/state/documents.ts'
import { useDrag } from '../../src/state/drag.ts'
import { goTo } from '../../src/state/navigation.ts'
import { selectedRow } from '../../src/state/treeRows.ts'
import { valueList, valuesView } from '../../src/state/valueRows.ts'
import { hivePanelId } from '../../src/ui/common/hiveIds.ts'
import { DragLabel } from '../../src/ui/drag/DragLabel.tsx'
import { DropOverlay } from '../../src/ui/frame/DropOverlay.tsx'
import { ValueGrid } from '../../src/ui/grid/ValueGrid.tsx'
import { KeyTree } from '../../src/ui/tree/KeyTree.tsx'
import { encodeString } from '../../src/values/encode.ts'
import type { DocId } from '../../src/worker/protocol.ts'
import { openPage } from '../helpers/openPage.ts'

const HIVE = {
  name: 'ROOT',
  subkeys: [
    {
      name: 'A',
      values: ['x', 'y', 'z'].map((name) => ({ name, type: 1, data: encodeString(name) })),
    },
    { name: 'B', subkeys: [{ name: 'Inner' }] },
  ],
}

let doc: DocId
let under: Element | null = null

beforeEach(async () => {
  ;({ doc } = await openPage(HIVE))
  document.elementFromPoint = () => under
  render(
    <div role="tabpanel" id={hivePanelId(doc)}>
      <KeyTree doc={doc} />
      <ValueGrid doc={doc} />
      <DragLabel />
      <DropOverlay />
    </div>,
  )
})

afterEach(() => {
  fireEvent.mouseUp(window)
  under = null
})

const key = (name: string) => screen.getByRole('treeitem', { name })
const value = (name: string) => screen.getByRole('rowheader', { name })

/** Presses the button on an element, and moves the pointer over another. */
async function drag(from: Element, over: Element, more: { ctrlKey?: boolean } = {}): Promise<void> {
  under = over
  await act(async () => {
    fireEvent.mouseDown(from, { button: 0, clientX: 5, clientY: 5 })
  })
  move(more)
  await waitFor(() => expect(useDrag.getState().dragged).not.toBeNull())
}

function move(more: { ctrlKey?: boolean; buttons?: number } = {}): void {
  fireEvent.mouseMove(window, { buttons: 1, clientX: 50, clientY: 50, ...more })
}

describe('dragging', () => {
  it('a key over another says what dropping it does, and moves it', async () => {
    await drag(key('A'), key('B'))
    expect(screen.getByText('Move A')).toBeTruthy()
    expect(screen.getByText('into B')).toBeTruthy()
    fireEvent.mouseUp(window)
    await waitFor(() => expect(selectedRow(doc)).toMatchObject({ name: 'A', level: 3 }))
    expect(useDrag.getState().dragged).toBeNull()
  })

  it('a collapsed key opens when the pointer rests on it', async () => {
    expect(screen.queryByRole('treeitem', { name: 'Inner' })).toBeNull()
    await drag(key('A'), key('B'))
    expect(await screen.findByRole('treeitem', { name: 'Inner' })).toBeTruthy()
  })

  it('the tab of a hive comes to the front when the pointer rests on it', async () => {
    await act(() => openEmpty('Other'))
    const other = useDocuments.getState().active ?? 0
    act(() => activate(doc))
    const tab = document.createElement('div')
    tab.setAttribute('role', 'tab')
    tab.id = `tab-${other}`
    await drag(key('A'), tab)
    await waitFor(() => expect(useDocuments.getState().active).toBe(other))
  })

  it.each([
    ['Esc is pressed', () => fireEvent.keyDown(window, { key: 'Escape' })],
    ['the button was released outside the window', () => move({ buttons: 0 })],
    ['the window loses the focus', () => fireEvent.blur(window)],
  ])('ends without an effect when %s', async (_, end) => {
    await drag(key('A'), key('B'))
    end()
    expect(useDrag.getState().dragged).toBeNull()
    fireEvent.mouseUp(window)
    expect(documentOf(doc)?.state.unsaved).toBe(0)
  })

  it('a key is not dropped on itself, and the root is not dragged', async () => {
    await drag(key('A'), key('A'))
    expect(screen.getByText('Drop it on a key; Esc cancels')).toBeTruthy()
    fireEvent.mouseUp(window)
    under = key('B')
    await act(async () => {
      fireEvent.mouseDown(key('ROOT'), { button: 0, clientX: 5, clientY: 5 })
    })
    move()
    expect(useDrag.getState().dragged).toBeNull()
    expect(documentOf(doc)?.state.unsaved).toBe(0)
  })

  it('what is in a locked hive is not dropped there', async () => {
    await act(() => toggleLock(doc))
    await drag(key('A'), key('B'))
    expect(screen.getByText('Copy A')).toBeTruthy()
    expect(useDrag.getState().over).toBeNull()
  })
})

describe('dragging one of several selected values', () => {
  beforeEach(async () => {
    await act(() => goTo(doc, '\\A'))
    await waitFor(() => expect(value('z')).toBeTruthy())
    await act(() => valueList(doc).focusAt(1, 'replace'))
    await act(() => valueList(doc).focusAt(2, 'extend'))
  })

  it('takes all of them', async () => {
    await drag(value('x'), key('B'), { ctrlKey: true })
    expect(screen.getByText('Copy 2 values')).toBeTruthy()
    fireEvent.mouseUp(window, { ctrlKey: true })
    await waitFor(() => expect(selectedRow(doc)?.name).toBe('B'))
    const grid = within(screen.getByRole('grid', { name: 'Values' }))
    await waitFor(() => expect(grid.getByRole('rowheader', { name: 'y' })).toBeTruthy())
  })

  it('a click on one of them selects it alone, when the button is released', async () => {
    await act(async () => {
      fireEvent.mouseDown(value('x'), { button: 0 })
    })
    expect(valuesView(doc).selection.size).toBe(2)
    await act(async () => {
      fireEvent.mouseUp(value('x'))
      fireEvent.click(value('x'))
    })
    expect(valuesView(doc).selection.size).toBe(1)
  })
})

describe('files over the window', () => {
  const over = (element: Element) =>
    fireEvent.dragOver(element, { dataTransfer: { types: ['Files'], items: [] } })

  it('say what becomes of them: hives are opened, and a text is imported into the hive under the pointer', () => {
    over(key('B'))
    expect(screen.getByText('Drop to open or import')).toBeTruthy()
    expect(
      screen.getByText(/^A \.reg file is imported into .+; its keys can go below B\.$/),
    ).toBeTruthy()
    over(document.body)
    expect(screen.getByText(/^A \.reg file is imported into [^;]+\.$/)).toBeTruthy()
    const left = Object.assign(new Event('dragleave', { bubbles: true }), { relatedTarget: null })
    fireEvent(document.body, left)
    expect(screen.queryByText(/^Drop to/)).toBeNull()
  })

  it('do not offer to import into a hive that is locked', async () => {
    await act(() => toggleLock(doc))
    over(key('B'))
    expect(screen.getByText('Drop to open')).toBeTruthy()
    expect(screen.queryByText(/is imported/)).toBeNull()
  })
})
