import { act, render, screen, waitFor } from '@testing-library/react'
import userEvent, { type UserEvent } from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { commandOf } from '../../src/commands/registry.ts'
import { useDialogs } from '../../src/state/dialogs.ts'
import { discardDocument, toggleLock, useDocuments } from '../../src/state/documents.ts'
import { runEdit, undo } from '../../src/state/edits.ts'
import { useWorking } from '../../src/state/longEdits.ts'
import { useNotices } from '../../src/state/notices.ts'
import { usePanel, usePanelTab } from '../../src/state/panel.ts'
import { saveDocument } from '../../src/state/saving.ts'
import { setShown } from '../../src/state/settings.ts'
import { selectedKey } from '../../src/state/treeRows.ts'
import { BottomPanel } from '../../src/ui/frame/BottomPanel.tsx'
import type { DocId, KeyId } from '../../src/worker/protocol.ts'
import { openPage } from '../helpers/openPage.ts'
import type { PageEngine } from '../helpers/pageEngine.ts'

let user: UserEvent
let engine: PageEngine
let doc: DocId
let root: KeyId

function Panel() {
  const tab = usePanelTab(doc)
  return tab === null ? null : <BottomPanel doc={doc} tab={tab} />
}

beforeEach(async () => {
  usePanel.setState({ tabs: {} })
  setShown('panel', false)
  ;({ doc, engine } = await openPage({ name: 'ROOT', subkeys: [{ name: 'Key' }] }))
  root = useDocuments.getState().docs[0]?.info.root ?? 0
  user = userEvent.setup()
  render(<Panel />)
})
afterEach(() => void vi.restoreAllMocks())

async function addKeys(...names: string[]): Promise<void> {
  for (const name of names) {
    await act(() => runEdit(doc, { kind: 'create-key', parent: root, name }))
  }
}

async function openHistory(): Promise<HTMLElement> {
  act(() => commandOf('view.history').run())
  return screen.findByRole('grid', { name: 'History' })
}

function rowElements(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>('[role=row][data-index]')]
}

/** The rows as text: step, state and key. */
function rows(): string[] {
  return rowElements().map((row) => [...row.children].map((one) => one.textContent).join(' | '))
}

async function expectRows(...wanted: string[]): Promise<void> {
  await waitFor(() => expect(rows()).toEqual(wanted))
}

function row(name: string): HTMLElement {
  const found = rowElements().find((one) => one.textContent?.startsWith(name))
  if (found === undefined) throw new TypeError(`no row ${name}`)
  return found
}

function summary(): string {
  return screen.getByLabelText('History', { selector: 'section' }).textContent ?? ''
}

async function expectNotice(text: string | RegExp): Promise<void> {
  await waitFor(() => {
    const texts = useNotices.getState().notices.map((notice) => notice.text)
    expect(texts.join('\n')).toMatch(text)
  })
}

