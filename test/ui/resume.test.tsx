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

it('the dialog opens on the edits that were chosen', async () => {
  useKeptEdits.setState({ kept: [edits(1, 'whole'), edits(2, 'whole'), edits(3, 'unreadable')] })
  render(<ResumeDialog journal="2" />)
  const resume = () => screen.getAllByRole('button', { name: 'Resume: 3 changes to SOFTWARE' })
  await waitFor(() => expect(document.activeElement).toBe(resume()[1]))
  cleanup()
  render(<ResumeDialog journal="3" />)
  await waitFor(() => expect(focused()).toBe('Close'))
  cleanup()
  render(<ResumeDialog journal="gone" />)
  await waitFor(() => expect(document.activeElement).toBe(resume()[0]))
})

function edits(id: number, end: KeptEdits['end']): KeptEdits {
  return {
    ...{ id: String(id), name: 'SOFTWARE', size: 4096, head: '', bytes: 100 },
    ...{ since: 0, last: 0, until: 1, steps: [], count: 3, unsaved: 3 },
    ...{ end, needsFile: false, needsLogs: false, knowsFile: true, use: null },
  }
}

function focused(): string | undefined {
  const element = document.activeElement
  return element?.getAttribute('aria-label') ?? element?.textContent ?? undefined
}
