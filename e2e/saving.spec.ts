import { dropStored, keysStored, readStored, writeStored } from './browserFiles.ts'
import { orchard } from './hives.ts'
import type { PageDriver } from './PageDriver.ts'
import { expect, test } from './story.ts'

const NAME = 'orchard.hiv'
const BYTES = orchard()

test('a save that fails at any stage leaves the file whole and the hive unsaved, and a later one works', async ({
  app,
}) => {
  await openStored(app)
  const alert = app.page.getByRole('alert')
  for (const [method, error, what] of [
    ['write', 'QuotaExceededError', 'The disk is full'],
    ['close', 'UnknownError', 'The file on disk is unchanged'],
  ] as const) {
    await spoil(app, method, error)
    await app.press('Control+s')
    await expect(alert).toContainText(what)
    await mend(app, method)
    expect(await readStored(app.page, NAME)).toEqual([...BYTES])
    expect(await app.title()).toBe(`● ${NAME} - Propolis`)
    await alert.getByRole('button', { name: 'Dismiss' }).click()
  }
  // Another tab that has the file open for writing.
  const release = await app.page.evaluateHandle(async (name) => {
    const root = await navigator.storage.getDirectory()
    const options = { mode: 'exclusive' }
    return (await root.getFileHandle(name)).createWritable(options as object)
  }, NAME)
  await app.press('Control+s')
  await expect(alert).toContainText('Another tab or program is writing it')
  await release.evaluate((writable) => writable.abort())
  await app.press('Control+s')
  await expect.poll(() => app.title()).toBe(`${NAME} - Propolis`)
  expect(await keysStored(app.page, NAME)).toEqual(['Barn', 'Fruit', 'Trees'])
})

test('a tab that is closed while it saves leaves the file as it was', async ({ app }) => {
  await openStored(app)
  await spoil(app, 'close', null)
  await app.press('Control+s')
  await expect(app.page.getByText('Checking and saving…')).toBeVisible()
  app.page.on('dialog', (dialog) => void dialog.accept())
  await app.page.reload()
  expect(await readStored(app.page, NAME)).toEqual([...BYTES])
  // The next page can write the file.
  await app.page.getByRole('button', { name: `Reopen ${NAME}` }).click()
  await edit(app)
  await app.press('Control+s')
  await expect.poll(() => app.title()).toBe(`${NAME} - Propolis`)
  expect(await keysStored(app.page, NAME)).toEqual(['Barn', 'Fruit', 'Trees'])
})

test('a file that another program changed is opened again by Reload', async ({ app }) => {
  await openStored(app)
  const saved = await readStored(app.page, NAME)
  await app.press('Control+s')
  await expect.poll(() => app.title()).toBe(`${NAME} - Propolis`)
  await app.press('Control+z')
  await writeStored(app.page, NAME, Uint8Array.from(saved))
  await app.press('Control+s')
  const dialog = app.page.getByRole('dialog', { name: 'The file has changed' })
  await expect(dialog).toContainText('discards 1 unsaved step')
  await dialog.getByRole('button', { name: 'Reload' }).click()
  await expect.poll(() => app.title()).toBe(`${NAME} - Propolis`)
  expect(await app.tabs()).toEqual([{ name: NAME, selected: true }])
  expect((await app.keys()).map(({ name }) => name)).toContain('Shed')
  expect(await readStored(app.page, NAME)).toEqual(saved)
})

test('after Save As the tab is the new file, and one click opens all files again after a reload', async ({
  app,
}) => {
  const { page } = app
  await writeStored(page, 'SYSTEM', orchard())
  await dropStored(page, 'SYSTEM')
  await app.opened('SYSTEM')
  await openStored(app)
  await writeStored(page, 'other.hiv', new Uint8Array())
  await page.evaluate(async () => {
    const root = await navigator.storage.getDirectory()
    const handle = await root.getFileHandle('other.hiv')
    Object.assign(window, { showSaveFilePicker: async () => handle })
  })
  await app.press('Control+Shift+s')
  await page.getByRole('dialog', { name: 'Save As' }).getByRole('button', { name: 'Save' }).click()
  await expect.poll(() => app.title()).toBe('other.hiv - Propolis')
  expect(await readStored(page, NAME)).toEqual([...BYTES])
  await page.reload()
  const reopen = page.getByRole('region', { name: 'Reopen' })
  await reopen.getByRole('button', { name: 'Reopen SYSTEM, other.hiv' }).click()
  await expect
    .poll(async () => (await app.tabs()).map(({ name }) => name))
    .toEqual(['SYSTEM', 'other.hiv'])
  await expect.poll(() => app.title()).toBe('other.hiv - Propolis')
  await app.goTo('Barn')
})

/** Opens a stored hive, and renames a key of it. */
async function openStored(app: PageDriver): Promise<void> {
  await writeStored(app.page, NAME, BYTES)
  await dropStored(app.page, NAME)
  await app.opened(NAME)
  await edit(app)
}

async function edit(app: PageDriver): Promise<void> {
  await app.goTo('Shed')
  await app.press('F2')
  await app.page.getByRole('textbox', { name: 'Key name' }).fill('Barn')
  await app.press('Enter')
  await expect.poll(() => app.title()).toBe(`● ${NAME} - Propolis`)
}

type Method = 'write' | 'close'

/** Makes a method of the engine's files fail; without an error it never ends. */
async function spoil(app: PageDriver, method: Method, error: string | null): Promise<void> {
  for (const worker of app.page.workers()) {
    await worker.evaluate(
      ([name, failure]) => {
        const { prototype } = FileSystemWritableFileStream
        Object.assign(self, { [name]: prototype[name] })
        prototype[name] = () =>
          failure === null ? new Promise(() => {}) : Promise.reject(new DOMException('', failure))
      },
      [method, error] as const,
    )
  }
}

async function mend(app: PageDriver, method: Method): Promise<void> {
  for (const worker of app.page.workers()) {
    await worker.evaluate((name) => {
      const kept: unknown = Reflect.get(self, name)
      Object.assign(FileSystemWritableFileStream.prototype, { [name]: kept })
      if (name === 'close') Reflect.deleteProperty(self, name)
    }, method)
  }
}
