/**
 * The Windows versions that ORSaveHive accepts, and the hive version for each: 1.3 for Windows 2000, 1.5 for
 * everything newer (offreg-api 6). There is no evidence of the library writing another one.
 */

/** Major and minor number, as in 6.1 for Windows 7. */
export interface OsVersion {
  readonly major: number
  readonly minor: number
}

/** Minor hive version by Windows version; these four are named in the documentation. */
const DOCUMENTED: Readonly<Record<string, 5>> = { '5.1': 5, '5.2': 5, '6.0': 5, '6.1': 5 }
const ACCEPTED: Readonly<Record<string, 3 | 5>> = {
  ...DOCUMENTED,
  '5.0': 3,
  '6.2': 5,
  '6.3': 5,
  '10.0': 5,
}

/**
 * Parses a Windows version such as `6.1`.
 *
 * @param text - the text
 * @returns the version, or null if the text is not two whole numbers
 */
export function parseOsVersion(text: string): OsVersion | null {
  const [, major, minor] = /^(\d{1,5})\.(\d{1,5})$/.exec(text) ?? []
  return major === undefined ? null : { major: Number(major), minor: Number(minor) }
}

/**
 * Finds the hive version for a Windows version.
 *
 * @param os - the Windows version
 * @param options - `documentedOnly` for the four versions that the documentation names
 * @returns the minor hive version, or null if there is none
 */
export function minorForOs(
  os: OsVersion,
  options: { readonly documentedOnly?: boolean } = {},
): 3 | 5 | null {
  const table = options.documentedOnly === true ? DOCUMENTED : ACCEPTED
  return table[`${os.major}.${os.minor}`] ?? null
}
