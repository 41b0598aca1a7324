import type { Page } from '@playwright/test'
import { Hive } from '../src/offreg/Hive.ts'
import {
  encodeMultiString,
  encodeString,
  hiveOfManyValues,
  onDisk,
  orchard,
  VALUE_TYPE,
} from './hives.ts'
import type { PageDriver } from './PageDriver.ts'
import { expect, test } from './story.ts'

/** The narrowest usable width of a pane. */
const USABLE = { Keys: 150, Values: 210, Details: 190 }

/** Every 40 pixels, and every pixel where the number of panes changes. */
const WIDTHS = [
  ...Array.from({ length: 41 }, (_, step) => 320 + step * 40),
  ...[639, 640, 641, 899, 900, 901, 905, 910, 915, 920, 925, 929, 930, 931],
].sort((a, b) => a - b)

const LONG = `Microsoft.${'VeryLongPackageName.'.repeat(4)}\u202eApp_8wekyb3d8bbwe`
/** Too long for the narrowest tree with its indentation, but not without. */
const MIDDLING = 'Microsoft.VeryLong'

test('at every width from 320 to 1,920 pixels the visible panes are usable', async ({
  app,
}, info) => {
  await app.open(onDisk(info, 'SYSTEM', orchard()))
  for (const width of WIDTHS) {
    await app.page.setViewportSize({ width, height: 700 })
    await expectUsable(app, `${width} pixels, narrower windows before`)
  }
  for (const width of WIDTHS.toReversed()) {
    await app.page.setViewportSize({ width, height: 700 })
    await expectUsable(app, `${width} pixels, wider windows before`)
  }
})

for (const [what, layouts] of [
  ['with no keys', { 'keys-values-details': { keys: 0, values: 60, details: 40 } }],
  ['with no values', { 'keys-values-details': { keys: 50, values: 0, details: 50 } }],
  ['with nothing but keys', { 'keys-values-details': { keys: 100, values: 0, details: 0 } }],
  ['that does not add up', { 'keys-values-details': { keys: 1, values: 1, details: 1 } }],
  ['of other panes', { 'keys-values-details': { keys: 30, other: 70 }, 'keys-values': {} }],
] as const) {
  test(`a stored layout ${what} does no harm, nor does resetting it`, async ({ app }, info) => {
    await app.page.evaluate((stored) => {
      localStorage.setItem('propolis.settings', JSON.stringify({ layouts: stored }))
    }, layouts)
    for (const width of [900, 915, 929, 1280]) {
      await app.page.setViewportSize({ width, height: 700 })
      await app.page.reload()
      await app.open(onDisk(info, 'SYSTEM', orchard()))
      await expectUsable(app, `${width} pixels`)
      await app.menu('View', 'Reset Layout')
      await expectUsable(app, `${width} pixels, reset`)
    }
  })
}

test('text, rows and panes follow the font size of the browser', async ({ app }, info) => {
  const { page } = app
  await page.setViewportSize({ width: 1280, height: 800 })
  const rowHeight = async () => (await app.grid.getByRole('row').nth(2).boundingBox())?.height
  await app.open(onDisk(info, 'SYSTEM', orchard()))
  await app.goTo('Fruit')
  expect(await rowHeight()).toBe(24)
  await setFontSize(page, 32)
  await app.load()
  await app.open(onDisk(info, 'SYSTEM', orchard()))
  await app.goTo('Fruit')
  // With larger text so little fits side by side that the details are a sheet.
  await expect(page.getByRole('region', { name: 'Details' })).toHaveCount(0)
  await expect.poll(rowHeight).toBe(48)
  const item = app.tree.getByRole('treeitem', { name: 'Fruit' })
  const size = await item.evaluate((element) => getComputedStyle(element).fontSize)
  expect(size).toBe('26px')
  await expectUsable(app, 'twice the font size')
  // The position of a row still follows from its number.
  const boxes = await app.grid
    .getByRole('row')
    .evaluateAll((rows) => rows.map((row) => Math.round(row.getBoundingClientRect().top)))
  expect(boxes[2]).toBe((boxes[1] ?? 0) + 48)
  await page.setViewportSize({ width: 640, height: 512 })
  await expectUsable(app, 'twice the font size in a small window')
  await setFontSize(page, 16)
})

test('a long name of a key is shown in full once it is selected, and by a tooltip', async ({
  app,
}, info) => {
  const hive = Hive.create()
  hive.transact(() => {
    hive.rootKey.createPath(`Packages\\${MIDDLING}`)
    hive.rootKey.createPath(`Packages\\${LONG}`)
    hive.rootKey.create('Short')
  })
  await app.open(onDisk(info, 'UsrClass.dat', hive.finishedCopy()))
  const tree = app.tree
  const sideways = () => tree.evaluate((element) => element.scrollLeft)
  const title = async (name: string) => {
    const item = tree.getByRole('treeitem', { name, exact: true })
    await item.hover({ position: { x: 60, y: 12 } })
    return item.getAttribute('title')
  }
  await app.page.getByRole('treeitem', { name: 'Packages' }).dblclick()
  expect(await title(LONG.replace('\u202e', '⟨RLO⟩'))).toContain('⟨RLO⟩App_8wekyb3d8bbwe')
  expect(await title('Short')).toBeNull()

  const middling = tree.getByRole('treeitem', { name: MIDDLING, exact: true })
  const splitter = app.page.getByRole('separator', { name: 'Resize keys and values' })
  await splitter.focus()
  await app.press('Home')
  await middling.click({ position: { x: 60, y: 12 } })
  await expect.poll(sideways).toBeGreaterThan(0)
  expect(await seenInFull(app, MIDDLING)).toBe(true)
  // A name that does not fit is shown from its start, and the tree scrolls to its end.
  await app.press('ArrowDown')
  await expect.poll(sideways).toBeGreaterThan(0)
  const reach = await tree.evaluate((element) => element.scrollWidth)
  expect(reach).toBeGreaterThan(600)
  await app.press('ArrowDown')
  await expect.poll(sideways).toBe(0)
})

