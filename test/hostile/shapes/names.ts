/** Names for crafted hives: without lower-case letters, in the order of a subkey list. */

/** Numbers as names of one width, so that their order is that of the numbers. */
export function numbered(count: number, prefix = ''): string[] {
  const width = String(count).length
  return Array.from({ length: count }, (_, n) => prefix + String(n).padStart(width, '0'))
}

/** `count` names of `length` units, each beginning with its number and filled up with one character. */
export function filled(count: number, length: number, fill: string): string[] {
  return numbered(count).map((name) => name.padEnd(length, fill))
}

/**
 * Sorted names that all have the same hash: each block of two units is one of two pairs with the same sum
 * `37 a + b`.
 */
export function colliding(count: number): string[] {
  const pairs = ['\u4e10\u4e50', '\u4e11\u4e2b'] as const
  const blocks = Math.max(1, Math.ceil(Math.log2(count)))
  return Array.from({ length: count }, (_, n) => {
    let name = ''
    for (let block = blocks - 1; block >= 0; block--) name += pairs[((n >>> block) & 1) as 0 | 1]
    return name
  })
}
