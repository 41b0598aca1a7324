import { readFileSync } from 'node:fs'
import type { Locator } from '@playwright/test'
import { Hive } from '../src/offreg/Hive.ts'
import { seriousFaults } from './axe.ts'
import { encodeString, onDisk, orchard, VALUE_TYPE } from './hives.ts'
import type { PageDriver } from './PageDriver.ts'
import { PageTasks, worstOf } from './PageTasks.ts'
import { expect, test } from './story.ts'

/** Hits of `value` in the hive of `manyHits`. */
const HITS = 100_000
/** An expression that takes seconds on such a hive, and whose first hit is the first key. */
const SLOW = '(.*){1,300}'
/** The longest task of the page that users do not notice, in milliseconds of processor time. */
const MOST_TASK = 50

function manyHits(): Uint8Array {
  const hive = Hive.create()
  hive.transact(() => {
    for (let number = 0; number < 100; number++) {
      const key = hive.rootKey.create(`key ${number}`)
      for (let at = 0; at < HITS / 200; at++) {
        key.set(`value ${at}`, VALUE_TYPE.SZ, encodeString('the value of it'))
      }
    }
  })
  return hive.finishedCopy()
}

const find = ({ page }: PageDriver) => page.getByRole('region', { name: 'Find', exact: true })
const what = (app: PageDriver) => find(app).getByRole('textbox', { name: 'Find what' })
const results = ({ page }: PageDriver) => page.getByRole('grid', { name: 'Search results' })
const said = (app: PageDriver) => find(app).getByRole('status')
const tab = ({ page }: PageDriver, name: string) => page.getByRole('tab', { name, exact: true })

/** The texts of the cells of each row of the results, without those of the header. */
async function rowsOf(grid: Locator): Promise<readonly string[]> {
  const rows = await grid
    .getByRole('row')
    .evaluateAll((all) =>
      all.slice(1).map((row) => [...row.children].map((cell) => cell.textContent).join(' | ')),
    )
  return rows
}

test('a text is found by keyboard alone, forward and back, with Find open and closed', async ({
  app,
}, info) => {
  await app.open(onDisk(info, 'orchard.hiv', orchard()))
  await app.focus('Keys')
  await app.press('Control+f')
  await app.type('rake')
  await expect(what(app)).toBeFocused()
  await app.press('Enter')
  await expect(said(app)).toHaveText('1 of 1')
  await expect.poll(() => app.address()).toMatch(/\\Shed\\Rake$/)
  await expect(what(app)).toBeFocused()
  await app.press('Control+a')
  await app.type('a')
  await app.press('Enter')
  // From Rake: its value is Length, and the data of Wood is ash.
  await expect(said(app)).toHaveText(/^\d+ of \d+$/)

  await app.press('Control+a')
  await app.type('fruit')
  await app.press('Enter')
  await expect(said(app)).toHaveText('1 of 2, continued from the beginning')
  await app.press('Escape')
  await expect(find(app)).toHaveCount(0)
  await app.press('F3')
  await expect.poll(() => app.selectedValues()).toEqual(['Path'])
  await expect.poll(() => app.news()).toEqual([expect.stringContaining('2 of 2')])
  await expect.poll(() => app.focused()).toBe('grid Values')
  await app.press('Shift+F3')
  await expect.poll(() => app.focused()).toBe('tree Keys')
  expect(await app.selectedKey()).toMatchObject({ name: 'Fruit' })

  // Once more in the field, Ctrl+F is the browser's.
  await app.press('Control+f')
  await expect(what(app)).toHaveValue('fruit')
  const taken = await app.page.evaluateHandle(() => {
    const presses: string[] = []
    window.addEventListener('keydown', (event) => presses.push(event.key))
    return presses
  })
  await app.press('Control+f', 'F6')
  expect(await taken.jsonValue()).not.toContain('f')
  await expect.poll(() => app.focused()).toBe('tree Keys')
})

