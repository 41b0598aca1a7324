/** .reg files into a hive and out of it: importing, exporting, opening one as a hive, restoring, printing. */

import { readFileSync } from 'node:fs'
import { parquetReadObjects } from 'hyparquet'
import { checkReport, difference, dumpLines, hivexmlLines, onDisk, orchard } from './hives.ts'
import type { PageDriver } from './PageDriver.ts'
import { expect, test } from './story.ts'

const ROOT = 'HKEY_LOCAL_MACHINE\\orchard'
const HEADER = 'Windows Registry Editor Version 5.00'

function regText(...lines: readonly string[]): Uint8Array {
  return Buffer.from(`\ufeff${[HEADER, '', ...lines, ''].join('\r\n')}`, 'utf16le')
}

/** Chooses a file in the picker that Import opens. */
async function importFile(app: PageDriver, path: string): Promise<void> {
  const [chooser] = await Promise.all([
    app.page.waitForEvent('filechooser'),
    app.page.keyboard.press('Control+i'),
  ])
  await chooser.setFiles(path)
}

/** Exports in a format; the file that was downloaded. */
async function exported(app: PageDriver, format: string, range = 'All') {
  await app.page.evaluate(() => Object.assign(window, { showSaveFilePicker: undefined }))
  await app.press('Control+e')
  const dialog = app.page.getByRole('dialog', { name: 'Export Registry File' })
  await dialog.getByRole('combobox', { name: 'Save as type' }).selectOption({ label: format })
  await dialog.getByRole('radio', { name: range }).check()
  const [download] = await Promise.all([
    app.page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'Export' }).click(),
  ])
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) }
}

test('a .reg file is imported change by change, and one of them is taken back', async ({
  app,
}, info) => {
  const path = onDisk(info, 'orchard', orchard())
  await app.open(path)
  const lines = [
    `[${ROOT}\\Fruit]`,
    '"Text"="plum"',
    '"New"=dword:1',
    '"bad"=x',
    `[-${ROOT}\\Shed]`,
  ]
  await importFile(app, onDisk(info, 'more.reg', regText(...lines)))
  const dialog = app.page.getByRole('dialog', { name: 'Import Registry File' })
  await expect(dialog.getByRole('status')).toHaveText(
    '1 added, 1 changed, 1 deleted, 1 with nothing to do, 1 line not read',
  )
  // The key is not deleted.
  const row = dialog.getByRole('row', { name: /Delete key/ })
  await row.getByRole('checkbox', { name: 'Accept' }).click()
  await expect(dialog.getByRole('status')).toContainText('1 not accepted')
  await dialog.getByRole('button', { name: 'OK' }).click()
  await expect.poll(() => app.news()).toContainEqual(expect.stringContaining('Imported 2 changes'))

  // One of the two is reverted in the list of changes.
  await app.menu('View', 'Changes Panel')
  const changes = app.page.getByRole('grid', { name: 'Changes' })
  await changes.getByRole('row', { name: /plum/ }).click()
  await app.press('Delete')
  await expect(changes.getByRole('row', { name: /plum/ })).toHaveCount(0)
  const saved = await app.save()
  const added = difference(dumpLines(path), dumpLines(saved.path))
  expect(added.map((line) => line.slice(0, 18))).toEqual([expect.stringContaining('+ V "')])
  expect(added.join()).toContain('New')
  expect(checkReport(saved.path)).toBe('')
})

test('a .reg file dropped on a key goes below that key', async ({ app }, info) => {
  await app.open(onDisk(info, 'orchard', orchard()))
  const text = regText('[HKEY_CURRENT_USER\\Old\\Cherry]', '"Ripe"=dword:1')
  await app.dropOnKey('Fruit', onDisk(info, 'cherry.reg', text))
  const dialog = app.page.getByRole('dialog', { name: 'Import Registry File' })
  await dialog
    .getByRole('radio', { name: `Below the key it was dropped on, ${ROOT}\\Fruit` })
    .check()
  await expect(dialog.getByRole('row', { name: /Add value .*Ripe/ })).toBeVisible()
  await dialog.getByRole('button', { name: 'OK' }).click()
  await app.goTo('Fruit\\Cherry')
  await expect.poll(async () => (await app.values()).map(({ name }) => name)).toContain('Ripe')
})

