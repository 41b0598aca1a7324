import { act, render, screen, waitFor } from '@testing-library/react'
import userEvent, { type UserEvent } from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import { commandOf } from '../../src/commands/registry.ts'
import { documentOf } from '../../src/state/documents.ts'
import { goTo } from '../../src/state/navigation.ts'
import { useNotices } from '../../src/state/notices.ts'
import { keyDetails } from '../../src/state/tree.ts'
import { Dialogs } from '../../src/ui/dialogs/Dialogs.tsx'
import type { DocId } from '../../src/worker/protocol.ts'
import { openPage } from '../helpers/openPage.ts'
import '../helpers/wholePage.ts'

let doc: DocId
let user: UserEvent

beforeEach(async () => {
  ;({ doc } = await openPage({ name: 'ROOT', subkeys: [{ name: 'Here' }] }))
  user = userEvent.setup()
  render(<Dialogs />)
})

const path = () => keyDetails(doc)?.path.join('\\')

async function submit(text: string): Promise<void> {
  act(() => commandOf('edit.newKeyPath').run())
  const field = await screen.findByRole('textbox', { name: 'Path' })
  await user.click(field)
  await user.paste(text)
  await user.keyboard('{Enter}')
}

describe('New Key Path', () => {
  it('creates all keys of a path below the selected key, and selects the last one', async () => {
    await act(() => goTo(doc, '\\Here'))
    await submit('A\\B\\C')
    await waitFor(() => expect(path()).toBe('Here\\A\\B\\C'))
    expect(documentOf(doc)?.state.unsaved).toBe(1)
  })

  it('takes a whole path in any spelling', async () => {
    await submit('[HKEY_LOCAL_MACHINE\\sample\\here\\X\\Y]')
    await waitFor(() => expect(path()).toBe('Here\\X\\Y'))
  })

  it('says that a path exists, or is not in the hive', async () => {
    await submit('\\Here')
    expect(await screen.findByText('This key exists already.')).toBeTruthy()
    await user.clear(screen.getByRole('textbox', { name: 'Path' }))
    await user.paste('HKLM\\SYSTEM\\Select')
    await user.keyboard('{Enter}')
    expect(await screen.findByText('This path is not in this hive.')).toBeTruthy()
    expect(documentOf(doc)?.state.unsaved).toBe(0)
  })
})

describe('a path in the address bar that does not exist', () => {
  it('is created when the notice about it is asked to', async () => {
    await act(() => goTo(doc, 'Here\\One\\Two'))
    const { action } = useNotices.getState().notices.at(-1) ?? {}
    expect(action?.label).toBe('Create the 2 Keys')
    act(() => action?.run())
    await waitFor(() => expect(path()).toBe('Here\\One\\Two'))
  })
})
