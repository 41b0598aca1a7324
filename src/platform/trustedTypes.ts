/** The part of Trusted Types that the page uses; TypeScript's DOM library has none of it. */
interface TrustedTypesFactory {
  createPolicy(
    name: string,
    rules: { createScriptURL: (url: string) => string },
  ): { createScriptURL: (url: string) => unknown }
}

let policy: { createScriptURL: (url: string) => unknown } | undefined

/** The one Blob URL the engine is started from; null before it is made. */
let engineUrl: string | null = null

/**
 * A Blob URL of the engine's script as `new Worker` accepts it. It can be made once only, so no other Blob URL
 * is ever a script of this page.
 *
 * @throws TypeError when the engine's URL was made already
 */
export function trustedEngineUrl(script: Blob): string {
  if (engineUrl !== null) throw new TypeError('the engine has its URL already')
  engineUrl = URL.createObjectURL(script)
  return trusted(engineUrl)
}

/** The service worker's script as `serviceWorker.register` accepts it. */
export function trustedServiceWorkerUrl(): string {
  return trusted(serviceWorkerUrl())
}

/**
 * A script URL as the browser's script sinks accept it, by the one Trusted Types policy, `propolis`. Typed as text
 * because the sinks are.
 */
function trusted(url: string): string {
  const factory = (globalThis as { trustedTypes?: TrustedTypesFactory }).trustedTypes
  if (!factory) return allowed(url)
  // A policy of one name can be made once only.
  policy ??= factory.createPolicy('propolis', { createScriptURL: allowed })
  return policy.createScriptURL(url) as string
}

function allowed(url: string): string {
  if (url === engineUrl || url === serviceWorkerUrl()) return url
  throw new TypeError(`not a script of this page: ${url}`)
}

/** Where the service worker is: beside the page, wherever that was put. */
function serviceWorkerUrl(): string {
  return new URL('sw.js', document.baseURI).href
}
