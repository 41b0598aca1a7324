import { cleanup, render, screen, waitFor } from '@testing-library/react'
import { afterEach, expect, it } from 'vitest'
import { useKeptEdits } from '../../src/state/keptEdits.ts'
import { ResumeDialog } from '../../src/ui/dialogs/ResumeDialog.tsx'
import type { KeptEdits } from '../../src/worker/protocol.ts'

afterEach(() => {
  cleanup()
  useKeptEdits.setState({ kept: [] })
})

it('the dialog of kept edits opens on Resume, and without edits that can be read on Close', async () => {
  useKeptEdits.setState({ kept: [edits(1, 'unreadable'), edits(2, 'whole')] })
  render(<ResumeDialog />)
  await waitFor(() => expect(focused()).toBe('Resume: 3 changes to SOFTWARE'))
  cleanup()
  useKeptEdits.setState({ kept: [edits(1, 'unreadable')] })
  render(<ResumeDialog />)
  await waitFor(() => expect(focused()).toBe('Close'))
  expect(screen.getByRole('button', { name: 'Forget: Edits of a hive' })).toBeDefined()
})

function edits(id: number, end: KeptEdits['end']): KeptEdits {
  return {
    ...{ id: String(id), name: 'SOFTWARE', size: 4096, head: '', bytes: 100 },
    ...{ since: 0, last: 0, until: 1, steps: [], count: 3, unsaved: 3 },
    ...{ end, needsFile: false, knowsFile: true, use: null },
  }
}

function focused(): string | undefined {
  const element = document.activeElement
  return element?.getAttribute('aria-label') ?? element?.textContent ?? undefined
}
