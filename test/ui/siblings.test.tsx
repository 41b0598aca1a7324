import { act, render, screen, waitFor, within } from '@testing-library/react'
import userEvent, { type UserEvent } from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import { commandOf } from '../../src/commands/registry.ts'
import { goTo } from '../../src/state/navigation.ts'
import { keyDetails } from '../../src/state/tree.ts'
import { AddressBar } from '../../src/ui/frame/AddressBar.tsx'
import { KeyTree } from '../../src/ui/tree/KeyTree.tsx'
import type { DocId } from '../../src/worker/protocol.ts'
import { openPage } from '../helpers/openPage.ts'

const HIVE = {
  name: 'ROOT',
  subkeys: [
    { name: 'Alpha', subkeys: [{ name: 'Deep' }] },
    { name: 'Many', subkeys: Array.from({ length: 3000 }, (_, at) => ({ name: `K${1000 + at}` })) },
    { name: 'Zeta' },
  ],
}

let doc: DocId
let user: UserEvent

beforeEach(async () => {
  user = userEvent.setup({ delay: null })
  ;({ doc } = await openPage(HIVE))
  render(
    <>
      <AddressBar doc={doc} />
      <KeyTree doc={doc} />
    </>,
  )
  await screen.findByRole('treeitem', { name: 'Zeta' })
})

const list = () => screen.findByRole('listbox', { name: 'Keys at this place' })
const selected = (box: HTMLElement) => within(box).getByRole('option', { selected: true })

describe('the keys beside a step of the path', () => {
  it('the arrow after a step opens the keys below it, with that of the path selected', async () => {
    await act(() => goTo(doc, 'Alpha\\Deep'))
    const [arrow] = document.querySelectorAll<HTMLButtonElement>(
      'button:has(svg.lucide-chevron-right)',
    )
    await user.click(arrow as HTMLButtonElement)
    const box = await list()
    await waitFor(() => expect(selected(box).textContent).toBe('Alpha'))
    expect(
      within(box)
        .getAllByRole('option')
        .map((one) => one.textContent),
    ).toEqual(['Alpha', 'Many', 'Zeta'])
    await user.click(within(box).getByRole('option', { name: 'Zeta' }))
    await waitFor(() => expect(keyDetails(doc)?.name).toBe('Zeta'))
    expect(screen.queryByRole('listbox')).toBeNull()
    expect(document.activeElement).toBe(screen.getByRole('tree'))
  })

  it('the keyboard opens it, types ahead among thousands, and goes there', async () => {
    await act(() => goTo(doc, 'Many\\K1005'))
    act(() => commandOf('go.siblings').run())
    const box = await list()
    await waitFor(() => expect(selected(box).textContent).toBe('K1005'))
    expect(selected(box).getAttribute('aria-setsize')).toBe('3000')
    await waitFor(() => expect(document.activeElement).toBe(box))
    await user.keyboard('k3998')
    await waitFor(() => expect(selected(box).textContent).toBe('K3998'))
    await user.keyboard('{ArrowUp}{Enter}')
    await waitFor(() => expect(keyDetails(doc)?.name).toBe('K3997'))
  })

  it('Esc closes it, and the focus goes to the tree', async () => {
    await act(() => goTo(doc, 'Alpha'))
    act(() => commandOf('go.siblings').run())
    await waitFor(async () => expect(document.activeElement).toBe(await list()))
    await user.keyboard('{Escape}')
    expect(screen.queryByRole('listbox')).toBeNull()
    expect(document.activeElement).toBe(screen.getByRole('tree'))
    expect(keyDetails(doc)?.name).toBe('Alpha')
  })

  it('the root has no keys beside it', async () => {
    await act(() => goTo(doc, '\\'))
    expect(commandOf('go.siblings').when()).toBe(false)
  })
})
