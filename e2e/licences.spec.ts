/** Every copy of the page carries the licences of its parts. */

import { expect, test } from '@playwright/test'
import { PageDriver } from './PageDriver.ts'

test('the licences are in the page, and beside it as a file', async ({ page, request }) => {
  await page.goto('./')
  const app = new PageDriver(page)
  await app.menu('Help', 'Licences…')
  const dialog = page.getByRole('dialog', { name: 'Licences' })
  await expect(dialog).toContainText('react-dom')
  const file = await (await request.get('./licences.txt')).text()
  const shown = await dialog.locator('pre').textContent()
  expect(shown).toBe(file)

  // Workbox marks each of its parts that is in the service worker.
  const worker = await (await request.get('./sw.js')).text()
  const parts = new Set([...worker.matchAll(/workbox:([a-z-]+):/g)].map(([, part]) => part))
  expect(parts.size).toBeGreaterThan(2)
  for (const part of parts) expect(file).toContain(`workbox-${part} `)
})
