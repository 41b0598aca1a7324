/**
 * Crafted hives in the browser: the page answers, whatever is open. The shapes of `test/hostile/shapes` are opened and
 * used as people use a hive: a third of them in each run, all of them over three commits and in
 * `npm run soak -- --browser`. A page task may take 200 ms of processor time, which depends little on what else the
 * machine does. The costliest task of each shape is printed.
 */

import { firstSeed } from '../test/helpers/seedWindow.ts'
import { CraftedHive } from '../test/hostile/shapes/CraftedHive.ts'
import { SHAPES, type Shape } from '../test/hostile/shapes/shapes.ts'
import { onDisk } from './hives.ts'
import type { PageDriver } from './PageDriver.ts'
import { PageTasks, worstOf } from './PageTasks.ts'
import { settle, settlePage } from './settle.ts'
import { expect, test } from './story.ts'

/** The limit of the processor time of a page task, in milliseconds. */
const MOST_PROCESSOR = 200
/** The same for pasting a text of 700,000 characters into a field. */
const MOST_PASTE = 1000

test.use({ permissions: ['clipboard-read', 'clipboard-write'] })

type Action = (app: PageDriver) => Promise<void>

const leave: Action = (app) => app.press('Escape')

/** The actions in each hive, in this order. */
const ACTIONS: Readonly<Record<string, Action>> = {
  'open everything below the root': (app) => app.press('*'),
  'walk down': (app) => app.press('ArrowDown', 'ArrowDown', 'ArrowDown'),
  'go to the last key': (app) => app.press('End'),
  'point at a key': (app) => app.tree.getByRole('treeitem', { selected: true }).hover(),
  'properties of the key': async (app) => {
    await app.press('Alt+Enter')
    await expect(app.page.getByRole('dialog')).toBeVisible()
    await app.press('Escape')
  },
  'copy the path': (app) => app.press('Control+Shift+c'),
  'go by the address': (app) => app.press('F4', 'ArrowDown', 'Escape', 'Enter'),
  'rename the key': async (app) => {
    await app.focus('Keys')
    await app.press('F2', 'Escape')
  },
  'make a key and take it back': async (app) => {
    await app.focus('Keys')
    await app.press('F7', 'Enter', 'Escape', 'Control+z')
  },
  'back to the root': async (app) => {
    await app.focus('Keys')
    await app.press('Home')
  },
  'walk through the values': async (app) => {
    await app.focus('Values')
    await app.press('ArrowDown', 'PageDown', 'End')
  },
  'point at a value': async (app) => {
    const last = app.grid.getByRole('rowheader').last()
    // A row beyond the view may be gone once it is scrolled to; then another one is the last.
    await expect(() => last.hover({ force: true, timeout: 1000 })).toPass()
  },
  'look at a value': async (app) => {
    await app.focus('Values')
    await app.press('Enter')
    await expect(app.page.getByRole('dialog').or(app.page.getByRole('alert')).first()).toBeVisible()
    await app.press('Escape')
  },
  'rename a value': async (app) => {
    await app.focus('Values')
    await app.press('F2', 'Escape')
  },
  'copy values': async (app) => {
    await app.focus('Values')
    await app.press('Control+a', 'Control+c', 'End')
  },
  'list the problems': async (app) => {
    await app.menu('View', 'Problems Panel')
    await expect(app.page.getByRole('region', { name: 'Problems' })).toBeVisible()
  },
  'open a menu': async (app) => {
    await app.page.getByRole('menuitem', { name: 'Edit', exact: true }).click()
    await expect(app.page.getByRole('menu')).toBeVisible()
    await leave(app)
  },
  'go through the panes': (app) => app.press('F6', 'F6', 'F6', 'F6'),
}

function story(name: string, shape: Shape): void {
  test(`the page answers with ${name}`, async ({ app }, info) => {
    const tasks = await PageTasks.watch(app.page)
    await tasks.begin('open')
    await app.open(onDisk(info, 'crafted.hiv', shape(1)))
    await settle(app)
    for (const [title, act] of Object.entries(ACTIONS)) {
      await test.step(title, async () => {
        await tasks.begin(title)
        await act(app)
        await settle(app)
      })
    }
    const costs = await tasks.end()
    const [worst, { processor }] = worstOf(costs)
    process.stdout.write(`${processor.toFixed(0).padStart(5)} ms  ${name}: ${worst}\n`)
    expect([...costs.keys()]).toEqual(['open', ...Object.keys(ACTIONS)])
    for (const [title, { processor }] of costs) {
      expect(processor, title).toBeLessThan(MOST_PROCESSOR)
    }
  })
}

