/** The bytes of a file as numbers of 32 and 64 bits, for loops over very many records. */

/** Words that may be read only. Those with the highest bit set are negative. */
export interface Words {
  readonly length: number
  readonly [index: number]: number
}

/** Units of 64 bits that may be read only. */
export interface Units {
  readonly length: number
  readonly [index: number]: bigint
}

/**
 * Views a buffer as words of 32 bits.
 *
 * @param buffer - the bytes, of any number
 * @returns its whole words
 */
export function wordsOf(buffer: ArrayBuffer): Int32Array {
  return new Int32Array(buffer, 0, buffer.byteLength >>> 2)
}

/**
 * Views a buffer as units of 64 bits.
 *
 * @param buffer - the bytes, of any number
 * @returns its whole units
 */
export function unitsOf(buffer: ArrayBuffer): BigInt64Array {
  return new BigInt64Array(buffer, 0, buffer.byteLength >>> 3)
}

/**
 * Exchanges words of two arrays, which is four times as fast as exchanging bytes.
 *
 * @param a - one of them
 * @param atA - index of its first word
 * @param b - the other
 * @param atB - index of its first word
 * @param count - the number of words
 */
export function exchangeWords(
  a: Int32Array,
  atA: number,
  b: Int32Array,
  atB: number,
  count: number,
): void {
  for (let index = 0; index < count; index++) {
    const word = a[atA + index] as number
    a[atA + index] = b[atB + index] as number
    b[atB + index] = word
  }
}