test('all places are listed, gone to and copied, and stale ones are shown as such', async ({
  app,
}, info) => {
  await app.open(onDisk(info, 'orchard.hiv', orchard()))
  await app.focus('Keys')
  await app.press('Control+Shift+f')
  await app.type('fruit')
  await app.press('Control+Enter')
  await expect
    .poll(() => rowsOf(results(app)))
    .toEqual([
      'Fruit |  | Key name |  | ',
      'Fruit | Path | Data | REG_EXPAND_SZ | %SystemRoot%\\fruit',
    ])
  await expect(results(app)).toBeFocused()
  await expect(results(app).locator('mark')).toHaveText(['Fruit', 'fruit'])
  await expect(tab(app, 'Search for fruit, 2 hits')).toHaveAttribute('aria-selected', 'true')

  await app.press('ArrowDown', 'Enter')
  await expect.poll(() => app.focused()).toBe('grid Values')
  await expect.poll(() => app.selectedValues()).toEqual(['Path'])
  await app.press('Delete')
  await expect(results(app).getByRole('row').nth(2)).toContainText('deleted')
  const panel = app.page.getByRole('region', { name: 'Search', exact: true })
  await expect(panel).toContainText('Found before your last changes.')
  await app.press('F6', 'F6')
  await expect(results(app)).toBeFocused()
  await app.press('Enter')
  await expect.poll(() => app.alerts()).toEqual([expect.stringContaining('has been deleted')])
  await app.press('Control+z')
  await expect(results(app).getByRole('row').nth(2)).toContainText('fruit')
  await panel.getByRole('button', { name: 'Search again' }).click()
  await expect(panel).not.toContainText('Found before')

  // Another search has its own tab.
  await app.press('Control+f', 'Control+a')
  await app.type('nothing of the kind')
  await app.press('Control+Enter')
  await expect(panel).toContainText('Nothing found')
  await tab(app, 'Search for fruit, 2 hits').click()
  await expect(results(app).getByRole('row')).toHaveCount(3)
  await app.press('ArrowRight', 'Delete')
  await expect(app.page.getByRole('tab', { name: /nothing of the kind/ })).toHaveCount(0)
  await app.page.getByRole('button', { name: 'Close panel' }).click()
  await expect(results(app)).toHaveCount(0)
  await app.menu('View', 'Search Results')
  await expect(results(app).getByRole('row')).toHaveCount(3)
})

test('what cannot be searched for is refused at its field; bytes and filters are understood', async ({
  app,
}, info) => {
  await app.open(onDisk(info, 'orchard.hiv', orchard()))
  await app.focus('Keys')
  await app.press('Control+f')
  const kind = find(app).getByRole('combobox', { name: 'Search for' })
  await kind.selectOption('Regular expression')
  await what(app).fill('p(ear')
  await app.press('Enter')
  await expect(find(app).getByRole('alert')).toContainText(/not a regular expression.*character/)
  await expect(what(app)).toHaveAttribute('aria-invalid', 'true')
  await what(app).fill('p(ear|lum)')
  await app.press('Enter')
  await expect(said(app)).toHaveText('1 of 1')
  await expect.poll(() => app.selectedValues()).toEqual(['Text'])

  await kind.selectOption('Hex bytes')
  await what(app).fill('de ?? be')
  await app.press('Enter')
  await expect.poll(() => app.selectedValues()).toEqual(['Bytes'])

  await kind.selectOption('Text or number')
  await what(app).fill('42')
  await app.press('Enter')
  await expect.poll(() => app.selectedValues()).toEqual(['Count'])

  await find(app).getByRole('button', { name: 'Filters' }).click()
  await find(app).getByRole('checkbox', { name: 'REG_SZ', exact: true }).check()
  await find(app).getByRole('textbox', { name: 'At least (bytes)' }).fill('10')
  await find(app).getByRole('textbox', { name: 'From' }).fill('soon')
  await what(app).fill('a')
  await app.press('Enter')
  await expect(find(app).getByRole('alert')).toContainText('Type a date')
  await find(app).getByRole('textbox', { name: 'From' }).fill('2020-01-31')
  await app.press('Control+Enter')
  await expect
    .poll(() => rowsOf(results(app)))
    .toEqual(['Fruit | (Default) | Data | REG_SZ | apple', 'Fruit | Text | Data | REG_SZ | pear'])
  await app.press('Control+f')
  await find(app).getByRole('checkbox', { name: 'Data', exact: true }).uncheck()
  await find(app).getByRole('checkbox', { name: 'Keys', exact: true }).uncheck()
  await find(app).getByRole('checkbox', { name: 'Values', exact: true }).uncheck()
  await find(app).getByRole('button', { name: 'Find Next' }).click()
  await expect(find(app).getByRole('alert')).toContainText('Choose where to look')
})

