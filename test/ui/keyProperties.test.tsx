import { render, screen, waitFor, within } from '@testing-library/react'
import userEvent, { type UserEvent } from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import { commandOf } from '../../src/commands/registry.ts'
import { KEY_FLAG } from '../../src/regf/layout.ts'
import { openDialog } from '../../src/state/dialogs.ts'
import { toggleLock, useDocuments } from '../../src/state/documents.ts'
import { runEdit, undo } from '../../src/state/edits.ts'
import { goTo } from '../../src/state/navigation.ts'
import { keyDetails } from '../../src/state/tree.ts'
import { selectedKey } from '../../src/state/treeRows.ts'
import { editName } from '../../src/text/edits.ts'
import { Dialogs } from '../../src/ui/dialogs/Dialogs.tsx'
import { encodeLink } from '../../src/values/encode.ts'
import type { DocId, KeyDetails } from '../../src/worker/protocol.ts'
import { eventually } from '../helpers/eventually.ts'
import { openPage } from '../helpers/openPage.ts'
import type { PageEngine } from '../helpers/pageEngine.ts'

const TARGET = '\\Registry\\Machine\\SYSTEM\\ControlSet001'

const HIVE = {
  name: 'ROOT',
  subkeys: [
    {
      name: 'ControlSet001',
      className: 'Klass',
      values: [{ name: 'a', type: 4, data: new Uint8Array(4) }],
    },
    {
      name: 'Current',
      flags: KEY_FLAG.SYM_LINK,
      values: [{ name: 'SymbolicLinkValue', type: 6, data: encodeLink(TARGET) }],
    },
  ],
}

let engine: PageEngine
let doc: DocId
let user: UserEvent

beforeEach(async () => {
  user = userEvent.setup()
  ;({ engine, doc } = await openPage(HIVE))
  render(<Dialogs />)
})

async function openProperties(path: string): Promise<HTMLElement> {
  await goTo(doc, path)
  openDialog({ type: 'key-properties', doc, key: selectedKey(doc) as number })
  const dialog = await screen.findByRole('dialog', { name: 'Key Properties' })
  await within(dialog).findByText('Last write')
  return dialog
}

async function details(): Promise<KeyDetails> {
  return engine.keyDetails({ doc, key: selectedKey(doc) as number })
}

const state = () => useDocuments.getState().docs[0]?.state

describe('the properties of a key', () => {
  it('class and virtualization flags are changed as one step, which undo takes back', async () => {
    const dialog = await openProperties('ControlSet001')
    const field = within(dialog).getByLabelText('Class')
    expect((field as HTMLInputElement).value).toBe('Klass')
    await user.clear(field)
    await user.type(field, 'Other')
    await user.click(within(dialog).getByLabelText('Do not virtualize denied writes'))
    await user.click(within(dialog).getByLabelText('New subkeys inherit these flags'))
    await user.click(within(dialog).getByRole('button', { name: 'OK' }))
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(await details()).toMatchObject({ className: 'Other', virtualFlags: 10 })
    expect(state()?.unsaved).toBe(1)
    const step = state()?.undo
    expect(step && editName(step)).toBe('Change properties of ControlSet001')
    await undo(doc)
    expect(await details()).toMatchObject({ className: 'Klass', virtualFlags: 0 })
    expect(state()?.unsaved).toBe(0)
  })

  it('OK without a change makes no step', async () => {
    const dialog = await openProperties('ControlSet001')
    await user.click(within(dialog).getByRole('button', { name: 'OK' }))
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(state()?.unsaved).toBe(0)
  })

  it('the target of a link is typed in any form and stored in that of the kernel', async () => {
    const dialog = await openProperties('Current')
    const field = within(dialog).getByLabelText('Link target')
    expect((field as HTMLInputElement).value).toBe(TARGET)
    await user.clear(field)
    await user.type(field, 'HKCU\\Software')
    expect(within(dialog).getByRole('button', { name: 'OK' })).toHaveProperty('disabled', true)
    await user.clear(field)
    await user.type(field, 'HKLM\\SYSTEM\\ControlSet002')
    await within(dialog).findByText('Stored as \\Registry\\Machine\\SYSTEM\\ControlSet002')
    await user.click(within(dialog).getByRole('button', { name: 'OK' }))
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect((await details()).linkTarget).toBe('\\Registry\\Machine\\SYSTEM\\ControlSet002')
    await undo(doc)
    expect((await details()).linkTarget).toBe(TARGET)
  })

  it('a locked hive shows the same facts, and nothing to fill in', async () => {
    await toggleLock(doc)
    const dialog = await openProperties('Current')
    expect(within(dialog).queryByRole('textbox')).toBeNull()
    expect(within(dialog).queryByRole('button', { name: 'OK' })).toBeNull()
    expect(dialog.textContent).toContain(TARGET)
  })

  it('everything below is measured on request', async () => {
    const dialog = await openProperties('\\')
    await user.click(within(dialog).getByRole('button', { name: 'Measure' }))
    await within(dialog).findByText(/^3 keys, 2 values, [\d,]+ bytes$/)
  })
})

