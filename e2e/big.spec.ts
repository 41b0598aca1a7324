import { readFileSync } from 'node:fs'
import type { Locator } from '@playwright/test'
import { generateHive } from '../src/bench/generate.ts'
import { Hive } from '../src/offreg/Hive.ts'
import { hiveOfManyKeys, hiveOfManyValues, numbered, once, onDisk } from './hives.ts'
import type { PageDriver } from './PageDriver.ts'
import { expect, test } from './story.ts'

const KEYS = 50_000
const VALUES = 20_000

const manyKeys = once(() => hiveOfManyKeys(KEYS))
const manyValues = once(() => hiveOfManyValues(VALUES))

test('a key with 50,000 subkeys is expanded and browsed to its end', async ({ app }, info) => {
  await app.open(onDisk(info, 'many.hiv', manyKeys()))
  await app.press('ArrowDown', 'ArrowRight')
  await expect.poll(() => app.selectedKey()).toMatchObject({ name: 'Many', expanded: true })
  expect(await app.keys()).toContainEqual(keyRow(0))

  // Zenith follows the last of them.
  await app.press('End')
  await expect.poll(() => app.selectedKey()).toMatchObject({ name: 'Zenith', at: 2, of: 2 })
  await app.press('ArrowUp')
  await expect.poll(() => app.selectedKey()).toEqual({ ...keyRow(KEYS - 1), selected: true })
  // The rows before the selected one may come later.
  const last = async () => (await app.keys()).filter(({ level }) => level === 3).slice(-20)
  await expect
    .poll(last)
    .toEqual(
      Array.from({ length: 20 }, (_, index) =>
        expect.objectContaining(keyPlace(KEYS - 20 + index)),
      ),
    )
  await expectInView(app, app.tree, numbered('key', KEYS - 1))

  await app.press('PageUp')
  await expect.poll(async () => (await app.selectedKey())?.at).toBeLessThan(KEYS - 10)
  const { at = 0, name = '' } = (await app.selectedKey()) ?? {}
  expect(name).toBe(numbered('key', at - 1))
  await expectInView(app, app.tree, name)

  await app.type('key 34567')
  await expect.poll(() => app.selectedKey()).toMatchObject(keyPlace(34_567))
  await expectInView(app, app.tree, 'key 34567')
  await app.press('Home')
  await expect.poll(() => app.selectedKey()).toMatchObject({ name: 'ROOT' })
})

test('the wheel and the scrollbar reach the last of 50,000 subkeys', async ({ app }, info) => {
  await app.open(onDisk(info, 'many.hiv', manyKeys()))
  await app.press('ArrowDown', 'ArrowRight')
  await expect.poll(() => app.keys()).toContainEqual(keyRow(0))
  await app.tree.hover()
  await app.page.mouse.wheel(0, 24 * 1000)
  await expect.poll(() => app.keys()).toContainEqual(keyRow(1000))
  await app.tree.evaluate((tree) => tree.scrollTo(0, tree.scrollHeight))
  await expect.poll(() => app.keys()).toContainEqual(keyRow(KEYS - 1))
  await expectInView(app, app.tree, numbered('key', KEYS - 1))
  await app.tree.getByRole('treeitem', { name: numbered('key', KEYS - 1) }).click()
  await expect.poll(() => app.address()).toMatch(/\\Many\\key 49999$/)
})

test('a key with 20,000 values is browsed to its end, sorted and searched', async ({
  app,
}, info) => {
  await app.open(onDisk(info, 'many.hiv', manyValues()))
  await app.goTo('Many')
  await expect(app.grid).toHaveAttribute('aria-rowcount', String(VALUES + 2))
  await app.focus('Values')
  await app.press('End')
  await expect.poll(() => app.selectedValues()).toEqual([numbered('value', VALUES - 1)])
  const row = app.grid.getByRole('row', { selected: true })
  await expect(row).toHaveAttribute('aria-rowindex', String(VALUES + 2))
  await expect(row.getByRole('gridcell').nth(1)).toHaveText('0x00004e1f (19999)')
  await app.press('PageUp')
  await expect.poll(() => app.selectedValues()).not.toEqual([numbered('value', VALUES - 1)])
  await app.type('value 12345')
  await expect.poll(() => app.selectedValues()).toEqual(['value 12345'])
  await app.press('Control+a', 'Home')
  await expect.poll(() => app.selectedValues()).toEqual(['(Default)'])

  const header = app.grid.getByRole('columnheader', { name: 'Data' })
  await header.getByRole('button', { name: 'Data' }).click()
  await expect(header).toHaveAttribute('aria-sort', 'ascending')
  await header.getByRole('button', { name: 'Data' }).click()
  await expect(header).toHaveAttribute('aria-sort', 'descending')
  const numbers = async () => (await app.values()).filter(({ type }) => type === 'REG_DWORD')
  await expect.poll(async () => (await numbers())[0]?.name).toBe(numbered('value', VALUES - 1))
})

