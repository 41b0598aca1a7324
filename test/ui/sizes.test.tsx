import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import userEvent, { type UserEvent } from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { commandOf } from '../../src/commands/registry.ts'
import { runEdit } from '../../src/state/edits.ts'
import { usePanel, usePanelTab } from '../../src/state/panel.ts'
import { setShown } from '../../src/state/settings.ts'
import { sizeViews } from '../../src/state/sizes.ts'
import { selectKey } from '../../src/state/tree.ts'
import { selectedKey } from '../../src/state/treeRows.ts'
import { BottomPanel } from '../../src/ui/frame/BottomPanel.tsx'
import type { DocId, KeyId } from '../../src/worker/protocol.ts'
import { openPage } from '../helpers/openPage.ts'
import type { PageEngine } from '../helpers/pageEngine.ts'
import '../helpers/wholePage.ts'

const data = (size: number) => ({ name: 'data', type: 3, data: new Uint8Array(size) })

/** Large has two parts, of which one has most of its bytes; Middle has none. */
const HIVE = {
  name: 'ROOT',
  subkeys: [
    {
      name: 'Large',
      values: [data(3000)],
      subkeys: [
        { name: 'Huge', values: [data(9000)], subkeys: [{ name: 'Leaf', values: [data(2000)] }] },
        { name: 'Small', values: [data(300)] },
      ],
    },
    { name: 'Middle', values: [data(2500)] },
    { name: 'Tiny' },
  ],
}

let user: UserEvent
let engine: PageEngine
let doc: DocId

function Panel() {
  const tab = usePanelTab(doc)
  return tab === null ? null : <BottomPanel doc={doc} tab={tab} />
}

beforeEach(async () => {
  // Without a layout, every element has this size.
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(600)
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(300)
  usePanel.setState({ tabs: {}, opened: {}, changes: {} })
  setShown('panel', false)
  ;({ doc, engine } = await openPage(HIVE))
  user = userEvent.setup()
  render(<Panel />)
})

async function open(): Promise<HTMLElement> {
  act(() => commandOf('view.sizes').run())
  const map = await screen.findByRole('listbox', { name: 'Parts of (root)' })
  await screen.findAllByRole('option')
  act(() => map.focus())
  return map
}

async function keyOf(text: string): Promise<KeyId> {
  return (await engine.resolvePath({ doc, text })).key
}

const names = () =>
  screen.getAllByRole('option').map((one) => one.getAttribute('aria-label')?.split(',')[0])
const chosen = () =>
  screen.queryAllByRole('option', { selected: true }).map((one) => one.getAttribute('aria-label'))
const section = () => screen.getByLabelText('Size of Keys', { selector: 'section' })

async function expectRows(...rows: string[]): Promise<void> {
  await waitFor(() => {
    const found = [...document.querySelectorAll<HTMLElement>('[role=row][data-index]')]
    expect(found.map((row) => row.children[0]?.textContent)).toEqual(rows)
  })
}