test('100,000 hits come while the search runs, it can be stopped, and the page does not stall', async ({
  app,
}, info) => {
  await app.open(onDisk(info, 'many.hiv', manyHits()))
  await app.focus('Keys')
  const tasks = await PageTasks.watch(app.page)
  await tasks.begin('find all')
  await app.press('Control+f')
  await app.type('value')
  await app.press('Control+Enter')
  await expect(tab(app, 'Search for value, 100,000 hits')).toBeVisible()
  await tasks.begin('go to the end')
  await app.press('End')
  const last = results(app).getByRole('row', { selected: true })
  await expect(last).toHaveAttribute('aria-rowindex', String(HITS + 1))
  await expect(last).toContainText('key 99')
  await tasks.begin('sort by name')
  await results(app).getByRole('button', { name: 'Name' }).click()
  await app.press('ArrowDown', 'Home')
  await expect(results(app).getByRole('row').nth(1)).toContainText('value 0')
  await tasks.begin('filter')
  const filter = app.page.getByRole('searchbox', { name: 'Filter results' })
  await filter.pressSequentially('value 49')
  await expect(results(app)).toHaveAttribute('aria-rowcount', String(11 * 100 * 2 + 1))
  await tasks.begin('show all again')
  await app.press('Escape')
  await expect(results(app)).toHaveAttribute('aria-rowcount', String(HITS + 1))
  await tasks.begin('select all')
  await app.press('Escape', 'Control+a')
  await expect(results(app).getByRole('row', { selected: true }).nth(5)).toBeVisible()
  await tasks.begin('find next')
  await app.press('F3', 'F3')
  await expect.poll(() => app.selectedValues()).toEqual(['value 0'])

  await tasks.begin('stop')
  await app.press('Control+f', 'Control+a')
  await app.type(SLOW)
  await find(app).getByRole('combobox', { name: 'Search for' }).selectOption('Regular expression')
  await find(app).getByRole('button', { name: 'Find All' }).click()
  const panel = app.page.getByRole('region', { name: 'Search', exact: true })
  await expect(panel.getByRole('progressbar')).toBeVisible()
  await expect(results(app).getByRole('row').nth(5)).toBeVisible()
  await panel.getByRole('button', { name: 'Stop' }).click({ timeout: 15_000 })
  await expect(panel).toContainText('Stopped: there may be more.')
  const costs = await tasks.end()
  const [title, { processor }] = worstOf(costs)
  expect(processor, `the longest task, during: ${title}`).toBeLessThan(MOST_TASK)
})

/** `tools` in the data of values in several keys. */
function tools(): Uint8Array {
  const hive = Hive.create()
  hive.transact(() => {
    for (const name of ['Run', 'Shell', 'Start']) {
      const key = hive.rootKey.create(name)
      key.set('Path', VALUE_TYPE.SZ, encodeString(`C:\\tools\\${name}`))
      key.set('Other', VALUE_TYPE.SZ, encodeString('D:\\else'))
    }
  })
  return hive.finishedCopy()
}

