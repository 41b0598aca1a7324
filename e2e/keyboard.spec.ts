import {
  difference,
  dumpLines,
  encodeDword,
  encodeMultiString,
  encodeQword,
  encodeString,
  garden,
  onDisk,
  orchard,
  VALUE_TYPE,
  valueLine,
} from './hives.ts'
import type { PageDriver } from './PageDriver.ts'
import { expect, test } from './story.ts'

test('everything is done with the keyboard alone', async ({ app }, info) => {
  const path = onDisk(info, 'orchard.hiv', orchard())
  await app.open(path)
  await expect.poll(() => app.focused()).toBe('tree Keys')

  // Values: each editor.
  await app.press('ArrowDown')
  await expect.poll(() => app.address()).toMatch(/\\Fruit$/)
  await app.press('F6')
  await expect.poll(() => app.focused()).toBe('grid Values')
  await edit(app, 'Text', 'plum', { dialog: 'Edit String' })
  await edit(app, 'List', 'one', { dialog: 'Edit Multi-String', more: 'two more' })
  await edit(app, 'Count', 'ff', { dialog: 'Edit DWORD (32-bit) Value' })
  await edit(app, 'Weight', '77', { dialog: 'Edit QWORD (64-bit) Value', decimal: true })
  await edit(app, 'Bytes', 'cafe', { dialog: 'Edit Binary Value' })

  // Create a value from the menu bar and rename it in place.
  await app.press('F10')
  await expect.poll(() => app.focused()).toBe('menuitem File')
  await app.press('ArrowRight', 'ArrowDown')
  await expect(app.page.getByRole('menu', { name: 'Edit' })).toBeVisible()
  await app.type('new')
  await app.press('ArrowRight')
  const submenu = app.page.getByRole('menu').filter({ hasText: 'QWORD' }).last()
  await expect(submenu.getByRole('menuitem', { name: 'Key', exact: true })).toBeFocused()
  await app.type('dword')
  await app.press('Enter')
  const newName = app.page.getByRole('textbox', { name: 'Name of the new value' })
  await expect(newName).toBeFocused()
  await app.type('Depth')
  await app.press('Enter')
  await expect.poll(() => app.selectedValues()).toEqual(['Depth'])
  await app.press('F2')
  await expect(app.page.getByRole('textbox', { name: 'Value name' })).toBeFocused()
  await app.type('Height')
  await app.press('Enter')
  await expect.poll(() => app.selectedValues()).toEqual(['Height'])

  // Keys: new, renamed, deleted.
  await app.press('Shift+F6')
  await expect.poll(() => app.focused()).toBe('tree Keys')
  await app.press('End', 'F7')
  const keyName = app.page.getByRole('textbox', { name: 'Name of the new key' })
  await expect(keyName).toBeFocused()
  await app.type('Oak')
  await app.press('Enter')
  await expect.poll(() => app.selectedKey()).toMatchObject({ name: 'Oak', level: 3 })
  await app.press('F2')
  await expect(app.page.getByRole('textbox', { name: 'Key name' })).toBeFocused()
  await app.type('Elm')
  await app.press('Enter')
  await expect.poll(() => app.selectedKey()).toMatchObject({ name: 'Elm' })
  await app.press('ArrowLeft', 'ArrowUp')
  await expect.poll(() => app.selectedKey()).toMatchObject({ name: 'Shed' })
  await app.press('Delete')
  await expect.poll(() => app.keys()).toHaveLength(4)
  await expect.poll(() => app.focused()).toBe('tree Keys')

  // Undo everything, then redo it.
  const steps = 5 + 2 + 2 + 1
  for (let step = 0; step < steps; step++) await app.press('Control+z')
  await expect.poll(() => app.title()).toBe('orchard.hiv - Propolis')
  for (let step = 0; step < steps; step++) await app.press('Control+y')
  await expect.poll(() => app.keys()).toHaveLength(4)
  await expect.poll(() => app.focused()).toMatch(/^(tree Keys|grid Values)$/)

  const saved = await app.save()
  const fruit = (name: string, type: number, data: Uint8Array) =>
    `+ ${valueLine('\\\\Fruit', name, type, data)}`
  const changes = difference(dumpLines(path), dumpLines(saved.path))
  expect(changes.filter((line) => line.startsWith('+ V'))).toEqual([
    fruit('Text', VALUE_TYPE.SZ, encodeString('plum')),
    fruit('List', VALUE_TYPE.MULTI_SZ, encodeMultiString(['one', 'two more'])),
    fruit('Count', VALUE_TYPE.DWORD, encodeDword(255)),
    fruit('Weight', VALUE_TYPE.QWORD, encodeQword(77n)),
    fruit('Bytes', VALUE_TYPE.BINARY, Uint8Array.of(0xca, 0xfe, 0xbe, 0xef)),
    fruit('Height', VALUE_TYPE.DWORD, encodeDword(0)),
  ])
  const keys = changes.filter((line) => /^. K/.test(line)).map((line) => line.split(' ')[2])
  expect(keys).toEqual([
    ...['"\\\\Shed"', '"\\\\Shed\\\\Rake"', '"\\\\Shed\\\\Spade"', '"\\\\Shed\\\\Spade\\\\Handle"'],
    '"\\\\Trees\\\\Elm"',
  ])
})

