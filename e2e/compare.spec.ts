import { readFileSync } from 'node:fs'
import type { Locator } from '@playwright/test'
import { hive as runHive } from '../test/helpers/runHive.ts'
import {
  checkReport,
  difference,
  dumpLines,
  encodeDword,
  hivexmlLines,
  onDisk,
  orchard,
  otherOrchard,
  VALUE_TYPE,
  valueLine,
} from './hives.ts'
import type { PageDriver } from './PageDriver.ts'
import { expect, test } from './story.ts'

/** The rows of the list of differences, as the texts of their cells. */
function rows(app: PageDriver): Promise<string[]> {
  return gridOf(app)
    .getByRole('row')
    .evaluateAll((all) =>
      all
        .slice(1)
        .map((row) => [...row.children].map((cell) => cell.textContent?.trim()).join(' | ')),
    )
}

function gridOf(app: PageDriver): Locator {
  return app.page.getByRole('treegrid', { name: 'Differences' })
}

/** Compares the open hives as the dialog offers it. */
async function compare(app: PageDriver): Promise<void> {
  await app.menu('Tools', 'Compare…')
  await expect.poll(() => app.focused()).toBe('button Compare')
  await app.press('Enter')
  await expect.poll(() => app.focused()).toBe('treegrid Differences')
}

const ROWS = [
  'Fruit2 |  |  |  | ',
  'Text | Changed | REG_SZ | pear | plum',
  'Count | Changed | REG_DWORD | 0x0000002a (42) | 0x00000007 (7)',
  'Shed\\Spade | Removed |  | 2 keys, 1 value | ',
  'Trees\\Plum | Added |  |  | 1 key, 1 value',
]

test('two hives are compared and one setting is carried over, in six steps', async ({
  app,
}, info) => {
  const [old, now] = [onDisk(info, 'old.dat', orchard()), onDisk(info, 'new.dat', otherOrchard())]
  // 1: both are opened.
  await app.open(old, now)
  // 2 and 3: they are compared, as is offered.
  await compare(app)
  await expect.poll(() => rows(app)).toEqual(ROWS)
  // 4: the setting is gone to, and 5: taken over from the left.
  await app.page.getByRole('rowheader', { name: 'Count' }).click()
  await app.press('Control+Shift+ArrowRight')
  await expect
    .poll(() => app.news())
    .toEqual([expect.stringContaining('Took Count over into new.dat')])
  await expect
    .poll(() => rows(app))
    .toEqual([ROWS[0]?.replace('2', '1'), ROWS[1], ...ROWS.slice(3)])
  await expect.poll(() => app.focused()).toBe('treegrid Differences')
  // 6: the hive is saved.
  const saved = await app.save()
  expect(saved.name).toBe('new.dat')
  const count = (bytes: number) =>
    valueLine('\\\\Fruit', 'Count', VALUE_TYPE.DWORD, encodeDword(bytes))
  expect(difference(dumpLines(now), dumpLines(saved.path))).toEqual([
    `- ${count(7)}`,
    `+ ${count(42)}`,
  ])
  expect(checkReport(saved.path)).toBe('')
  const lines = hivexmlLines(saved.path)
  const before = hivexmlLines(now)
  if (lines === null || before === null) return
  expect(difference(before, lines).map((line) => line.replace(/.*Count/, 'Count'))).toHaveLength(2)
})

test('F9 goes from difference to difference, Enter to its place in the hive, and Undo brings rows back', async ({
  app,
}, info) => {
  await app.open(onDisk(info, 'old.dat', orchard()), onDisk(info, 'new.dat', otherOrchard()))
  await compare(app)
  await expect.poll(() => rows(app)).toEqual(ROWS)
  const selected = gridOf(app).getByRole('row', { selected: true })
  for (const [key, name] of [
    ['F9', 'Text'],
    ['F9', 'Count'],
    ['F9', 'Shed\\Spade'],
    ['Shift+F9', 'Count'],
    ['Shift+F9', 'Text'],
  ] as const) {
    await app.press(key)
    await expect(selected.getByRole('rowheader', { name })).toBeVisible()
  }
  const details = app.page.getByRole('region', { name: 'Both sides' })
  const mark = details.locator('mark').first()
  await expect(mark).toHaveText('ear')
  // It can be read in forced colours too.
  await app.page.emulateMedia({ forcedColors: 'active' })
  const [ink, paper] = await mark.evaluate((element) => {
    const { color, backgroundColor } = getComputedStyle(element)
    return [color, backgroundColor]
  })
  expect(ink).not.toBe(paper)
  await app.page.emulateMedia({ forcedColors: 'none' })
  await app.press('Enter')
  await expect.poll(() => app.focused()).toBe('grid Values')
  await expect.poll(() => app.selectedValues()).toEqual(['Text'])
  // In the values, the next difference is shown there too.
  await app.press('F9')
  await expect.poll(() => app.selectedValues()).toEqual(['Count'])
  await expect.poll(() => app.focused()).toBe('grid Values')
  await gridOf(app).focus()
  await app.press('Shift+F10')
  await app.page.getByRole('menuitem', { name: 'Take All Listed to the Right' }).click()
  await expect(app.page.getByText('All differences were taken over')).toBeVisible()
  await app.press('Control+z')
  await expect.poll(() => rows(app)).toEqual(ROWS)
})

test('a patch and its inverse turn each hive into the other', async ({ app }, info) => {
  const [old, now] = [onDisk(info, 'old.dat', orchard()), onDisk(info, 'new.dat', otherOrchard())]
  await app.open(old, now)
  await app.menu('Tools', 'Compare…')
  const dialog = app.page.getByRole('dialog', { name: 'Compare' })
  await dialog.getByRole('checkbox', { name: 'Permissions' }).uncheck()
  await dialog.getByRole('button', { name: 'Compare', exact: true }).click()
  await expect.poll(() => rows(app)).toEqual(ROWS)
  for (const [side, name, from, to] of [
    ['Left', 'old.dat-to-new.dat.reg', old, now],
    ['Right', 'new.dat-to-old.dat.reg', now, old],
  ] as const) {
    await gridOf(app).focus()
    await app.press('Shift+F10')
    const [download] = await Promise.all([
      app.page.waitForEvent('download'),
      app.page.getByRole('menuitem', { name: `Export .reg for the ${side} Hive` }).click(),
    ])
    expect(download.suggestedFilename()).toBe(name)
    const text = await download.path()
    const [, prefix = ''] =
      /\[-?(.*?)\\(?:Fruit|Shed|Trees)/.exec(readFileSync(text, 'utf16le')) ?? []
    const patched = info.outputPath(`${side}.hiv`)
    const { code, err } = runHive('import', from, text, '--prefix', prefix, '-o', patched)
    expect([code, err]).toEqual([0, ''])
    const lines = difference(dumpLines(to), dumpLines(patched))
    expect(lines).toEqual([])
  }
})
