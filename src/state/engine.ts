/** The engine client that the page talks to. `main.tsx` sets it; tests set their own. */

import type { EngineClient } from '../worker/protocol.ts'

let current: EngineClient | null = null

/** Makes `client` the engine of every action. */
export function setEngine(client: EngineClient): void {
  current = client
}

/** The engine. Using it before `setEngine` is a bug. */
export function engine(): EngineClient {
  if (!current) throw new TypeError('setEngine has not been called')
  return current
}
