import { readFileSync } from 'node:fs'
import { dropStored, keysStored, readStored, writeStored } from './browserFiles.ts'
import { checkReport, difference, dumpLines, onDisk, orchard } from './hives.ts'
import type { PageDriver } from './PageDriver.ts'
import { expect, test } from './story.ts'

test('Ctrl+S downloads the hive under its name, and nothing is unsaved after it', async ({
  app,
}, info) => {
  const path = onDisk(info, 'SOFTWARE', orchard())
  await app.open(path)
  await rename(app, 'Shed', 'Barn')
  await expect.poll(() => app.tabs()).toEqual([{ name: 'SOFTWARE, unsaved', selected: true }])

  const saved = await app.save()
  expect(saved.name).toBe('SOFTWARE')
  await expect.poll(() => app.tabs()).toEqual([{ name: 'SOFTWARE', selected: true }])
  await expect.poll(() => app.news()).toEqual([expect.stringContaining('Downloaded SOFTWARE')])
  expect(checkReport(saved.path)).toBe('')

  // What is undone after a save is unsaved again, and saving once more gives the hive as it was.
  await app.press('Control+z')
  await expect.poll(() => app.title()).toBe('● SOFTWARE - Propolis')
  const again = await app.save()
  expect(difference(dumpLines(path), dumpLines(again.path))).toEqual([])
})

test('a hive that was not edited is saved byte for byte but for its headers', async ({
  app,
}, info) => {
  const path = onDisk(info, 'orchard.hiv', orchard())
  await app.open(path)
  const saved = await app.save()
  // Base block and the header of the first bin, which has the time of the save.
  const cells = (file: string) => readFileSync(file).subarray(0x1020)
  expect(cells(saved.path).equals(cells(path))).toBe(true)
})

test('the browser asks before the page goes only while something is unsaved', async ({
  app,
}, info) => {
  const dialogs: string[] = []
  app.page.on('dialog', (dialog) => {
    dialogs.push(dialog.type())
    void dialog.dismiss()
  })
  const leave = () => app.page.close({ runBeforeUnload: true })
  await app.open(onDisk(info, 'orchard.hiv', orchard()))
  await rename(app, 'Shed', 'Barn')
  await leave()
  await expect.poll(() => dialogs).toEqual(['beforeunload'])

  await app.save()
  await expect.poll(() => app.title()).toBe('orchard.hiv - Propolis')
  const closed = app.page.waitForEvent('close')
  await leave()
  await closed
  expect(dialogs).toEqual(['beforeunload'])
})

test('closing a hive with unsaved changes asks first', async ({ app }, info) => {
  await app.open(onDisk(info, 'orchard.hiv', orchard()))
  await rename(app, 'Shed', 'Barn')
  await app.menu('File', 'Close')
  const dialog = app.page.getByRole('dialog', { name: 'Close without saving?' })
  await expect(dialog).toContainText('1 unsaved change')
  await app.press('Escape')
  await expect(dialog).toHaveCount(0)
  expect(await app.tabs()).toHaveLength(1)

  await app.menu('File', 'Close')
  const [download] = await Promise.all([
    app.page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'Save' }).click(),
  ])
  expect(download.suggestedFilename()).toBe('orchard.hiv')
  await expect(app.page.getByRole('tab')).toHaveCount(0)
})

test('a file that came with a handle is written in place', async ({ app }) => {
  await writeStored(app.page, 'orchard.hiv', orchard())
  await dropStored(app.page, 'orchard.hiv')
  await app.opened('orchard.hiv')
  await rename(app, 'Shed', 'Barn')
  await app.press('Control+s')
  await expect.poll(() => app.news()).toEqual([expect.stringContaining('Saved orchard.hiv')])
  expect(await app.title()).toBe('orchard.hiv - Propolis')

  await rename(app, 'Trees', 'Bushes')
  await app.press('Control+s')
  await expect.poll(() => app.title()).toBe('orchard.hiv - Propolis')
  expect(await keysStored(app.page, 'orchard.hiv')).toEqual(['Barn', 'Bushes', 'Fruit'])
})

test('a file that another program changed is not written over unasked', async ({ app }) => {
  await writeStored(app.page, 'orchard.hiv', orchard())
  await dropStored(app.page, 'orchard.hiv')
  await app.opened('orchard.hiv')
  await rename(app, 'Shed', 'Barn')
  await writeStored(app.page, 'orchard.hiv', Uint8Array.of(1, 2, 3))
  await app.press('Control+s')
  const dialog = app.page.getByRole('dialog', { name: 'The file has changed' })
  await expect(dialog).toContainText('orchard.hiv was changed by another program')
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect(dialog).toHaveCount(0)
  expect(await readStored(app.page, 'orchard.hiv')).toEqual([1, 2, 3])
  expect(await app.title()).toBe('● orchard.hiv - Propolis')
  await expect.poll(() => app.focused()).toBe('tree Keys')

  await app.press('Control+s')
  await dialog.getByRole('button', { name: 'Overwrite' }).click()
  await expect.poll(() => app.title()).toBe('orchard.hiv - Propolis')
  expect(await keysStored(app.page, 'orchard.hiv')).toEqual(['Barn', 'Fruit', 'Trees'])
})

async function rename(app: PageDriver, key: string, name: string): Promise<void> {
  await app.goTo(key)
  await app.press('F2')
  await app.page.getByRole('textbox', { name: 'Key name' }).fill(name)
  await app.press('Enter')
  await expect.poll(() => app.selectedKey()).toMatchObject({ name })
}
