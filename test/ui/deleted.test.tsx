import { act, render, screen, waitFor } from '@testing-library/react'
import userEvent, { type UserEvent } from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { commandOf } from '../../src/commands/registry.ts'
import * as save from '../../src/platform/save.ts'
import { deletedList, deletedViews } from '../../src/state/deleted.ts'
import { useDocuments } from '../../src/state/documents.ts'
import { runEdit, undo } from '../../src/state/edits.ts'
import { useNotices } from '../../src/state/notices.ts'
import { usePanel, usePanelTab } from '../../src/state/panel.ts'
import { selectKey } from '../../src/state/tree.ts'
import { selectedKey } from '../../src/state/treeRows.ts'
import type { CommandId } from '../../src/text/commands.ts'
import { BottomPanel } from '../../src/ui/frame/BottomPanel.tsx'
import type { DocId, KeyId } from '../../src/worker/protocol.ts'
import { deferred } from '../helpers/deferred.ts'
import { hiveOfEverything } from '../helpers/hives.ts'
import { openPage } from '../helpers/openPage.ts'
import type { PageEngine } from '../helpers/pageEngine.ts'

let user: UserEvent
let engine: PageEngine
let doc: DocId

function Panel() {
  const tab = usePanelTab(doc)
  return tab === null ? null : <BottomPanel doc={doc} tab={tab} />
}

function withoutAlpha(): Uint8Array<ArrayBuffer> {
  const { hive } = hiveOfEverything()
  hive.key('Alpha').delete()
  return hive.finishedCopy()
}

beforeEach(async () => {
  usePanel.setState({ tabs: {}, opened: {}, enlarged: false })
  ;({ doc, engine } = await openPage(withoutAlpha()))
  await engine.check({ doc })
  user = userEvent.setup()
  render(<Panel />)
})

function list(): HTMLElement {
  const grid = document.querySelector<HTMLElement>('[role=grid][aria-label="Deleted items"]')
  if (grid === null) throw new Error('no list')
  return grid
}

function rows(): string[][] {
  return [...list().querySelectorAll('[data-index]')].map((row) =>
    [...row.children].map((cell) => cell.textContent ?? ''),
  )
}

function names(): (string | undefined)[] {
  return rows().map(([name]) => name)
}

async function openPane(): Promise<void> {
  act(() => commandOf('tools.deleted').run())
  await waitFor(() => expect(rows().length).toBe(9))
}

async function choose(name: string): Promise<void> {
  const index = names().indexOf(name)
  await user.click(list().querySelectorAll<HTMLElement>('[data-index]')[index] as HTMLElement)
}

function run(command: CommandId): void {
  act(() => commandOf(command).run())
}

async function keyOf(text: string): Promise<KeyId | null> {
  const { key, missing } = await engine.resolvePath({ doc, text })
  return missing === null ? key : null
}

function notices(): string {
  return useNotices
    .getState()
    .notices.map(({ text }) => text)
    .join('\n')
}

