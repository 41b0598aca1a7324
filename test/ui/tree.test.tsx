import { act, cleanup, render, screen, waitFor, within } from '@testing-library/react'
import userEvent, { type UserEvent } from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { commandOf } from '../../src/commands/registry.ts'
import { HiveError } from '../../src/errors.ts'
import { KEY_FLAG, LAYER } from '../../src/regf/layout.ts'
import { useDialogs } from '../../src/state/dialogs.ts'
import { openSample, useDocuments } from '../../src/state/documents.ts'
import { undo } from '../../src/state/edits.ts'
import { setEngine } from '../../src/state/engine.ts'
import { focusPane, useFocusPane } from '../../src/state/focus.ts'
import { setKeyOrder } from '../../src/state/keyOrder.ts'
import { loadSettings, setShown, setTimes, useSettings } from '../../src/state/settings.ts'
import { beginCreateKey, beginRenameKey } from '../../src/state/treeEdits.ts'
import { keyList } from '../../src/state/treeRows.ts'
import { KeyTree } from '../../src/ui/tree/KeyTree.tsx'
import type { DocId } from '../../src/worker/protocol.ts'
import { deferred } from '../helpers/deferred.ts'
import { openPage } from '../helpers/openPage.ts'
import { layeredHive, type PageEngine, pageEngine } from '../helpers/pageEngine.ts'

const HIVE = layeredHive({
  name: 'ROOT',
  subkeys: [
    { name: 'Alpha', subkeys: [{ name: 'One' }, { name: 'Two', subkeys: [{ name: 'Deep' }] }] },
    { name: 'Beta' },
    { name: 'Gone', layer: LAYER.TOMBSTONE },
    { name: 'Hidden\u202e\0name ' },
    { name: 'Link', flags: KEY_FLAG.SYM_LINK },
    {
      name: 'Many',
      subkeys: Array.from({ length: 2000 }, (_, at) => ({ name: `Item${1000 + at}` })),
    },
  ],
})

let engine: PageEngine
let doc: DocId
let user: UserEvent

beforeEach(async () => {
  user = userEvent.setup()
  ;({ engine, doc } = await openPage(HIVE))
  render(<KeyTree doc={doc} />)
  await screen.findByRole('treeitem', { name: 'ROOT' })
  tree().focus()
})

function tree(): HTMLElement {
  return screen.getByRole('tree', { name: 'Keys' })
}

/** The key that is the active descendant. */
function active(): Element | null {
  const id = tree().getAttribute('aria-activedescendant')
  return id === null ? null : document.getElementById(id)
}

async function expectActive(name: string): Promise<void> {
  await waitFor(() => expect(active()?.getAttribute('aria-label')).toBe(name))
  expect(active()?.getAttribute('aria-selected')).toBe('true')
  expect(document.activeElement).toBe(tree())
}

function shown(): (string | null)[] {
  return screen.getAllByRole('treeitem').map((item) => item.getAttribute('aria-label'))
}

