import { act, render, screen, waitFor, within } from '@testing-library/react'
import userEvent, { type UserEvent } from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { commandOf } from '../../src/commands/registry.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import * as save from '../../src/platform/save.ts'
import { encodeDescriptor } from '../../src/security/descriptor.ts'
import { parseSddl } from '../../src/security/parseSddl.ts'
import { useDialogs } from '../../src/state/dialogs.ts'
import { runEdit } from '../../src/state/edits.ts'
import { usePanel, usePanelTab } from '../../src/state/panel.ts'
import { rightsViews } from '../../src/state/rights.ts'
import { setShown } from '../../src/state/settings.ts'
import { keyDetails } from '../../src/state/tree.ts'
import { selectedKey } from '../../src/state/treeRows.ts'
import { BottomPanel } from '../../src/ui/frame/BottomPanel.tsx'
import type { DocId } from '../../src/worker/protocol.ts'
import { openPage } from '../helpers/openPage.ts'
import type { PageEngine } from '../helpers/pageEngine.ts'
import '../helpers/wholePage.ts'

const bytesOf = (sddl: string) => encodeDescriptor(parseSddl(sddl))

function hive(): Uint8Array<ArrayBuffer> {
  const made = Hive.create()
  made.rootKey.setDescriptor(bytesOf('O:BAG:SYD:(A;CI;KA;;;SY)(A;CI;KA;;;BA)(A;CI;KR;;;BU)'))
  for (const path of ['Closed\\One', 'Closed\\Two', 'Open', 'World']) made.rootKey.createPath(path)
  made.key('Open').setDescriptor(bytesOf('O:BAG:SYD:(A;CI;KA;;;BA)(A;CI;KW;;;BU)'))
  made.key('World').setDescriptor(bytesOf('O:BAG:SYD:(A;CI;KA;;;BA)(A;CI;CC;;;WD)'))
  made.key('Closed\\Two').setDescriptor(bytesOf('O:BAG:SYD:(A;CI;KA;;;LS)'))
  return made.finishedCopy()
}

let user: UserEvent
let engine: PageEngine
let doc: DocId

function Panel() {
  const tab = usePanelTab(doc)
  return tab === null ? null : <BottomPanel doc={doc} tab={tab} />
}

async function start(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  usePanel.setState({ tabs: {}, opened: {}, changes: {} })
  setShown('panel', false)
  ;({ doc, engine } = await openPage(bytes))
  user = userEvent.setup()
  render(<Panel />)
}

async function open(): Promise<HTMLElement> {
  act(() => commandOf('tools.writable').run())
  const grid = await screen.findByRole('grid', { name: 'Keys Ordinary Users Can Write' })
  await idle()
  return grid
}

async function idle(): Promise<void> {
  await waitFor(() => {
    const { running, result } = rightsViews.viewOf(doc)
    expect(running).toBe(false)
    expect(result).not.toBeNull()
  })
}

const rowsOf = (grid: HTMLElement) =>
  within(grid)
    .getAllByRole('row')
    .slice(1)
    .map((row) => [...row.querySelectorAll('[aria-colindex]')].map((cell) => cell.textContent))

describe('keys that ordinary users can write', () => {
  beforeEach(() => start(hive()))

  it('are listed with their rights and the entry that decides', async () => {
    const grid = await open()
    await waitFor(() =>
      expect(rowsOf(grid)).toEqual([
        ['Open', 'Set Value, Create Subkey', 'BUILTIN\\Users (A;CI;KW;;;BU)'],
      ]),
    )
    expect(screen.getByText('1 key of 6 · 4 descriptors')).toBeDefined()
  })

  it('are those of the chosen accounts, which can be any', async () => {
    const grid = await open()
    await user.click(screen.getByRole('button', { name: 'Accounts That Count' }))
    await user.click(screen.getByRole('checkbox', { name: 'BUILTIN\\Users' }))
    await idle()
    await waitFor(() => expect(rowsOf(grid)).toEqual([]))
    expect(screen.getByText('None of these accounts can write to any key.')).toBeDefined()
    await user.type(screen.getByRole('combobox', { name: 'Account' }), 'local service{Enter}')
    await idle()
    await waitFor(() => expect(rowsOf(grid).map(([path]) => path)).toEqual(['Closed\\Two']))
  })

  it('lead to the key in the tree, and to its permissions', async () => {
    const grid = await open()
    await waitFor(() => expect(rowsOf(grid)).toHaveLength(1))
    act(() => grid.focus())
    await user.keyboard('{Enter}')
    await waitFor(() => expect(keyDetails(doc)?.name).toBe('Open'))
    act(() => commandOf('edit.writablePermissions').run())
    expect(useDialogs.getState().dialog).toEqual({
      ...{ type: 'permissions', doc, key: selectedKey(doc) },
    })
  })

  it('come with the descriptors of the hive, and how many keys share each', async () => {
    await open()
    await user.click(screen.getByRole('button', { name: 'Descriptors' }))
    const grid = await screen.findByRole('grid', { name: 'Descriptors' })
    await waitFor(() =>
      expect(
        rowsOf(grid).map(([count, owner, rights, , first]) => [count, owner, rights, first]),
      ).toEqual([
        ['3', 'BUILTIN\\Administrators', '', '(root)'],
        ['1', 'BUILTIN\\Administrators', '', 'Closed\\Two'],
        ['1', 'BUILTIN\\Administrators', 'Set Value, Create Subkey', 'Open'],
        ['1', 'BUILTIN\\Administrators', '', 'World'],
      ]),
    )
  })

  it('are looked for again after an edit of a small hive', async () => {
    const grid = await open()
    const { key } = await engine.resolvePath({ doc, text: 'World' })
    const descriptor = bytesOf('O:BAG:SYD:(A;CI;KA;;;BA)(A;CI;KA;;;IU)')
    await act(() => runEdit(doc, { kind: 'set-security', key, descriptor, below: {} }))
    await waitFor(() => expect(rowsOf(grid).map(([path]) => path)).toEqual(['Open', 'World']))
  })

  it('are exported as CSV and JSON', async () => {
    const files: [string, Blob][] = []
    vi.spyOn(save, 'downloadBlob').mockImplementation((blob, name) => void files.push([name, blob]))
    await open()
    await user.click(screen.getByRole('button', { name: 'Export as CSV' }))
    await waitFor(() => expect(files).toHaveLength(1))
    act(() => commandOf('file.exportRightsJson').run())
    await waitFor(() => expect(files).toHaveLength(2))
    expect(files.map(([name]) => name)).toEqual(['writable-keys.csv', 'writable-keys.json'])
    expect(await files[0]?.[1].text()).toContain('\\Open","Set Value; Create Subkey"')
    vi.restoreAllMocks()
  })
})

it('keys are listed while they are found, and stay when the search is stopped', async () => {
  const made = Hive.create()
  made.rootKey.setDescriptor(bytesOf('O:BAG:SYD:(A;CI;KA;;;BU)'))
  made.transact(() => {
    for (let n = 0; n < 40_000; n++) made.rootKey.create(`k${n}`)
  })
  await start(made.finishedCopy())
  const release = engine.hold('findWritable')
  act(() => commandOf('tools.writable').run())
  await waitFor(() => expect(rightsViews.viewOf(doc).keys.total).toBeGreaterThan(0))
  expect(rightsViews.viewOf(doc).result).toBeNull()
  await user.click(await screen.findByRole('button', { name: 'Cancel' }))
  release()
  await screen.findByText('Stopped.')
  expect(rightsViews.viewOf(doc).keys.total).toBeGreaterThan(0)
})