describe('the deleted items', () => {
  it('are listed with what is known of them', async () => {
    await openPane()
    const [alpha] = rows()
    expect(alpha?.slice(0, 5)).toEqual(['Alpha', 'Key', '(root)', '', ''])
    expect(alpha?.[6]).toBe('High')
    expect(
      rows()
        .find(([name]) => name === 'Text')
        ?.slice(1, 5),
    ).toEqual(['Value', 'Alpha', 'REG_SZ', 'some text'])
    expect(screen.getByText('9 deleted items')).toBeTruthy()
  })

  it('are looked at before they are restored: evidence, data, and what a key held', async () => {
    await openPane()
    const preview = screen.getByRole('region', { name: 'Preview' })
    await waitFor(() => expect(preview.textContent).toContain('5 of 5 values, 2 of 2 subkeys'))
    expect(preview.textContent).toContain('Its parent is there.')
    expect(preview.textContent).toContain('Value Text some text')
    await choose('Text')
    await waitFor(() => expect(preview.textContent).toContain('REG_SZ'))
    expect(preview.textContent?.toLowerCase()).toContain('73 00 6f 00 6d 00')
  })

  it('Enter restores a key with everything in it, goes there, and undo takes it back', async () => {
    await openPane()
    act(() => list().focus())
    await user.keyboard('{Enter}')
    await waitFor(() => expect(notices()).toContain('Restored 4 keys and 5 values'))
    const alpha = await keyOf('Alpha')
    expect(alpha).not.toBeNull()
    await waitFor(() => expect(selectedKey(doc)).toBe(alpha))
    await waitFor(() => expect(names()[0]).toBe('Alpharestored'))
    expect(screen.getByText('Found before your last changes.')).toBeTruthy()
    await act(() => undo(doc))
    await waitFor(() => expect(names()[0]).toBe('Alpha'))
    expect(await keyOf('Alpha')).toBeNull()
  })

  it('several are restored below a chosen key as one step', async () => {
    await openPane()
    const wide = (await keyOf('Wide')) ?? 0
    await act(() => selectKey(doc, wide))
    await choose('One')
    await user.keyboard('{Shift>}{ArrowDown}{/Shift}')
    run('edit.restoreDeletedBelow')
    await waitFor(() => expect(notices()).toContain('Restored 3 keys'))
    expect(await keyOf('Wide\\Two\\Deep')).not.toBeNull()
    expect(useDocuments.getState().docs[0]?.state.unsaved).toBe(1)
  })

  it('when there is one of that name, another name is offered', async () => {
    await openPane()
    const wide = (await keyOf('Wide')) ?? 0
    await act(() => selectKey(doc, wide))
    await choose('One')
    run('edit.restoreDeletedBelow')
    await waitFor(() => expect(notices()).toContain('Restored “One”'))
    await act(() => selectKey(doc, wide))
    run('edit.restoreDeletedBelow')
    await waitFor(() => expect(notices()).toContain('There is a key or value of that name'))
    const { action } = useNotices.getState().notices[0] ?? {}
    expect(action?.label).toBe('Restore under another name')
    act(() => action?.run())
    await waitFor(async () => expect(await keyOf('Wide\\One (restored)')).not.toBeNull())
  })

  it('are filtered by text and sureness, and sorted by a column', async () => {
    await openPane()
    await user.type(screen.getByRole('searchbox', { name: 'Filter deleted items' }), 'two')
    await waitFor(() => expect(names()).toEqual(['Two', 'Deep']))
    expect(screen.getByText('9 deleted items, 2 shown')).toBeTruthy()
    await user.keyboard('{Escape}')
    await waitFor(() => expect(rows().length).toBe(9))
    await user.click(screen.getByRole('button', { name: 'Name' }))
    await waitFor(() => expect(names()[1]).toBe('Alpha'))
    await user.selectOptions(screen.getByRole('combobox', { name: 'Sureness' }), 'low')
    await screen.findByText('No deleted item fits the filter')
  })

  it('out of date after an edit, they are found again on request', async () => {
    await openPane()
    await act(async () => runEdit(doc, { kind: 'delete-key', key: (await keyOf('Wide')) ?? 0 }))
    await user.click(await screen.findByRole('button', { name: 'Scan again' }))
    await waitFor(() => expect(names()).toContain('Wide'))
    expect(deletedViews.viewOf(doc).listed?.revision).toBe(1)
  })

  it('are exported as CSV and JSON', async () => {
    const download = vi.spyOn(save, 'downloadBlob').mockImplementation(() => {})
    await openPane()
    run('file.exportDeletedJson')
    await waitFor(() => expect(download).toHaveBeenCalled())
    const [blob, name] = download.mock.calls[0] ?? []
    expect(name).toBe('sample-deleted.json')
    expect(JSON.parse((await blob?.text()) ?? '')).toHaveLength(9)
    download.mockRestore()
  })

  it('a row that is gone to while a scan finds more stays selected', async () => {
    const page = await engine.deletedRows({ doc, from: 0, count: 50 })
    let held: Promise<void> | undefined
    const asked = vi.spyOn(engine, 'deletedSoFar').mockImplementation(async () => {
      await held
      return page
    })
    const scanned = engine.hold('listDeleted')
    act(() => commandOf('tools.deleted').run())
    await screen.findByRole('button', { name: 'Cancel' })
    const find = () =>
      act(() => engine.emit({ type: 'deleted-progress', doc, done: 0.5, found: page.total }))
    find()
    await waitFor(() => expect(rows().length).toBe(page.total))
    act(() => list().focus())
    const gate = deferred<void>()
    held = gate.promise
    const before = asked.mock.calls.length
    await waitFor(() => {
      find()
      expect(asked.mock.calls.length).toBeGreaterThan(before)
    })
    await user.keyboard('{ArrowDown}{ArrowDown}')
    gate.resolve()
    await waitFor(() => expect(deletedList(doc)?.focused?.at).toBe(page.rows[2]?.at))
    await user.keyboard('{ArrowDown}')
    await waitFor(() => expect(deletedList(doc)?.focused?.at).toBe(page.rows[3]?.at))
    scanned()
    await waitFor(() => expect(deletedViews.viewOf(doc).running).toBe(false))
    expect(deletedList(doc)?.focused?.at).toBe(page.rows[3]?.at)
  })

  it('a scan shows how far it is, and can be stopped', async () => {
    const release = engine.hold('listDeleted')
    act(() => commandOf('tools.deleted').run())
    await user.click(await screen.findByRole('button', { name: 'Cancel' }))
    release()
    expect(await screen.findByText(/^Stopped/)).toBeTruthy()
    await user.click(screen.getByRole('button', { name: 'Scan again' }))
    await waitFor(() => expect(rows().length).toBe(9))
  })
})