test('keys in quick succession act on the selection made by the ones before', async ({
  app,
}, info) => {
  const path = onDisk(info, 'orchard.hiv', orchard())
  await app.open(path)
  await app.press('ArrowDown', 'F6', 'End', 'Delete')
  await expect.poll(() => app.news()).toEqual([expect.stringContaining('Deleted Weight')])
  await app.press('Shift+F6', 'ArrowDown', 'F7')
  await app.type('Hoe')
  await app.press('Enter')
  await expect.poll(() => app.address()).toMatch(/\\Shed\\Hoe$/)
  await app.press('Shift+F7')
  await app.type('Length')
  await app.press('Enter')
  await expect.poll(() => app.selectedValues()).toEqual(['Length'])
  await expect.poll(() => app.address()).toMatch(/\\Shed\\Hoe$/)
  await app.press('F2')
  await app.type('Width')
  await app.press('Enter')
  await expect.poll(() => app.selectedValues()).toEqual(['Width'])
})

test('keys that lead out of the tree wait for the panes that are still being drawn', async ({
  app,
}, info) => {
  const path = onDisk(info, 'orchard.hiv', orchard())
  // The first hive of a page is drawn in several tasks. Here they are far apart.
  const openSlowly = async () => {
    await app.page.evaluate(() => {
      const soon = window.setTimeout
      Object.assign(window, {
        setTimeout: (run: () => void, wait = 0) => soon(run, wait + 50),
      })
    })
    await app.open(path)
  }
  await openSlowly()
  await app.press('Tab')
  await expect.poll(() => app.focused()).toBe('grid Values')
  await app.load()
  await openSlowly()
  await app.press('ArrowDown', 'F6', 'End', 'Delete')
  await expect.poll(() => app.news()).toEqual([expect.stringContaining('Deleted Weight')])
})

test('keys pressed before their target is on screen act on it once it appears', async ({
  app,
}, info) => {
  const path = onDisk(info, 'orchard.hiv', orchard())
  await app.open(path)
  const download = app.page.waitForEvent('download')
  // From here on nothing is awaited: each name field and editor closes after the next key.
  await app.press('F7')
  await app.type('Hut')
  await app.press('Enter', 'F7')
  await app.type('Shelf one')
  await app.press('Enter', 'Shift+F7')
  await app.type('Jar')
  await app.press('Enter', 'Enter')
  await app.type('plum jam')
  await app.press('Enter', 'F2')
  await app.type('Pot')
  await app.press('Enter', 'Control+z', 'Control+y', 'Control+s')
  const saved = await (await download).path()
  const added = difference(dumpLines(path), dumpLines(saved))
  const jam = encodeString('plum jam')
  expect(added).toContainEqual(expect.stringMatching(/^[+] K "\\\\Hut" /))
  expect(added).toContainEqual(expect.stringMatching(/^[+] K "\\\\Hut\\\\Shelf one" /))
  expect(added).toContain(`+ ${valueLine('\\\\Hut\\\\Shelf one', 'Pot', VALUE_TYPE.SZ, jam)}`)
  expect(added.filter((line) => line.startsWith('+ V'))).toHaveLength(1)
})

test('a key pressed at once after a click on a menu item goes to the rows, and one in a field stays there', async ({
  app,
}, info) => {
  await app.open(onDisk(info, 'orchard.hiv', orchard()))
  await app.goTo('Fruit')
  await app.selectValue('Text')
  await app.menu('View', 'Status Bar')
  await app.press('Enter')
  await expect(app.page.getByRole('dialog', { name: 'Edit String' })).toBeVisible()
  await app.press('Escape')
  for (const path of ['Trees', 'Shed', 'Fruit']) {
    await app.menu('View', 'Status Bar')
    await app.goTo(path)
  }
})

