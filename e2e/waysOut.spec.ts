/**
 * Nothing leaves the page or its engine. Every way out is tried on a host that sends the policy, on
 * one that sends no headers, and on one where the policy was removed from the page as well; a way
 * that gets out there shows that it would have been caught. Ways that no policy covers are tried
 * too: the README and the privacy pane name them.
 */

import { readFileSync } from 'node:fs'
import { expect, type Page, test, type Worker } from '@playwright/test'
import { LISTED, NO_CONTROL } from './listedWays.ts'
import {
  LOOK_UPS,
  LOOKED_UP,
  NAVIGATIONS,
  NOT_COVERED,
  OWN_PAGE_WAYS,
  OWN_WORKER_WAYS,
  REACHES_OWN_SERVER,
  UDP_PAGE_WAYS,
  UDP_WORKER_WAYS,
  webRtc,
} from './otherWaysOut.ts'
import { openSite, type SiteOptions } from './servers.ts'
import { openPorts, openSink } from './sinks.ts'
import { addElement, ELEMENT_WAYS, PAGE_WAYS, type Way, WORKER_WAYS } from './waysOut.ts'

type Ways = Readonly<Record<string, Way>>

const namesOf = (...tables: readonly object[]) => tables.flatMap((ways) => Object.keys(ways)).sort()
const NAMES = namesOf(ELEMENT_WAYS, PAGE_WAYS, WORKER_WAYS)
const UDP_NAMES = namesOf(UDP_PAGE_WAYS, UDP_WORKER_WAYS)
const OWN_NAMES = namesOf(OWN_PAGE_WAYS, OWN_WORKER_WAYS)
/** The prefix of ways under the page's own address. */
const OWN = 'way-out/'

const LAYERS: Readonly<Record<string, SiteOptions>> = {
  'the policy in headers alone': { meta: false, answers: false },
  'the policy in the page alone': { headers: false, answers: false },
  'policy and service worker together': {},
}

for (const [layer, options] of Object.entries(LAYERS)) {
  test(`nothing gets out of the page or the engine: ${layer}`, async ({ page, baseURL }) => {
    const all = await openAll(baseURL, options)
    await all.tryAll(page)
    await all.sink.fence(page)
    expect(all.sink.reached()).toEqual([])
    expect(all.udp.reached()).toEqual([])
    // The policy lets the page ask its own server for files of the kinds that it has; the service worker does not.
    const reached = options.answers === false ? REACHES_OWN_SERVER : []
    await expect.poll(() => all.ownReached()).toEqual(reached)
    await all.close()
  })
}

test('with neither, the same attempts get out and are seen', async ({ page, baseURL }) => {
  const all = await openAll(baseURL, { headers: false, meta: false, answers: false })
  await all.tryAll(page)
  const expected = NAMES.filter((name) => !(name in NO_CONTROL))
  // Where the browser looks before it asks an identity provider.
  await expect
    .poll(() => all.sink.reached())
    .toEqual([...expected, '.well-known/web-identity'].sort())
  await expect.poll(() => all.udp.reached()).toEqual(UDP_NAMES)
  await expect.poll(() => all.ownReached()).toEqual(OWN_NAMES)
  await all.close()
})

test('every listed way is tried with a control, or is listed as having none', () => {
  const tried = namesOf(ELEMENT_WAYS, PAGE_WAYS, WORKER_WAYS, UDP_PAGE_WAYS, UDP_WORKER_WAYS)
  const accounted = [...tried, ...OWN_NAMES, ...namesOf(LOOK_UPS, NO_CONTROL)]
  expect(LISTED.filter((name) => !accounted.includes(name))).toEqual([])
  expect(new Set(LISTED).size).toBe(86)
})

test('ways out that no policy covers are closed as far as a page can close them', async ({
  page,
}) => {
  await page.goto('./')
  await expect.poll(() => page.workers().length).toBe(1)
  const webRtcNames = () =>
    Object.getOwnPropertyNames(globalThis).filter((name) => /PeerConnection$/.test(name))
  expect(await page.evaluate(webRtcNames)).toEqual([])
  expect(await page.workers()[0]?.evaluate(webRtcNames)).toEqual([])
  expect(await page.locator('iframe, frame, object, embed, [target]').count()).toBe(0)

  // Packets of a page that leaves WebRTC on are seen.
  const [sink, ports] = [await openSink(), await openPorts('udp', ['page', 'control'])]
  await settled(page.evaluate(begun(webRtc, ports.url('page'))))
  await sink.fence(page)
  await page.goto(sink.url)
  await page.evaluate(begun(webRtc, ports.url('control')))
  await expect.poll(() => ports.reached()).toEqual(['control'])
  ports.close()
  await sink.close()
})

test('no script sends the tab to another address, or opens a window', async ({ page }) => {
  const ports = await openPorts('tcp', namesOf(NAVIGATIONS))
  const sink = await openSink()
  await page.goto('./')
  await expect.poll(() => page.workers().length).toBe(1)
  for (const [name, way] of Object.entries(NAVIGATIONS)) {
    await settled(page.evaluate(begun(way, ports.url(name))))
  }
  await sink.fence(page)
  expect(ports.reached()).toEqual([])
  expect(new URL(page.url()).pathname).toBe('/')

  // A page that allows it is sent to each.
  for (const [name, way] of Object.entries(NAVIGATIONS)) {
    const other = await page.context().newPage()
    await other.goto(sink.url)
    await settled(other.evaluate(begun(way, ports.url(name))))
    await expect.poll(() => ports.reached()).toContain(name)
    await other.close()
  }
  ports.close()
  await sink.close()
})

