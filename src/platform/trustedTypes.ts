/** The part of Trusted Types that the page uses, which TypeScript's DOM library lacks. */
interface TrustedTypesFactory {
  createPolicy(
    name: string,
    rules: { createScriptURL: (url: string) => string },
  ): { createScriptURL: (url: string) => unknown }
}

let policy: { createScriptURL: (url: string) => unknown } | undefined

/** The Blob URL that the engine is started from; null before it is created. */
let engineUrl: string | null = null

/**
 * A Blob URL of the engine's script as `new Worker` accepts it. It can be created only once, so no
 * other Blob URL can become a script of this page.
 *
 * @throws TypeError when the engine's URL was created already
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
 * A script URL as the browser's script sinks accept it, made by the only Trusted Types policy,
 * `propolis`. Its type is string because the sinks are typed so.
 */
function trusted(url: string): string {
  const factory = (globalThis as { trustedTypes?: TrustedTypesFactory }).trustedTypes
  if (!factory) return allowed(url)
  // A policy name can be used only once.
  policy ??= factory.createPolicy('propolis', { createScriptURL: allowed })
  return policy.createScriptURL(url) as string
}

function allowed(url: string): string {
  if (url === engineUrl || url === serviceWorkerUrl()) return url
  throw new TypeError(`not a script of this page: ${url}`)
}

/** The URL of the service worker, which lies beside the page. */
function serviceWorkerUrl(): string {
  return new URL('sw.js', document.baseURI).href
}
