import { render, screen, waitFor, within } from '@testing-library/react'
import userEvent, { type UserEvent } from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import { commandOf } from '../../src/commands/registry.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { decodeDescriptor, encodeDescriptor } from '../../src/security/descriptor.ts'
import { parseSddl } from '../../src/security/parseSddl.ts'
import { formatSddl } from '../../src/security/sddl.ts'
import { toggleLock, useDocuments } from '../../src/state/documents.ts'
import { undo } from '../../src/state/edits.ts'
import { goTo } from '../../src/state/navigation.ts'
import { useNotices } from '../../src/state/notices.ts'
import { Dialogs } from '../../src/ui/dialogs/Dialogs.tsx'
import type { DocId } from '../../src/worker/protocol.ts'
import { eventually } from '../helpers/eventually.ts'
import { openPage } from '../helpers/openPage.ts'
import type { PageEngine } from '../helpers/pageEngine.ts'

const USUAL = 'O:BAG:SYD:(A;CI;KA;;;SY)(A;CI;KA;;;BA)(A;CI;KR;;;BU)'
const bytesOf = (sddl: string) => encodeDescriptor(parseSddl(sddl))

function hive(): Uint8Array<ArrayBuffer> {
  const made = Hive.create()
  made.rootKey.createPath('Vendor\\App\\Deep')
  made.rootKey.setDescriptor(bytesOf(USUAL))
  const set = (path: string, sddl: string) => made.key(path).setDescriptor(bytesOf(sddl))
  set('Vendor', USUAL)
  set('Vendor\\App', 'O:BAG:SYD:AI(A;CIID;KA;;;SY)(A;CIID;KA;;;BA)(A;CIID;KR;;;BU)')
  set('Vendor\\App\\Deep', 'O:BAG:SYD:PAI(A;CI;KA;;;BA)')
  return made.finishedCopy()
}

let engine: PageEngine
let doc: DocId
let user: UserEvent

beforeEach(async () => {
  user = userEvent.setup()
  ;({ engine, doc } = await openPage(hive()))
  render(<Dialogs />)
})

async function open(path: string): Promise<HTMLElement> {
  await goTo(doc, path)
  commandOf('edit.permissions').run()
  return screen.findByRole('dialog', { name: 'Permissions' })
}

async function sddlOf(path: string): Promise<string> {
  const { key } = await engine.resolvePath({ doc, text: path })
  const { descriptor } = await engine.permissions({ doc, key })
  return descriptor === null ? '' : formatSddl(decodeDescriptor(descriptor))
}

const text = (dialog: HTMLElement) =>
  within(dialog).getByRole<HTMLTextAreaElement>('textbox', { name: 'SDDL' })
const press = (dialog: HTMLElement, name: string) =>
  user.click(within(dialog).getByRole('button', { name }))
const closed = () => waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
const choose = async (dialog: HTMLElement, name: string) =>
  user.click(await within(dialog).findByText(name, { exact: false }))

/** Pastes a text in place of another one. */
async function type(field: HTMLElement, typed: string): Promise<void> {
  await user.click(field)
  if (field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement) field.select()
  await user.paste(typed)
}

