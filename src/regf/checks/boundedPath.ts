/**
 * The path of a key for a finding: as much of it as people read. Of a crafted hive it could have 512 names of 255
 * units, for each of thousands of findings. The whole path can be had from the key.
 */

/** UTF-16 units of names in a path at most. */
const MAX_UNITS = 1000

/** Stands for the names that are left out. */
export const LEFT_OUT = '…'

/**
 * The names of a path; of a long one the first and the last, with `LEFT_OUT` for those between.
 *
 * @param count - how many names there are
 * @param nameAt - the name at an index; asked only for names that are kept
 */
export function boundedPath(count: number, nameAt: (index: number) => string): string[] {
  const head: string[] = []
  let units = 0
  while (head.length < count) {
    const name = nameAt(head.length)
    if (units + name.length > MAX_UNITS / 2 && head.length + 1 < count) break
    units += name.length
    head.push(name)
  }
  if (head.length === count) return head
  // From the key itself upwards, until the rest is full or meets the head.
  const tail: string[] = []
  for (let index = count - 1; index >= head.length; index--) {
    const name = nameAt(index)
    if (units + name.length > MAX_UNITS) return [...head, LEFT_OUT, ...tail.reverse()]
    units += name.length
    tail.push(name)
  }
  return [...head, ...tail.reverse()]
}
