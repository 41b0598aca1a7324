/** What the other stories rely on: the page that they share is as new for each of them. */

import { type Page, test as plain } from '@playwright/test'
import { PageDriver } from './PageDriver.ts'
import { isReadyOffline } from './SharedPage.ts'
import { expect, test } from './story.ts'

const PLAIN = { permissions: undefined, viewport: { width: 1280, height: 720 }, media: {} }

const NOTHING = {
  local: {},
  session: {},
  caches: [],
  databases: [],
  files: [],
  workers: 0,
  clipboard: 'prompt',
  size: [1280, 720],
  media: [],
}

/** The copy of the page, which stays. */
const THE_COPY = { caches: ['workbox-precache-v2'], workers: 1 }

/** What a page can see of earlier visits, from a file of the same site that is not part of the page. */
async function remains(page: Page) {
  await page.goto('./icon.svg')
  return page.evaluate(async () => ({
    local: { ...localStorage },
    session: { ...sessionStorage },
    caches: (await caches.keys()).map((name) => name.replace(/-http.*/, '')),
    databases: (await indexedDB.databases()).map(({ name }) => name),
    files: await Array.fromAsync(await navigator.storage.getDirectory(), ([name]) => name),
    workers: (await navigator.serviceWorker.getRegistrations()).length,
    clipboard: (await navigator.permissions.query({ name: 'clipboard-read' as PermissionName }))
      .state,
    size: [innerWidth, innerHeight],
    media: ['dark', 'reduce', 'active'].filter(
      (value, at) =>
        matchMedia(
          `(${['prefers-color-scheme', 'prefers-reduced-motion', 'forced-colors'][at]}: ${value})`,
        ).matches,
    ),
  }))
}

plain('a separate page has seen nothing', async ({ page }) => {
  expect(await remains(page)).toEqual(NOTHING)
})

test('the shared page has seen nothing after a story that left all it can', async ({
  sharedPage,
}) => {
  const page = await sharedPage.asNew(PLAIN)
  await new PageDriver(page).load()
  await isReadyOffline(page)
  await page.evaluate(async () => {
    localStorage.setItem('left', 'yes')
    sessionStorage.setItem('left', 'yes')
    history.pushState(null, '')
    await (await navigator.storage.getDirectory()).getFileHandle('left', { create: true })
    await new Promise((opened) => {
      indexedDB.open('left').onsuccess = opened
    })
  })
  await page.context().newPage()
  const dialogs: string[] = []
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message())
    return dialog.dismiss()
  })
  await page.evaluate(() => alert('heard'))
  expect(dialogs.splice(0)).toEqual(['heard'])
  expect(await remains(page)).not.toEqual({ ...NOTHING, ...THE_COPY })
  await sharedPage.asNew({
    permissions: ['clipboard-read'],
    viewport: { width: 500, height: 500 },
    media: { colorScheme: 'dark', forcedColors: 'active', reducedMotion: 'reduce' },
  })
  expect(await remains(page)).toEqual({
    ...NOTHING,
    ...THE_COPY,
    clipboard: 'granted',
    size: [500, 500],
    media: ['dark', 'reduce', 'active'],
  })

  expect(await sharedPage.asNew(PLAIN)).toBe(page)
  expect(await remains(page)).toEqual({ ...NOTHING, ...THE_COPY })
  expect(page.context().pages()).toEqual([page])
  await page.evaluate(() => alert('not heard'))
  expect(dialogs).toEqual([])
})

test('a page that a story closed is replaced', async ({ app, sharedPage }) => {
  await app.page.close()
  const next = await sharedPage.asNew(PLAIN)
  expect(next).not.toBe(app.page)
  await new PageDriver(next).load()
  expect(await remains(next)).toMatchObject({ clipboard: 'prompt', local: {} })
})

test('a page is replaced before the browser looks for a newer version of it', async ({
  sharedPage,
}) => {
  await sharedPage.retire(0)
  const page = await sharedPage.asNew(PLAIN)
  await sharedPage.retire()
  expect(await sharedPage.asNew(PLAIN)).toBe(page)
  await sharedPage.retire(0)
  expect(await sharedPage.asNew(PLAIN)).not.toBe(page)
})