describe('the Permissions dialog', () => {
  it('gives Users write access in four steps: the dialog, the group, the checkbox, OK', async () => {
    const dialog = await open('Vendor')
    await choose(dialog, 'BUILTIN\\Users')
    await user.click(within(dialog).getByRole('checkbox', { name: 'Write: Allow' }))
    expect(text(dialog).value).toContain('(A;CI;CCDCLCSWRPRC;;;BU)')
    await press(dialog, 'OK')
    await closed()
    expect(await sddlOf('Vendor')).toContain('(A;CI;CCDCLCSWRPRC;;;BU)')
    // Keys below inherit it, as on Windows; a protected one does not.
    expect(await sddlOf('Vendor\\App')).toContain('(A;CIID;CCDCLCSWRPRC;;;BU)')
    expect(await sddlOf('Vendor\\App\\Deep')).toBe('O:BAG:SYD:PAI(A;CI;KA;;;BA)')
    const notice = useNotices.getState().notices.find(({ action }) => action?.label === 'Undo')
    expect(notice?.text).toBe('Changed the permissions of 2 keys.')
    await undo(doc)
    expect(await sddlOf('Vendor')).toBe(USUAL)
    expect(await sddlOf('Vendor\\App')).not.toContain('DC')
  })

  it('keeps the table and the SDDL in step both ways', async () => {
    const dialog = await open('Vendor')
    await type(text(dialog), `${USUAL}(D;CI;KW;;;WD)`)
    await choose(dialog, 'Everyone')
    expect(within(dialog).getByRole('checkbox', { name: 'Write: Deny' })).toHaveProperty(
      'checked',
      true,
    )
    await user.click(within(dialog).getByRole('checkbox', { name: 'Write: Deny' }))
    expect(text(dialog).value).toBe(USUAL)
  })

  it('says inline where the SDDL is wrong, and changes nothing until it is right', async () => {
    const dialog = await open('Vendor')
    await type(text(dialog), 'O:BAD:(A;CI;XX;;;SY)')
    expect(within(dialog).getByRole('alert').textContent).toMatch(/^At character 13, “XX/)
    expect(within(dialog).getByText('BUILTIN\\Users', { exact: false })).toBeDefined()
    expect(within(dialog).getByRole('button', { name: 'OK' })).toHaveProperty('disabled', true)
    const spaced = ` ${USUAL.replace('D:', ' D: ')} `
    await type(text(dialog), spaced)
    expect(within(dialog).queryByRole('alert')).toBeNull()
    // As it was typed, but it means the same: OK changes nothing.
    expect(text(dialog).value).toBe(spaced)
    await press(dialog, 'OK')
    await closed()
    expect(useDocuments.getState().docs[0]?.state.unsaved).toBe(0)
  })

  it('adds an account by name, letters or SID, and keeps an unknown SID verbatim', async () => {
    const dialog = await open('Vendor')
    await press(dialog, 'Add…')
    const field = within(dialog).getByRole('combobox', { name: 'Account' })
    await user.type(field, 'no such name{Enter}')
    expect(within(dialog).getByRole('alert').textContent).toContain('S-1-5-32-545')
    await type(field, 'interactive')
    await user.keyboard('{Enter}')
    expect(text(dialog).value).toBe(`${USUAL}(A;CI;KR;;;IU)`)
    await press(dialog, 'Add…')
    await user.type(
      within(dialog).getByRole('combobox', { name: 'Account' }),
      'S-1-5-21-7-8-9-1001{Enter}',
    )
    expect(text(dialog).value).toContain('(A;CI;KR;;;S-1-5-21-7-8-9-1001)')
    expect(
      within(dialog).getAllByText('S-1-5-21-7-8-9-1001', { exact: false }).length,
    ).toBeGreaterThan(0)
  })

  it('lists entries with where they come from and apply to, and changes one field at a time', async () => {
    const dialog = await open('Vendor\\App')
    await user.click(within(dialog).getByRole('tab', { name: 'Advanced' }))
    const grid = await within(dialog).findByRole('grid', { name: 'Permission entries' })
    const first = (await within(grid).findAllByRole('row'))[1] as HTMLElement
    expect(
      within(first)
        .getAllByRole('gridcell')
        .map((cell) => cell.textContent),
    ).toEqual([...['Allow', 'Full Control', 'Vendor', 'This key and subkeys']])
    // Inherited entries cannot be changed here.
    expect(within(dialog).getByRole('group', { name: 'Entry' })).toHaveProperty('disabled', true)
    await press(dialog, 'Disable inheritance')
    await press(dialog, 'Convert inherited entries into own ones')
    expect(text(dialog).value).toBe('O:BAG:SYD:PAI(A;CI;KA;;;SY)(A;CI;KA;;;BA)(A;CI;KR;;;BU)')
    await user.selectOptions(
      within(dialog).getByRole('combobox', { name: 'Applies to' }),
      'This key only',
    )
    await user.click(within(dialog).getByRole('checkbox', { name: 'Write DAC' }))
    expect(text(dialog).value).toContain('PAI(A;;CCDCLCSWRPWPSDRCWO;;;SY)')
    await press(dialog, 'Reset to parent')
    expect(text(dialog).value).toBe('O:BAG:SYD:AI(A;CIID;KA;;;SY)(A;CIID;KA;;;BA)(A;CIID;KR;;;BU)')
  })

  it('replaces the permissions and the owner of all keys below as one step', async () => {
    const dialog = await open('Vendor')
    await user.click(within(dialog).getByRole('tab', { name: 'Advanced' }))
    await press(dialog, 'Change owner')
    await user.type(within(dialog).getByRole('combobox', { name: 'Owner' }), 'SYSTEM{Enter}')
    await user.click(
      within(dialog).getByRole('checkbox', { name: /^Replace all child object perm/ }),
    )
    await user.click(within(dialog).getByRole('checkbox', { name: 'Replace owner on subkeys' }))
    await press(dialog, 'OK')
    await closed()
    const inherited = 'O:SYG:SYD:AI(A;CIID;KA;;;SY)(A;CIID;KA;;;BA)(A;CIID;KR;;;BU)'
    expect(await sddlOf('Vendor\\App')).toBe(inherited)
    expect(await sddlOf('Vendor\\App\\Deep')).toBe(inherited)
    expect(useDocuments.getState().docs[0]?.state.unsaved).toBe(1)
    await undo(doc)
    expect(await sddlOf('Vendor\\App\\Deep')).toBe('O:BAG:SYD:PAI(A;CI;KA;;;BA)')
  })

  it('shows effective access with the entry that decides, and what was assumed', async () => {
    const dialog = await open('Vendor')
    await type(text(dialog), `${USUAL}(D;CI;KW;;;IU)`)
    await user.click(within(dialog).getByRole('tab', { name: 'Effective Access' }))
    await user.type(within(dialog).getByRole('combobox', { name: 'Group or user' }), 'Users{Enter}')
    const table = await within(dialog).findByRole('table', { name: 'Effective rights' })
    const row = (right: string) =>
      within(table).getByRole('rowheader', { name: right }).closest('tr')?.textContent
    expect(row('Query Value')).toBe('Query ValueAllowed3. Allow BUILTIN\\Users: Read')
    expect(row('Set Value')).toBe('Set ValueDenied4. Deny NT AUTHORITY\\INTERACTIVE: Write')
    expect(row('Delete')).toBe('DeleteDeniedNo entry allows it')
    await user.click(within(dialog).getByRole('checkbox', { name: 'NT AUTHORITY\\INTERACTIVE' }))
    expect(row('Set Value')).toBe('Set ValueDeniedNo entry allows it')
    expect(dialog.textContent).toContain('Memberships are assumed')
  })

  it('shows and changes audit entries and the integrity label', async () => {
    const dialog = await open('Vendor')
    await user.click(within(dialog).getByRole('tab', { name: 'Auditing' }))
    await press(dialog, 'Add…')
    await user.type(within(dialog).getByRole('combobox', { name: 'Account' }), 'Everyone{Enter}')
    await user.click(within(dialog).getByRole('checkbox', { name: 'Fail' }))
    expect(text(dialog).value).toBe(`${USUAL}S:(AU;CISA;KW;;;WD)`)
    await type(text(dialog), `${USUAL}S:(ML;CI;NW;;;HI)`)
    await user.selectOptions(within(dialog).getByLabelText('Integrity level'), 'System')
    await user.click(within(dialog).getByRole('checkbox', { name: 'No read up' }))
    expect(text(dialog).value).toBe(`${USUAL}S:(ML;CI;NWNR;;;SI)`)
  })

  it.each([
    ['O:BUD:NO_ACCESS_CONTROL', 'There is no access list: everyone'],
    ['O:BUD:', 'The access list is empty: nobody'],
    ['O:BUD:(A;CI;KA;;;BU)', 'Neither Administrators nor SYSTEM'],
  ])('warns of %s', async (sddl, warning) => {
    const dialog = await open('Vendor')
    await type(text(dialog), sddl)
    expect(within(dialog).getByText(warning, { exact: false })).toBeDefined()
  })

  it('warns of an unusual order and offers the usual one', async () => {
    const dialog = await open('Vendor')
    await type(text(dialog), `${USUAL}(D;CI;KW;;;IU)`)
    await press(dialog, 'Put in usual order')
    expect(text(dialog).value).toBe(USUAL.replace('D:', 'D:(D;CI;KW;;;IU)'))
  })

  it('keeps what it does not understand verbatim', async () => {
    const odd = `${USUAL}(0x30;CI;#0102030405060708)(XA;CI;KR;;;WD;(@USER.a == 1))`
    const dialog = await open('Vendor')
    await type(text(dialog), odd)
    await choose(dialog, 'BUILTIN\\Users')
    await user.click(within(dialog).getByRole('checkbox', { name: 'Write: Deny' }))
    expect(text(dialog).value).toContain(
      '(0x30;CI;#0102030405060708)(XA;CI;KR;;;WD;(@USER.a == 1))',
    )
  })

  it('is refused inline by a list that Windows would not accept, and stays open', async () => {
    const dialog = await open('Vendor')
    await type(text(dialog), 'D:(A;CI;KA;;;SY)')
    await press(dialog, 'OK')
    await eventually(() =>
      expect(within(dialog).getByRole('alert').textContent).toContain('no owner'),
    )
    expect(useDocuments.getState().docs[0]?.state.unsaved).toBe(0)
  })

  it('shows how far a long change is, and can cancel it', async () => {
    const dialog = await open('Vendor')
    await type(text(dialog), USUAL.replace('KR', 'KW'))
    const release = engine.hold('edit', 'requests')
    await press(dialog, 'OK')
    await within(dialog).findByRole('progressbar', { name: 'Changing permissions' })
    expect(within(dialog).getByRole('button', { name: 'OK' })).toHaveProperty('disabled', true)
    await press(dialog, 'Cancel')
    release()
    await waitFor(() => expect(within(dialog).queryByRole('progressbar')).toBeNull())
    // What was chosen is still there.
    expect(text(dialog).value).toBe(USUAL.replace('KR', 'KW'))
    expect(useDocuments.getState().docs[0]?.state.unsaved).toBe(0)
  })

  it('of a locked hive can be read, but not changed', async () => {
    await toggleLock(doc)
    const dialog = await open('Vendor')
    expect(text(dialog).readOnly).toBe(true)
    expect(within(dialog).queryByRole('button', { name: 'OK' })).toBeNull()
    expect(within(dialog).queryByRole('button', { name: 'Add…' })).toBeNull()
    await choose(dialog, 'BUILTIN\\Users')
    expect(within(dialog).getByRole('checkbox', { name: 'Write: Allow' })).toHaveProperty(
      'disabled',
      true,
    )
  })
})

describe('copied permissions', () => {
  it('are given to another key and what is below it', async () => {
    expect(commandOf('edit.pastePermissions').when()).toBe(false)
    await goTo(doc, 'Vendor\\App\\Deep')
    commandOf('edit.copyPermissions').run()
    await eventually(() => expect(commandOf('edit.pastePermissions').when()).toBe(true))
    await goTo(doc, 'Vendor')
    commandOf('edit.pastePermissions').run()
    await waitFor(async () => expect(await sddlOf('Vendor')).toBe('O:BAG:SYD:PAI(A;CI;KA;;;BA)'))
    expect(await sddlOf('Vendor\\App')).toBe('O:BAG:SYD:AI(A;CIID;KA;;;BA)')
    await undo(doc)
    expect(await sddlOf('Vendor')).toBe(USUAL)
  })
})
