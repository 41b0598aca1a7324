/**
 * As much of the path of a key as people read, in findings, messages and details. Of a crafted hive it could have 512 names of 255
 * units, for each of thousands of findings, or a name of 32,767. The whole path can be had from the key.
 */

/** UTF-16 units of names in a path at most. */
const MAX_UNITS = 1000
/** UTF-16 units of a single name at most: more than Windows gives a key. */
const MAX_NAME_UNITS = 255

/** Stands for the names that are left out, and for the end of a name that is cut. */
export const LEFT_OUT = '…'

/** Shared by all paths that are whole. */
const NOTHING: readonly number[] = []

export interface BoundedPath {
  /** Names from the root down, `LEFT_OUT` among them when some are left out. */
  readonly names: readonly string[]
  /** The indexes of those `LEFT_OUT`: a key may have that name too. */
  readonly leftOut: readonly number[]
}

/**
 * The names of a path; of a long one the first and the last, with `LEFT_OUT` for those between.
 *
 * @param count - how many names there are
 * @param nameAt - the name at an index; asked only for names that are kept, and one at either end
 */
export function boundedPath(count: number, nameAt: (index: number) => string): BoundedPath {
  const head: string[] = []
  let units = 0
  while (head.length < count) {
    const name = boundedName(nameAt(head.length))
    if (units + name.length > MAX_UNITS / 2 && head.length + 1 < count) break
    units += name.length
    head.push(name)
  }
  // The copy has no spare capacity; the array that was pushed to has more of it than names.
  if (head.length === count) return { names: head.slice(), leftOut: NOTHING }
  // From the key itself upwards, until the rest is full or meets the head.
  const tail: string[] = []
  for (let index = count - 1; index >= head.length; index--) {
    const name = boundedName(nameAt(index))
    if (units + name.length > MAX_UNITS) {
      return { names: [...head, LEFT_OUT, ...tail.reverse()], leftOut: [head.length] }
    }
    units += name.length
    tail.push(name)
  }
  return { names: [...head, ...tail.reverse()], leftOut: NOTHING }
}

/** Whether a name may be the beginning of a longer one, as `boundedName` gives it. */
export function mayBeCut(name: string): boolean {
  return name.length === MAX_NAME_UNITS && name.endsWith(LEFT_OUT)
}

/** A name; of one longer than any that Windows gives a key, the beginning and `LEFT_OUT`. */
export function boundedName(name: string): string {
  return name.length <= MAX_NAME_UNITS ? name : `${name.slice(0, MAX_NAME_UNITS - 1)}${LEFT_OUT}`
}
