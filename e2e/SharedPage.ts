/**
 * One page for the stories of a worker process: loading it again costs a quarter of what a separate browser
 * context costs. Each story finds it as a second visit would that left nothing behind, with no network: the page comes
 * from the copy that its service worker keeps. What cannot be taken back (a script that is added to every load, say)
 * needs its own page; when a story fails, the whole browser is replaced.
 */

import type { Browser, BrowserContext, BrowserContextOptions, Page } from '@playwright/test'
import { openSite, type Site } from './servers.ts'

/** What a story may ask for. */
export interface Conditions {
  readonly permissions: readonly string[] | undefined
  readonly viewport: NonNullable<BrowserContextOptions['viewport']>
  readonly media: Pick<BrowserContextOptions, 'colorScheme' | 'forcedColors' | 'reducedMotion'>
}

const NO_MEDIA = {
  colorScheme: 'light',
  forcedColors: 'none',
  reducedMotion: 'no-preference',
} as const

/**
 * How long a page is used for, in milliseconds. Ten minutes after the page was first loaded
 * (`SERVICE_WORKER_CACHING` in vite.config.ts) the browser asks for its service worker again, which would count as a
 * request of the story under way. A story takes four minutes at most.
 */
const MOST_AGE = 300_000

export class SharedPage {
  readonly #browser: Browser
  readonly #baseURL: string
  #site: Site | undefined
  #page: Page | undefined
  /** When the page was first loaded, in milliseconds. */
  #loaded = 0

  constructor(browser: Browser, baseURL: string) {
    this.#browser = browser
    this.#baseURL = baseURL
  }

  /** Closes the page if it was loaded more than `age` milliseconds ago, so that the next story gets another one. */
  async retire(age = MOST_AGE): Promise<void> {
    if (performance.now() - this.#loaded > age) await this.close()
  }

  /** The page, blank, with nothing left of earlier stories. */
  async asNew({ permissions, viewport, media }: Conditions): Promise<Page> {
    if (this.#page?.isClosed() !== false) {
      await this.close()
      this.#loaded = performance.now()
      this.#site = await openSite(this.#baseURL)
      const context = await this.#browser.newContext({ baseURL: this.#site.url })
      this.#page = await context.newPage()
      await this.#page.goto('./')
      await isReadyOffline(this.#page)
      this.#site.unplugged = true
    }
    const page = this.#page
    await forget(page)
    await grant(page.context(), permissions)
    await page.emulateMedia({ ...NO_MEDIA, ...media })
    await page.setViewportSize(viewport)
    return page
  }

  /** The paths that have reached the server of the page since it was cut off. */
  requests(): readonly string[] {
    return this.#site?.requests ?? []
  }

  async close(): Promise<void> {
    await this.#page?.context().close()
    await this.#site?.close()
  }
}

/** A guard against hanging: to copy the page takes seconds, on a busy machine tens of them. */
const MOST_WAIT = 120_000

/** Waits until everything of the page is on this device; the error says how far that has come. */
export async function isReadyOffline(page: Page): Promise<void> {
  const ready = page.getByText('Ready offline')
  await ready.waitFor({ state: 'attached', timeout: MOST_WAIT }).catch(async (cause) => {
    const reached = JSON.stringify(await page.evaluate(copyState))
    throw new Error(`the page is not ready offline: ${reached}`, { cause })
  })
}

/** How far the page has come with its copy on this device. Runs in the page. */
async function copyState(): Promise<object> {
  const registration = await navigator.serviceWorker.getRegistration()
  const { installing, waiting, active } = registration ?? {}
  const files = await Promise.all(
    (await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()).length),
  )
  const loaded = performance.getEntriesByType('resource')
  const bad = loaded.filter((one) => Reflect.get(one, 'responseStatus') !== 200)
  return {
    versions: [installing, waiting, active].map((one) => one?.state ?? null),
    isControlled: navigator.serviceWorker.controller !== null,
    files,
    loaded: loaded.length,
    bad: bad.map(({ name }) => name),
  }
}

/** What a site may have stored, except the copy of the page: its service worker and cache. */
const STORED =
  'cookies,file_systems,indexeddb,interest_groups,local_storage,shared_storage,storage_buckets,websql'

/** Leaves the site and removes all that it stored, except the copy of the page. */
async function forget(page: Page): Promise<void> {
  page.removeAllListeners()
  for (const other of page.context().pages()) if (other !== page) await other.close()
  const { origin } = new URL(page.url())
  await page.goto('about:blank')
  await page.mouse.move(-1, -1)
  const session = await page.context().newCDPSession(page)
  if (origin !== 'null') {
    await session.send('Storage.clearDataForOrigin', { origin, storageTypes: STORED })
  }
  await session.send('Page.resetNavigationHistory')
  await session.detach()
}

async function grant(context: BrowserContext, permissions: readonly string[] = []): Promise<void> {
  await context.clearPermissions()
  if (permissions.length > 0) await context.grantPermissions([...permissions])
}
