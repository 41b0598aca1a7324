/** The worker's script: the engine and nothing else. Built as text, started by `startEngine.ts`. */

import { serveEngine } from './engine.ts'
import { originStorage } from './journals/originStorage.ts'
import type { Port } from './rpc.ts'

serveEngine(globalThis as unknown as Port, originStorage())

// The lock of the worker's name is held until it is gone, which the page notices by it.
void navigator.locks?.request(self.name, () => new Promise(() => {}))