describe('a new link', () => {
  it('is created with its target as one step, and undo takes it away', async () => {
    await goTo(doc, 'ControlSet001')
    commandOf('edit.newLink').run()
    const dialog = await screen.findByRole('dialog', { name: 'New Link' })
    await user.type(within(dialog).getByLabelText('Name'), 'Latest')
    expect(within(dialog).getByRole('button', { name: 'Create' })).toHaveProperty('disabled', true)
    await user.type(within(dialog).getByLabelText('Link target'), 'HKEY_LOCAL_MACHINE\\SYSTEM')
    await user.click(within(dialog).getByRole('button', { name: 'Create' }))
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    await eventually(() => expect(keyDetails(doc)?.name).toBe('Latest'))
    expect(keyDetails(doc)).toMatchObject({ link: true, linkTarget: '\\Registry\\Machine\\SYSTEM' })
    expect((await engine.check({ doc })).errors).toBe(0)
    await undo(doc)
    expect((await engine.resolvePath({ doc, text: 'ControlSet001\\Latest' })).missing).toBe(
      'Latest',
    )
  })

  it('a name that is taken is said in the dialog, which stays open', async () => {
    await goTo(doc, '\\')
    openDialog({ type: 'new-link', doc, parent: selectedKey(doc) as number })
    const dialog = await screen.findByRole('dialog', { name: 'New Link' })
    await user.type(within(dialog).getByLabelText('Name'), 'current')
    await user.type(within(dialog).getByLabelText('Link target'), 'HKLM\\SYSTEM')
    await user.click(within(dialog).getByRole('button', { name: 'Create' }))
    expect((await within(dialog).findByRole('alert')).textContent).toContain('current')
  })
})

describe('the last write times of edited keys', () => {
  const lastWrite = async () => (await details()).lastWrite

  it('are kept while that is chosen for the hive, which the status of the command says', async () => {
    await goTo(doc, 'ControlSet001')
    const before = await lastWrite()
    const rename = () =>
      runEdit(doc, { kind: 'create-key', parent: selectedKey(doc) as number, name: 'x' })
    commandOf('edit.keepTimes').run()
    await eventually(() => expect(commandOf('edit.keepTimes').checked?.()).toBe(true))
    await rename()
    await goTo(doc, 'ControlSet001')
    expect(await lastWrite()).toBe(before)
    await undo(doc)
    commandOf('edit.keepTimes').run()
    await eventually(() => expect(commandOf('edit.keepTimes').checked?.()).toBe(false))
    await goTo(doc, 'ControlSet001')
    await rename()
    await goTo(doc, 'ControlSet001')
    expect(await lastWrite()).toBeGreaterThan(before)
  })
})
