import { expect, test } from '@playwright/test'
import { dropStored, writeStored } from './browserFiles.ts'
import { orchard } from './hives.ts'
import { PageDriver } from './PageDriver.ts'
import { isReadyOffline } from './SharedPage.ts'

/** What the browser has of the page, as a script finds it. */
async function storage() {
  const databases = await indexedDB.databases()
  const files = await Array.fromAsync(await navigator.storage.getDirectory(), ([name]) => name)
  const records = await Promise.all(
    databases.map(
      ({ name = '' }) =>
        new Promise<number>((resolve) => {
          const open = indexedDB.open(name)
          open.onsuccess = () => {
            const [store] = open.result.objectStoreNames
            if (store === undefined) return resolve(0)
            const count = open.result.transaction(store).objectStore(store).count()
            count.onsuccess = () => resolve(count.result)
          }
        }),
    ),
  )
  return {
    entries: localStorage.length,
    records: records.reduce((sum, one) => sum + one, 0),
    files: files.length,
    caches: (await caches.keys()).length,
    workers: (await navigator.serviceWorker.getRegistrations()).length,
  }
}

test('what is kept is listed, and forgotten for good', async ({ page }) => {
  await page.goto('./')
  await isReadyOffline(page)
  const app = new PageDriver(page)
  await writeStored(page, 'SYSTEM', orchard())
  await dropStored(page, 'SYSTEM')
  await app.opened('SYSTEM')
  await app.menu('View', 'Theme', 'Dark')
  await page.evaluate(async () => (await navigator.storage.getDirectory()).removeEntry('SYSTEM'))
  await app.menu('Help', 'Privacy…')
  const list = page.getByRole('list', { name: 'What is kept on this device' })
  await expect(list.getByRole('listitem')).toHaveText([
    /^Settings/,
    /^SYSTEM.*since/,
    /^The page itself.* MB/,
  ])
  await page.getByRole('button', { name: 'Forget: SYSTEM' }).click()
  await expect(list.getByRole('listitem')).toHaveCount(2)
  await page.getByRole('button', { name: 'Forget Everything' }).click()
  await page.getByRole('group').getByRole('button', { name: 'Forget Everything' }).click()
  await expect(page.getByText('What is left: nothing.')).toBeVisible()
  await expect(page.getByText('Ready offline', { exact: true })).toHaveCount(0)
  await expect
    .poll(() => page.evaluate(storage))
    .toEqual({
      ...{ entries: 0, records: 0, files: 0, caches: 0, workers: 0 },
    })
  // What is open stays open.
  await app.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await app.goTo('Fruit')
  await expect.poll(() => app.values()).toHaveLength(7)
})
