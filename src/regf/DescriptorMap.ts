/**
 * Places of security descriptors by a hash of their bytes, so that each is stored once however many
 * keys have it (regf-format 3.8). Holds numbers only: the descriptors of a hive may be most of it.
 */

import { sameBytes } from '../bytes/same.ts'

/** Places of one hash that are listed; more would be made to hurt, and are just not shared. */
const MAX_ALIKE = 64

export class DescriptorMap<Place extends number> {
  readonly #byHash = new Map<number, Place[]>()

  /**
   * A place with exactly these bytes, undefined without one.
   *
   * @param bytesOf - the descriptor at a place, null when there is none any more
   */
  find(descriptor: Uint8Array, bytesOf: (place: Place) => Uint8Array | null): Place | undefined {
    return this.#byHash.get(hashOf(descriptor))?.find((place) => {
      const bytes = bytesOf(place)
      return bytes !== null && sameBytes(bytes, descriptor)
    })
  }

  add(descriptor: Uint8Array, place: Place): void {
    const hash = hashOf(descriptor)
    const alike = this.#byHash.get(hash)
    if (alike === undefined) this.#byHash.set(hash, [place])
    else if (alike.length < MAX_ALIKE) alike.push(place)
  }

  remove(descriptor: Uint8Array, place: Place): void {
    const hash = hashOf(descriptor)
    const left = (this.#byHash.get(hash) ?? []).filter((known) => known !== place)
    if (left.length === 0) this.#byHash.delete(hash)
    else this.#byHash.set(hash, left)
  }
}

/** FNV-1a */
function hashOf(bytes: Uint8Array): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < bytes.length; at++) {
    hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193)
  }
  return hash >>> 0
}
