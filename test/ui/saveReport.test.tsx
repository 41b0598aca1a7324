import { act, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { commandOf } from '../../src/commands/registry.ts'
import { activeDocument, useDocuments } from '../../src/state/documents.ts'
import { runEdit, undo } from '../../src/state/edits.ts'
import { saveDocument } from '../../src/state/saving.ts'
import { App } from '../../src/ui/App.tsx'
import type { DocId } from '../../src/worker/protocol.ts'
import '../helpers/wholePage.ts'
import { fakeClipboard } from '../helpers/fakeClipboard.ts'
import { openPage } from '../helpers/openPage.ts'

let doc: DocId

beforeEach(async () => {
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => {})
  URL.createObjectURL = () => 'blob:test'
  ;({ doc } = await openPage({ name: 'ROOT', subkeys: [{ name: 'Key' }] }))
  render(<App />)
  const parent = useDocuments.getState().docs[0]?.info.root ?? 0
  await act(() => runEdit(doc, { kind: 'create-key', parent, name: 'New' }))
})
afterEach(() => void vi.restoreAllMocks())

describe('the report of a save', () => {
  it('is shown from the notice, is copied as text, and stays in the File menu', async () => {
    const user = userEvent.setup()
    const clipboard = fakeClipboard()
    expect(commandOf('file.saveReport').when()).toBe(false)
    await act(() => saveDocument(doc))
    await user.click(screen.getByRole('button', { name: 'Report' }))
    const dialog = await screen.findByRole('dialog', { name: 'Save Report' })
    const table = within(dialog).getByRole('table', { name: 'Changes' })
    expect(within(table).getAllByRole('row')[1]?.textContent).toBe('Keys100')
    const sha = activeDocument()?.lastSave?.report.sha256 ?? 'none'
    expect(within(dialog).getByText(sha)).toBeTruthy()
    await user.click(within(dialog).getByRole('button', { name: 'Copy as Text' }))
    await waitFor(() => expect(clipboard.text).toContain(`SHA-256: ${sha}`))
    await user.keyboard('{Escape}')
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())

    act(() => commandOf('file.saveReport').run())
    expect(await screen.findByRole('dialog', { name: 'Save Report' })).toBeTruthy()
    await user.keyboard('{Escape}')
  })

  it('the status bar says that a hive was only downloaded, until it is edited again', async () => {
    await act(() => saveDocument(doc))
    const bar = screen.getByRole('contentinfo')
    expect(within(bar).getByText('Saved as a download')).toBeTruthy()
    await act(() => undo(doc))
    await waitFor(() => expect(within(bar).queryByText('Saved as a download')).toBeNull())
    expect(within(bar).getByRole('button', { name: '1 unsaved step' })).toBeTruthy()
  })
})
