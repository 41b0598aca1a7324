import type { Locator } from '@playwright/test'
import { Hive } from '../src/offreg/Hive.ts'
import { NK } from '../src/regf/layout.ts'
import { corrupt } from '../test/helpers/corrupt.ts'
import { hiveOfEverything } from '../test/helpers/hives.ts'
import { oldHive } from '../test/helpers/oldHive.ts'
import { hiveOfManyValues, onDisk } from './hives.ts'
import { expect, test } from './story.ts'

test('in a very low window the page scrolls to the selected key', async ({ app }, info) => {
  const hive = Hive.create()
  for (let number = 10; number < 30; number++) hive.rootKey.create(`Key${number}`)
  await app.page.setViewportSize({ width: 320, height: 256 })
  await app.open(onDisk(info, 'low.hiv', hive.finishedCopy()))
  const selected = app.tree.getByRole('treeitem', { selected: true })
  for (const key of ['End', 'Home', 'End']) {
    await app.press(key)
    await expect(selected).toHaveAttribute('aria-label', key === 'Home' ? 'ROOT' : 'Key29')
    await expect(selected).toBeInViewport({ ratio: 1 })
  }
})

test('in a narrow window a path leads from a panel to its key, and a column of times leaves room for names', async ({
  app,
}, info) => {
  const hive = Hive.create()
  hive.rootKey.createPath('Software\\Microsoft\\Windows')
  await app.page.setViewportSize({ width: 320, height: 640 })
  await app.open(onDisk(info, 'NTUSER.DAT', hive.finishedCopy()))
  await app.menu('View', 'Keys', 'Last Write Column')
  await app.menu('View', 'History Panel')
  await expect(app.page.getByRole('region', { name: 'History', exact: true })).toBeVisible()
  await app.press('F4')
  await app.type('Software\\Microsoft\\Windows')
  await app.press('Enter')
  await expect(app.tree).toBeFocused()
  const row = app.tree.getByRole('treeitem', { selected: true })
  await expect(row).toHaveAttribute('aria-label', 'Windows')
  await expect(row).toHaveAttribute('aria-description', /last write/)
  const name = await box(row.getByText('Windows'))
  expect(name.right).toBeLessThan(220)
  const time = row.locator('[data-time]')
  expect((await box(time)).left).toBeGreaterThanOrEqual(name.right)
})

test('a dialog stays within a narrow window, however long the path in it', async ({
  app,
}, info) => {
  const hive = Hive.create()
  hive.rootKey.createPath(`${'A'.repeat(60)}\\${'B'.repeat(60)}`)
  await app.open(onDisk(info, 'SOFTWARE', hive.finishedCopy()))
  await app.goTo(`${'A'.repeat(60)}\\${'B'.repeat(60)}`)
  await app.page.setViewportSize({ width: 320, height: 640 })
  await app.menu('Favorites', 'Add to Favorites…')
  const dialog = app.page.getByRole('dialog', { name: 'Add to Favorites' })
  for (const part of [dialog, dialog.getByRole('button', { name: 'Add' })]) {
    await expect(part).toBeInViewport({ ratio: 1 })
  }
})

test('the dialog of a number stays within a narrow window', async ({ app }, info) => {
  await app.open(onDisk(info, 'SOFTWARE', hiveOfEverything().bytes))
  await app.page.setViewportSize({ width: 320, height: 640 })
  await app.menu('Edit', 'New', 'DWORD (32-bit) Value')
  await app.press('Enter')
  await expect(app.grid).toBeFocused()
  await app.press('Enter')
  const dialog = app.page.getByRole('dialog', { name: 'Edit DWORD (32-bit) Value' })
  await expect(dialog).toBeInViewport({ ratio: 1 })
})

test('the status bar shows the size of the selection without cutting it', async ({ app }, info) => {
  await app.open(onDisk(info, 'SOFTWARE', hiveOfManyValues(2000)))
  await app.goTo('Many')
  await app.selectValue('value 00001')
  await app.press('Control+a')
  for (const width of [640, 700, 800]) {
    await app.page.setViewportSize({ width, height: 600 })
    const said = app.page.getByRole('status').filter({ hasText: '2,000 values selected' })
    await expect(said).toBeVisible()
    expect((await box(said)).right).toBeLessThanOrEqual(width)
    expect((await box(app.page.getByText('UTC', { exact: true }))).right).toBeLessThanOrEqual(width)
  }
})

test('the name of a kind of problem, its severity and its count are on one line', async ({
  app,
}, info) => {
  await app.page.setViewportSize({ width: 320, height: 640 })
  const places = hiveOfEverything()
  const at = places.nk('Alpha\\Two') + NK.SUBKEY_LIST
  const damaged = corrupt(places.bytes, { at, u32: 0x00ffff00 })
  await app.open(onDisk(info, 'damaged.hiv', damaged))
  await app.page.getByRole('button', { name: 'Show problems' }).click()
  const headings = app.page.getByRole('button', { name: /^Error/, expanded: true })
  await expect(headings.first()).toBeVisible()
  for (const heading of await headings.all()) {
    const [severity, title, count] = await Promise.all(
      [0, 1, 2].map((at) => box(heading.locator('span').nth(at))),
    )
    expect(title?.left).toBeGreaterThanOrEqual(severity?.right ?? Number.NaN)
    expect(count?.left).toBeGreaterThanOrEqual(title?.right ?? Number.NaN)
  }
})

test('in a narrow window Find stays within it, and the icon of a banner is beside its text', async ({
  app,
}, info) => {
  const { page } = app
  await page.setViewportSize({ width: 320, height: 640 })
  await app.open(onDisk(info, 'EARLY', oldHive(Hive.open(hiveOfManyValues(1).slice()))))
  const banner = page.getByRole('note')
  const text = await box(banner.getByText('early format'))
  expect((await box(banner.locator('svg').first())).right).toBeLessThan(text.left)
  await app.press('Control+h')
  const find = page.getByRole('region', { name: 'Find', exact: true })
  await find.getByRole('button', { name: 'Options' }).click()
  await expect(find.getByText('Look at')).toBeVisible()
  for (const part of await find.locator('button, input, select').all()) {
    const { left, right } = await box(part)
    expect(left).toBeGreaterThanOrEqual(0)
    expect(right).toBeLessThanOrEqual(320)
  }
})

async function box(locator: Locator): Promise<{ readonly left: number; readonly right: number }> {
  const { x, width } = (await locator.boundingBox()) ?? { x: Number.NaN, width: Number.NaN }
  return { left: x, right: x + width }
}