test('a hive is exported in each format, and a key as a separate hive', async ({ app }, info) => {
  const path = onDisk(info, 'orchard', orchard())
  await app.open(path)
  await app.goTo('Shed')
  const hive = await exported(app, 'Registry Hive Files (*.hiv)', 'Selected branch')
  expect(hive.name).toBe('Shed.hiv')
  const own = onDisk(info, hive.name, hive.bytes)
  expect(checkReport(own)).toBe('')
  const seen = hivexmlLines(own)
  if (seen !== null) expect(seen.join('\n')).toContain('Spade')
  const begins: Readonly<Record<string, string>> = {
    'Registration Files (*.reg)': '\ufffd\ufffdW\0i\0n\0',
    'Win9x/NT4 Registration Files (*.reg)': 'REGEDIT4\r\n',
    'Text Files (*.txt)': '\ufffd\ufffdK\0e\0y\0',
    'JSON (*.json)': '{"format":"propolis-hive"',
    'JSON Lines, a line for each value (*.ndjson)': '{"hive":"orchard"',
    'CSV, a row for each value (*.csv)': 'hive,path,name',
    'reg add Commands (*.cmd)': '@echo off',
    'PowerShell Commands (*.ps1)': '',
    'HTML Report (*.html)': '<!doctype html>',
  }
  for (const [format, begin] of Object.entries(begins)) {
    const { bytes } = await exported(app, format)
    expect(bytes.toString('utf8').startsWith(begin)).toBe(true)
    expect(bytes.length).toBeGreaterThan(500)
  }
  const parquet = await exported(app, 'Parquet, a row for each value (*.parquet)')
  const rows = await parquetReadObjects({ file: Uint8Array.from(parquet.bytes).buffer })
  expect(rows.map(({ name }) => name)).toContain('Weight')
})

test('a .reg file is opened as a hive, and saved as one that other programs read', async ({
  app,
}, info) => {
  const lines = ['[HKEY_CURRENT_USER\\Software\\Tool]', '"Level"=dword:0000002a', '@="x"']
  await app.choose(onDisk(info, 'NTUSER.reg', regText(...lines)))
  await app.opened('NTUSER.hiv, unsaved')
  await app.goTo('Software\\Tool')
  await expect(app.page.getByRole('row', { name: /Level/ })).toBeVisible()
  await expect.poll(() => app.address()).toContain('Software\\Tool')
  const saved = await app.save()
  expect(saved.name).toBe('NTUSER.hiv')
  expect(checkReport(saved.path)).toBe('')
  expect(dumpLines(saved.path).filter((line) => line.startsWith('V'))).toHaveLength(2)
  const seen = hivexmlLines(saved.path)
  if (seen !== null) expect(seen.join('\n')).toMatch(/Tool .*key="Level" value="42"/)
})

test('a hive file is restored over a key, and a branch is printed', async ({ app }, info) => {
  const path = onDisk(info, 'orchard', orchard())
  await app.open(path)
  await app.goTo('Trees')
  await importFile(app, onDisk(info, 'saved.hiv', orchard()))
  const dialog = app.page.getByRole('dialog', { name: 'Restore Hive Over Key' })
  await expect(dialog.getByRole('status')).toContainText('saved.hiv has 6 keys and 9 values.')
  await dialog.getByRole('button', { name: 'Restore' }).click()
  await app.goTo('Trees\\Shed\\Rake')
  await app.press('Control+p')
  const print = app.page.getByRole('dialog', { name: 'Print' })
  await app.page.evaluate(() => Object.assign(window, { print: () => {} }))
  await print.getByRole('button', { name: 'Print' }).click()
  await app.page.emulateMedia({ media: 'print' })
  const pages = app.page.locator('body > .printed')
  await expect(pages).toContainText(`${ROOT}\\Trees\\Shed\\Rake`)
  await expect(pages).toBeVisible()
  await expect(app.tree).toBeHidden()
  await app.page.emulateMedia({ media: null })
  await expect(pages).toBeHidden()
})
