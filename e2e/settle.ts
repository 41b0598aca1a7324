/** Waiting until requested content is on screen. */

import { expect } from '@playwright/test'
import type { PageDriver } from './PageDriver.ts'

/** Waits until the requested values are drawn. */
export async function settle(app: PageDriver): Promise<void> {
  await expect(app.grid).toHaveAttribute('aria-busy', 'false')
  await settlePage(app)
}

/** Waits until the page has drawn. */
export async function settlePage(app: PageDriver): Promise<void> {
  await app.page.evaluate(
    () => new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn))),
  )
}
