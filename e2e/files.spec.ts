import { copyFileSync } from 'node:fs'
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

/** The page in a browser that has no save dialog, and so downloads what is saved. */
async function withoutPicker(app: PageDriver): Promise<void> {
  await app.page.evaluate(() => void Object.assign(window, { showSaveFilePicker: undefined }))
}

/** The file that the page hands out after an action. */
async function downloadBy(app: PageDriver, act: () => Promise<void>) {
  const [download] = await Promise.all([app.page.waitForEvent('download'), act()])
  return { name: download.suggestedFilename(), path: await download.path() }
}
