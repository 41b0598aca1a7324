/** The worker's script: the engine and nothing else. Built as text, started by `startEngine.ts`. */

import type { Port } from './rpc.ts'
import { serveSession } from './serveSession.ts'

serveSession(globalThis as unknown as Port)
