/** The effects of many changes, kept in little memory: the kind of each, and the content of replaced values. */

import type { Effect, ValueBefore } from '../edit/change.ts'
import type { EffectKind } from './protocol.ts'

const KINDS: readonly EffectKind[] = ['created', 'replaced', 'changed', 'deleted', 'none']
/** Bytes of the data of a replaced value that are kept. */
const MOST_HEAD = 256

/** What a deletion takes away. */
export interface Deletion {
  readonly keys: number
  readonly values: number
}

export class ChangeEffects {
  readonly #kinds: Uint8Array
  readonly #before = new Map<number, ValueBefore>()
  readonly #deleted = new Map<number, Deletion>()

  /** @param length - the number of changes, none of which has an effect so far */
  constructor(length: number) {
    this.#kinds = new Uint8Array(length).fill(KINDS.indexOf('none'))
  }

  /** Notes the effect of a change. */
  set(index: number, effect: Effect): void {
    this.#kinds[index] = KINDS.indexOf(effect.kind)
    if (effect.kind === 'replaced') {
      const { type, size, head } = effect.before
      this.#before.set(index, { type, size, head: head.slice(0, MOST_HEAD) })
    } else this.#before.delete(index)
    if (effect.kind === 'deleted' && effect.keys > 0) {
      this.#deleted.set(index, { keys: effect.keys, values: effect.values })
    } else this.#deleted.delete(index)
  }

  kindOf(index: number): EffectKind {
    return KINDS[this.#kinds[index] as number] as EffectKind
  }

  /** The content of the value before a change replaced it. */
  beforeOf(index: number): ValueBefore | null {
    return this.#before.get(index) ?? null
  }

  /** What a change of the kind `delete-key` or `delete-value` takes away. */
  deletionOf(index: number): Deletion {
    const isValue = this.kindOf(index) === 'deleted'
    return this.#deleted.get(index) ?? { keys: 0, values: isValue ? 1 : 0 }
  }
}
