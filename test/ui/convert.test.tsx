import { act, render, screen, waitFor, within } from '@testing-library/react'
import userEvent, { type UserEvent } from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { listenToKeys } from '../../src/commands/dispatch.ts'
import { useDialogs } from '../../src/state/dialogs.ts'
import { activeDocument, openSample, useDocuments } from '../../src/state/documents.ts'
import { goTo } from '../../src/state/navigation.ts'
import { clearNotices, useNotices } from '../../src/state/notices.ts'
import { startState } from '../../src/state/start.ts'
import { valueList, valuesView } from '../../src/state/valueRows.ts'
import { App } from '../../src/ui/App.tsx'
import '../helpers/wholePage.ts'
import { earlyHive, everyKindOfValue, pageEngine } from '../helpers/pageEngine.ts'

const HIVE = {
  name: 'ROOT',
  subkeys: [{ name: 'App', values: everyKindOfValue() }, { name: 'Zoo' }],
}

let user: UserEvent
let endKeys: () => void

beforeEach(async () => {
  localStorage.clear()
  useDocuments.setState({ docs: [], active: null, opening: [], stopped: false })
  useDialogs.setState({ dialog: null, menu: null })
  clearNotices()
  user = userEvent.setup()
  startState(pageEngine(earlyHive(HIVE)))
  endKeys = listenToKeys()
  render(<App />)
  await act(() => openSample())
  await screen.findByRole('treeitem', { name: 'App' })
  act(() => screen.getByRole('tree').focus())
})

afterEach(() => endKeys())

const doc = () => activeDocument()?.info.doc ?? 0
const offer = () => screen.findByRole('dialog', { name: 'Convert to version 1.3?' })
const button = (box: HTMLElement, name: string) => within(box).getByRole('button', { name })

async function convert(): Promise<void> {
  await user.click(button(await offer(), 'Convert'))
  await waitFor(() => expect(activeDocument()?.info.access).toBe('editable'))
}

