import { dropStored, writeStored } from './browserFiles.ts'
import { orchard } from './hives.ts'
import { expect, test } from './story.ts'

test('a recent file is opened again from the first screen after a reload, and all can be forgotten', async ({
  app,
}) => {
  const { page } = app
  const recent = page.getByRole('region', { name: 'Recent' })
  await writeStored(page, 'SYSTEM', orchard())
  await expect(recent).toHaveCount(0)
  await dropStored(page, 'SYSTEM')
  await app.opened('SYSTEM')
  // The list is written once the hive is open.
  await expect.poll(() => page.evaluate(countRecent)).toBe(1)
  await page.reload()
  await recent.getByRole('button', { name: 'SYSTEM today' }).click()
  await app.opened('SYSTEM')
  await app.menu('File', 'Recent Files')
  await page.getByRole('menuitem', { name: 'Forget recent files' }).click()
  await app.menu('File', 'Close')
  await expect(page.getByRole('button', { name: 'Open…' })).toBeVisible()
  await expect(recent).toHaveCount(0)
})

/** The number of recent files that the browser has stored. */
async function countRecent(): Promise<number> {
  const found = await indexedDB.databases()
  if (!found.some(({ name }) => name === 'propolis')) return 0
  return new Promise((resolve) => {
    const opening = indexedDB.open('propolis')
    opening.onerror = () => resolve(0)
    opening.onsuccess = () => {
      const database = opening.result
      const request = database.transaction('recent-files').objectStore('recent-files').get('list')
      request.onsuccess = () => {
        database.close()
        resolve(Array.isArray(request.result) ? request.result.length : 0)
      }
    }
  })
}
