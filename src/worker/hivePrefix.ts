/** The registry path that stands for the root of a hive (ui-anchors 4.10). */

import { equalNames } from '../bytes/upcase.ts'
import type { HiveKind } from './protocol.ts'

const MACHINE = 'HKEY_LOCAL_MACHINE'

/**
 * The path where Windows mounts a hive of this kind; for other kinds it is derived from the file
 * name.
 */
export function hivePrefix(kind: HiveKind, fileName: string): string {
  const name = fileName.replace(/(?<=.)\.[^.]*$/, '')
  switch (kind) {
    case 'SYSTEM':
    case 'SOFTWARE':
    case 'SAM':
    case 'SECURITY':
    case 'COMPONENTS':
    case 'DRIVERS':
      return `${MACHINE}\\${kind}`
    case 'BCD':
      return `${MACHINE}\\BCD00000000`
    case 'UsrClass':
      return 'HKEY_CURRENT_USER\\Software\\Classes'
    case 'NTUSER':
      return equalNames(name, 'DEFAULT') ? 'HKEY_USERS\\.DEFAULT' : 'HKEY_CURRENT_USER'
    case 'Amcache':
    case 'unknown':
      return `${MACHINE}\\${name}`
  }
}