test('a partly visible row does not move under a double click', async ({ app }, info) => {
  await app.page.setViewportSize({ width: 1000, height: 420 })
  await app.open(onDisk(info, 'many.hiv', hiveOfManyValues(60)))
  await app.goTo('Many')
  await app.grid.evaluate((grid) => {
    grid.scrollTop = 250
  })
  const box = await app.grid.boundingBox()
  if (!box) throw new TypeError('the grid has no box')
  // Just under the header, where a row is cut off.
  const at = { x: box.x + 100, y: box.y + 34 }
  const name = await app.page.evaluate(
    ({ x, y }) => document.elementFromPoint(x, y)?.closest('[role=row]')?.textContent ?? '',
    at,
  )
  await app.page.mouse.dblclick(at.x, at.y)
  const dialog = app.page.getByRole('dialog', { name: 'Edit DWORD (32-bit) Value' })
  const field = dialog.getByRole('textbox', { name: 'Value name' })
  await expect(field).toHaveValue(/^value \d+$/)
  expect(name.startsWith(await field.inputValue())).toBe(true)
  const behind = app.page.locator('[role=grid]')
  expect(await behind.evaluate((grid) => grid.scrollTop)).toBe(250)
})

test('a cell that is cut off has a tooltip with its whole text, hidden characters marked', async ({
  app,
}, info) => {
  const hive = Hive.create()
  const long = `C:\\Program Files\\${'A folder with a long name\\'.repeat(5)}\u200bapp.exe`
  hive.transact(() => {
    const key = hive.rootKey.create('Cells')
    key.set('Short', VALUE_TYPE.SZ, encodeString('pear'))
    key.set(`Name ${'of many words '.repeat(6)}`, VALUE_TYPE.SZ, encodeString(long))
    key.set('List', VALUE_TYPE.MULTI_SZ, encodeMultiString(['one two', 'three']))
  })
  await app.open(onDisk(info, 'SOFTWARE', hive.finishedCopy()))
  await app.goTo('Cells')
  const cell = async (row: string, at: number) => {
    const cells = app.grid.getByRole('row', { name: row }).locator('[aria-colindex]')
    await cells.nth(at).hover()
    return cells.nth(at).getAttribute('title')
  }
  expect(await cell('Short', 0)).toBeNull()
  expect(await cell('Short', 2)).toBeNull()
  expect(await cell('Name of', 0)).toMatch(/^Name (of many words ){5}of many words⟨SP⟩$/)
  expect(await cell('Name of', 2)).toBe(long.replace('\u200b', '⟨ZWSP⟩'))
  expect(await cell('List', 2)).toBe('2 strings\none two\nthree')
})

/**
 * Checks that every pane has its minimum width and is inside the window, and that nothing scrolls
 * sideways.
 */
async function expectUsable(app: PageDriver, where: string): Promise<void> {
  const { narrow, wide } = await app.page.evaluate(() => ({
    narrow: matchMedia('(width < 40em)').matches,
    wide: matchMedia('(width >= 56.25em)').matches,
  }))
  const inner = app.page.viewportSize()?.width ?? 0
  const details = app.page.getByRole('region', { name: 'Details' })
  const panes = [
    { name: 'Keys', pane: app.tree, isShown: true },
    { name: 'Values', pane: app.grid, isShown: !narrow },
    { name: 'Details', pane: details, isShown: wide },
  ] as const
  const unusable = async () => {
    const judged = panes.map(async ({ name, pane, isShown }) => {
      const box = isShown ? await pane.boundingBox() : undefined
      if (box === undefined) return []
      const isInside = box !== null && box.x >= 0 && box.x + box.width <= inner
      return isInside && box.width >= USABLE[name] ? [] : [name]
    })
    return (await Promise.all(judged)).flat()
  }
  await expect.poll(unusable, { message: where }).toEqual([])
  const scrolls = () => document.documentElement.scrollWidth > window.innerWidth
  expect(await app.page.evaluate(scrolls), where).toBe(false)
}

/** Sets the font size of the browser, as its settings do. */
async function setFontSize(page: Page, standard: number): Promise<void> {
  const session = await page.context().newCDPSession(page)
  await session.send('Page.setFontSizes', { fontSizes: { standard, fixed: standard } })
}

function seenInFull(app: PageDriver, name: string): Promise<boolean> {
  const item = app.tree.getByRole('treeitem', { name, exact: true })
  return item.evaluate((element) => {
    const tree = element.closest('[role=tree]')?.getBoundingClientRect()
    const text = element.querySelector('bdi')?.getBoundingClientRect()
    return !!tree && !!text && text.left >= tree.left && text.right <= tree.right
  })
}
