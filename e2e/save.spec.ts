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

  // A step undone after a save is unsaved again, and saving once more gives the hive as it was.
  await app.press('Control+z')
  await expect.poll(() => app.title()).toBe('● SOFTWARE - Propolis')
  const again = await app.save()
  expect(difference(dumpLines(path), dumpLines(again.path))).toEqual([])
})

test('Ctrl+S with nothing changed writes nothing and says so', async ({ app }, info) => {
  const path = onDisk(info, 'orchard.hiv', orchard())
  await app.open(path)
  const downloads: string[] = []
  app.page.on('download', (download) => downloads.push(download.suggestedFilename()))
  await app.press('Control+s')
  await expect.poll(() => app.news()).toEqual([expect.stringContaining('No changes to save')])
  await rename(app, 'Shed', 'Barn')
  await app.press('Control+z')
  await expect.poll(() => app.title()).toBe('orchard.hiv - Propolis')
  await app.press('Control+s')
  await expect.poll(() => app.news()).toContainEqual(expect.stringContaining('No changes to save'))
  expect(downloads).toEqual([])

  // A copy can still be downloaded; except for its headers it is the file byte for byte.
  const [download] = await Promise.all([
    app.page.waitForEvent('download'),
    app.page.getByRole('button', { name: 'Download a copy' }).click(),
  ])
  const cells = (file: string) => readFileSync(file).subarray(0x1020)
  expect(cells(await download.path()).equals(cells(path))).toBe(true)
})

test('the file as opened can be downloaded after it was edited and saved in place', async ({
  app,
}) => {
  const bytes = orchard()
  await writeStored(app.page, 'orchard.hiv', bytes)
  await dropStored(app.page, 'orchard.hiv')
  await app.opened('orchard.hiv')
  await rename(app, 'Shed', 'Barn')
  await app.press('Control+s')
  await expect.poll(() => app.news()).toContainEqual(expect.stringContaining('Saved orchard.hiv'))
  expect(await readStored(app.page, 'orchard.hiv')).not.toEqual([...bytes])
  const [download] = await Promise.all([
    app.page.waitForEvent('download'),
    app.menu('File', 'Download Original'),
  ])
  expect(download.suggestedFilename()).toBe('orchard.hiv.original')
  expect(readFileSync(await download.path()).equals(Buffer.from(bytes))).toBe(true)
  await expect.poll(() => app.news()).toContainEqual(expect.stringContaining('byte for byte'))
})

test('no key changes a locked hive or its file', async ({ app }, info) => {
  await app.open(onDisk(info, 'orchard.hiv', orchard()))
  await rename(app, 'Shed', 'Barn')
  const lock = app.page.getByRole('button', { name: 'Lock Against Changes' })
  await lock.click()
  await expect(lock).toHaveAttribute('aria-pressed', 'true')
  await expect
    .poll(() => app.tabs())
    .toEqual([{ name: 'orchard.hiv, unsaved, locked', selected: true }])
  await expect(app.page.getByRole('grid', { name: 'Values' })).toHaveAttribute(
    'aria-readonly',
    'true',
  )
  await app.goTo('Barn')
  for (const key of ['Control+z', 'F2', 'Delete', 'F7', 'Control+s']) await app.press(key)
  await expect(app.page.getByRole('alert')).toContainText('locked against changes')
  await expect(app.page.getByRole('textbox', { name: 'Key name' })).toHaveCount(0)
  await expect.poll(() => app.selectedKey()).toMatchObject({ name: 'Barn' })
  await lock.click()
  await expect(app.page.getByRole('alert')).toHaveCount(0)
  await app.press('Control+z')
  await expect.poll(() => app.title()).toBe('orchard.hiv - Propolis')
})

test('a failed Save As names the file, and offers the hive as a download', async ({
  app,
}, info) => {
  await app.open(onDisk(info, 'orchard.hiv', orchard()))
  await rename(app, 'Shed', 'Barn')
  const alert = app.page.getByRole('alert')
  // A picker that returns a file which is gone by the time it is written.
  await app.page.evaluate(async () => {
    const root = await navigator.storage.getDirectory()
    const folder = await root.getDirectoryHandle('gone', { create: true })
    const handle = await folder.getFileHandle('copy.hiv', { create: true })
    await root.removeEntry('gone', { recursive: true })
    Object.assign(window, { showSaveFilePicker: async () => handle })
  })
  await saveAs(app)
  await expect(alert).toContainText('copy.hiv could not be written.')
  await expect(alert).toContainText('it may now be empty')
  await app.page.evaluate(() => {
    const fail = () => Promise.reject(new DOMException('not here', 'SecurityError'))
    Object.assign(window, { showSaveFilePicker: fail })
  })
  await saveAs(app)
  await expect(alert).toContainText('the browser could not ask where to save it')
  const [download] = await Promise.all([
    app.page.waitForEvent('download'),
    alert.getByRole('button', { name: 'Download a copy' }).click(),
  ])
  expect(checkReport(await download.path())).toBe('')
  await expect.poll(() => app.title()).toBe('orchard.hiv - Propolis')
})

test('the browser asks before the page is left only while something is unsaved', async ({
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
  await expect(dialog).toContainText('1 unsaved step')
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
  await expect.poll(() => app.title()).toBe('orchard.hiv - Propolis')

  await rename(app, 'Trees', 'Bushes')
  await app.press('Control+s')
  await expect.poll(() => app.title()).toBe('orchard.hiv - Propolis')
  expect(await keysStored(app.page, 'orchard.hiv')).toEqual(['Barn', 'Bushes', 'Fruit'])
})

test('a file that another program changed is not overwritten without asking', async ({ app }) => {
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
  await expect.poll(() => app.title()).toBe('● orchard.hiv - Propolis')
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

/** Saves with the choices that the dialog begins with. */
async function saveAs(app: PageDriver): Promise<void> {
  await app.press('Control+Shift+s')
  await app.page
    .getByRole('dialog', { name: 'Save As' })
    .getByRole('button', { name: 'Save' })
    .click()
}
