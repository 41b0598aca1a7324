import { act, render, screen, waitFor, within } from '@testing-library/react'
import userEvent, { type UserEvent } from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { listenToKeys } from '../../src/commands/dispatch.ts'
import { runEdit } from '../../src/state/edits.ts'
import { goTo } from '../../src/state/navigation.ts'
import { selectedKey, treeView } from '../../src/state/treeRows.ts'
import { valuesView } from '../../src/state/valueRows.ts'
import { ValueGrid } from '../../src/ui/grid/ValueGrid.tsx'
import { KeyTree } from '../../src/ui/tree/KeyTree.tsx'
import type { DocId } from '../../src/worker/protocol.ts'
import { eventually } from '../helpers/eventually.ts'
import { openPage } from '../helpers/openPage.ts'
import { everyKindOfValue } from '../helpers/pageEngine.ts'

const HIVE = {
  name: 'ROOT',
  subkeys: [
    { name: 'Kinds', values: everyKindOfValue() },
    {
      name: 'Services',
      subkeys: [
        { name: 'Dhcp', subkeys: [{ name: 'Parameters' }] },
        { name: 'Tcpip', subkeys: [{ name: 'Linkage' }] },
        { name: 'TcpipReg' },
      ],
    },
  ],
}

let doc: DocId
let user: UserEvent
let stopKeys: () => void

beforeEach(async () => {
  user = userEvent.setup()
  stopKeys = listenToKeys()
  ;({ doc } = await openPage(HIVE))
  render(
    <>
      <KeyTree doc={doc} />
      <ValueGrid doc={doc} />
    </>,
  )
  await screen.findByRole('treeitem', { name: 'Services' })
})

afterEach(() => stopKeys())

const tree = () => screen.getByRole('tree', { name: 'Keys' })
const grid = () => screen.getByRole('grid', { name: 'Values' })
const keyField = () => screen.getByRole('searchbox', { name: 'Filter keys' })
const valueField = () => screen.getByRole('searchbox', { name: 'Filter values' })
const keys = () => screen.getAllByRole('treeitem').map((item) => item.getAttribute('aria-label'))
const values = () =>
  within(grid())
    .getAllByRole('rowheader')
    .map((cell) => cell.textContent)
const selected = () =>
  treeView(doc)
    .pages.get(0)
    ?.find(({ id }) => id === selectedKey(doc))?.name

describe('the filter of the keys', () => {
  it('shows keys with the text and those above them, says how many, and marks the text', async () => {
    await user.type(keyField(), 'tcpip')
    await waitFor(() => expect(keys()).toEqual(['ROOT', 'Services', 'Tcpip', 'TcpipReg']))
    await screen.findByText('2 keys')
    const item = screen.getByRole('treeitem', { name: 'TcpipReg' })
    expect(item.querySelector('mark')?.textContent).toBe('Tcpip')
    expect(item.getAttribute('aria-setsize')).toBe('2')
  })

  it('Enter goes to the first key that was found, and Esc shows all keys again', async () => {
    tree().focus()
    await user.keyboard('/')
    await waitFor(() => expect(document.activeElement).toBe(keyField()))
    await user.keyboard('link')
    await waitFor(() => expect(keys()).toEqual(['ROOT', 'Services', 'Tcpip', 'Linkage']))
    await user.keyboard('{Enter}')
    expect(document.activeElement).toBe(tree())
    await waitFor(() => expect(selected()).toBe('Linkage'))
    await user.keyboard('{Escape}')
    await waitFor(() => expect(keys()).toContain('Kinds'))
    expect(selected()).toBe('Linkage')
    expect((keyField() as HTMLInputElement).value).toBe('')
  })

  it('a selected key that is hidden comes back with the others', async () => {
    await act(() => goTo(doc, 'Kinds'))
    await user.type(keyField(), 'dhcp')
    await waitFor(() => expect(keys()).toEqual(['ROOT', 'Services', 'Dhcp']))
    await waitFor(() => expect(selected()).toBe('ROOT'))
    await user.click(screen.getByRole('button', { name: 'Clear the filter' }))
    await waitFor(() => expect(selected()).toBe('Kinds'))
    expect(document.activeElement).toBe(keyField())
    await user.keyboard('{Escape}')
    expect(document.activeElement).toBe(tree())
  })

  it('a key that is gone to, and one that is created, are shown though they lack the text', async () => {
    await user.type(keyField(), 'tcpip')
    await waitFor(() => expect(keys()).toHaveLength(4))
    await act(() => goTo(doc, 'Services\\Dhcp\\Parameters'))
    await waitFor(() => expect(keys()).toContain('Parameters'))
    expect(selected()).toBe('Parameters')
    const parent = selectedKey(doc) as number
    await act(() => runEdit(doc, { kind: 'create-key', parent, name: 'Made' }))
    await waitFor(() => expect(selected()).toBe('Made'))
    expect(keys()).not.toContain('Kinds')
  })

  it('says that no key was found', async () => {
    await user.type(keyField(), 'nothing like it')
    await screen.findByText('0 keys')
    expect(keys()).toEqual(['ROOT'])
  })
})