test('tabs, address, palette, menus and the shortcut sheet are reached and left by keyboard', async ({
  app,
}, info) => {
  await app.open(onDisk(info, 'one.hiv', orchard()), onDisk(info, 'two.hiv', orchard()))
  await app.press('Alt+1')
  await expect.poll(() => app.title()).toBe('one.hiv - Propolis')
  await app.press('Alt+2')
  await expect.poll(() => app.title()).toBe('two.hiv - Propolis')
  await expect.poll(() => app.focused()).toBe('tree Keys')

  await app.press('F4')
  await expect.poll(() => app.focused()).toBe('combobox Address')
  await app.type('she')
  await expect(app.page.getByRole('option', { name: 'Shed' })).toBeVisible()
  await app.press('ArrowDown', 'Enter')
  await expect.poll(() => app.selectedKey()).toMatchObject({ name: 'Shed' })
  await expect.poll(() => app.focused()).toBe('tree Keys')
  await app.press('Alt+ArrowLeft')
  await expect.poll(() => app.selectedKey()).toMatchObject({ name: 'ROOT' })
  await app.press('Alt+ArrowRight')
  await expect.poll(() => app.selectedKey()).toMatchObject({ name: 'Shed' })
  await app.press('ArrowRight', 'ArrowRight')
  await expect.poll(() => app.selectedKey()).toMatchObject({ name: 'Rake' })
  await app.press('Backspace')
  await expect.poll(() => app.selectedKey()).toMatchObject({ name: 'Shed' })

  await app.press('Control+k')
  await expect(app.page.getByRole('dialog')).toBeVisible()
  await app.type('information')
  await app.press('Enter')
  await expect(app.page.getByRole('dialog', { name: 'Hive Information' })).toBeVisible()
  await app.press('Escape')
  await expect(app.page.getByRole('dialog')).toHaveCount(0)
  await expect.poll(() => app.focused()).toBe('tree Keys')

  for (const key of ['F1', '?']) {
    await app.press(key)
    await expect(app.page.getByRole('dialog', { name: 'Keyboard Shortcuts' })).toBeVisible()
    await app.press('Escape')
    await expect(app.page.getByRole('dialog')).toHaveCount(0)
    await expect.poll(() => app.focused()).toBe('tree Keys')
  }
  await app.press('Alt+Enter')
  await expect(app.page.getByRole('dialog', { name: 'Key Properties' })).toBeVisible()
  await app.press('Escape')
  await expect.poll(() => app.focused()).toBe('tree Keys')

  await app.press('Shift+F10')
  await expect(app.page.getByRole('menu', { name: 'Key menu' })).toBeVisible()
  await app.press('Escape')
  await expect(app.page.getByRole('menu')).toHaveCount(0)
  await expect.poll(() => app.focused()).toBe('tree Keys')
})

test('Tab cycles through the window and never loses the focus', async ({ app }, info) => {
  await app.open(onDisk(info, 'orchard.hiv', orchard()))
  const stops: string[] = []
  do {
    await app.press('Tab')
    stops.push(await app.focused())
  } while (stops.length < 40 && stops.at(-1) !== 'tree Keys')
  // Keys, values, details, and the splitters after all of them.
  expect(stops[0]).toBe('grid Values')
  // The status bar comes after the panes.
  const end = stops.findIndex((stop) => /^(body$|button UTC)/.test(stop))
  const inPanes = stops.slice(0, end < 0 ? undefined : end)
  const splitters = inPanes.filter((stop) => stop.startsWith('separator'))
  expect(splitters).toEqual(['separator Resize keys and values', 'separator Resize details'])
  expect(inPanes.slice(-splitters.length)).toEqual(splitters)
  expect(stops.filter((stop) => stop.startsWith('treeitem') || stop.startsWith('row'))).toEqual([])
})

interface Editing {
  readonly dialog: string
  /** A second line. */
  readonly more?: string
  readonly decimal?: boolean
}

/** Goes to a value by its name, opens it with Enter, replaces its data and presses OK. */
async function edit(app: PageDriver, name: string, data: string, how: Editing): Promise<void> {
  await app.type(name)
  await expect.poll(() => app.selectedValues()).toEqual([name])
  await app.press('Enter')
  const dialog = app.page.getByRole('dialog', { name: how.dialog })
  const field = dialog.getByRole('textbox', { name: 'Value data' })
  await expect(field).toBeFocused()
  if (how.decimal) {
    await app.press('Tab', 'ArrowRight')
    await expect(dialog.getByRole('radio', { name: 'Decimal', exact: true })).toBeChecked()
    // The arrows stay among the bases.
    await app.press('Shift+Tab')
    await expect(field).toBeFocused()
  }
  await app.type(data)
  if (how.more !== undefined) {
    await app.press('Enter')
    await app.type(how.more)
  }
  const area = await field.evaluate((element) => element instanceof HTMLTextAreaElement)
  await app.press(area ? 'Control+Enter' : 'Enter')
  await expect(dialog).toHaveCount(0)
  await expect.poll(() => app.focused()).toBe('grid Values')
}

