import { render, screen, waitFor } from '@testing-library/react'
import userEvent, { type UserEvent } from '@testing-library/user-event'
import { useRef } from 'react'
import { beforeEach, describe, expect, it } from 'vitest'
import { create } from 'zustand'
import { EMPTY_LIST, type ListView, PagedList } from '../../src/state/PagedList.ts'
import { RowList, type RowListHandle } from '../../src/ui/lists/RowList.tsx'

interface Change {
  readonly id: number
  readonly words: string
}

const TOTAL = 3000

let useView: ReturnType<typeof newStore>
let list: PagedList<Change>
let user: UserEvent
let menus: string[]
let opened: number[]

function newStore() {
  return create<ListView<Change>>(() => EMPTY_LIST)
}

beforeEach(async () => {
  menus = []
  opened = []
  useView = newStore()
  list = new PagedList<Change>({
    read: () => useView.getState(),
    write: (change) => useView.setState(change),
    fetch: async ({ from, count }) => ({
      revision: 1,
      total: TOTAL,
      from,
      rows: Array.from({ length: Math.min(count, TOTAL - from) }, (_, at) => ({
        id: 7000 + from + at,
        words: `Change ${from + at}`,
      })),
    }),
    find: async (text) => (text === 'x' ? 1500 : -1),
    report: () => {},
  })
  await list.reload(0, () => ({}))
  user = userEvent.setup()
  render(<Changes multiple={false} />)
})

/** A list of rows that are neither keys nor values, with other roles. */
function Changes({ multiple }: { readonly multiple: boolean }) {
  const view = useView()
  const handle = useRef<RowListHandle>(null)
  return (
    <RowList
      list={list}
      view={view}
      handle={handle}
      multiple={multiple}
      role="listbox"
      aria-label="Changes"
      aria-activedescendant={`change-${view.focusIndex}`}
      draft={-1}
      renderRow={({ id, words }, index, place) => (
        <div
          id={`change-${index}`}
          role="option"
          tabIndex={-1}
          data-index={index}
          aria-selected={view.selection.has(id)}
          style={place}
        >
          {words}
        </div>
      )}
      renderDraft={() => null}
      answerKey={() => false}
      openMenu={(about) => menus.push(about)}
      onRowDoubleClick={(_, index) => opened.push(index)}
    />
  )
}

const box = () => screen.getByRole('listbox', { name: 'Changes' })
const active = () => document.getElementById(box().getAttribute('aria-activedescendant') ?? '')
const expectActive = (words: string) =>
  waitFor(() => {
    expect(active()?.textContent).toBe(words)
    expect(active()?.getAttribute('aria-selected')).toBe('true')
    expect(document.activeElement).toBe(box())
  })

describe('a list of any rows', () => {
  it('a list is one tab stop, moves by rows, screens and to its ends, and mounts few rows', async () => {
    await user.tab()
    await user.keyboard('{ArrowDown}{ArrowDown}')
    await expectActive('Change 2')
    await user.keyboard('{PageDown}{PageUp}')
    await expectActive('Change 2')
    await user.keyboard('{End}')
    await expectActive(`Change ${TOTAL - 1}`)
    expect(screen.getAllByRole('option').length).toBeLessThan(100)
    await user.keyboard('{Home}{ArrowUp}')
    await expectActive('Change 0')
  })

  it('typed letters find rows by their names', async () => {
    await user.tab()
    await user.keyboard('x')
    await expectActive('Change 1500')
  })

  it('a click selects, a double click opens, and mouse and keyboard open a menu', async () => {
    await user.click(screen.getByRole('option', { name: 'Change 4' }))
    await expectActive('Change 4')
    await user.dblClick(screen.getByRole('option', { name: 'Change 6' }))
    expect(opened).toEqual([6])
    await user.pointer({ keys: '[MouseRight]', target: screen.getByText('Change 5') })
    await expectActive('Change 5')
    await user.keyboard('{ContextMenu}{Insert}')
    expect(menus).toEqual(['row', 'row', 'new'])
  })

  it('the list takes the focus when a row is focused', async () => {
    screen.getByRole('option', { name: 'Change 3' }).focus()
    await expectActive('Change 3')
  })

  it('a list with a single selection ignores Shift and Ctrl', async () => {
    await user.tab()
    await user.keyboard('{ArrowDown}{Shift>}{ArrowDown}{/Shift}')
    await expectActive('Change 2')
    expect(useView.getState().selection.size).toBe(1)
    await user.keyboard('{Control>}a{/Control}')
    expect(useView.getState().selection.size).toBe(1)
  })
})
