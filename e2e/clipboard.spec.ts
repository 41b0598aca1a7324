import type { Locator } from '@playwright/test'
import {
  checkReport,
  dumpLines,
  garden,
  hiveOfManyKeys,
  hivexmlLines,
  onDisk,
  orchard,
} from './hives.ts'
import type { PageDriver } from './PageDriver.ts'
import { PageTasks } from './PageTasks.ts'
import { expect, test } from './story.ts'

const names = async (app: PageDriver) => (await app.values()).map(({ name }) => name)

test('a key with everything below it is pasted into another hive, by keyboard', async ({
  app,
}, info) => {
  const [from, into] = [
    onDisk(info, 'orchard.hiv', orchard()),
    onDisk(info, 'garden.hiv', garden()),
  ]
  await app.open(from)
  await app.choose(into)
  await expect(app.page.getByRole('tab')).toHaveCount(2)
  await app.press('Alt+1')
  await app.goTo('Shed')
  await app.press('Control+c')
  await expect.poll(() => app.news()).toEqual(['Copied Shed (4 keys, 2 values)'])
  await app.press('Alt+2')
  await app.opened('garden.hiv')
  await app.focus('Keys')
  await app.press('Home', 'Control+v')
  await expect.poll(() => app.selectedKey()).toMatchObject({ name: 'Shed', level: 2 })
  await expect.poll(() => app.news()).toContainEqual(expect.stringContaining('Pasted Shed'))
  await expect.poll(() => app.focused()).toBe('tree Keys')
  // The name is taken now: the question has the focus, and Enter merges.
  await app.press('Home', 'Control+v')
  await expect(app.page.getByRole('dialog', { name: 'Paste Shed' })).toBeVisible()
  await expect(app.page.getByRole('radio', { name: /^Merge: .* replace/ })).toBeFocused()
  await app.press('ArrowDown', 'ArrowDown', 'ArrowDown')
  await app.page.getByRole('button', { name: 'Paste' }).click()
  await expect.poll(() => app.selectedKey()).toMatchObject({ name: 'Shed #2' })
  await app.press('Control+z')
  await expect.poll(() => app.selectedKey()).toMatchObject({ level: 1 })

  const saved = await app.save()
  expect(checkReport(saved.path)).toBe('')
  // All but the times and the permissions, which are those of the new place.
  const shape = (line: string) => line.replace(/^(K "[^"]*") .*/, '$1')
  const shed = (path: string) =>
    dumpLines(path)
      .filter((line) => line.includes('Shed'))
      .map(shape)
  expect(shed(saved.path)).toEqual(shed(from))
  const seen = hivexmlLines(saved.path)
  if (seen) expect(seen.some((line) => line.includes('Handle'))).toBe(true)
})

test('values are cut and pasted by keyboard; the clipboard has their text, also in another page', async ({
  app,
}, info) => {
  await app.open(onDisk(info, 'orchard.hiv', orchard()))
  await app.goTo('Fruit')
  await app.selectValue('Bytes')
  await app.press('Shift+ArrowDown', 'Control+x')
  await expect.poll(() => app.news()).toEqual([expect.stringContaining('Cut 2 values')])
  expect(await names(app)).toContain('Bytes')
  await app.goTo('Shed')
  await app.press('Control+v')
  await expect.poll(() => names(app)).toEqual(['(Default)', 'Bytes', 'Count'])
  await expect.poll(() => app.selectedValues()).toEqual(['Bytes', 'Count'])
  await app.goTo('Fruit')
  await expect.poll(() => names(app)).not.toContain('Bytes')
  await app.press('Control+z')
  await expect.poll(() => names(app)).toContain('Bytes')
  await expect.poll(() => app.title()).toBe('orchard.hiv - Propolis')

  // Without permission to read the clipboard, a key press brings it to another page, too.
  const other = await app.page.context().newPage()
  await other.goto(app.page.url())
  await other.getByRole('button', { name: /sample/i }).click()
  await other.getByRole('tree', { name: 'Keys' }).press('Control+v')
  await expect(other.getByRole('status').filter({ hasText: 'Pasted 2 values' })).toBeVisible()
  await expect(other.getByRole('grid', { name: 'Values' }).getByText('Bytes')).toBeVisible()
  await other.close()
})

test('keys and values are dragged to a key: moved, copied with Ctrl, given up with Esc', async ({
  app,
}, info) => {
  await app.open(onDisk(info, 'orchard.hiv', orchard()))
  const { page } = app
  const item = (name: string) => page.getByRole('treeitem', { name, exact: true })
  /** Presses the button on one thing and moves the pointer over another. */
  const dragOver = async (from: Locator, to: Locator) => {
    await from.hover()
    await page.mouse.down()
    await to.hover({ force: true })
    await to.hover({ force: true, position: { x: 60, y: 8 } })
  }
  await app.goTo('Shed')
  await app.press('ArrowRight')
  await dragOver(item('Rake'), item('Fruit'))
  await expect(page.getByText('into Fruit')).toBeVisible()
  await app.press('Escape')
  await expect(page.getByText('into Fruit')).toBeHidden()
  await page.mouse.up()
  await dragOver(item('Rake'), item('Fruit'))
  await page.mouse.up()
  await expect.poll(() => app.selectedKey()).toMatchObject({ name: 'Rake', level: 3 })
  await expect.poll(() => app.address()).toContain('Fruit\\Rake')
  await expect.poll(() => app.news()).toContainEqual(expect.stringContaining('Moved Rake'))

  // Several values keep their selection when one of them is dragged.
  await app.goTo('Fruit')
  await app.selectValue('Bytes')
  await app.press('Shift+ArrowDown')
  await dragOver(page.getByRole('rowheader', { name: 'Count' }), item('Trees'))
  await page.keyboard.down('Control')
  await expect(page.getByText('Copy 2 values')).toBeVisible()
  await page.mouse.up()
  await page.keyboard.up('Control')
  await expect.poll(() => app.address()).toContain('Trees')
  await expect.poll(() => names(app)).toEqual(expect.arrayContaining(['Bytes', 'Count']))
  await expect.poll(() => app.selectedValues()).toEqual(['Bytes', 'Count'])
  await app.press('Control+z', 'Control+z')
  await expect.poll(() => app.title()).toBe('orchard.hiv - Propolis')
})

test('a subtree of 100,000 keys is pasted into another hive: no long task on the page, and Cancel takes all of it back', async ({
  app,
}, info) => {
  const keys = 100_000
  const [from, into] = [
    onDisk(info, 'many.hiv', hiveOfManyKeys(keys)),
    onDisk(info, 'garden.hiv', garden()),
  ]
  await app.open(from)
  await app.choose(into)
  await expect(app.page.getByRole('tab')).toHaveCount(2)
  await app.press('Alt+1')
  await app.goTo('Many')
  const tasks = await PageTasks.watch(app.page)
  await tasks.begin('copy')
  await app.press('Control+c')
  await expect
    .poll(() => app.news())
    .toContainEqual(expect.stringContaining('Copied Many (100,001 keys'))
  await tasks.begin('paste')
  await app.press('Alt+2')
  await app.opened('garden.hiv')
  await app.focus('Keys')
  await app.press('Home', 'Control+v')
  const stop = app.page.getByRole('button', { name: 'Cancel' })
  await stop.click()
  await expect
    .poll(() => app.news())
    .toContainEqual(expect.stringContaining('Cancelled. Nothing was changed.'))
  await expect.poll(() => app.title()).toBe('garden.hiv - Propolis')
  await app.press('Control+v')
  await expect.poll(() => app.selectedKey()).toMatchObject({ name: 'Many' })
  await expect
    .poll(() => app.news())
    .toContainEqual(expect.stringContaining('Pasted Many: 100,001 keys'))
  const costs = await tasks.end()
  for (const [what, { processor }] of costs) expect(processor, what).toBeLessThan(50)
})
