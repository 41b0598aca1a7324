/**
 * The service worker, built as `sw.js`: it keeps every file of the page on this device, and answers all requests of the
 * page from there. Anything else is refused, so that nothing is asked of the network.
 */

import {
  cleanupOutdatedCaches,
  getCacheKeyForURL,
  matchPrecache,
  type PrecacheEntry,
  precache,
} from 'workbox-precaching'

/** The parts of a service worker's scope that are used here, which TypeScript's DOM library lacks. */
interface ServiceWorkerScope {
  /** The files of the page with their hashes, which the build fills in. */
  readonly __WB_MANIFEST: (PrecacheEntry | string)[]
  readonly clients: { claim(): Promise<void> }
  skipWaiting(): Promise<void>
  addEventListener(
    type: 'activate',
    listener: (event: { waitUntil(work: Promise<unknown>): void }) => void,
  ): void
  addEventListener(type: 'message', listener: (event: MessageEvent<unknown>) => void): void
  addEventListener(
    type: 'fetch',
    listener: (event: {
      readonly request: Request
      respondWith(answer: Promise<Response>): void
    }) => void,
  ): void
}
declare const self: ServiceWorkerScope

const PAGE = 'index.html'

/** Requests that were sent on to the network, and those that were refused. */
const counts = { fetched: 0, refused: 0 }

precache(self.__WB_MANIFEST)
cleanupOutdatedCaches()

// The first version controls the page that registered it, so that no later load of a part of the page uses the
// network. A newer version waits until the user starts it.
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))
self.addEventListener('message', ({ data, ports }) => {
  const type = typeOf(data)
  if (type === 'SKIP_WAITING') void self.skipWaiting()
  if (type === 'CLAIM') void self.clients.claim()
  if (type === 'COUNT') ports[0]?.postMessage(counts)
})
self.addEventListener('fetch', (event) => event.respondWith(answer(event.request)))

async function answer(request: Request): Promise<Response> {
  const kept = getCacheKeyForURL(request.url) === undefined ? null : request.url
  const file = kept ?? (request.mode === 'navigate' ? PAGE : null)
  if (file === null || request.method !== 'GET') {
    counts.refused++
    return Response.error()
  }
  const copy = await matchPrecache(file)
  if (copy !== undefined) return whole(copy)
  // A browser that has lost a file of the page fetches it again.
  counts.fetched++
  return fetch(file)
}

/**
 * An answer with the bytes of another. Chromium drops about one in ten thousand requests on a busy machine if the answer
 * is still being read from its cache.
 */
async function whole(copy: Response): Promise<Response> {
  const { status, statusText, headers } = copy
  return new Response(await copy.arrayBuffer(), { status, statusText, headers })
}

function typeOf(data: unknown): unknown {
  return typeof data === 'object' && data !== null ? Reflect.get(data, 'type') : null
}
