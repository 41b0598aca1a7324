import {
  difference,
  dumpLines,
  encodeDword,
  encodeMultiString,
  encodeQword,
  encodeString,
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
  expect(await app.focused()).toBe('tree Keys')

  // Values: each editor.
  await app.press('ArrowDown')
  await expect.poll(() => app.address()).toMatch(/\\Fruit$/)
  await app.press('F6')
  expect(await app.focused()).toBe('grid Values')
  await edit(app, 'Text', 'plum', { dialog: 'Edit String' })
  await edit(app, 'List', 'one', { dialog: 'Edit Multi-String', more: 'two more' })
  await edit(app, 'Count', 'ff', { dialog: 'Edit DWORD (32-bit) Value' })
  await edit(app, 'Weight', '77', { dialog: 'Edit QWORD (64-bit) Value', decimal: true })
  await edit(app, 'Bytes', 'cafe', { dialog: 'Edit Binary Value' })

  // A new value by the menu bar, renamed in place.
  await app.press('F10')
  expect(await app.focused()).toBe('menuitem File')
  await app.press('ArrowRight', 'ArrowDown')
  await expect(app.page.getByRole('menu', { name: 'Edit' })).toBeVisible()
  await app.type('new')
  await app.press('ArrowRight')
  const submenu = app.page.getByRole('menu').filter({ hasText: 'QWORD' }).last()
  await expect(submenu.getByRole('menuitem', { name: 'Key' })).toBeFocused()
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
  expect(await app.focused()).toBe('tree Keys')
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
  expect(await app.focused()).toBe('tree Keys')

  // Back to the beginning, then forward again.
  const steps = 5 + 2 + 2 + 1
  for (let step = 0; step < steps; step++) await app.press('Control+z')
  await expect.poll(() => app.title()).toBe('orchard.hiv - Propolis')
  for (let step = 0; step < steps; step++) await app.press('Control+y')
  await expect.poll(() => app.keys()).toHaveLength(4)
  expect(await app.focused()).toMatch(/^(tree Keys|grid Values)$/)

  const saved = await app.save()
  const fruit = (name: string, type: number, data: Uint8Array) =>
    `+ ${valueLine('\\\\Fruit', name, type, data)}`
  const changes = difference(dumpLines(path), dumpLines(saved.path))
  expect(changes.filter((line) => line.startsWith('+ V'))).toEqual([
    fruit('Text', VALUE_TYPE.SZ, encodeString('plum')),
    fruit('List', VALUE_TYPE.MULTI_SZ, encodeMultiString(['one', 'two more'])),
    fruit('Count', VALUE_TYPE.DWORD, encodeDword(255)),
    fruit('Weight', VALUE_TYPE.QWORD, encodeQword(77n)),
    fruit('Bytes', VALUE_TYPE.BINARY, Uint8Array.of(0xca, 0xfe)),
    fruit('Height', VALUE_TYPE.DWORD, encodeDword(0)),
  ])
  const keys = changes.filter((line) => /^. K/.test(line)).map((line) => line.split(' ')[2])
  expect(keys).toEqual([
    ...['"\\\\Shed"', '"\\\\Shed\\\\Rake"', '"\\\\Shed\\\\Spade"', '"\\\\Shed\\\\Spade\\\\Handle"'],
    '"\\\\Trees\\\\Elm"',
  ])
})

test('keys that follow each other at once act on what the ones before chose', async ({
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
  expect(await app.address()).toMatch(/\\Shed\\Hoe$/)
  await app.press('F2')
  await app.type('Width')
  await app.press('Enter')
  await expect.poll(() => app.selectedValues()).toEqual(['Width'])
})

test('keys pressed ahead of what is on screen act on what comes', async ({ app }, info) => {
  const path = onDisk(info, 'orchard.hiv', orchard())
  await app.open(path)
  const download = app.page.waitForEvent('download')
  // Nothing is waited for from here on: each name and each editor closes after the next key.
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

test('tabs, address, palette, menus and the sheet are reached and left', async ({ app }, info) => {
  await app.open(onDisk(info, 'one.hiv', orchard()), onDisk(info, 'two.hiv', orchard()))
  await app.press('Alt+1')
  await expect.poll(() => app.title()).toBe('one.hiv - Propolis')
  await app.press('Alt+2')
  await expect.poll(() => app.title()).toBe('two.hiv - Propolis')
  expect(await app.focused()).toBe('tree Keys')

  await app.press('F4')
  expect(await app.focused()).toBe('combobox Address')
  await app.type('she')
  await expect(app.page.getByRole('option', { name: 'Shed' })).toBeVisible()
  await app.press('ArrowDown', 'Enter')
  await expect.poll(() => app.selectedKey()).toMatchObject({ name: 'Shed' })
  expect(await app.focused()).toBe('tree Keys')
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

test('Tab goes around the window and never to nowhere', async ({ app }, info) => {
  await app.open(onDisk(info, 'orchard.hiv', orchard()))
  const stops: string[] = []
  do {
    await app.press('Tab')
    stops.push(await app.focused())
  } while (stops.length < 40 && stops.at(-1) !== 'tree Keys')
  expect(stops).toContain('grid Values')
  expect(stops.filter((stop) => stop.startsWith('treeitem') || stop.startsWith('row'))).toEqual([])
})

interface Editing {
  readonly dialog: string
  /** A second line. */
  readonly more?: string
  readonly decimal?: boolean
}

/** Goes to a value by its name, opens it with Enter, types over its data and says OK. */
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

test('the splitters: moved by arrows; Enter takes the details and the problems away', async ({
  app,
}, info) => {
  await app.open(onDisk(info, 'SYSTEM', orchard()))
  await app.menu('View', 'Problems Panel')
  const splitter = app.page.getByRole('separator', { name: 'Resize keys and values' })
  const width = async () => (await app.tree.boundingBox())?.width ?? 0
  await app.menu('View', 'Split')
  await expect(splitter).toBeFocused()
  const before = await width()
  await app.press('ArrowRight')
  await expect.poll(width).toBeGreaterThan(before + 20)
  // The keys are never taken away, not even by Home, which makes them as narrow as they get.
  await app.press('Enter', 'Home')
  await expect.poll(width).toBeLessThan(before)
  expect(await width()).toBeGreaterThanOrEqual(190)
  await expect(splitter).toBeFocused()

  await app.press('F6')
  await expect.poll(() => app.focused()).toMatch(/^menuitem/)

  for (const [name, pane] of [
    ['Resize problems', 'Problems'],
    ['Resize details', 'Details'],
  ] as const) {
    await expect(app.page.getByRole('region', { name: pane })).toBeVisible()
    await app.page.getByRole('separator', { name }).focus()
    await app.press('Enter')
    await expect(app.page.getByRole('region', { name: pane })).toHaveCount(0)
    await expect.poll(() => app.focused()).toBe('tree Keys')
  }
})