describe('the last write of keys', () => {
  const LATE = 132_300_000_000_000_000n

  beforeEach(async () => {
    cleanup()
    useSettings.setState(loadSettings())
    ;({ doc } = await openPage({
      name: 'ROOT',
      subkeys: [{ name: 'Early' }, { name: 'Late', lastWrite: LATE }],
    }))
    render(<KeyTree doc={doc} />)
    await screen.findByRole('treeitem', { name: 'Late' })
  })

  afterEach(() => {
    act(() => setKeyOrder('stored'))
    setShown('keyTimes', false)
    setTimes('utc')
  })

  const late = () => screen.getByRole('treeitem', { name: 'Late' })
  const time = () => late().querySelector('[data-time]')?.getAttribute('data-time')

  it('a column shows it in the zone of all times, and rows are still named by the key', async () => {
    expect(screen.queryByRole('button', { name: /Last write/ })).toBeNull()
    act(() => commandOf('view.keyTimes').run())
    expect(screen.getByRole('button', { name: 'Last write (UTC)' })).toBeTruthy()
    expect(time()).toBe('2020-03-30 00:00:00')
    expect(late().textContent).toBe('Late')
    expect(late().getAttribute('aria-description')).toBe(
      'last write 2020-03-30 00:00:00.0000000 UTC',
    )
    act(() => setTimes('local'))
    expect(screen.getByRole('button', { name: 'Last write (local)' })).toBeTruthy()
    expect(loadSettings()).toMatchObject({ keyTimes: true, times: 'local' })
  })

  it('its heading sorts keys, and the selection stays', async () => {
    act(() => commandOf('view.keyTimes').run())
    tree().focus()
    await user.keyboard('{ArrowDown}')
    await expectActive('Early')
    await user.click(screen.getByRole('button', { name: 'Last write (UTC)' }))
    await waitFor(() => expect(shown()).toEqual(['ROOT', 'Late', 'Early']))
    expect(active()?.getAttribute('aria-label')).toBe('Early')
    await user.click(screen.getByRole('button', { name: 'Last write (UTC)' }))
    await waitFor(() => expect(shown()).toEqual(['ROOT', 'Early', 'Late']))
    expect(commandOf('view.keysOldest').checked?.()).toBe(true)
    await user.click(screen.getByRole('button', { name: 'Key' }))
    await waitFor(() => expect(useSettings.getState().keyOrder).toBe('stored'))
  })

  it('the next hive is opened in the chosen order', async () => {
    act(() => setKeyOrder('newest'))
    await act(() => openSample())
    const next = useDocuments.getState().active ?? 0
    await waitFor(() => expect(keyList(next).rowAt(1)?.name).toBe('Late'))
  })
})

describe('the tree for assistive technology', () => {
  it('every key has its level, position and state, and is named only by its name', async () => {
    await user.keyboard('{ArrowDown}{ArrowRight}')
    const two = await screen.findByRole('treeitem', { name: 'Two' })
    expect(two.getAttribute('aria-level')).toBe('3')
    expect(two.getAttribute('aria-posinset')).toBe('2')
    expect(two.getAttribute('aria-setsize')).toBe('2')
    expect(two.getAttribute('aria-expanded')).toBe('false')
    expect(two.getAttribute('aria-selected')).toBe('false')
    expect(two.textContent).toBe('Two')
    const one = screen.getByRole('treeitem', { name: 'One' })
    expect(one.hasAttribute('aria-expanded')).toBe(false)
  })

  it('links, tombstones, damage and counts are described beside the name', () => {
    expect(screen.getByRole('treeitem', { name: 'Gone' }).getAttribute('aria-description')).toBe(
      'Tombstone',
    )
    expect(screen.getByRole('treeitem', { name: 'Link' }).getAttribute('aria-description')).toBe(
      'Link',
    )
    expect(screen.getByRole('treeitem', { name: 'Many' }).getAttribute('aria-description')).toBe(
      '2,000 subkeys',
    )
  })

  it('a root without a name has a placeholder', async () => {
    cleanup()
    setEngine(pageEngine({ name: '', subkeys: [{ name: 'Below' }] }))
    useDocuments.setState({ docs: [], active: null })
    await openSample()
    render(<KeyTree doc={useDocuments.getState().active ?? 0} />)
    const root = await screen.findByRole('treeitem', { name: '(no name)' })
    expect(root.textContent).toBe('(no name)')
  })

  it('hidden characters are shown as marks and none are stripped', () => {
    const item = screen
      .getAllByRole('treeitem')
      .find((one) => one.getAttribute('aria-label') === 'Hidden⟨RLO⟩⟨NUL⟩name⟨SP⟩')
    expect(item?.textContent).toContain('HiddenRLONULname·')
    expect(within(item as HTMLElement).getByTitle('U+202E')).toBeTruthy()
  })
})

