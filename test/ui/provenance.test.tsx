import { createHash } from 'node:crypto'
import { act, render, screen, within } from '@testing-library/react'
import { beforeEach, describe, expect, it } from 'vitest'
import { commandOf } from '../../src/commands/registry.ts'
import { useDialogs } from '../../src/state/dialogs.ts'
import { useDocuments } from '../../src/state/documents.ts'
import { openFiles } from '../../src/state/openFiles.ts'
import { startState } from '../../src/state/start.ts'
import { App } from '../../src/ui/App.tsx'
import '../helpers/wholePage.ts'
import { bytesOf, pageEngine } from '../helpers/pageEngine.ts'

beforeEach(() => {
  useDocuments.setState({ docs: [], active: null, opening: [], stopped: false })
  useDialogs.setState({ dialog: null, menu: null })
})

describe('Hive Information', () => {
  it('has the name, size, time and hash of the file that was opened', async () => {
    startState(pageEngine())
    render(<App />)
    const bytes = bytesOf({ name: 'ROOT' })
    const lastModified = Date.UTC(2019, 1, 11, 19, 45, 25)
    const file = new File([bytes], 'SYSTEM', { lastModified })
    await act(() => openFiles([{ file, handle: null }]))
    act(() => commandOf('tools.information').run())
    const dialog = await screen.findByRole('dialog', { name: 'Hive Information' })
    const fact = (label: string) =>
      within(dialog).getByText(label, { selector: 'dt' }).nextSibling?.textContent
    const digest = createHash('sha256').update(bytes).digest('hex')
    expect(await within(dialog).findByText(digest)).toBeTruthy()
    expect(fact('File')).toBe('SYSTEM')
    expect(fact('Size')).toBe('8 KB (8,192 bytes)')
    expect(fact('File modified')).toBe('2019-02-11 19:45:25.0000000 UTC')
  })
})