test('every value that mentions a path is found, three are deleted, and Undo brings them back', async ({
  app,
}, info) => {
  await app.open(onDisk(info, 'tools.hiv', tools()))
  await app.focus('Keys')
  // As many steps as regedit needs for the first of the three.
  await app.press('Control+f')
  await app.type('C:\\tools')
  await app.press('Control+Enter')
  await expect(results(app)).toBeFocused()
  await expect(results(app).getByRole('row')).toHaveCount(4)
  await app.press('Control+a', 'Delete')
  await expect(results(app).getByText('deleted')).toHaveCount(3)
  await expect.poll(() => app.news()).toEqual([expect.stringContaining('Deleted 3 values')])
  // What is said of the outdated results leaves room for their tab and their tools.
  await expect(app.page.getByRole('tab', { name: /tools.*3/ })).toBeInViewport({ ratio: 1 })
  const tool = await app.page.getByRole('button', { name: 'Export' }).boundingBox()
  const close = await app.page.getByRole('button', { name: 'Close panel' }).boundingBox()
  expect(
    (tool?.x ?? 0) + (tool?.width ?? 0) <= (close?.x ?? 0) || (tool?.y ?? 0) > (close?.y ?? 0) + 20,
  ).toBe(true)
  const saved = Hive.open(readFileSync((await app.save()).path))
  const left = [...saved.rootKey.subkeys()].flatMap((key) => [...key.values()])
  expect(left.map(({ name }) => name)).toEqual(['Other', 'Other', 'Other'])
  await app.press('Control+z')
  await expect(results(app).getByText('deleted')).toHaveCount(0)
})

test('results are sorted, filtered, and exported as CSV', async ({ app }, info) => {
  await app.open(onDisk(info, 'tools.hiv', tools()))
  await app.focus('Keys')
  await app.press('Control+f')
  await app.type('s')
  await app.press('Control+Enter')
  await expect(results(app)).toBeFocused()
  await app.press('/')
  await app.type('st')
  await expect(results(app).getByRole('row')).toHaveCount(4)
  await app.press('Enter')
  await expect(results(app)).toBeFocused()
  await results(app).getByRole('button', { name: 'Name' }).click()
  await expect(results(app).getByRole('columnheader', { name: 'Name' })).toHaveAttribute(
    'aria-sort',
    'ascending',
  )
  await app.page.getByRole('button', { name: 'Export' }).click()
  const download = app.page.waitForEvent('download')
  await app.page.getByRole('menuitem', { name: 'CSV' }).click()
  expect((await download).suggestedFilename()).toBe('Search results.csv')
  const lines = readFileSync(await (await download).path(), 'utf8').split('\n')
  expect(lines).toHaveLength(5)
  expect(lines.slice(1, 4).map((line) => line.split(',').slice(1, 5).join())).toEqual(
    [
      ['Start', '', '"key"', ''],
      ['Start', '"Other"', '"data"', '"REG_SZ"'],
      ['Start', '"Path"', '"data"', '"REG_SZ"'],
    ].map(([key, ...rest]) => [`"HKEY_LOCAL_MACHINE\\tools\\${key}"`, ...rest].join()),
  )
  await expect.poll(() => app.focused()).toBe('button Export')
})

test('text is replaced after a preview, as one step that Undo takes back', async ({
  app,
}, info) => {
  await app.open(onDisk(info, 'tools.hiv', tools()))
  await app.focus('Keys')
  await app.press('Control+h')
  await app.type('C:\\tools')
  await find(app).getByRole('textbox', { name: 'Replace with' }).fill('E:\\bin')
  await app.press('Enter')
  const preview = app.page.getByRole('grid', { name: 'Replacements' })
  await expect(preview).toBeFocused()
  await expect(preview.getByRole('row')).toHaveCount(4)
  await expect(preview.getByRole('row').nth(1)).toContainText('C:\\tools\\RunE:\\bin\\Run')
  // The last one is left out.
  await app.press('End', 'Space')
  await app.page.getByRole('button', { name: 'Replace 2' }).click()
  await expect.poll(() => app.news()).toEqual([expect.stringContaining('Replaced in 2 places')])
  const saved = Hive.open(readFileSync((await app.save()).path))
  const paths = [...saved.rootKey.subkeys()].map((key) => {
    return Buffer.from(key.value('Path')?.data ?? []).toString('utf16le')
  })
  expect(paths).toEqual(['E:\\bin\\Run\0', 'E:\\bin\\Shell\0', 'C:\\tools\\Start\0'])
  await app.press('Control+z')
  await app.page.getByRole('button', { name: 'Preview again' }).click()
  await expect(app.page.getByRole('button', { name: 'Replace 3' })).toBeVisible()
  expect(await seriousFaults(app.page)).toEqual([])
})

