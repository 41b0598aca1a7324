/** What a salvage could not bring over as it was, and where. */

/**
 * What happened to a part of the hive.
 *
 * Lost: `header-bad`, `bytes-missing`, `bin-bad`, `root-lost`, `subkeys-lost`, `entry-bad`, `values-lost`,
 * `value-bad`, `value-name-long`, `data-lost`, `class-lost`, `shared-too-much`, `no-room`.
 * Partly there: `name-cut`, `data-partial`, `data-doubtful`.
 * Moved or changed: `root-found`, `key-reattached`, `key-without-parent`, `value-without-key`, `key-name-bad`, `key-name-twice`,
 * `key-too-deep`, `link-broken`, `security-replaced`.
 * Left out, because it is not part of the hive: `not-listed`.
 */
export type LossCode =
  | 'header-bad'
  | 'bytes-missing'
  | 'bin-bad'
  | 'root-lost'
  | 'root-found'
  | 'subkeys-lost'
  | 'entry-bad'
  | 'values-lost'
  | 'value-bad'
  | 'value-name-long'
  | 'data-lost'
  | 'data-partial'
  | 'data-doubtful'
  | 'class-lost'
  | 'name-cut'
  | 'key-reattached'
  | 'key-without-parent'
  | 'value-without-key'
  | 'key-name-bad'
  | 'key-name-twice'
  | 'key-too-deep'
  | 'link-broken'
  | 'security-replaced'
  | 'shared-too-much'
  | 'no-room'
  | 'not-listed'

/** One loss. */
export interface Loss {
  readonly code: LossCode
  /** File offset of the fault. */
  readonly offset: number
  /** The key it is about: its names in the damaged hive, from the root (not included) or the highest known key down. */
  readonly path?: readonly string[]
  /** The value it is about. */
  readonly value?: string
  /** How much there should be, and how much there is: bytes, entries, or records, as the code says. */
  readonly expected?: number
  readonly actual?: number
}

/** Losses of one code that are kept; further ones are only counted. */
const MOST_OF_A_CODE = 1000

export class SalvageReport {
  readonly #losses = new Map<LossCode, Loss[]>()
  readonly #counts = new Map<LossCode, number>()
  /** Keys and values in the new hive. */
  keys = 0
  values = 0
  /** Bytes to add to an offset in the image that was read for one in the file. */
  shift = 0

  /**
   * Adds a loss.
   *
   * @param code - what happened
   * @param offset - file offset of the fault in the image that was read
   * @param detail - makes the rest; called only if the loss is kept
   */
  add(
    code: LossCode,
    offset: number,
    detail: () => Omit<Loss, 'code' | 'offset'> = () => ({}),
  ): void {
    const losses = this.#losses.get(code) ?? []
    this.#counts.set(code, this.countOf(code) + 1)
    if (losses.length >= MOST_OF_A_CODE) return
    losses.push({ code, offset: Math.max(0, offset + this.shift), ...detail() })
    this.#losses.set(code, losses)
  }

  /** Lists the losses that are kept, grouped by code. */
  get losses(): readonly Loss[] {
    return [...this.#losses.values()].flat()
  }

  /** Counts the losses by code, all of them. */
  get counts(): ReadonlyMap<LossCode, number> {
    return this.#counts
  }

  /** Counts the losses of one code. */
  countOf(code: LossCode): number {
    return this.#counts.get(code) ?? 0
  }

  /** Whether nothing was lost, moved or changed. */
  get isEmpty(): boolean {
    return this.#counts.size === 0
  }
}