test('a task that takes too long is reported with the action under way', async ({ app }) => {
  const tasks = await PageTasks.watch(app.page)
  await tasks.begin('nothing')
  await settlePage(app)
  await tasks.begin('a long task')
  await app.page.evaluate(
    () =>
      new Promise<void>((done) => {
        setTimeout(() => {
          const end = performance.now() + 300
          while (performance.now() < end);
          done()
        })
      }),
  )
  await settlePage(app)
  const costs = await tasks.end()
  const [title, { elapsed, processor }] = worstOf(costs)
  expect(title).toBe('a long task')
  expect(elapsed).toBeGreaterThanOrEqual(300)
  // Processor time, of which other programs may take a part.
  expect(processor).toBeGreaterThan(10)
  expect(processor).toBeLessThanOrEqual(elapsed)
})

/** The shapes that are used in this run: those of every third place, or all for the soak. */
const PARTS = process.env.PAGE_SHAPES === 'all' ? 1 : 3

test.describe('a crafted hive', () => {
  // A guard against hanging, for a hive that freezes the page.
  test.describe.configure({ timeout: 120_000 })
  const part = firstSeed(1) % PARTS
  const some = Object.entries(SHAPES).filter((_, at) => at % PARTS === part)
  for (const [name, shape] of some) story(name, shape)
})

test('the path of a key 511 levels deep is shown by its ends, copied whole, and leads back', async ({
  app,
}, info) => {
  const shape = SHAPES['deep and clean']
  if (shape === undefined) throw new Error('no such shape')
  await app.open(onDisk(info, 'crafted.hiv', shape(1)))
  await app.press('*')
  // The last row is there once everything is expanded.
  await expect
    .poll(async () => {
      await app.press('End')
      return app.selectedKey()
    })
    .toMatchObject({ name: '1499', level: 512 })
  await expect.poll(() => app.address()).toContain('…')
  expect((await app.address()).length).toBeLessThan(10_000)
  await app.press('Control+Shift+c')
  await expect
    .poll(() => app.news())
    .toContainEqual(expect.stringContaining('Hidden characters are written as escapes'))
  const clipboard = () => app.page.evaluate(() => navigator.clipboard.readText())
  const copied = await clipboard()
  expect(copied.length).toBeGreaterThan(700_000)

  // The field itself is copied whole too, and takes the whole path.
  const address = app.page.getByRole('combobox', { name: 'Address' })
  await address.focus()
  await app.page.evaluate(() => navigator.clipboard.writeText(''))
  await app.press('Control+a', 'Control+c')
  await expect.poll(clipboard).toBe(copied)
  await app.press('Escape', 'Home')
  await expect.poll(() => app.selectedKey()).toMatchObject({ name: 'ROOT' })
  const tasks = await PageTasks.watch(app.page)
  await tasks.begin('paste')
  await address.focus()
  await app.press('Control+v', 'Enter')
  await expect.poll(() => app.selectedKey()).toMatchObject({ name: '1499', level: 512 })
  const paste = (await tasks.end()).get('paste')
  expect(paste?.processor).toBeLessThan(MOST_PASTE)

  // A step of the path goes to its key.
  const steps = app.page.locator('[aria-hidden] button').filter({ hasText: /./ })
  await steps.nth(-2).click()
  await expect.poll(() => app.selectedKey()).toMatchObject({ level: 511 })
})

test('the path of a problem names one key of two that look alike, and is copied whole', async ({
  app,
}, info) => {
  const crafted = new CraftedHive()
  const root = crafted.key({ name: 'ROOT' })
  const [plain, joined] = crafted.addSubkeys(root, ['A', 'A\\B\ufe0f'])
  crafted.addSubkeys(plain as number, ['B'])
  crafted.addValues(joined as number, [{ name: 'v', size: 9000, cell: 8 }])
  await app.open(onDisk(info, 'twins.hiv', crafted.file(root)))
  await app.menu('View', 'Problems Panel')
  const problems = app.page.getByRole('region', { name: 'Problems' })
  const path = problems.getByRole('button', { name: '\\\\A\\u005cB\\ufe0f v' })
  await path.focus()
  await app.press('Control+c')
  await expect.poll(() => app.news()).toContainEqual(expect.stringContaining('written as escapes'))
  const copied = await app.page.evaluate(() => navigator.clipboard.readText())
  expect(copied).toBe('HKEY_LOCAL_MACHINE\\\\twins\\\\A\\u005cB\\ufe0f')
  const paste = async () => {
    await app.page.getByRole('combobox', { name: 'Address' }).focus()
    await app.press('Control+v', 'Enter')
  }
  for (const follow of [paste, () => path.click()]) {
    await app.goTo('A\\B')
    await expect.poll(() => app.selectedKey()).toMatchObject({ name: 'B', level: 3 })
    await follow()
    await expect.poll(() => app.selectedKey()).toMatchObject({ name: 'A\\B⟨VS16⟩', level: 2 })
  }
})
