import { act, render, screen, waitFor, within } from '@testing-library/react'
import userEvent, { type UserEvent } from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import { useDialogs } from '../../src/state/dialogs.ts'
import { openSample, useDocuments } from '../../src/state/documents.ts'
import { runEdit, undo } from '../../src/state/edits.ts'
import { clearNotices } from '../../src/state/notices.ts'
import { saveDocument } from '../../src/state/saving.ts'
import { startState } from '../../src/state/start.ts'
import { App } from '../../src/ui/App.tsx'
import type { DocId, DocInfo } from '../../src/worker/protocol.ts'
import '../helpers/wholePage.ts'
import { pageEngine } from '../helpers/pageEngine.ts'

let user: UserEvent
let info: DocInfo
let doc: DocId

beforeEach(async () => {
  useDocuments.setState({ docs: [], active: null, opening: [], stopped: false })
  useDialogs.setState({ dialog: null, menu: null })
  clearNotices()
  user = userEvent.setup()
  startState(pageEngine({ name: 'ROOT', subkeys: [{ name: 'Key' }] }))
  render(<App />)
  await act(() => openSample())
  info = useDocuments.getState().docs[0]?.info as DocInfo
  doc = info.doc
})

async function addKey(name: string): Promise<void> {
  await act(() => runEdit(doc, { kind: 'create-key', parent: info.root, name }))
}

async function listed(): Promise<(string | null)[]> {
  const dialog = await screen.findByRole('dialog', { name: 'Unsaved Changes' })
  const items = await within(dialog).findAllByRole('listitem')
  return items.map((item) => item.textContent)
}

describe('the unsaved changes in the status bar', () => {
  it('the count of unsaved changes opens their list, newest first, each with kind, name and hive', async () => {
    await addKey('First')
    await addKey('Second')
    await user.click(screen.getByRole('button', { name: '2 unsaved changes' }))
    expect(await listed()).toEqual(['New key Secondsample', 'New key Firstsample'])
  })

  it('the list of unsaved changes is opened and closed with the keyboard', async () => {
    await addKey('First')
    const button = screen.getByRole('button', { name: '1 unsaved change' })
    act(() => button.focus())
    await user.keyboard('{Enter}')
    expect(await listed()).toEqual(['New key Firstsample'])
    await user.keyboard('{Escape}')
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    await waitFor(() => expect(document.activeElement).toBe(button))
  })

  it('the list of unsaved changes is updated by edits while it is open', async () => {
    await addKey('First')
    await user.click(screen.getByRole('button', { name: '1 unsaved change' }))
    expect(await listed()).toHaveLength(1)
    await addKey('Second')
    await waitFor(async () => expect(await listed()).toHaveLength(2))
  })

  it('after a save, undone steps are the unsaved changes', async () => {
    await addKey('First')
    await act(() => saveDocument(doc))
    expect(screen.queryByRole('button', { name: /unsaved change/ })).toBeNull()
    await act(() => undo(doc))
    await user.click(screen.getByRole('button', { name: '1 unsaved change' }))
    expect(await listed()).toEqual(['Undone: New key Firstsample'])
  })
})