test('20,000 values are deleted in one step and restored in one', async ({ app }, info) => {
  await app.open(onDisk(info, 'many.hiv', manyValues()))
  await app.goTo('Many')
  await app.focus('Values')
  await app.press('Control+a', 'Delete')
  await expect.poll(() => app.news()).toEqual([expect.stringContaining('Deleted 20,000 values')])
  await expect(app.grid).toHaveAttribute('aria-rowcount', '2')
  await app.press('Control+z')
  await expect(app.grid).toHaveAttribute('aria-rowcount', String(VALUES + 2))
})

test('while very many values are deleted a click is answered, and cancelling changes nothing', async ({
  app,
}, info) => {
  // Enough to take a second or more, however fast the machine is.
  const count = 1_500_000
  await app.open(onDisk(info, 'many.hiv', hiveOfManyValues(count)))
  const bar = app.page.getByRole('progressbar', { name: /^Deleting/ })
  await app.goTo('Many')
  await app.press('Delete')
  await app.page.getByRole('button', { name: 'Cancel' }).click()
  await expect.poll(() => app.news()).toContainEqual('Cancelled. Nothing was changed.')
  await expect(bar).toHaveCount(0)
  await expect.poll(() => app.title()).toBe('many.hiv - Propolis')
  await expect(app.grid).toHaveAttribute('aria-rowcount', String(count + 2))
  await expect.poll(() => app.focused()).toBe('tree Keys')

  await app.press('Delete')
  await expect(bar).toBeVisible()
  await app.tree.getByRole('treeitem', { name: 'ROOT' }).click()
  await expect.poll(() => app.selectedKey()).toMatchObject({ name: 'ROOT' })
  await expect(bar).toBeVisible()
  await expect(bar).toHaveCount(0)
  await expect.poll(async () => (await app.keys()).map(({ name }) => name)).toEqual(['ROOT'])
  await app.press('Control+z')
  await expect.poll(() => app.selectedKey()).toMatchObject({ name: 'Many' })
  await expect(app.grid).toHaveAttribute('aria-rowcount', String(count + 2))
})

test('a hive of 100 MB is browsed, edited and saved', async ({ app }, info) => {
  const bytes = generateHive({ megabytes: 100, layout: 'aged', seed: 1 })
  await app.open(onDisk(info, 'large.hiv', bytes))
  const before = await app.keys()
  await app.press('*')
  const stopped = app.page.getByRole('status').filter({ hasText: 'more than 50,000 keys' })
  await expect(stopped).toBeVisible()
  await app.press('Home', 'ArrowLeft')
  await expect.poll(() => app.keys()).toHaveLength(1)
  await app.press('F7')
  await app.type('A new key')
  await app.press('Enter')
  await expect.poll(() => app.selectedKey()).toMatchObject({ name: 'A new key', level: 2 })
  expect((await app.selectedKey())?.of).toBe((before[1]?.of ?? 0) + 1)

  const saved = await app.save()
  const hive = Hive.open(readFileSync(saved.path))
  expect(hive.rootKey.subkey('A new key')).not.toBeNull()
  const errors = hive.check().findings.filter(({ severity }) => severity === 'error')
  expect(errors).toEqual([])
})

function keyPlace(number: number) {
  return { name: numbered('key', number), level: 3, at: number + 1, of: KEYS }
}

function keyRow(number: number) {
  return { ...keyPlace(number), expanded: null, selected: false }
}

/** A row is not only drawn but inside the visible part of its list. */
async function expectInView(app: PageDriver, list: Locator, name: string): Promise<void> {
  const row = list.getByRole('treeitem', { name, exact: true })
  await expect
    .poll(async () => {
      const [outer, inner] = [await list.boundingBox(), await row.boundingBox()]
      if (!outer || !inner) return 'not drawn'
      const below = inner.y + inner.height > outer.y + outer.height + 1
      return inner.y < outer.y - 1 ? 'above' : below ? 'below' : 'in view'
    })
    .toBe('in view')
  await expect.poll(() => app.focused()).not.toBe('body')
}
