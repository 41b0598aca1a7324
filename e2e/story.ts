/** The start of every story: a loaded page, in which no error goes unnoticed. */

import { test as base, expect } from '@playwright/test'
import { PageDriver } from './PageDriver.ts'

export { expect }

export const test = base.extend<{ app: PageDriver }>({
  app: async ({ page }, use) => {
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