test('the splitters: moved by arrows; Enter hides details and problems and shows them again', async ({
  app,
}, info) => {
  await app.open(onDisk(info, 'SYSTEM', orchard()))
  await app.menu('View', 'Problems Panel')
  await expect(app.page.getByRole('region', { name: 'Problems' })).toBeVisible()
  const splitter = app.page.getByRole('separator', { name: 'Resize keys and values' })
  const width = async () => (await app.tree.boundingBox())?.width ?? 0
  await app.menu('View', 'Split')
  await expect(splitter).toBeFocused()
  const before = await width()
  await app.press('ArrowRight')
  await expect.poll(width).toBeGreaterThan(before + 20)
  // The keys cannot be hidden, not even by Home, which gives them their minimum width.
  await app.press('Enter', 'Home')
  await expect.poll(width).toBeLessThan(before)
  expect(await width()).toBeGreaterThanOrEqual(190)
  await expect(splitter).toBeFocused()

  await app.press('F6')
  await expect.poll(() => app.focused()).toMatch(/^menuitem/)

  for (const [name, pane, item, side] of [
    ['Resize problems', 'Problems', 'Problems Panel', 'height'],
    ['Resize details', 'Details', 'Details Pane', 'width'],
  ] as const) {
    const region = app.page.getByRole('region', { name: pane })
    const edge = app.page.getByRole('separator', { name })
    const size = async () => (await region.boundingBox())?.[side]
    const before = await size()
    await edge.focus()
    await app.press('Enter')
    await expect(region).toHaveCount(0)
    await expect(edge).toBeFocused()
    await expect.poll(() => app.news()).toContainEqual(expect.stringContaining(`${pane} hidden`))
    await app.press('Enter')
    await expect.poll(() => app.news()).toContainEqual(expect.stringContaining(`${pane} shown`))
    await expect.poll(size).toBe(before)
    await expect(edge).toBeFocused()
    // Once the splitter loses the focus, the pane is hidden, and its command brings it back as it
    // was.
    await app.press('Enter')
    await expect(region).toHaveCount(0)
    await app.press('Shift+Tab')
    await expect(edge).toHaveCount(0)
    await expect.poll(() => app.focused()).not.toBe('body')
    await app.menu('View', item)
    await expect.poll(size).toBe(before)
  }
})

test('menus opened by key have their first item focused', async ({ app }, info) => {
  await app.open(onDisk(info, 'orchard.hiv', orchard()))
  const focused = () => app.focused()
  await app.press('F10', 'Enter')
  await expect.poll(focused).toMatch(/^menuitem Open…/)
  // The menu beside it, while nothing can be undone or modified.
  await app.press('ArrowRight')
  await expect.poll(focused).toMatch(/^menuitem New/)
  await app.press('ArrowLeft')
  await expect.poll(focused).toMatch(/^menuitem Open…/)
  await app.press('Escape')
  await expect.poll(focused).toBe('menuitem File')
  await app.press('Escape')
  await expect.poll(focused).toBe('tree Keys')
  for (const [key, first] of [
    ['Shift+F10', 'menuitem Collapse'],
    ['ContextMenu', 'menuitem Collapse'],
    ['Insert', 'menuitem Key'],
  ] as const) {
    await app.press(key)
    await expect.poll(focused).toContain(first)
    await app.press('Escape')
    await expect.poll(focused).toBe('tree Keys')
  }
  await app.press('ArrowDown', 'F6', 'Shift+F10')
  await expect.poll(focused).toContain('menuitem Modify…')
})