describe('the filter of the values', () => {
  beforeEach(async () => {
    await act(() => goTo(doc, 'Kinds'))
    await screen.findByRole('rowheader', { name: 'Dword' })
    grid().focus()
    await user.keyboard('{Control>}{Shift>}L{/Shift}{/Control}')
    await waitFor(() => expect(document.activeElement).toBe(valueField()))
  })

  it('looks at names, types and data, and says how many values it found', async () => {
    await user.keyboard('netio')
    await waitFor(() => expect(values()).toEqual(['List']))
    expect(screen.getByText('1 value')).toBeTruthy()
    expect(grid().getAttribute('aria-rowcount')).toBe('2')
    await user.clear(valueField())
    await user.keyboard('reg_dword')
    await waitFor(() => expect(values()).toEqual(['Dword']))
    await user.clear(valueField())
    await user.keyboard('(42)')
    await waitFor(() => expect(values()).toEqual(['Dword']))
    await user.clear(valueField())
    await user.keyboard('LIS')
    await waitFor(() => expect(values()).toEqual(['List']))
  })

  it('Enter goes to the first value, and Esc shows all of them with it still selected', async () => {
    await user.keyboard('netio')
    await waitFor(() => expect(values()).toEqual(['List']))
    await user.keyboard('{Enter}')
    expect(document.activeElement).toBe(grid())
    await user.keyboard('{Escape}')
    await waitFor(() => expect(values().length).toBeGreaterThan(3))
    expect(screen.queryByRole('searchbox', { name: 'Filter values' })).toBeNull()
    const { pages, focusIndex } = valuesView(doc)
    expect(pages.get(0)?.[focusIndex]?.name).toBe('List')
  })

  it('says when nothing was found, and offers all values', async () => {
    await user.keyboard('nothing like it')
    await user.click(await screen.findByRole('button', { name: 'Show all values' }))
    await waitFor(() => expect(values().length).toBeGreaterThan(3))
    expect(document.activeElement).toBe(grid())
  })

  it('another key shows all of its values', async () => {
    await user.keyboard('netio')
    await waitFor(() => expect(values()).toEqual(['List']))
    await act(() => goTo(doc, 'Services'))
    await waitFor(() => expect(values()).toEqual(['(Default)']))
    expect(valuesView(doc).filter).toBeNull()
  })

  it('a value that is gone to is shown though it lacks the text', async () => {
    await user.keyboard('netio')
    await waitFor(() => expect(values()).toEqual(['List']))
    await act(() => goTo(doc, 'Kinds\\Dword'))
    await eventually(() => expect(valuesView(doc).filter).toBeNull())
    expect(values()).toContain('Dword')
  })
})
