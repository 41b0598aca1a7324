/** Paths of the registry as the kernel names them, which is how the target of a link is stored. */

const ROOTS: readonly (readonly [names: RegExp, kernel: string])[] = [
  [/^(?:HKEY_LOCAL_MACHINE|HKLM):?$/i, '\\Registry\\Machine'],
  [/^(?:HKEY_USERS|HKU):?$/i, '\\Registry\\User'],
]

/**
 * Converts a path to the form of the kernel.
 *
 * @param text - `HKLM\\SYSTEM`, `HKEY_USERS\\S-1-5-18`, with or without `Computer\\`, or a path of the kernel
 * @returns `\\Registry\\Machine\\SYSTEM`; null for a path that has no such form
 */
export function kernelPath(text: string): string | null {
  const path = text.trim().replace(/\\+$/, '')
  if (/^\\Registry\\./i.test(path)) return path
  const names = path.split('\\').filter((name) => name !== '')
  for (const skip of [0, 1]) {
    const root = ROOTS.find(([root]) => root.test(names[skip] ?? ''))
    if (root) return [root[1], ...names.slice(skip + 1)].join('\\')
  }
  return null
}
