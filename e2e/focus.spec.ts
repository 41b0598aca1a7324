import { BASE } from '../src/regf/layout.ts'
import { corrupt } from '../test/helpers/corrupt.ts'
import { onDisk, orchard } from './hives.ts'
import type { PageDriver } from './PageDriver.ts'
import { expect, test } from './story.ts'

const ROWS = /^(tree Keys|grid Values)$/

test('elements that disappear give the focus back to the rows', async ({ app }, info) => {
  const button = (name: string) => app.page.getByRole('button', { name, exact: true })
  await app.open(onDisk(info, 'orchard.hiv', orchard()))
  await app.goTo('Shed')
  await app.press('Delete')
  await expect.poll(() => app.news()).toHaveLength(1)
  await app.page.getByRole('status').getByRole('button', { name: 'Dismiss' }).click()
  await expect.poll(() => app.focused()).toMatch(ROWS)

  // A disabled button cannot keep the focus.
  await button('Undo').first().click()
  await expect(button('Undo').first()).toBeDisabled()
  await expect.poll(() => app.focused()).toMatch(ROWS)
  await button('Redo').click()
  await expect(button('Redo')).toBeDisabled()
  await expect.poll(() => app.focused()).toMatch(ROWS)

  await app.menu('View', 'Problems Panel')
  await button('Close panel').click()
  await expect.poll(() => app.focused()).toMatch(ROWS)
  await app.page.getByRole('combobox', { name: 'Address' }).press('Escape')
  await expect.poll(() => app.focused()).toMatch(ROWS)
})

test('closing the last tab moves the focus to the first screen', async ({ app }, info) => {
  await app.open(onDisk(info, 'one.hiv', orchard()), onDisk(info, 'two.hiv', orchard()))
  await app.page.getByRole('button', { name: 'Close two.hiv' }).click()
  await expect(app.page.getByRole('tab')).toHaveCount(1)
  await expect.poll(() => app.focused()).toMatch(ROWS)
  await app.page.getByRole('button', { name: 'Close one.hiv' }).click()
  await expect(app.page.getByRole('tab')).toHaveCount(0)
  await expect.poll(() => app.focused()).toBe('button Open…')
})

test("the browser's Back and Forward go through the visited keys", async ({ app }, info) => {
  await app.open(onDisk(info, 'orchard.hiv', orchard()))
  await app.goTo('Fruit')
  await app.goTo('Shed')
  await app.page.evaluate(() => history.back())
  await expect.poll(() => app.address()).toMatch(/\\Fruit$/)
  await app.page.evaluate(() => history.back())
  await expect.poll(() => app.address()).toMatch(/\\orchard$/)
  await app.page.evaluate(() => history.forward())
  await expect.poll(() => app.address()).toMatch(/\\Fruit$/)
  await app.press('Alt+ArrowRight')
  await expect.poll(() => app.address()).toMatch(/\\Shed$/)
  // There is nothing further back, so nothing changes.
  await app.page.evaluate(() => history.forward())
  await expect.poll(() => app.page.evaluate(() => history.state)).toEqual({ propolis: 0 })
  await expect.poll(() => app.address()).toMatch(/\\Shed$/)
})

test('banners that disappear give the focus back', async ({ app }, info) => {
  const dirty = corrupt(orchard(), { at: BASE.PRIMARY_SEQUENCE, u32: 77 })
  await app.open(onDisk(info, 'dirty.hiv', dirty))
  await app.page.getByRole('button', { name: 'Edit without logs' }).click()
  await expect(app.page.getByRole('note')).toHaveCount(0)
  await expect.poll(() => app.focused()).toMatch(ROWS)
})

test('dialogs and menus give the focus back to where it was', async ({ app }, info) => {
  await app.open(onDisk(info, 'orchard.hiv', orchard()))
  await app.goTo('Fruit')
  await app.selectValue('Count')
  for (const open of ['Enter', 'Control+Enter', 'Alt+Enter', 'Control+k', 'F1', 'Shift+F10']) {
    await app.press(open)
    await expect(opened(app)).toBeVisible()
    await app.press('Escape')
    await expect(opened(app)).toHaveCount(0)
    await expect.poll(() => app.focused(), `after ${open}`).toBe('grid Values')
  }
  await app.menu('Tools', 'Hive Information…')
  await expect(app.page.getByRole('dialog', { name: 'Hive Information' })).toBeVisible()
  await app.press('Escape')
  await expect.poll(() => app.focused()).toBe('grid Values')
  await app.page.getByRole('button', { name: 'Go to key or command' }).click()
  await expect(app.page.getByRole('dialog')).toBeVisible()
  await app.press('Escape')
  await expect.poll(() => app.focused()).toBe('button Go to key or command')
})

test('resizing the window keeps the focus in the rows', async ({ app }, info) => {
  await app.open(onDisk(info, 'orchard.hiv', orchard()))
  for (const width of [800, 600, 1280]) {
    await app.page.setViewportSize({ width, height: 700 })
    await expect(app.page.getByRole('tree')).toBeVisible()
    await expect.poll(() => app.focused(), `at ${width} px`).toMatch(ROWS)
  }
})

test('in a window that gets narrow, and wide again, the keys act on the list they acted on before', async ({
  app,
}, info) => {
  await app.open(onDisk(info, 'orchard.hiv', orchard()))
  await app.focus('Values')
  await resize(app, 320)
  await expect.poll(() => app.focused()).toBe('grid Values')
  await app.menu('View', 'History Panel')
  await expect.poll(() => app.focused()).toBe('grid History')
  for (const width of [1280, 320, 1280]) {
    await resize(app, width)
    await expect.poll(() => app.focused(), `at ${width} px`).toBe('grid History')
  }
})

async function resize(app: PageDriver, width: number): Promise<void> {
  await app.page.setViewportSize({ width, height: 700 })
  const splitter = app.page.getByRole('separator', { name: 'Resize keys and values' })
  await expect(splitter).toHaveCount(width < 640 ? 0 : 1)
}

function opened(app: PageDriver) {
  return app.page.getByRole('dialog').or(app.page.getByRole('menu'))
}

test('a key pressed before a closed dialog gives the focus back waits for it', async ({
  app,
}, info) => {
  await app.open(onDisk(info, 'orchard.hiv', orchard()))
  await app.goTo('Fruit')
  await app.press('F1')
  const dialog = app.page.getByRole('dialog')
  await expect(dialog).toBeVisible()
  // As on a busy machine: what the page does later, it does a good while later.
  await app.page.evaluate(() => {
    const later = window.setTimeout.bind(window)
    Object.assign(window, { setTimeout: (f: () => void, ms = 0) => later(f, ms + 200) })
  })
  await app.press('Escape')
  await expect(dialog).toHaveCount(0)
  await app.press('Alt+Enter')
  await expect(app.page.getByRole('dialog', { name: 'Key Properties' })).toBeVisible()
})
