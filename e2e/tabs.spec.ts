import type { TestInfo } from '@playwright/test'
import { garden, onDisk, orchard } from './hives.ts'
import type { PageDriver } from './PageDriver.ts'
import { expect, test } from './story.ts'

/** Three files of one name in different folders, two of them with the same bytes. */
function namesakes(info: TestInfo): readonly [string, string, string] {
  return [
    onDisk(info, 'one/SYSTEM', orchard()),
    onDisk(info, 'two/SYSTEM', garden()),
    onDisk(info, 'three/SYSTEM', orchard()),
  ]
}

async function openAll(app: PageDriver, ...paths: readonly string[]): Promise<void> {
  for (const [at, path] of paths.entries()) {
    await app.choose(path)
    await expect(app.page.getByRole('tab')).toHaveCount(at + 1)
  }
}

const names = async (app: PageDriver) => (await app.tabs()).map(({ name }) => name)
const shown = async (app: PageDriver) => (await app.tabs()).find(({ selected }) => selected)?.name

test('two hives of one name differ in tab, title and list', async ({ app }, info) => {
  const [one, two] = namesakes(info)
  await openAll(app, one, two)
  expect(await names(app)).toEqual(['SYSTEM', 'SYSTEM (2)'])
  await expect.poll(() => app.title()).toBe('SYSTEM (2) - Propolis')
  await app.page.getByRole('tab', { name: 'SYSTEM', exact: true }).click()
  await expect.poll(() => app.title()).toBe('SYSTEM - Propolis')
  await app.goTo('Fruit')
  await app.press('Delete')
  await expect.poll(() => names(app)).toEqual(['SYSTEM, unsaved', 'SYSTEM (2)'])
  await app.page.getByRole('button', { name: 'Close SYSTEM (2)' }).click()
  await expect.poll(() => names(app)).toEqual(['SYSTEM, unsaved'])
})

test('opening an open file again goes to its tab and says so; a second copy is one click away', async ({
  app,
}, info) => {
  const [one, two] = namesakes(info)
  await openAll(app, one, two)
  await app.goTo('Zoo')
  await app.choose(one)
  await expect.poll(() => shown(app)).toBe('SYSTEM')
  await expect.poll(() => app.news()).toContainEqual(expect.stringContaining('is already open'))
  expect(await names(app)).toEqual(['SYSTEM', 'SYSTEM (2)'])
  await app.press('ArrowDown', 'Delete')
  await expect.poll(() => names(app)).toContain('SYSTEM, unsaved')
  await app.choose(one)
  await expect.poll(() => app.news()).toContainEqual(expect.stringContaining('1 unsaved step'))
  await app.page.getByRole('button', { name: 'Open a second copy' }).click()
  await expect.poll(() => names(app)).toEqual(['SYSTEM, unsaved', 'SYSTEM (2)', 'SYSTEM (3)'])
})

test('the list of tabs shows all hives, which are unsaved, and goes to any by keyboard', async ({
  app,
}, info) => {
  await app.page.setViewportSize({ width: 700, height: 600 })
  const paths = Array.from({ length: 9 }, (_, at) => onDisk(info, `hive ${at}.hiv`, orchard()))
  await openAll(app, ...paths)
  await app.goTo('Fruit')
  await app.press('Delete')
  const first = app.page.getByRole('tab', { name: 'hive 0.hiv' })
  await expect(app.page.getByRole('tab', { name: 'hive 8.hiv, unsaved' })).toBeInViewport()
  await expect(first).not.toBeInViewport()

  await app.page.getByRole('tab', { name: 'hive 8.hiv, unsaved' }).focus()
  const list = app.page.getByRole('button', { name: 'List open hives' })
  for (let tabs = 0; tabs < 5 && !(await isFocused(list)); tabs++) await app.press('Tab')
  await expect(list).toBeFocused()
  await app.press('Enter')
  const menu = app.page.getByRole('menu', { name: 'Open hives' })
  const items = menu.getByRole('menuitemradio')
  await expect(items).toHaveCount(9)
  await expect(items.last()).toHaveAccessibleName('hive 8.hiv, unsaved')
  await expect(items.last()).toBeChecked()
  await expect
    .poll(async () => {
      await app.press('Home')
      return isFocused(items.first())
    })
    .toBe(true)
  await app.press('Enter')
  await expect.poll(() => shown(app)).toBe('hive 0.hiv')
  await expect(first).toBeInViewport({ ratio: 1 })
  await expect.poll(() => app.focused()).toBe('tree Keys')
  // A narrower window still shows the tab of the hive on screen.
  await list.click()
  await items.nth(4).click()
  await app.page.setViewportSize({ width: 320, height: 600 })
  await expect(app.page.getByRole('tab', { name: 'hive 4.hiv' })).toBeInViewport({ ratio: 1 })
})

