/** The forms in which the path of a key is used elsewhere. */

import { spellPath } from './spelling.ts'

/**
 * - `short`: with the short name of its root, `HKLM\SYSTEM`
 * - `relative`: from the root of the hive
 * - `reg`: a line of .reg text, `[HKEY_LOCAL_MACHINE\SYSTEM]`
 * - `powershell`: a literal of PowerShell, `'Registry::HKEY_LOCAL_MACHINE\SYSTEM'`
 * - `command`: a command line of reg, `reg add "HKLM\SYSTEM"`
 * - `c`: a wide string of C, `L"HKEY_LOCAL_MACHINE\\SYSTEM"`
 */
export type PathForm = 'short' | 'relative' | 'reg' | 'powershell' | 'command' | 'c'

const SHORT_ROOTS: ReadonlyMap<string, string> = new Map([
  ['HKEY_LOCAL_MACHINE', 'HKLM'],
  ['HKEY_USERS', 'HKU'],
  ['HKEY_CURRENT_USER', 'HKCU'],
  ['HKEY_CLASSES_ROOT', 'HKCR'],
  ['HKEY_CURRENT_CONFIG', 'HKCC'],
])

/** Characters that PowerShell takes for a single quote. */
const QUOTES = /['\u2018-\u201b]/g

/**
 * Writes the path of a key in a form.
 *
 * @param prefix - the registry path of the root of the hive
 * @param path - names from the root (not included) down to the key
 * @param form - the form
 * @returns the text; hidden characters are escapes in the first two forms and in C, and as they are in the others
 */
export function pathInForm(prefix: string, path: readonly string[], form: PathForm): string {
  const roots = prefix === '' ? [] : prefix.split('\\')
  const [root = '', ...rest] = roots
  const short = prefix === '' ? [] : [SHORT_ROOTS.get(root) ?? root, ...rest]
  const raw = [...roots, ...path].join('\\')
  switch (form) {
    case 'short':
      return spellPath([...short, ...path])
    case 'relative':
      return path.length === 0 ? '\\' : spellPath(path)
    case 'reg':
      return `[${raw}]`
    case 'powershell':
      return `'Registry::${raw.replace(QUOTES, '$&$&')}'`
    case 'command':
      return `reg add "${[...short, ...path].join('\\').replaceAll('"', '\\"')}"`
    case 'c':
      return `L"${raw.replace(/[\\"]/g, '\\$&').replace(/[^ -~]/gu, escaped)}"`
  }
}

/** A character of a C string by its number. C has no `\u` for controls, and octal numbers end by themselves. */
function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0
  if (code < 0xa0) return `\\${code.toString(8).padStart(3, '0')}`
  if (code > 0xffff) return `\\U${code.toString(16).padStart(8, '0')}`
  return `\\u${code.toString(16).padStart(4, '0')}`
}