describe('the keyboard', () => {
  it('arrows move the selection and stop at the ends', async () => {
    await expectActive('ROOT')
    await user.keyboard('{ArrowUp}')
    await expectActive('ROOT')
    await user.keyboard('{ArrowDown}{ArrowDown}')
    await expectActive('Beta')
  })

  it('Right expands and enters a key, Left leaves and collapses it', async () => {
    await user.keyboard('{ArrowDown}{ArrowRight}')
    await expectActive('Alpha')
    expect(active()?.getAttribute('aria-expanded')).toBe('true')
    await user.keyboard('{ArrowRight}')
    await expectActive('One')
    await user.keyboard('{ArrowRight}')
    await expectActive('One')
    await user.keyboard('{ArrowLeft}')
    await expectActive('Alpha')
    await user.keyboard('{ArrowLeft}')
    await waitFor(() => expect(active()?.getAttribute('aria-expanded')).toBe('false'))
  })

  it('End goes to the last key, mounts it and keeps the focus', async () => {
    await user.keyboard('{End}{ArrowRight}{End}')
    await expectActive('Item2999')
    expect(screen.getAllByRole('treeitem').length).toBeLessThan(100)
    await user.keyboard('{Home}')
    await expectActive('ROOT')
  })

  it('Page Up and Page Down move by screens', async () => {
    await user.keyboard('{End}{ArrowRight}{PageDown}')
    await waitFor(() => expect(active()?.getAttribute('aria-label')).toMatch(/^Item10/))
    await user.keyboard('{PageUp}')
    await expectActive('Many')
  })

  it('Enter, plus and minus expand and collapse, and * expands everything below', async () => {
    await user.keyboard('{ArrowDown}{Enter}')
    await waitFor(() => expect(shown()).toContain('Two'))
    await user.keyboard('{Enter}')
    await waitFor(() => expect(shown()).not.toContain('Two'))
    await user.keyboard('+')
    await waitFor(() => expect(shown()).toContain('Two'))
    await user.keyboard('-')
    await waitFor(() => expect(shown()).not.toContain('Two'))
    await user.keyboard('*')
    await waitFor(() => expect(shown()).toContain('Deep'))
    await expectActive('Alpha')
  })

  it('typed letters find keys by their names', async () => {
    await user.keyboard('ma')
    await expectActive('Many')
  })

  it('the tree is one tab stop', async () => {
    await user.tab()
    expect(tree().contains(document.activeElement)).toBe(false)
  })

  it('the Menu key opens the context menu at the selected row', async () => {
    await user.keyboard('{ContextMenu}')
    expect(useDialogs.getState().menu?.kind).toBe('tree')
    await user.keyboard('{Insert}')
    expect(useDialogs.getState().menu?.kind).toBe('tree-new')
  })
})

describe('the mouse', () => {
  it('a click selects, the triangle and a double click expand', async () => {
    await user.click(screen.getByRole('treeitem', { name: 'Beta' }))
    await expectActive('Beta')
    await user.dblClick(screen.getByRole('treeitem', { name: 'Alpha' }))
    await screen.findByRole('treeitem', { name: 'One' })
    const twisty = screen.getByRole('treeitem', { name: 'Two' }).querySelector('[data-twisty]')
    await user.click(twisty as Element)
    await screen.findByRole('treeitem', { name: 'Deep' })
    await expectActive('Alpha')
  })

  it('a right click selects its row and opens the menu there', async () => {
    const beta = screen.getByRole('treeitem', { name: 'Beta' })
    await user.pointer({ keys: '[MouseRight]', target: beta })
    await expectActive('Beta')
    expect(useDialogs.getState().menu?.kind).toBe('tree')
  })
})

