/** The part of Trusted Types that the page uses; TypeScript's DOM library has none of it. */
interface TrustedTypesFactory {
  createPolicy(
    name: string,
    rules: { createScriptURL: (url: string) => string },
  ): { createScriptURL: (url: string) => unknown }
}

let policy: { createScriptURL: (url: string) => unknown } | undefined

/**
 * A script URL as the browser's script sinks accept it: `new Worker`, `serviceWorker.register`.
 *
 * The one Trusted Types policy, `propolis`: it lets through the engine's own Blob URL and the
 * service worker beside the page, and refuses everything else. Typed as text because the sinks are.
 */
export function trustedScriptUrl(url: string): string {
  const factory = (globalThis as { trustedTypes?: TrustedTypesFactory }).trustedTypes
  if (!factory) return allowed(url)
  // A policy of one name can be made once only.
  policy ??= factory.createPolicy('propolis', { createScriptURL: allowed })
  return policy.createScriptURL(url) as string
}

function allowed(url: string): string {
  if (url.startsWith(`blob:${location.origin}/`)) return url
  if (url === serviceWorkerUrl()) return url
  throw new TypeError(`not a script of this page: ${url}`)
}

/** Where the service worker is: beside the page, wherever that was put. */
export function serviceWorkerUrl(): string {
  return new URL('sw.js', document.baseURI).href
}
