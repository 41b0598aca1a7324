import { act, render, screen, waitFor } from '@testing-library/react'
import userEvent, { type UserEvent } from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { commandOf } from '../../src/commands/registry.ts'
import { closeDialog, openDialog } from '../../src/state/dialogs.ts'
import { updateDocument, useDocuments } from '../../src/state/documents.ts'
import { isFocusExpected } from '../../src/state/focus.ts'
import { useNotices } from '../../src/state/notices.ts'
import { openInputFiles } from '../../src/state/openFiles.ts'
import { usePanel, usePanelTab } from '../../src/state/panel.ts'
import { BottomPanel } from '../../src/ui/frame/BottomPanel.tsx'
import type { DocId } from '../../src/worker/protocol.ts'
import { corrupt } from '../helpers/corrupt.ts'
import { hiveOfEverything } from '../helpers/hives.ts'
import { openPage } from '../helpers/openPage.ts'
import type { PageEngine } from '../helpers/pageEngine.ts'

const places = hiveOfEverything()
const damaged = corrupt(places.bytes, { at: places.nk('Alpha'), u16: 0 })

let user: UserEvent
let engine: PageEngine
let doc: DocId

function PanelOf({ of }: { readonly of: DocId }) {
  const tab = usePanelTab(of)
  return tab === null ? null : <BottomPanel doc={of} tab={tab} />
}

function Panel() {
  const active = useDocuments((state) => state.active)
  return active === null ? null : <PanelOf key={active} of={active} />
}

beforeEach(async () => {
  usePanel.setState({ tabs: {}, opened: {}, enlarged: false })
  ;({ doc, engine } = await openPage(damaged))
  user = userEvent.setup()
  render(<Panel />)
})

afterEach(() => {
  vi.restoreAllMocks()
})

function texts(label: string): string[] {
  const grid = document.querySelector(`[role=grid][aria-label="${label}"]`)
  return [...(grid?.querySelectorAll('[data-index]') ?? [])].map((row) => row.textContent ?? '')
}

describe('salvage', () => {
  it('opens a sound copy in its own tab, with a report that leads to the damage', async () => {
    await act(async () => commandOf('tools.salvage').run())
    await waitFor(() => expect(texts('Salvage report').length).toBeGreaterThan(2))
    const { docs, active } = useDocuments.getState()
    expect(docs).toHaveLength(2)
    expect(active).not.toBe(doc)
    // Closing it asks first.
    expect(docs.at(-1)?.state.unsaved).toBe(1)
    expect(screen.getByText(/^\d+ keys and \d+ values kept; /)).toBeTruthy()
    const report = texts('Salvage report')
    expect(report.join('\n')).toContain('LostAn entry of the subkey list leads to no key.')
    const checked = await engine.check({ doc: active ?? 0 })
    expect(checked.errors).toBe(0)
    expect(await engine.hasChanges({ doc: active ?? 0 })).toBe(true)
    const index = report.findIndex((text) => text.includes('leads to no key'))
    const row = document.querySelector<HTMLElement>(`[data-index="${index}"]`)
    await user.dblClick(row as HTMLElement)
    await waitFor(() => expect(useDocuments.getState().active).toBe(doc))
    await waitFor(() => expect(texts('Structure').join('\n')).toContain('Entry'))
  })

  it('that ends while a dialog is open leaves the focus in it', async () => {
    act(() => commandOf('tools.check').run())
    await waitFor(() => expect(isFocusExpected()).toBe(false))
    const release = engine.hold('salvage')
    act(() => commandOf('tools.salvage').run())
    const field = document.body.appendChild(document.createElement('input'))
    act(() => openDialog({ type: 'shortcuts' }))
    field.focus()
    release()
    await waitFor(() => expect(useDocuments.getState().docs).toHaveLength(2))
    await waitFor(() => expect(isFocusExpected()).toBe(false))
    expect(useDocuments.getState().active).toBe(doc)
    expect(document.activeElement).toBe(field)
    field.remove()
    act(closeDialog)
  })

  it('a panel that is shown late leaves the focus in a dialog that was opened meanwhile', async () => {
    act(() => commandOf('tools.check').run())
    const field = document.body.appendChild(document.createElement('input'))
    act(() => openDialog({ type: 'shortcuts' }))
    field.focus()
    await waitFor(() => expect(isFocusExpected()).toBe(false))
    expect(document.activeElement).toBe(field)
    field.remove()
    act(closeDialog)
  })

  it('of a file that cannot be opened is offered with the reason', async () => {
    const torn = new File([corrupt(places.bytes, { at: 0, u32: 0 })], 'torn.hiv')
    await act(() => openInputFiles([torn]))
    const { action } = useNotices.getState().notices.at(-1) ?? {}
    expect(action?.label).toBe('Salvage to new tab')
    await act(async () => action?.run())
    await waitFor(() => expect(texts('Salvage report')).toHaveLength(1))
    expect(texts('Salvage report')[0]).toContain('The header is damaged or missing')
  })
})

describe('a problem', () => {
  it('leads to its place in the technical view', async () => {
    // Tests have no layout: rows are assumed to be 20 px in a panel of 200 px.
    vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(20)
    vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(200)
    const check = await engine.check({ doc })
    act(() => updateDocument(doc, { check, checkProgress: 1 }))
    act(() => commandOf('tools.check').run())
    const [button] = await screen.findAllByRole('button', { name: /^0x/ })
    await user.click(button as HTMLElement)
    await waitFor(() => expect(texts('Structure').length).toBeGreaterThan(3))
    const selected = document.querySelector('[aria-label="Structure"] [aria-selected=true]')
    expect(selected?.textContent).toContain(button?.textContent)
  })
})