describe('the first edit of a hive of version 1.1', () => {
  it('the first edit of a hive of version 1.1 offers to convert it, and declining changes nothing', async () => {
    for (const key of ['{F2}', '{Delete}', '{F7}', '{Shift>}{F7}{/Shift}']) {
      await user.keyboard(key)
      const box = await offer()
      expect(box.textContent).toContain('sample has version 1.1')
      expect(within(box).getAllByRole('listitem')).toHaveLength(3)
      await user.keyboard('{Escape}')
      expect(screen.queryByRole('dialog')).toBeNull()
    }
    expect(activeDocument()).toMatchObject({
      info: { access: 'old-version' },
      state: { unsaved: 0 },
    })
    expect(screen.queryByRole('textbox', { name: 'Key name' })).toBeNull()
  })

  it('after the conversion the edit continues: a name field under the selected key', async () => {
    await act(() => goTo(doc(), 'Zoo'))
    act(() => screen.getByRole('tree').focus())
    const bar = screen.getByRole('contentinfo')
    expect(bar.textContent).toContain('regf 1.1 ·')
    await user.keyboard('{F2}')
    await convert()
    expect(bar.textContent).toContain('regf 1.3 ·')
    const field = await screen.findByRole<HTMLInputElement>('textbox', { name: 'Key name' })
    expect(field.value).toBe('Zoo')
    await user.clear(field)
    await user.type(field, 'Park{Enter}')
    expect(await screen.findByRole('treeitem', { name: 'Park' })).toBeTruthy()
    expect(activeDocument()?.state.unsaved).toBe(2)
    await user.keyboard('{Control>}zz{/Control}')
    await waitFor(() => expect(activeDocument()?.info.access).toBe('old-version'))
    expect(await screen.findByRole('treeitem', { name: 'Zoo' })).toBeTruthy()
    expect(screen.getByRole('note').textContent).toContain('early format')
    expect(bar.textContent).toContain('regf 1.1 ·')
  })

  it('after the conversion the edit applies to all selected values', async () => {
    await act(() => goTo(doc(), 'App'))
    await waitFor(() => expect(valuesView(doc()).total).toBe(5))
    act(() => screen.getByRole('grid').focus())
    await act(() => valueList(doc()).focusAt(1, 'replace'))
    await act(() => valueList(doc()).focusAt(3, 'extend'))
    await user.keyboard('{Delete}')
    await convert()
    expect(await screen.findByText('Deleted 3 values')).toBeTruthy()
    await waitFor(() => expect(valuesView(doc()).total).toBe(2))
  })

  it('a value editor offers the conversion, and opens again afterwards', async () => {
    await act(() => goTo(doc(), 'App\\Text'))
    act(() => screen.getByRole('grid').focus())
    await user.keyboard('{Enter}')
    const looked = await screen.findByRole('dialog', { name: 'Edit String' })
    expect(button(looked, 'OK')).toHaveProperty('disabled', true)
    await user.click(button(looked, 'Convert…'))
    await convert()
    const edited = await screen.findByRole('dialog', { name: 'Edit String' })
    expect(button(edited, 'OK')).toHaveProperty('disabled', false)
  })

  it.each([
    ['Binary', 'Edit Binary Value'],
    ['Dword', 'Edit DWORD (32-bit) Value'],
    ['List', 'Edit Multi-String'],
    ['Text', 'Edit String'],
  ])(
    'Enter in the editor of %s without a change does not offer a conversion',
    async (name, title) => {
      await act(() => goTo(doc(), `App\\${name}`))
      for (const enter of ['{Enter}', '{Control>}{Enter}{/Control}']) {
        act(() => screen.getByRole('grid').focus())
        await user.keyboard('{Enter}')
        await screen.findByRole('dialog', { name: title })
        await user.keyboard(enter)
        await waitFor(() => expect(useDialogs.getState().dialog).toBeNull())
        expect(useNotices.getState().notices).toEqual([])
      }
    },
  )

  it('an undone conversion leaves nothing to save, and saving it restores the file', async () => {
    const save = () => user.keyboard('{Control>}s{/Control}')
    const alerts = () =>
      useNotices.getState().notices.flatMap(({ kind, text }) => (kind === 'alert' ? [text] : []))
    await save()
    expect(alerts()).toEqual(['No changes to save in sample.'])
    await user.keyboard('{F2}')
    await convert()
    await user.keyboard('{Escape}{Control>}z{/Control}')
    await waitFor(() => expect(activeDocument()?.info.access).toBe('old-version'))
    clearNotices()
    await save()
    expect(alerts()).toEqual(['No changes to save in sample.'])
    clearNotices()
    await user.keyboard('{Control>}y{/Control}')
    await waitFor(() => expect(activeDocument()?.info.access).toBe('editable'))
    await save()
    await waitFor(() => expect(activeDocument()?.state.unsaved).toBe(0))
    await user.keyboard('{Control>}z{/Control}')
    await waitFor(() => expect(activeDocument()?.info.access).toBe('old-version'))
    expect(activeDocument()?.state.unsaved).toBe(1)
    await save()
    await waitFor(() => expect(activeDocument()?.state.unsaved).toBe(0))
    expect(alerts()).toEqual([])
  })

  it('the banner and the menu offer the conversion too', async () => {
    await user.click(button(screen.getByRole('note'), 'Convert…'))
    await user.click(button(await offer(), 'Cancel'))
    await user.click(screen.getByRole('menuitem', { name: 'Tools' }))
    await user.click(await screen.findByRole('menuitem', { name: 'Convert to Version 1.3…' }))
    await convert()
    expect(screen.queryByRole('note')).toBeNull()
    expect(screen.getByText('sample converted to version 1.3')).toBeTruthy()
    await user.click(screen.getByRole('menuitem', { name: 'Tools' }))
    const item = await screen.findByRole('menuitem', { name: 'Convert to Version 1.3…' })
    expect(item.getAttribute('aria-disabled')).toBe('true')
  })
})
