/** The name of a copy whose own name is taken. */

/** The name that a copy of the default value, which has none, begins with. */
const UNNAMED = 'New Value'

/**
 * Finds a free name like the ones that new keys and values have: `Name #2`, or the next number of a name that has one.
 *
 * @param name - the name that is taken
 * @param most - the most UTF-16 units of a name
 * @param isTaken - whether a name is taken
 */
export function copyName(name: string, most: number, isTaken: (name: string) => boolean): string {
  const stem = name.replace(/ #\d+$/, '') || UNNAMED
  for (let number = 2; ; number++) {
    const ending = ` #${number}`
    const free = stem.slice(0, most - ending.length) + ending
    if (!isTaken(free)) return free
  }
}
