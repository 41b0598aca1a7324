/**
 * Versions of Windows as ORSaveHive takes them, and the hive version each of them gets: 1.3 for Windows
 * 2000, 1.5 for everything newer (offreg-api 6). Nothing shows the library writing another one.
 */

/** Major and minor number, as in 6.1 for Windows 7. */
export interface OsVersion {
  readonly major: number
  readonly minor: number
}

/** Minor hive version by system; the first four are those the documentation names. */
const DOCUMENTED: Readonly<Record<string, 5>> = { '5.1': 5, '5.2': 5, '6.0': 5, '6.1': 5 }
const ACCEPTED: Readonly<Record<string, 3 | 5>> = {
  ...DOCUMENTED,
  '5.0': 3,
  '6.2': 5,
  '6.3': 5,
  '10.0': 5,
}

/** Reads `6.1`; null for anything that is not two whole numbers. */
export function parseOsVersion(text: string): OsVersion | null {
  const [, major, minor] = /^(\d{1,5})\.(\d{1,5})$/.exec(text) ?? []
  return major === undefined ? null : { major: Number(major), minor: Number(minor) }
}

/**
 * The minor version of the hive that a system gets, null when there is none for it.
 *
 * @param options.documentedOnly - only the four systems the documentation names
 */
export function minorForOs(
  os: OsVersion,
  options: { readonly documentedOnly?: boolean } = {},
): 3 | 5 | null {
  const table = options.documentedOnly === true ? DOCUMENTED : ACCEPTED
  return table[`${os.major}.${os.minor}`] ?? null
}