test('a hive that finishes opening leaves a name half typed alone', async ({ app }, info) => {
  await app.open(onDisk(info, 'one.hiv', orchard()))
  const late = onDisk(info, 'late.hiv', garden())
  for (const [at, begin] of [
    async () => {
      await app.focus('Keys')
      await app.press('ArrowDown', 'F2')
    },
    async () => {
      await app.focus('Keys')
      await app.press('F7')
    },
    async () => {
      await app.goTo('Fruit')
      await app.selectValue('Text')
      await app.press('F2')
    },
    async () => {
      await app.press('F4')
    },
  ].entries()) {
    await begin()
    await app.type('half ty')
    const where = await app.focused()
    await app.choose(late)
    await expect(app.page.getByRole('tab')).toHaveCount(2)
    await expect.poll(() => app.news()).toContainEqual(expect.stringContaining('late.hiv is open.'))
    expect(await shown(app), String(at)).toMatch(/^one\.hiv/)
    await expect.poll(() => app.focused()).toBe(where)
    await app.type('ped')
    const value = () => app.page.evaluate(() => document.activeElement)
    expect(await value()).not.toBeNull()
    const typed = await app.page.locator(':focus').inputValue()
    expect(typed).toMatch(/half typed$/)
    // Escape closes the name field; another one would dismiss the notice.
    await app.press('Escape')
    await expect(app.page.locator('input:focus')).toHaveCount(0)
    await app.page.getByRole('button', { name: 'Show', exact: true }).click()
    await expect.poll(() => shown(app)).toBe('late.hiv')
    await app.page.getByRole('button', { name: 'Close late.hiv' }).click()
    await expect(app.page.getByRole('tab')).toHaveCount(1)
  }
})

test('an editor names its hive, writes to it whichever tab is in front, and closes with it', async ({
  app,
}, info) => {
  const [one, two] = namesakes(info)
  await openAll(app, one)
  await app.goTo('Fruit')
  await app.openEditor('Text')
  const dialog = app.page.getByRole('dialog', { name: 'Edit String' })
  await expect(dialog).toHaveAccessibleName('Edit String')
  await expect(dialog).not.toContainText('SYSTEM')
  const field = dialog.getByRole('textbox', { name: 'Value data' })
  await field.fill('half')
  await app.choose(two)
  await expect(app.page.locator('[role=tab]')).toHaveCount(2)
  await expect(dialog).toHaveAccessibleDescription('In SYSTEM')
  await expect(field).toBeFocused()
  await expect(field).toHaveValue('half')
  // While an editor is open, only a script can bring another tab to the front.
  await app.page
    .locator('[role=tab]')
    .nth(1)
    .evaluate((tab: HTMLElement) => tab.click())
  await field.fill('plum')
  await dialog.getByRole('button', { name: 'OK' }).click()
  await expect(dialog).toHaveCount(0)
  await expect.poll(() => names(app)).toEqual(['SYSTEM, unsaved', 'SYSTEM (2)'])
  await app.page.getByRole('tab', { name: 'SYSTEM, unsaved' }).click()
  await expect.poll(async () => (await app.values()).map(({ data }) => data)).toContain('plum')

  await app.press('Control+z')
  await expect.poll(() => names(app)).toEqual(['SYSTEM', 'SYSTEM (2)'])
  await app.openEditor('Text')
  await field.fill('never stored')
  const close = app.page.locator('[aria-label="Close SYSTEM"]')
  await close.evaluate((button: HTMLElement) => button.click())
  await expect(dialog).toHaveCount(0)
  await expect.poll(() => app.news()).toContainEqual(expect.stringContaining('not stored'))
  await expect.poll(() => names(app)).toEqual(['SYSTEM'])
})

function isFocused(locator: ReturnType<PageDriver['page']['getByRole']>): Promise<boolean> {
  return locator.evaluate((element) => element === document.activeElement)
}
