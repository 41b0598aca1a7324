/** The one engine client the page talks to; `main.tsx` sets it, tests set a fake. */

import type { EngineClient } from '../worker/protocol.ts'

let current: EngineClient | null = null

/** Makes `client` the engine of every action. */
export function setEngine(client: EngineClient): void {
  current = client
}

/** The engine. Using it before `setEngine` is a mistake of the wiring, not of the user. */
export function engine(): EngineClient {
  if (!current) throw new TypeError('setEngine has not been called')
  return current
}
