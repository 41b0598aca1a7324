/** The effects of many changes, kept in little memory: an index by kind, and the content of replaced values. */

import type { Change, Effect, ValueBefore } from '../edit/change.ts'
import type { EffectKind } from './protocol.ts'
import { ResultList } from './ResultList.ts'

const KINDS: readonly EffectKind[] = ['created', 'replaced', 'changed', 'deleted', 'none']
/** Bytes of the data of a replaced value that are kept. */
const MOST_HEAD = 256

/** What a deletion takes away. */
export interface Deletion {
  readonly keys: number
  readonly values: number
}

export class ChangeEffects {
  #kinds = new Uint8Array(256)
  #length = 0
  readonly #before = new Map<number, ValueBefore>()
  readonly #deleted = new Map<number, Deletion>()
  #list: ResultList<number, EffectKind> | null = null

  /** Adds the effect of the next change. */
  readonly add = (_: Change, effect: Effect): void => {
    if (this.#length === this.#kinds.length) {
      const larger = new Uint8Array(this.#length * 2)
      larger.set(this.#kinds)
      this.#kinds = larger
    }
    const index = this.#length++
    this.#kinds[index] = KINDS.indexOf(effect.kind)
    if (effect.kind === 'replaced') {
      const { type, size, head } = effect.before
      this.#before.set(index, { type, size, head: head.slice(0, MOST_HEAD) })
    } else if (effect.kind === 'deleted' && effect.keys > 0) {
      this.#deleted.set(index, { keys: effect.keys, values: effect.values })
    }
  }

  /** The indexes of the changes, grouped by the kind of their effect. */
  get list(): ResultList<number, EffectKind> {
    this.#list ??= new ResultList(
      Array.from({ length: this.#length }, (_, index) => index),
      (index) => this.kindOf(index),
    )
    return this.#list
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