for (const [name, { seen, way }] of Object.entries(NOT_COVERED)) {
  test(`no page can close this: ${name}`, async ({ page }) => {
    const ports = await openPorts(seen, [name])
    await page.goto('./')
    await expect.poll(() => page.workers().length).toBe(1)
    await settled(page.evaluate(begun(way, ports.url(name))))
    await expect.poll(() => ports.reached()).toEqual([name])
    ports.close()
  })
}

test('names are looked up for blocked frames alone', async ({
  playwright,
  launchOptions,
  baseURL,
}, info) => {
  const sink = await openSink()
  /** The names of `LOOK_UPS` that a separate browser looks up, by its own log. */
  const lookUps = async (url: string, names: readonly string[]): Promise<readonly string[]> => {
    const log = info.outputPath('network.json')
    const args = [...(launchOptions.args ?? []), `--log-net-log=${log}`]
    const browser = await playwright.chromium.launch({ ...launchOptions, args })
    const page = await (await browser.newContext()).newPage()
    await page.goto(url)
    for (const name of names) {
      const host = `${name.replaceAll('_', '-')}.way-out.invalid`
      await settled(page.evaluate(begun(LOOK_UPS[name] as Way, host)))
    }
    await sink.fence(page)
    await browser.close()
    const text = readFileSync(log, 'utf8')
    return names.filter((name) => text.includes(`${name.replaceAll('_', '-')}.way-out.invalid`))
  }
  expect(await lookUps(baseURL ?? '', namesOf(LOOK_UPS))).toEqual(LOOKED_UP)
  const expected = namesOf(LOOK_UPS).filter((name) => !(name in NO_CONTROL))
  expect(await lookUps(sink.url, namesOf(LOOK_UPS))).toEqual(expected)
  await sink.close()
})

test('only the engine is accepted as a script, not even another Blob of this page, and no markup', async ({
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
      attempt(() => {
        document.body.innerHTML = '<b>planted</b>'
      }),
      attempt(() => document.body.insertAdjacentHTML('beforeend', '<b>planted</b>')),
      attempt(() => document.write('<b>planted</b>')),
      attempt(() => new DOMParser().parseFromString('<b>planted</b>', 'text/html')),
      attempt(() => document.createRange().createContextualFragment('<b>planted</b>')),
    ]
  })
  expect(outcomes).toEqual(Array(7).fill('TypeError'))
  await expect(page.getByText('planted')).toHaveCount(0)
})

/** The page at its own server, the sinks for all ways, and the attempt of each. */
async function openAll(baseURL: string | undefined, options: SiteOptions) {
  const sink = await openSink()
  const udp = await openPorts('udp', UDP_NAMES)
  const site = await openSite(baseURL ?? '', options)
  const toSink = (name: string) => `${sink.url}${name}`
  const toOwn = (name: string) => `${site.url}${OWN}${name}`
  return {
    sink,
    udp,
    /** The names requested from the page's own server, sorted. */
    ownReached: () => {
      const asked = new Set(site.requests.map((path) => path.replace(/^\/|[?#].*/g, '')))
      return OWN_NAMES.filter((name) => asked.has(OWN + name))
    },
    async tryAll(page: Page): Promise<void> {
      // A permission that a user may have granted.
      await page.context().grantPermissions(['notifications'], { origin: site.url })
      await page.goto(site.url)
      await expect.poll(() => page.workers().length).toBe(1)
      const engine = page.workers()[0] as Worker
      await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
      for (const [name, way] of Object.entries(ELEMENT_WAYS)) {
        await settled(page.evaluate(addElement, [way, toSink(name)] as const))
      }
      await tryWays(page, PAGE_WAYS, toSink)
      await tryWays(page, UDP_PAGE_WAYS, udp.url)
      await tryWays(page, OWN_PAGE_WAYS, toOwn)
      await tryWays(engine, WORKER_WAYS, toSink)
      await tryWays(engine, UDP_WORKER_WAYS, udp.url)
      await tryWays(engine, OWN_WORKER_WAYS, toOwn)
    },
    async close(): Promise<void> {
      udp.close()
      await Promise.all([sink.close(), site.close()])
    },
  }
}

async function tryWays(
  where: Page | Worker,
  ways: Ways,
  url: (name: string) => string,
): Promise<void> {
  for (const [name, way] of Object.entries(ways)) {
    const script = begun(way, url(name))
    if (!('context' in where)) await settled(where.evaluate(script))
    else {
      await settled(where.evaluate(script))
      // A manifest is read when the browser installs the page.
      if (name.endsWith('manifest')) await readManifest(where)
    }
  }
}

async function readManifest(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page)
  await settled(session.send('Page.getAppManifest'))
  await session.detach()
}

/** A script that starts a way without waiting for it, since some never end. */
function begun(way: Way, url: string): string {
  return `void Promise.resolve().then(() => (${way.toString()})(${JSON.stringify(url)})).catch(() => {})`
}

/** A refused way may throw. */
function settled(attempt: Promise<unknown>): Promise<unknown> {
  return attempt.catch(() => undefined)
}
