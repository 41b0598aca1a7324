/** Names of keys in the paths of a text. */

/**
 * Tells whether the name of a key means itself between the backslashes of a path.
 *
 * @param name - the name
 * @returns false if it is empty or has a backslash, as only damaged hives have it
 */
export function isPathName(name: string): boolean {
  return name !== '' && !name.includes('\\')
}
