/** A small seeded generator, so that a failing run can be repeated. */

export interface Random {
  /** A whole number from 0 to `limit` - 1. */
  below(limit: number): number
  bytes(count: number): Uint8Array<ArrayBuffer>
  pick<T>(items: readonly T[]): T
}

/** mulberry32 */
export function rng(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return (t ^ (t >>> 14)) >>> 0
  }
  const below = (limit: number) => next() % Math.max(1, limit)
  return {
    below,
    bytes: (count) => {
      const bytes = new Uint8Array(count)
      for (let at = 0; at < count; at++) bytes[at] = next()
      return bytes
    },
    pick: (items) => items[below(items.length)] as (typeof items)[number],
  }
}