describe('the history panel', () => {
  it('lists a named step for each action, the newest first, and marks where the hive is and where it was saved', async () => {
    await addKeys('A', 'B')
    await act(() => saveDocument(doc))
    await addKeys('C')
    await openHistory()
    await expectRows(
      'New key C | Now | C',
      'New key B | Saved | B',
      'New key A |  | A',
      'Opened |  | ',
    )
    expect(row('New key C').getAttribute('aria-current')).toBe('step')
    expect(summary()).toContain('3 steps')
  })

  it('shows undone steps above the point where the hive is, and follows edits, undo and saves', async () => {
    await openHistory()
    await expectRows('Opened | Now, Saved | ')
    await addKeys('A', 'B')
    await expectRows('New key B | Now | B', 'New key A |  | A', 'Opened | Saved | ')
    await act(() => undo(doc))
    await expectRows('New key B | Undone | B', 'New key A | Now | A', 'Opened | Saved | ')
    expect(summary()).toContain('2 steps, 1 undone')
    await act(() => saveDocument(doc))
    await expectRows('New key B | Undone | B', 'New key A | Now, Saved | A', 'Opened |  | ')
    await addKeys('C')
    await expectRows('New key C | Now | C', 'New key A | Saved | A', 'Opened |  | ')
  })

  it('a click goes to a point: several steps are undone as one, which a notice says', async () => {
    await addKeys('A', 'B', 'C')
    await openHistory()
    await user.click(row('Opened'))
    await expectRows(
      'New key C | Undone | C',
      'New key B | Undone | B',
      'New key A | Undone | A',
      'Opened | Now, Saved | ',
    )
    await expectNotice('Undone: 3 steps')
    expect(engine.calls.filter((call) => call === 'goToStep')).toHaveLength(1)
    await user.click(row('New key B'))
    await expectNotice('Redone: 2 steps')
    const { rows: keys } = await engine.visibleRows({ doc, from: 0, count: 10 })
    expect(keys.map(({ name }) => name)).toEqual(['ROOT', 'A', 'B', 'Key'])
  })

  it('the keyboard moves through the points and Enter goes to one; the focus stays in the list', async () => {
    await addKeys('A', 'B')
    const grid = await openHistory()
    await expectRows('New key B | Now | B', 'New key A |  | A', 'Opened | Saved | ')
    act(() => grid.focus())
    await user.keyboard('{ArrowDown}{Enter}')
    await expectRows('New key B | Undone | B', 'New key A | Now | A', 'Opened | Saved | ')
    await expectNotice('Undone: New key B')
    expect(document.activeElement).toBe(grid)
    await user.keyboard('{Home}{Enter}')
    await expectRows('New key B | Now | B', 'New key A |  | A', 'Opened | Saved | ')
    await user.keyboard('o')
    await waitFor(() => expect(grid.getAttribute('aria-activedescendant')).toBe(row('Opened').id))
  })

  it('the menu of a step goes to it', async () => {
    await addKeys('A')
    const grid = await openHistory()
    await expectRows('New key A | Now | A', 'Opened | Saved | ')
    act(() => grid.focus())
    await user.keyboard('{ArrowDown}{Shift>}{F10}{/Shift}')
    expect(useDialogs.getState().menu?.kind).toBe('history')
    expect(commandOf('edit.goToStep').when()).toBe(true)
    act(() => commandOf('edit.goToStep').run())
    await expectRows('New key A | Undone | A', 'Opened | Now, Saved | ')
  })

  it('the key that the last step was about is selected in the tree', async () => {
    await addKeys('A', 'B')
    await openHistory()
    await user.click(row('Opened'))
    await waitFor(() => expect(selectedKey(doc)).toBe(root))
    await user.click(row('New key B'))
    const { key } = await engine.resolvePath({ doc, text: 'B' })
    await waitFor(() => expect(selectedKey(doc)).toBe(key))
  })

  it('a locked hive stays where it is, and a notice says why', async () => {
    await addKeys('A')
    await openHistory()
    await act(() => toggleLock(doc))
    await user.click(row('Opened'))
    await expectNotice(/locked/)
    await expectRows('New key A | Now | A', 'Opened | Saved | ')
  })

  it('cancelling says how many steps were undone', async () => {
    await addKeys('A', 'B', 'C', 'D')
    await openHistory()
    let now = performance.now()
    vi.spyOn(performance, 'now').mockImplementation(() => {
      now += 400
      return now
    })
    const stop = useWorking.subscribe(({ byDoc }) => {
      const working = byDoc.get(doc)
      if (working && working.done > 0.3) working.cancel()
    })
    await user.click(row('Opened'))
    await expectNotice(/^Cancelled\. Undone: [123] of 4 steps$/)
    stop()
  })

  it('the tab is one of the panel, and closing the hive forgets the list', async () => {
    await openHistory()
    await user.click(screen.getByRole('tab', { name: 'Problems' }))
    expect(screen.queryByRole('grid', { name: 'History' })).toBeNull()
    await user.click(screen.getByRole('tab', { name: 'History' }))
    await screen.findByRole('grid', { name: 'History' })
    act(() => discardDocument(doc))
    expect(screen.queryByRole('grid', { name: 'History' })).toBeNull()
    expect(useNotices.getState().notices).toEqual([])
  })
})
