/** The forms of .reg text, and what they have in common. */

/** `Windows Registry Editor Version 5.00`, in UTF-16; or `REGEDIT4`, in code page 1252. */
export type RegVersion = 5 | 4

/** The first line of a file. */
export const HEADERS: Readonly<Record<RegVersion, string>> = {
  5: 'Windows Registry Editor Version 5.00',
  4: 'REGEDIT4',
}

/** The keys at which a path of .reg text may begin, in capital letters. */
export const ROOTS: readonly string[] = [
  'HKEY_LOCAL_MACHINE',
  'HKEY_USERS',
  'HKEY_CURRENT_USER',
  'HKEY_CLASSES_ROOT',
  'HKEY_CURRENT_CONFIG',
  'HKEY_PERFORMANCE_DATA',
  'HKEY_DYN_DATA',
]
