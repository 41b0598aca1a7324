/** The copies that the engine keeps: the last one made in this page, and the last one taken over from another. */

import { HiveError } from '../errors.ts'
import type { Detached } from '../offreg/detach.ts'
import type { ClipId } from './protocol.ts'

/** A copy. Its hive is sound and is never edited. */
export type KeptClip = Detached & {
  readonly kind: 'key' | 'values'
}

/** How many copies are kept. */
const MOST = 2

export class Clips {
  readonly #kept = new Map<ClipId, KeptClip>()
  #next = 1

  /** Bytes of memory held by the copies. */
  get held(): number {
    return [...this.#kept.values()].reduce((sum, { hive }) => sum + hive.image.length, 0)
  }

  add(clip: KeptClip): ClipId {
    const id = this.#next++
    this.#kept.set(id, clip)
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > MOST && oldest !== undefined) this.#kept.delete(oldest)
    return id
  }

  /** @throws HiveError `stale` when the copy is not kept any more */
  get(id: ClipId): KeptClip {
    const clip = this.#kept.get(id)
    if (clip === undefined) throw new HiveError('stale', 'the copy is gone')
    return clip
  }
}
