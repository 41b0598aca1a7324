import { act, render, screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { beforeEach, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { encodeDescriptor } from '../../src/security/descriptor.ts'
import { parseSddl } from '../../src/security/parseSddl.ts'
import { openDialog, openValueEditor } from '../../src/state/dialogs.ts'
import { activate, addDocument } from '../../src/state/documents.ts'
import { goTo } from '../../src/state/navigation.ts'
import { selectedKey, selectedRow } from '../../src/state/treeRows.ts'
import { focusedValue } from '../../src/state/values.ts'
import { Dialogs } from '../../src/ui/dialogs/Dialogs.tsx'
import { DetailsPane } from '../../src/ui/panels/DetailsPane.tsx'
import { encodeDword, encodeString } from '../../src/values/encode.ts'
import type { DocId } from '../../src/worker/protocol.ts'
import { openPage } from '../helpers/openPage.ts'
import { hiveFile, type PageEngine } from '../helpers/pageEngine.ts'

const USER = 'S-1-5-21-1-2-3-1001'

/** A SYSTEM hive with a service; the key Mine belongs to a user that only SOFTWARE knows. */
function system(): Uint8Array<ArrayBuffer> {
  const hive = Hive.create()
  hive.transact(() => {
    hive.rootKey.create('Select').set('Current', 4, encodeDword(1))
    hive.rootKey.createPath('ControlSet001\\Services\\Tcpip').set('Start', 4, encodeDword(0))
    const owned = encodeDescriptor(parseSddl(`O:${USER}G:BAD:(A;;KA;;;BA)`))
    hive.rootKey.create('Mine').setSecurity(7, owned)
  })
  return hive.finishedCopy()
}

function software(): Uint8Array<ArrayBuffer> {
  const hive = Hive.create()
  hive.transact(() => {
    const profiles = 'Microsoft\\Windows NT\\CurrentVersion\\ProfileList'
    const profile = hive.rootKey.createPath(`${profiles}\\${USER}`)
    profile.set('ProfileImagePath', 2, encodeString('C:\\Users\\anna'))
  })
  return hive.finishedCopy()
}

let doc: DocId
let engine: PageEngine

beforeEach(async () => {
  ;({ doc, engine } = await openPage(system()))
})

it('the details say what a well-known value means, and who owns a key', async () => {
  render(<DetailsPane doc={doc} />)
  await act(() => goTo(doc, 'ControlSet001\\Services\\Tcpip\\Start'))
  const pane = screen.getByRole('region', { name: 'Details' })
  await waitFor(() => expect(pane.textContent).toContain('MeaningBoot: loaded by the boot loader'))
  expect(pane.textContent).toContain('OwnerBUILTIN\\Administrators')
})

it('the editor of a number says what the number typed so far means', async () => {
  render(<Dialogs />)
  await act(() => goTo(doc, 'ControlSet001\\Services\\Tcpip\\Start'))
  const [key, value] = [selectedKey(doc), focusedValue(doc)]
  if (key === null || value === null) throw new Error('nothing selected')
  act(() => openValueEditor(doc, key, value, { binary: false }))
  const dialog = await screen.findByRole('dialog', { name: 'Edit DWORD (32-bit) Value' })
  const field = within(dialog).getByRole('textbox', { name: 'Value data' })
  const said = () => {
    const id = field.getAttribute('aria-describedby') ?? ''
    return document.getElementById(id)?.textContent
  }
  await waitFor(() => expect(said()).toBe('MeaningBoot: loaded by the boot loader'))
  const user = userEvent.setup()
  await user.clear(field)
  await user.type(field, '4')
  await waitFor(() => expect(said()).toBe('MeaningDisabled: cannot be started'))
  await user.type(field, '2')
  await waitFor(() => expect(said()).toBe(''))
})

it('the owner is named by any open hive that knows the account', async () => {
  render(<DetailsPane doc={doc} />)
  await act(() => goTo(doc, 'Mine'))
  const pane = screen.getByRole('region', { name: 'Details' })
  await waitFor(() => expect(pane.textContent).toContain(`Owner${USER}`))
  const file = hiveFile('SOFTWARE', software())
  addDocument(await engine.open({ name: 'SOFTWARE', file, handle: null, logs: [] }), null)
  act(() => activate(doc))
  await act(() => goTo(doc, 'Select'))
  await act(() => goTo(doc, 'Mine'))
  await waitFor(() => expect(pane.textContent).toContain('Owneranna'))
  expect(within(pane).getByTitle(USER)).toBeTruthy()
})

it('the palette leads to the well-known keys of the hive by their titles', async () => {
  render(<Dialogs />)
  act(() => openDialog({ type: 'palette' }))
  const user = userEvent.setup()
  await user.type(await screen.findByRole('combobox'), 'services driv')
  await user.click(await screen.findByRole('option', { name: /Services and drivers/ }))
  await waitFor(() => expect(selectedRow(doc)?.name).toBe('Services'))
})
