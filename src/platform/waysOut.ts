/** Ways off the page that a content security policy does not cover, as far as a page can close them itself. */

/**
 * Takes WebRTC away from every script of this page. Call it before any hive is opened. An empty frame would bring
 * it back; nothing here makes one, and the policy lets none load anything.
 */
export function closeWaysOut(): void {
  for (const name of ['RTCPeerConnection', 'webkitRTCPeerConnection']) {
    Reflect.deleteProperty(globalThis, name)
  }
}