test('all open hives are searched, and a result brings its hive to the front', async ({
  app,
}, info) => {
  const paths = [onDisk(info, 'tools.hiv', tools()), onDisk(info, 'orchard.hiv', orchard())]
  await app.open(...paths)
  await app.focus('Keys')
  await app.press('Control+f')
  await find(app).getByRole('combobox', { name: 'Search in' }).selectOption('All open hives')
  await what(app).fill('path')
  await app.press('Control+f', 'Control+Enter')
  await expect(results(app).getByRole('row')).toHaveCount(5)
  const hives = results(app)
    .getByRole('gridcell')
    .filter({ hasText: /\.hiv$/ })
  await expect(hives).toHaveText(['orchard.hiv', 'tools.hiv', 'tools.hiv', 'tools.hiv'])
  await app.press('End', 'Enter')
  await expect(app.page.getByRole('tab', { name: 'tools.hiv' })).toHaveAttribute(
    'aria-selected',
    'true',
  )
  await expect.poll(() => app.selectedValues()).toEqual(['Path'])
  await expect(results(app).getByRole('row')).toHaveCount(5)
})

for (const theme of ['light', 'dark'] as const) {
  test.describe(`in the ${theme} theme`, () => {
    test.use({ colorScheme: theme, contextOptions: { reducedMotion: 'reduce' } })

    test('Find and the results have no serious fault, in a narrow window too', async ({
      app,
    }, info) => {
      await app.open(onDisk(info, 'orchard.hiv', orchard()))
      await app.focus('Keys')
      await app.press('Control+f')
      await app.type('a')
      await find(app).getByRole('button', { name: 'Filters' }).click()
      await app.press('Control+f')
      await app.press('Control+Enter')
      await expect(results(app)).toBeFocused()
      expect(await seriousFaults(app.page)).toEqual([])
      await app.page.setViewportSize({ width: 480, height: 800 })
      await expect(results(app)).toBeVisible()
      await find(app).getByRole('button', { name: 'Options' }).click()
      expect(await seriousFaults(app.page)).toEqual([])
      await what(app).press('Enter')
      await expect(said(app)).toHaveText(/^1 of \d+$/)
      // The place takes the room of the results, and the field keeps the focus.
      await expect(results(app)).toHaveCount(0)
      await expect(what(app)).toBeFocused()
    })
  })
}

test('what was found is in view, however much is before it', async ({ app }, info) => {
  const hive = Hive.create()
  const around = 'long '.repeat(20)
  hive.rootKey.set(`${around}needle`, VALUE_TYPE.SZ, encodeString(''))
  hive.rootKey.create(`${around}needle${around}`)
  hive.rootKey.set('data', VALUE_TYPE.SZ, encodeString(`${around}needle${around}`))
  await app.open(onDisk(info, 'long.hiv', hive.finishedCopy()))
  await app.press('Control+f')
  await app.type('needle')
  await app.press('Control+Enter')
  const marks = results(app).locator('mark')
  await expect(marks).toHaveCount(3)
  const hidden = await marks.evaluateAll((all) =>
    all.flatMap((mark) => {
      const cell = mark.closest('[role=gridcell], [role=rowheader]')?.getBoundingClientRect()
      const { left, right, width } = mark.getBoundingClientRect()
      const isShown = cell !== undefined && left >= cell.left && right <= cell.right && width > 30
      return isShown ? [] : [mark.textContent]
    }),
  )
  expect(hidden).toEqual([])
})
