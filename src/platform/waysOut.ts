/**
 * Closes the ways to send data off the page that a content security policy does not cover, as far
 * as a page can.
 */

/** The part of the Navigation API that is used here, which TypeScript's DOM library and some browsers lack. */
interface NavigationWindow {
  readonly navigation?: {
    addEventListener(
      type: 'navigate',
      listener: (event: { readonly destination: { readonly url: string } } & Event) => void,
    ): void
  }
}

/**
 * Takes WebRTC and new windows from every script of this page, and keeps the tab from being sent to any other address
 * by a script. The user can still go anywhere. Call it before any hive is opened. An empty frame would bring the first
 * two back; nothing here creates a frame, and the policy keeps frames from loading anything.
 */
export function closeWaysOut(): void {
  for (const name of ['RTCPeerConnection', 'webkitRTCPeerConnection', 'open']) {
    Reflect.deleteProperty(globalThis, name)
  }
  ;(window as NavigationWindow).navigation?.addEventListener('navigate', (event) => {
    if (!staysHere(event.destination.url)) event.preventDefault()
  })
}

/** Whether an address is that of this page, or of something that it made, such as a download. */
function staysHere(url: string): boolean {
  return withoutFragment(url) === withoutFragment(location.href) || url.startsWith('blob:')
}

function withoutFragment(url: string): string {
  return url.replace(/#.*/s, '')
}