describe('the size of keys', () => {
  it('draws the parts of the root, the largest first, each with its size and share in words', async () => {
    await open()
    expect(names()).toEqual(['Large', 'Middle', 'This key itself', 'Tiny'])
    const [large] = screen.getAllByRole('option')
    expect(large?.getAttribute('aria-label')).toMatch(/^Large, 15 KB, 84\.\d%, 4 keys$/)
    await expectRows('Large', 'Middle', 'Tiny')
    expect(section().textContent).toMatch(/17 KB, .*% of the file, in 7 keys/)
  })

  it('the area of each box is its share', async () => {
    await open()
    const area = (name: string) => {
      const box = screen
        .getByRole('option', { name: new RegExp(`^${name},`) })
        .querySelector('rect')
      return Number(box?.getAttribute('width')) * Number(box?.getAttribute('height'))
    }
    const { picture } = sizeViews.viewOf(doc)
    const bytes = (name: string) => picture?.parts.find((one) => one.name === name)?.bytes ?? 0
    const ratio = area('Large') / area('Middle')
    expect(ratio / (bytes('Large') / bytes('Middle'))).toBeCloseTo(1, 0)
  })

  it('the keyboard finds the largest key: arrows, Enter goes in, Backspace out', async () => {
    await open()
    await user.keyboard('{Home}')
    expect(chosen()[0]).toContain('Large')
    await user.keyboard('{Enter}')
    await screen.findByRole('listbox', { name: 'Parts of Large' })
    expect(names()).toEqual(['Huge', 'This key itself', 'Small'])
    await user.keyboard('{ArrowRight}')
    expect(chosen()[0]).toContain('Huge')
    await user.keyboard('{Enter}')
    await screen.findByRole('listbox', { name: 'Parts of Huge' })
    expect(names()).toEqual(['This key itself', 'Leaf'])
    await user.keyboard('{Backspace}')
    await screen.findByRole('listbox', { name: 'Parts of Large' })
    expect(chosen()[0]).toContain('Huge')
    await user.keyboard('{Backspace}')
    await screen.findByRole('listbox', { name: 'Parts of (root)' })
    expect(chosen()[0]).toContain('Large')
    expect(document.activeElement?.getAttribute('role')).toBe('listbox')
  })

  it('arrows go to the neighbour in their direction, also to what is not a key', async () => {
    const map = await open()
    const seen = new Set<string | null>()
    await user.keyboard('{End}')
    for (const key of ['{ArrowLeft}', '{ArrowUp}', '{ArrowRight}', '{ArrowDown}', '{End}']) {
      await user.keyboard(key)
      seen.add(map.getAttribute('aria-activedescendant'))
    }
    expect(seen.size).toBeGreaterThan(1)
    act(() => map.focus())
    const own = screen.getByRole('option', { name: /^This key itself/ })
    fireEvent.mouseDown(own, { button: 0 })
    expect(chosen()).toEqual([own.getAttribute('aria-label')])
    expect(sizeViews.viewOf(doc).chosen).toBeNull()
  })

  it('a key without subkeys is not gone into', async () => {
    await open()
    await user.dblClick(screen.getByRole('option', { name: /^Middle/ }))
    expect(chosen()[0]).toContain('Middle')
    expect(screen.getByRole('listbox', { name: 'Parts of (root)' })).toBeTruthy()
    await user.dblClick(screen.getByRole('option', { name: /^Large/ }))
    await screen.findByRole('listbox', { name: 'Parts of Large' })
  })

  it('a chosen part is selected in the tree and in the list', async () => {
    await open()
    await user.click(screen.getByRole('option', { name: /^Middle/ }))
    await waitFor(async () => expect(selectedKey(doc)).toBe(await keyOf('Middle')))
    await waitFor(() =>
      expect(screen.getByRole('row', { selected: true }).textContent).toContain('Middle'),
    )
    expect(sizeViews.viewOf(doc).picture?.whole.name).toBe('ROOT')
  })

  it('a part chosen while the tree still goes to the key above it stays chosen', async () => {
    await open()
    await user.keyboard('{Home}')
    const release = engine.hold('reveal')
    await user.keyboard('{Enter}')
    await screen.findByRole('listbox', { name: 'Parts of Large' })
    await waitFor(() => expect(engine.calls).toContain('reveal'))
    await user.keyboard('{Home}')
    expect(chosen()[0]).toContain('Huge')
    release()
    await waitFor(async () => expect(selectedKey(doc)).toBe(await keyOf('Large\\Huge')))
    expect(screen.getByRole('listbox', { name: 'Parts of Large' })).toBeTruthy()
    expect(chosen()[0]).toContain('Huge')
  })

  it('a part stays chosen when the tree arrives at the one that was chosen before', async () => {
    await open()
    const release = engine.hold('reveal')
    for (const [at, name] of ['Large', 'Middle'].entries()) {
      await user.click(screen.getByRole('option', { name: new RegExp(`^${name}`) }))
      await waitFor(() => expect(sizeViews.existing(doc)?.selecting.size).toBe(at + 1))
    }
    release()
    await waitFor(async () => expect(selectedKey(doc)).toBe(await keyOf('Middle')))
    expect(chosen()[0]).toContain('Middle')
    expect(screen.getByRole('listbox', { name: 'Parts of (root)' })).toBeTruthy()
  })

  it('keys pressed while the parts of a key are read act on those parts', async () => {
    await open()
    await user.keyboard('{Home}')
    const release = engine.hold('usagePicture')
    await user.keyboard('{Enter}{Home}{Enter}{End}')
    expect(screen.getByRole('listbox', { name: 'Parts of (root)' })).toBeTruthy()
    release()
    await screen.findByRole('listbox', { name: 'Parts of Huge' })
    await waitFor(() => expect(chosen()[0]).toContain('Leaf'))
  })

  it('a row of the list is chosen in the picture, and Enter goes in', async () => {
    await open()
    await expectRows('Large', 'Middle', 'Tiny')
    act(() => screen.getByRole('grid', { name: 'Subkeys by size' }).focus())
    await user.keyboard('{ArrowDown}')
    await waitFor(() => expect(chosen()[0]).toContain('Middle'))
    await user.keyboard('{ArrowUp}{Enter}')
    await screen.findByRole('listbox', { name: 'Parts of Large' })
    await expectRows('Huge', 'Small')
  })

  it('a key that is selected in the tree is shown: its parts, or itself among those of the key above', async () => {
    await open()
    await act(async () => selectKey(doc, await keyOf('Large')))
    await screen.findByRole('listbox', { name: 'Parts of Large' })
    await act(async () => selectKey(doc, await keyOf('Large\\Huge\\Leaf')))
    await screen.findByRole('listbox', { name: 'Parts of Huge' })
    await waitFor(() => expect(chosen()[0]).toContain('Leaf'))
    await user.click(screen.getByRole('button', { name: '(root)' }))
    await screen.findByRole('listbox', { name: 'Parts of (root)' })
  })

  it('the list is sorted by name, size, keys and values', async () => {
    await open()
    await user.click(screen.getByRole('button', { name: 'Size' }))
    await expectRows('Tiny', 'Middle', 'Large')
    await user.click(screen.getByRole('button', { name: 'Key' }))
    await expectRows('Large', 'Middle', 'Tiny')
    await user.click(screen.getByRole('button', { name: 'Key' }))
    await expectRows('Tiny', 'Middle', 'Large')
  })

  it('the cells are listed by kind and state, and add up to the file', async () => {
    await open()
    await user.click(screen.getByRole('button', { name: 'List cells by kind' }))
    const table = await screen.findByRole('table')
    const rows = within(table).getAllByRole('row').slice(1)
    const bytes = rows.map((row) => {
      const title = within(row).getAllByRole('cell')[2]?.getAttribute('title') ?? ''
      return Number(title.replaceAll(',', ''))
    })
    const file = bytes.pop()
    expect(bytes.reduce((sum, one) => sum + one, 0)).toBe(file)
    expect(rows.map((row) => row.textContent).join()).toContain('datain use5')
  })

  it('Go to Key moves the focus to the tree', async () => {
    await open()
    await user.keyboard('{Home}')
    act(() => commandOf('edit.goToSizeKey').run())
    await waitFor(async () => expect(selectedKey(doc)).toBe(await keyOf('Large')))
  })

  it('an edit is measured at once in a small hive; a deleted key gives way to the root', async () => {
    await open()
    await user.keyboard('{Home}{Enter}')
    await screen.findByRole('listbox', { name: 'Parts of Large' })
    const large = await keyOf('Large')
    await act(() => runEdit(doc, { kind: 'delete-key', key: large }))
    await screen.findByRole('listbox', { name: 'Parts of (root)' })
    await waitFor(() => expect(names()).toEqual(['Middle', 'This key itself', 'Tiny']))
  })

  it('measuring can be stopped, and begun again', async () => {
    const release = engine.hold('usage')
    act(() => commandOf('view.sizes').run())
    await user.click(await screen.findByRole('button', { name: 'Cancel' }))
    release()
    await waitFor(() => expect(section().textContent).toContain('Stopped'))
    await user.click(screen.getByRole('button', { name: 'Measure again' }))
    await waitFor(() => expect(names()).toContain('Large'))
  })
})
