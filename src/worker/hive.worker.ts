/** The worker's script: the engine and nothing else. Built as text, started by `startEngine.ts`. */

import { serveEngine } from './engine.ts'
import type { Port } from './rpc.ts'

serveEngine(globalThis as unknown as Port)
