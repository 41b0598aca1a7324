/** The start of every story: a loaded page, in which no error goes unnoticed. */

import { test as base, expect } from '@playwright/test'
import { PageDriver } from './PageDriver.ts'
import { SharedPage } from './SharedPage.ts'

export { expect }

export const test = base.extend<{ app: PageDriver }, { sharedPage: SharedPage }>({
  sharedPage: [
    async ({ browser }, use, { project }) => {
      const shared = new SharedPage(browser, project.use.baseURL ?? '')
      await use(shared)
      await shared.close()
    },
    { scope: 'worker' },
  ],
  app: async ({ sharedPage, permissions, viewport, colorScheme, contextOptions }, use) => {
    const page = await sharedPage.asNew({
      permissions,
      viewport: viewport ?? { width: 1280, height: 720 },
      media: { colorScheme: colorScheme ?? 'light', ...contextOptions },
    })
    const faults: string[] = []
    page.on('pageerror', (error) => faults.push(String(error)))
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text())
    })
    const app = new PageDriver(page)
    await app.load()
    await use(app)
    expect(faults, 'errors on the page').toEqual([])
  },
})
