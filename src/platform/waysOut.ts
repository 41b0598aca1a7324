/**
 * Closes the ways to send data off the page that a content security policy does not cover, as far
 * as a page can.
 */

/**
 * Removes WebRTC from every script of this page. Call it before any hive is opened. An empty frame would bring it
 * back; nothing here creates a frame, and the policy keeps frames from loading anything.
 */
export function closeWaysOut(): void {
  for (const name of ['RTCPeerConnection', 'webkitRTCPeerConnection']) {
    Reflect.deleteProperty(globalThis, name)
  }
}
