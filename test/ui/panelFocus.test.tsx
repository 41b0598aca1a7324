import { act, cleanup, render, screen, waitFor } from '@testing-library/react'
import { beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { commandOf } from '../../src/commands/registry.ts'
import { runEdit } from '../../src/state/edits.ts'
import { useEnvironment } from '../../src/state/environment.ts'
import {
  enterPane,
  focusPane,
  goToRows,
  isFocusExpected,
  registerPane,
} from '../../src/state/focus.ts'
import { usePanel, usePanelTab } from '../../src/state/panel.ts'
import { setShown } from '../../src/state/settings.ts'
import { BottomPanel } from '../../src/ui/frame/BottomPanel.tsx'
import { Workspace } from '../../src/ui/frame/Workspace.tsx'
import type { DocId } from '../../src/worker/protocol.ts'
import { openPage } from '../helpers/openPage.ts'

let doc: DocId

function Panel() {
  const tab = usePanelTab(doc)
  return tab === null ? null : <BottomPanel doc={doc} tab={tab} />
}

// A list that takes seconds to load does not get the focus any more.
beforeAll(async () => {
  await import('../../src/ui/changes/ChangesPanel.tsx')
  await import('../../src/ui/history/HistoryPanel.tsx')
})

beforeEach(async () => {
  usePanel.setState({ tabs: {} })
  setShown('panel', false)
  const { doc: opened, engine } = await openPage({ name: 'ROOT', subkeys: [{ name: 'Key' }] })
  doc = opened
  const { key } = await engine.resolvePath({ doc, text: 'Key' })
  await runEdit(doc, { kind: 'create-key', parent: key, name: 'New' })
  render(<Panel />)
})

it.each([
  ['view.problems', 'Problems'],
  ['view.changes', 'Changes'],
  ['view.history', 'History'],
] as const)(
  'the focus goes with %s: into the list it shows, and back to the rows',
  async (id, label) => {
    const rows = vi.fn()
    const leave = registerPane('tree', rows)
    act(() => commandOf(id).run())
    await waitFor(() =>
      expect(screen.getByRole('region', { name: label }).contains(document.activeElement)).toBe(
        true,
      ),
    )
    expect(rows).not.toHaveBeenCalled()
    act(() => commandOf(id).run())
    await waitFor(() => expect(rows).toHaveBeenCalled())
    leave()
  },
)

it('a list that comes late leaves the focus in a field that the user has gone to meanwhile', async () => {
  const field = document.body.appendChild(document.createElement('input'))
  enterPane('tree')
  act(() => commandOf('view.history').run())
  field.focus()
  enterPane('address')
  await screen.findByRole('region', { name: 'History' })
  await waitFor(() => expect(isFocusExpected()).toBe(false))
  expect(document.activeElement).toBe(field)
  field.remove()
  enterPane('panel')
  act(() => void focusPane('panel'))
  expect(document.activeElement?.getAttribute('aria-label')).toBe('History')
})

it('from one list of the panel to another, the focus goes along', async () => {
  for (const [id, label] of [
    ['view.changes', 'Changes'],
    ['view.history', 'History'],
    ['view.changes', 'Changes'],
  ] as const) {
    act(() => commandOf(id).run())
    await waitFor(() => expect(document.activeElement?.getAttribute('aria-label')).toBe(label))
  }
})

it('the panel takes the room of the values, and gives it back when they are wanted', async () => {
  const values = () => screen.queryByRole('grid', { name: 'Values' })
  cleanup()
  act(() => useEnvironment.setState({ width: 'wide' }))
  render(<Workspace doc={doc} />)
  act(() => commandOf('view.history').run())
  await waitFor(() => expect(screen.getByRole('region', { name: 'History' })).toBeTruthy())
  await waitFor(() => expect(values()).not.toBeNull())
  act(() => commandOf('view.enlargePanel').run())
  await waitFor(() => expect(values()).toBeNull())
  expect(screen.getByRole('region', { name: 'History' })).toBeTruthy()
  await waitFor(() => expect(document.activeElement?.getAttribute('aria-label')).toBe('History'))
  act(() => goToRows('grid'))
  await waitFor(() => expect(values()).not.toBeNull())
  expect(screen.getByRole('region', { name: 'History' })).toBeTruthy()
})
