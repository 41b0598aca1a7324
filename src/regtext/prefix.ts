/** The path in the registry that stands for the root of a hive. */

import { equalNames, upcase } from '../bytes/upcase.ts'
import type { LineProblem } from './lineProblem.ts'
import { ROOTS } from './regText.ts'

/** The short names of roots, which people type but .reg text does not have. */
const SHORT_ROOTS: ReadonlyMap<string, string> = new Map([
  ['HKLM', 'HKEY_LOCAL_MACHINE'],
  ['HKU', 'HKEY_USERS'],
  ['HKCU', 'HKEY_CURRENT_USER'],
  ['HKCR', 'HKEY_CLASSES_ROOT'],
  ['HKCC', 'HKEY_CURRENT_CONFIG'],
])

/**
 * The path at which `reg load` would put a hive file by default.
 *
 * @param fileName - name of the file, without its folder
 * @returns `HKEY_LOCAL_MACHINE\` and the name without its extension
 */
export function defaultPrefix(fileName: string): string {
  return `HKEY_LOCAL_MACHINE\\${fileName.replace(/(?<=.)\.[^.]*$/, '')}`
}

/**
 * Reads a prefix that someone typed: the long or the short name of a root, in any case, and names below it.
 *
 * @param text - the prefix
 * @returns the path with the long name of its root; null if it is not the path of a key that .reg text can name
 */
export function readPrefix(text: string): string | null {
  const [root = '', ...names] = text.replace(/\\+$/, '').split('\\')
  const upper = upcase(root)
  const long = SHORT_ROOTS.get(upper) ?? ROOTS.find((one) => equalNames(one, root))
  if (long === undefined || names.some((name) => name === '' || /[\0\r\n]/.test(name))) return null
  return [long, ...names].join('\\')
}

/**
 * Checks the first name of a path of .reg text.
 *
 * @param root - the name
 * @returns what is wrong with it, or null
 */
export function rootProblem(root: string): LineProblem | null {
  if (ROOTS.some((one) => equalNames(one, root))) return null
  return SHORT_ROOTS.has(upcase(root)) ? 'short-root' : 'unknown-root'
}
