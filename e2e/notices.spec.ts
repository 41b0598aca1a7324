import type { Page } from '@playwright/test'
import { onDisk, orchard } from './hives.ts'
import { expect, test } from './story.ts'

/** Whether two elements share a pixel. */
async function overlap(page: Page, one: string, other: string): Promise<boolean> {
  const boxes = await Promise.all([one, other].map((at) => page.locator(at).first().boundingBox()))
  const [a, b] = boxes
  if (!a || !b) throw new Error(`${one} or ${other} is not on the page`)
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}

for (const { width, height } of [
  { width: 1440, height: 900 },
  { width: 900, height: 600 },
  { width: 320, height: 568 },
]) {
  test(`notices cover nothing at ${width} by ${height}`, async ({ app }, info) => {
    const { page } = app
    await page.setViewportSize({ width, height })
    await app.open(onDisk(info, 'orchard.hiv', orchard()))
    // A refusal, and news with a button.
    await app.focus('Keys')
    await app.press('Delete')
    await expect(page.getByRole('alert')).toBeVisible()
    await app.press('ArrowDown', 'Delete')
    await expect(page.getByRole('region', { name: 'Notices' }).getByRole('status')).toBeVisible()

    const notices = 'section[aria-label=Notices]'
    for (const other of ['[role=tree]', 'footer', 'main', 'header']) {
      expect(await overlap(page, notices, other), `over ${other}`).toBe(false)
    }
    const { x, width: across } = (await page.locator(notices).boundingBox()) ?? { x: -1, width: 0 }
    expect(x).toBeGreaterThanOrEqual(0)
    expect(x + across).toBeLessThanOrEqual(width)

    // The element at the middle of a notice is the notice, so nothing covers it either.
    const alert = page.getByRole('alert')
    await alert.getByRole('button', { name: 'Dismiss' }).click()
    await expect(alert).toHaveCount(0)
  })
}

test('an error of one hive is not shown with another', async ({ app }, info) => {
  await app.open(onDisk(info, 'one.hiv', orchard()), onDisk(info, 'two.hiv', orchard()))
  await app.focus('Keys')
  await app.press('Delete')
  await expect.poll(() => app.alerts()).toEqual([expect.stringMatching(/^two\.hiv: The root key/)])
  await app.press('Alt+1')
  await expect.poll(() => app.alerts()).toEqual([])
  await app.press('Alt+2')
  await expect.poll(() => app.alerts()).toHaveLength(1)
  await app.press('Escape')
  await expect.poll(() => app.alerts()).toEqual([])
})
