/**
 * Finds security descriptors by a hash of their bytes, so that each is stored only once, however many keys
 * share it (regf-format 3.8). The map holds only numbers, since descriptors may be most of a hive.
 */

import { sameBytes } from '../bytes/same.ts'

/** Cap per hash bucket. Only a crafted hive reaches it; descriptors beyond it are not shared. */
const MAX_ALIKE = 64

/** A map from descriptor to place. A place is any number, such as a cell offset. */
export class DescriptorMap<Place extends number> {
  readonly #byHash = new Map<number, Place[]>()

  /**
   * Finds a place that has exactly these bytes.
   *
   * @param descriptor - the bytes of the descriptor
   * @param bytesOf - returns the descriptor at a place, or null if there is none any more
   * @returns the place, or undefined
   */
  find(descriptor: Uint8Array, bytesOf: (place: Place) => Uint8Array | null): Place | undefined {
    return this.#byHash.get(hashOf(descriptor))?.find((place) => {
      const bytes = bytesOf(place)
      return bytes !== null && sameBytes(bytes, descriptor)
    })
  }

  /**
   * Adds a place. Beyond the cap of a hash bucket it is not added.
   *
   * @param descriptor - the bytes of the descriptor
   * @param place - where the descriptor is
   */
  add(descriptor: Uint8Array, place: Place): void {
    const hash = hashOf(descriptor)
    const alike = this.#byHash.get(hash)
    if (alike === undefined) this.#byHash.set(hash, [place])
    else if (alike.length < MAX_ALIKE) alike.push(place)
  }

  /**
   * Removes a place, if it is in the map.
   *
   * @param descriptor - the bytes of the descriptor
   * @param place - where the descriptor was
   */
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
