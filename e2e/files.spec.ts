import { copyFileSync } from 'node:fs'
import { zipOf } from '../test/helpers/archives.ts'
import { LOGGED } from '../test/helpers/loggedHive.ts'
import { readers } from '../test/helpers/readers.ts'
import { checkReport, difference, dumpLines, hivexmlLines, onDisk, orchard } from './hives.ts'
import type { PageDriver } from './PageDriver.ts'
import { expect, test } from './story.ts'

test('a hive is saved for an older Windows, with its size known before; the report says what was done', async ({
  app,
}, info) => {
  const path = onDisk(info, 'SYSTEM', orchard())
  await app.open(path)
  await withoutPicker(app)
  await app.press('Control+Shift+s')
  const dialog = app.page.getByRole('dialog', { name: 'Save As' })
  await dialog.getByRole('radio', { name: /^Compacted copy: 8 KB/ }).check()
  await dialog.getByLabel('Windows version').selectOption('Windows 2000 (5.0)')
  await dialog.getByLabel('File name').fill('SYSTEM-2000')
  const saved = await downloadBy(app, () => dialog.getByRole('button', { name: 'Save' }).click())
  expect(saved.name).toBe('SYSTEM-2000')
  expect(checkReport(saved.path)).toBe('')
  expect(difference(dumpLines(path), dumpLines(saved.path))).toEqual([])
  const copy = info.outputPath('copy.hiv')
  copyFileSync(saved.path, copy)
  const original = hivexmlLines(path)
  if (original !== null) expect(hivexmlLines(copy)).toEqual(original)
  const reglookup = readers.find(({ name }) => name === 'reglookup')
  if (reglookup) expect(reglookup.read(copy)).toEqual(reglookup.read(path))

  await app.page.getByRole('button', { name: 'Report' }).click()
  const report = app.page.getByRole('dialog', { name: 'Save Report' })
  await expect(report).toContainText('Version 1.3, compacted')
  await expect(report).toContainText('No key and no value differs.')
  await expect(report).toContainText('SYSTEM.LOG1, SYSTEM.LOG2, and SYSTEM.LOG')
  await app.press('Escape')
  await expect(report).toHaveCount(0)
  await expect.poll(() => app.focused()).toBe('tree Keys')
})

test('a zip with two hives and a log is listed; the chosen hive opens with its log, and is saved as a download', async ({
  app,
}, info) => {
  const { dirty, log } = LOGGED
  const zip = await zipOf({
    'C/Windows/System32/config/SYSTEM': Uint8Array.from(orchard()),
    'C/Users/ann/NTUSER.DAT': dirty,
    'C/Users/ann/ntuser.dat.LOG1': log,
    'C/Users/ann/notes.txt': new TextEncoder().encode('not a hive'),
  })
  const path = onDisk(info, 'collected.zip', new Uint8Array(await zip.arrayBuffer()))
  await app.choose(path)
  const dialog = app.page.getByRole('dialog', { name: 'Open Hives' })
  const table = dialog.getByRole('table', { name: 'Hives found' })
  await expect(table.getByRole('row')).toHaveCount(3)
  await expect(table.getByRole('row', { name: /NTUSER\.DAT/ })).toContainText('ntuser.dat.LOG1')
  await dialog.getByRole('checkbox', { name: /^SYSTEM/ }).uncheck()
  await dialog.getByRole('button', { name: 'Open 1 Hive' }).click()
  const logs = app.page.getByRole('dialog', { name: 'Transaction Logs' })
  await logs.getByRole('button', { name: 'Apply' }).click()
  await expect.poll(() => app.tabs()).toEqual([{ name: 'NTUSER.DAT, unsaved', selected: true }])
  const saved = await app.save()
  expect(saved.name).toBe('NTUSER.DAT')
  expect(checkReport(saved.path)).toBe('')
})

test('a new hive and a merge open as unsaved, and what is saved is read by hivex', async ({
  app,
}, info) => {
  await withoutPicker(app)
  await app.menu('File', 'New Hive…')
  const made = app.page.getByRole('dialog', { name: 'New Hive' })
  await made.getByLabel('File name').fill('over.hiv')
  await made.getByLabel('Name of the root key').fill('Wurzel')
  await app.press('Enter')
  await app.opened('over.hiv, unsaved')
  await app.focus('Keys')
  await app.press('F7')
  await expect(app.tree.getByRole('textbox')).toBeFocused()
  await app.type('Shed')
  await app.press('Enter')
  await expect.poll(() => app.selectedKey()).toMatchObject({ name: 'Shed' })
  await app.open(onDisk(info, 'base.hiv', orchard()))

  await app.menu('File', 'Merge Hives…')
  const merge = app.page.getByRole('dialog', { name: 'Merge Hives' })
  const order = merge.getByRole('list', { name: 'Hives to merge' }).getByRole('listitem')
  await expect(order).toHaveText([/^Base.*base\.hiv/, /^Overlay 1.*over\.hiv/])
  await expect(merge).toContainText('7 keys')
  await merge.getByRole('button', { name: 'Merge' }).click()
  await app.opened('Merged.hiv, unsaved')
  const saved = await app.save()
  expect(checkReport(saved.path)).toBe('')
  const names = hivexmlLines(saved.path)
  if (names !== null) expect(names).toContain('\\Shed\\Rake')
})

/** The page in a browser that has no save dialog, and so downloads what is saved. */
async function withoutPicker(app: PageDriver): Promise<void> {
  await app.page.evaluate(() => void Object.assign(window, { showSaveFilePicker: undefined }))
}

/** The file that the page hands out after an action. */
async function downloadBy(app: PageDriver, act: () => Promise<void>) {
  const [download] = await Promise.all([app.page.waitForEvent('download'), act()])
  return { name: download.suggestedFilename(), path: await download.path() }
}
