/**
 * Nothing leaves the page or its engine: every way out is tried on a host that sends the policy, on one that
 * sends no headers, and on one where the policy was taken out of the page as well. What gets out there shows that
 * it would have been caught.
 */

import { createServer } from 'node:http'
import { expect, type Page, test, type Worker } from '@playwright/test'
import { listen, openSite } from './servers.ts'
import { addElement, ELEMENT_WAYS, NO_CONTROL, PAGE_WAYS, WORKER_WAYS } from './waysOut.ts'

const NAMES = [ELEMENT_WAYS, PAGE_WAYS, WORKER_WAYS].flatMap((ways) => Object.keys(ways))

for (const host of ['with headers', 'without headers'] as const) {
  test(`nothing gets out of the page or the engine on a host ${host}`, async ({
    page,
    baseURL,
  }) => {
    const sink = await openSink()
    const site = await openSite(baseURL ?? '', { headers: host === 'with headers' })
    await tryAll(page, site.url, sink.url)
    await sink.fence(page)
    expect(sink.reached()).toEqual([])
    await Promise.all([sink.close(), site.close()])
  })
}

test('with no policy at all, the same attempts get out and are seen', async ({ page, baseURL }) => {
  const sink = await openSink()
  const site = await openSite(baseURL ?? '', { headers: false, meta: false })
  await tryAll(page, site.url, sink.url)
  const expected = NAMES.filter((name) => !NO_CONTROL.includes(name)).sort()
  await expect.poll(() => sink.reached()).toEqual(expected)
  await Promise.all([sink.close(), site.close()])
})

test('ways out that no policy covers are closed as far as a page can close them', async ({
  page,
}) => {
  await page.goto('./')
  await expect.poll(() => page.workers().length).toBe(1)
  const webRtc = () =>
    Object.getOwnPropertyNames(globalThis).filter((name) => /PeerConnection$/.test(name))
  expect(await page.evaluate(webRtc)).toEqual([])
  expect(await page.workers()[0]?.evaluate(webRtc)).toEqual([])
  expect(await page.locator('iframe, frame, object, embed, [target]').count()).toBe(0)
})

test('no script but the engine is taken for one, not even a Blob of this page', async ({
  page,
}) => {
  await page.goto('./')
  await expect.poll(() => page.workers().length).toBe(1)
  const outcomes = await page.evaluate(() => {
    const attempt = (make: () => unknown): string => {
      try {
        make()
        return 'made'
      } catch (error) {
        return (error as Error).name
      }
    }
    const blob = URL.createObjectURL(new Blob(['postMessage(1)'], { type: 'text/javascript' }))
    return [
      attempt(() => new Worker(blob)),
      attempt(() =>
        (
          globalThis as unknown as {
            trustedTypes: { createPolicy(name: string, rules: object): unknown }
          }
        ).trustedTypes.createPolicy('propolis', { createScriptURL: (url: string) => url }),
      ),
    ]
  })
  expect(outcomes).toEqual(['TypeError', 'TypeError'])
})

/** Runs every way in the page and in the engine's worker. */
async function tryAll(page: Page, site: string, sink: string): Promise<void> {
  await page.goto(site)
  await expect.poll(() => page.workers().length).toBe(1)
  const engine = page.workers()[0] as Worker
  for (const [name, way] of Object.entries(ELEMENT_WAYS)) {
    await settled(page.evaluate(addElement, [way, `${sink}${name}`] as const))
  }
  for (const [name, way] of Object.entries(PAGE_WAYS)) {
    await settled(page.evaluate(begun(way, `${sink}${name}`)))
  }
  for (const [name, way] of Object.entries(WORKER_WAYS)) {
    await settled(engine.evaluate(begun(way, `${sink}${name}`)))
  }
}

/** A script that starts a way and does not wait for it: some never end. */
function begun(way: (url: string) => unknown, url: string): string {
  return `void Promise.resolve().then(() => (${way.toString()})(${JSON.stringify(url)})).catch(() => {})`
}

/** A way that is refused may throw. */
function settled(attempt: Promise<unknown>): Promise<unknown> {
  return attempt.catch(() => undefined)
}

/** A server on another origin that notes what reaches it. */
async function openSink() {
  const paths = new Set<string>()
  const note = (url: string | undefined) => paths.add((url ?? '').replace(/^\/|[?#].*/g, ''))
  const server = createServer((request, response) => {
    note(request.url)
    response.writeHead(200, { 'access-control-allow-origin': '*', 'content-type': 'text/plain' })
    response.end()
  })
  server.on('upgrade', (request, socket) => {
    note(request.url)
    socket.destroy()
  })
  const { url, close } = await listen(server)
  return {
    url,
    close,
    /** The ways that arrived, sorted. */
    reached: () => NAMES.filter((name) => paths.has(name)).sort(),
    /** Returns once requests that the browser was asked for before have had their turn. */
    async fence(page: Page) {
      const other = await page.context().newPage()
      for (const name of ['fence-1', 'fence-2', 'fence-3']) {
        await other.goto(`${url}${name}`)
        await expect.poll(() => paths.has(name)).toBe(true)
      }
      await other.close()
    },
  }
}