describe('naming in place', () => {
  it('the name field has its text selected, Enter commits it, and the focus returns to the tree', async () => {
    await user.keyboard('{ArrowDown}')
    await beginRenameKey(doc)
    const field = await screen.findByRole<HTMLInputElement>('textbox', { name: 'Key name' })
    expect(document.activeElement).toBe(field)
    expect([field.selectionStart, field.selectionEnd]).toEqual([0, 5])
    await user.keyboard('Omega{Enter}')
    await waitFor(() => expect(screen.queryByRole('textbox')).toBeNull())
    await expectActive('Omega')
  })

  it('a refused name keeps the field open with the reason beside it', async () => {
    await user.keyboard('{ArrowDown}')
    await beginRenameKey(doc)
    await user.keyboard('beta{Enter}')
    expect((await screen.findByRole('alert')).textContent).toContain('Beta'.toLowerCase())
    const field = screen.getByRole('textbox', { name: 'Key name' })
    expect(field.getAttribute('aria-invalid')).toBe('true')
    expect(document.activeElement).toBe(field)
    await user.keyboard('{Escape}')
    await expectActive('Alpha')
    expect(engine.calls.filter((call) => call === 'edit')).toHaveLength(1)
  })

  it('an error of the hive is shown beside the field with its place and the next step', async () => {
    setEngine({
      ...engine,
      edit: () =>
        Promise.reject(new HiveError('damaged', 'x', { subject: 'Beta', offset: 0x4bc8 })),
    })
    await user.keyboard('{ArrowDown}{ArrowDown}')
    await beginCreateKey(doc)
    await user.keyboard('Child{Enter}')
    const { textContent } = await screen.findByRole('alert')
    expect(textContent).toMatch(/^Beta is damaged .*Problems panel.*At file offset 0x00004BC8\.$/)
    expect(document.activeElement).toBe(
      screen.getByRole('textbox', { name: 'Name of the new key' }),
    )
  })

  it('a new key is drawn under its parent and created in one step', async () => {
    await user.keyboard('{ArrowDown}{ArrowDown}')
    await beginCreateKey(doc)
    const field = await screen.findByRole<HTMLInputElement>('textbox', {
      name: 'Name of the new key',
    })
    expect(field.value).toBe('New Key #1')
    expect(field.closest('[role=treeitem]')?.getAttribute('aria-level')).toBe('3')
    await user.keyboard('{Enter}')
    await expectActive('New Key #1')
    await undo(doc)
    await expectActive('Beta')
    expect(shown()).not.toContain('New Key #1')
  })

  it('text and Enter typed before a name is proposed are not lost', async () => {
    await user.keyboard('{ArrowDown}{ArrowDown}')
    const asked = deferred<{ revision: number; name: string }>()
    const freeName = vi.spyOn(engine, 'freeName').mockReturnValue(asked.promise)
    await beginCreateKey(doc)
    const field = await screen.findByRole<HTMLInputElement>('textbox')
    expect(document.activeElement).toBe(field)
    await user.keyboard('{Enter}')
    expect(engine.calls).not.toContain('edit')
    asked.resolve({ revision: 1, name: 'Proposed' })
    await expectActive('Proposed')

    freeName.mockRestore()
    await beginCreateKey(doc)
    await user.keyboard('Typed{Enter}')
    await expectActive('Typed')
  })

  it('Esc in the name field creates no key', async () => {
    await beginCreateKey(doc)
    await screen.findByRole('textbox')
    await user.keyboard('{Escape}')
    await expectActive('ROOT')
    expect(screen.queryByRole('textbox')).toBeNull()
    expect(engine.calls).not.toContain('edit')
  })

  it('leaving the field commits the name', async () => {
    await user.keyboard('{ArrowDown}{ArrowDown}')
    await beginRenameKey(doc)
    await user.keyboard('Bravo')
    await user.tab()
    await screen.findByRole('treeitem', { name: 'Bravo' })
  })
})

describe('panes', () => {
  it('the tree keeps the focus when a row is focused', async () => {
    screen.getByRole('treeitem', { name: 'Beta' }).focus()
    await expectActive('Beta')
  })

  it('the tree registers as a pane that can report and take the focus', () => {
    expect(useFocusPane.getState().pane).toBe('tree')
    tree().blur()
    expect(useFocusPane.getState()).toMatchObject({ pane: null, last: 'tree' })
    expect(focusPane('tree')).toBe(true)
    expect(document.activeElement).toBe(tree())
  })
})
