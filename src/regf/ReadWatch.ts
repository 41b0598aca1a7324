/**
 * Notices whether a walk has met everything that the keys count. It is for exports, which have no time for a full
 * check of a sound hive: only one that is not read whole is checked, to say what is wrong with it.
 */

import type { HiveImage } from './HiveImage.ts'
import { NK } from './layout.ts'
import type { FileOffset } from './offsets.ts'

export class ReadWatch {
  #isWhole = true
  /** Subkeys that were not visited yet, of the last key and those above it. */
  readonly #subkeys: number[] = []
  /** Values of the last key that were not visited yet. */
  #values = 0
  readonly #image: HiveImage

  /**
   * Starts before the first key.
   *
   * @param image - the hive file
   */
  constructor(image: HiveImage) {
    this.#image = image
  }

  /** Whether everything that was to be read could be read. Call `end` first. */
  get isWhole(): boolean {
    return this.#isWhole
  }

  /** A key was visited. */
  key(key: FileOffset, depth: number): void {
    this.#close(depth)
    if (depth > 0) this.#subkeys[depth - 1] = (this.#subkeys[depth - 1] as number) - 1
    this.#subkeys.push(this.#image.u32(key + NK.SUBKEY_COUNT))
    this.#values = this.#image.u32(key + NK.VALUE_COUNT)
  }

  /** A value was visited. */
  value(): void {
    this.#values--
  }

  /** What the last key has is left out on purpose. */
  skip(): void {
    this.#values = 0
    this.#subkeys[this.#subkeys.length - 1] = 0
  }

  /** Something could not be read. */
  miss(): void {
    this.#isWhole = false
  }

  /** The walk has ended. */
  end(): void {
    if (this.#subkeys.length === 0) this.miss()
    this.#close(0)
  }

  #close(depth: number): void {
    if (this.#values !== 0) this.miss()
    this.#values = 0
    while (this.#subkeys.length > depth) {
      if (this.#subkeys.pop() !== 0) this.miss()
    }
  }
}
