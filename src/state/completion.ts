import type { DocId } from '../worker/protocol.ts'
import { engine } from './engine.ts'

const MOST_SUGGESTIONS = 12

/**
 * Paths that continue `text`, at most a dozen; none when the engine fails, since the user did
 * nothing wrong.
 */
export async function completePath(
  doc: DocId,
  text: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  try {
    return await engine().completePath({ doc, text, limit: MOST_SUGGESTIONS }, { signal })
  } catch {
    return []
  }
}