test('shortcuts match by position on a keyboard without Latin letters', async ({ app }, info) => {
  await app.open(onDisk(info, 'garden.hiv', garden()))
  const session = await app.page.context().newCDPSession(app.page)
  const press = async (key: string, code: string, windowsVirtualKeyCode: number) => {
    for (const type of ['rawKeyDown', 'keyUp'] as const) {
      const event = { type, modifiers: 2, key, code, windowsVirtualKeyCode }
      await session.send('Input.dispatchKeyEvent', event)
    }
  }
  // Letters of other scripts are still typed to jump to a name.
  for (const type of ['keyDown', 'keyUp'] as const) {
    const text = type === 'keyDown' ? { text: 'к' } : {}
    await session.send('Input.dispatchKeyEvent', { type, key: 'к', code: 'KeyR', ...text })
  }
  await expect.poll(() => app.selectedKey()).toMatchObject({ name: 'Кириллица' })
  await app.press('Delete')
  await expect.poll(() => app.title()).toMatch(/^● /)
  await press('я', 'KeyZ', 90)
  await expect.poll(() => app.title()).not.toMatch(/^● /)
  await press('н', 'KeyY', 89)
  await expect.poll(() => app.title()).toMatch(/^● /)
  const download = app.page.waitForEvent('download')
  await press('ы', 'KeyS', 83)
  expect((await download).suggestedFilename()).toBe('garden.hiv')
  await press('п', 'KeyG', 71)
  await expect.poll(() => app.focused()).toBe('combobox Address')
  await app.press('Escape')
  await press('л', 'KeyK', 75)
  await expect(app.page.getByRole('dialog', { name: 'Go to key or command' })).toBeVisible()
  await app.press('Escape')
  await expect(app.page.getByRole('dialog')).toHaveCount(0)
  // Ctrl with the key at the position of Z is not Undo on a Dvorak keyboard.
  await press(';', 'KeyZ', 186)
  await expect.poll(() => app.title()).not.toMatch(/^● /)
  await app.goTo('Grüße')
  await app.focus('Values')
  await press('ф', 'KeyA', 65)
  await expect.poll(async () => (await app.selectedValues()).length).toBeGreaterThan(1)
})

test('arrows walk the column headers, Enter sorts, Shift and the arrows resize', async ({
  app,
}, info) => {
  await app.open(onDisk(info, 'orchard.hiv', orchard()))
  await app.goTo('Fruit')
  await app.press('Tab', 'Tab')
  await expect.poll(() => app.focused()).toBe('button Name')
  const header = (name: string) => app.page.getByRole('columnheader', { name })
  const width = async () => (await header('Name').boundingBox())?.width ?? 0
  const before = await width()
  await app.press('Shift+ArrowRight')
  await expect.poll(width).toBeGreaterThan(before + 10)
  await app.press('Shift+ArrowLeft')
  await expect.poll(width).toBeCloseTo(before, 0)
  await app.press('ArrowRight', 'ArrowRight', 'ArrowRight')
  await expect.poll(() => app.focused()).toBe('button Size')
  await app.press('Enter')
  await expect(header('Size')).toHaveAttribute('aria-sort', 'ascending')
  await app.press('Enter')
  await expect(header('Size')).toHaveAttribute('aria-sort', 'descending')
  await app.press('ArrowDown')
  await expect.poll(() => app.focused()).toBe('grid Values')
})

test('the size of several selected values is shown; deleting them selects the next one', async ({
  app,
}, info) => {
  await app.open(onDisk(info, 'orchard.hiv', orchard()))
  await app.goTo('Fruit')
  await app.selectValue('Bytes')
  await app.press('Shift+ArrowDown', 'Shift+ArrowDown')
  await expect.poll(() => app.selectedValues()).toEqual(['Bytes', 'Count', 'List'])
  const said = app.page.getByRole('contentinfo').getByRole('status')
  await expect(said.filter({ hasText: '3 values selected, 26 bytes' })).toBeVisible()
  const details = app.page.getByRole('region', { name: 'Details' })
  await expect(details.getByRole('heading', { name: '3 values selected' })).toBeVisible()
  await expect(details).toContainText('26 bytes')
  await app.press('Delete')
  await expect.poll(() => app.selectedValues()).toEqual(['Path'])
  await expect.poll(() => app.focused()).toBe('grid Values')
  await app.press('End', 'Delete')
  await expect.poll(() => app.selectedValues()).toEqual(['Text'])
})

test('Ctrl+P asks what to print, as in regedit; F5 goes to the browser', async ({ app }, info) => {
  await app.open(onDisk(info, 'orchard.hiv', orchard()))
  await app.press('Control+p')
  await expect(app.page.getByRole('dialog', { name: 'Print' })).toBeVisible()
  await app.press('Escape')
  await expect(app.tree).toBeFocused()
  const taken = await app.page.evaluateHandle(() => {
    const presses: boolean[] = []
    window.addEventListener('keydown', (event) => presses.push(event.defaultPrevented))
    return presses
  })
  await app.press('F5')
  expect(await taken.jsonValue()).toEqual([false])
})
