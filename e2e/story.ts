/** The start of every story: a loaded page, with no network, in which no error and no request goes unnoticed. */

import { test as base, expect } from '@playwright/test'
import { PageDriver } from './PageDriver.ts'
import { isReadyOffline, SharedPage } from './SharedPage.ts'

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
    await sharedPage.retire()
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
    await isReadyOffline(page)
    const before = sharedPage.requests().length
    // Requests that the service worker answers count too, except those of a page that the story loads again.
    const asked: string[] = []
    let isLoadedAgain = false
    page.on('request', (request) => {
      isLoadedAgain ||= request.isNavigationRequest()
      const url = request.url()
      const isOwn = url.startsWith(`${new URL(page.url()).origin}/`)
      if (!/^(blob|data):/.test(url) && !(isOwn && isLoadedAgain)) asked.push(url)
    })
    await use(app)
    expect(faults, 'errors on the page').toEqual([])
    expect(sharedPage.requests().slice(before), 'requests of page and worker').toEqual([])
    expect(asked, 'requests of the page').toEqual([])
  },
})
