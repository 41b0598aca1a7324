/** Which key of a hive stands for which path of a text, as long as nobody has said so. */

import { equalNames } from '../bytes/upcase.ts'
import { controlSetOf } from '../regtext/controlSet.ts'
import type { RootRule, TextRoot } from '../regtext/MappedPaths.ts'
import type { HiveDocument } from './HiveDocument.ts'

const MACHINE = 'HKEY_LOCAL_MACHINE'
const USER = 'HKEY_CURRENT_USER'
const CLASSES = 'HKEY_CLASSES_ROOT'
/** Keys at which Windows has hives of its own; any other name is one that somebody gave to `reg load`. */
const OWN_HIVES = [
  ...['SOFTWARE', 'SYSTEM', 'SAM', 'SECURITY', 'HARDWARE', 'COMPONENTS', 'DRIVERS'],
  ...['BCD00000000', '.DEFAULT'],
]

/**
 * Rules by the kind of a hive.
 *
 * @param prefix - the path in the registry that stands for the root of the hive
 */
export function usualRules(doc: HiveDocument, prefix: string): readonly RootRule[] {
  const rules: RootRule[] = [{ prefix, to: [] }]
  const add = (path: string, ...to: string[]) => {
    if (!rules.some((one) => equalNames(one.prefix, path))) rules.push({ prefix: path, to })
  }
  const { kind } = doc.info
  switch (kind) {
    case 'SOFTWARE':
      add(`${MACHINE}\\SOFTWARE`)
      add(CLASSES, 'Classes')
      break
    case 'SYSTEM': {
      add(`${MACHINE}\\SYSTEM`)
      const set = controlSetOf(doc.hive)
      if (set !== null) add('HKEY_CURRENT_CONFIG', set, 'Hardware Profiles', 'Current')
      break
    }
    case 'NTUSER':
      add(USER)
      break
    case 'UsrClass':
      add(`${USER}\\Software\\Classes`)
      add(CLASSES)
      break
    case 'BCD':
      add(`${MACHINE}\\BCD00000000`)
      break
    case 'SAM':
    case 'SECURITY':
    case 'COMPONENTS':
    case 'DRIVERS':
      add(`${MACHINE}\\${kind}`)
      break
    case 'Amcache':
    case 'unknown':
      break
  }
  return rules
}

/**
 * A rule for a text none of whose keys are in the hive by the usual rules: its only root is one that somebody gave to
 * `reg load`, or that of a user.
 *
 * @param others - the roots of the text
 * @returns the rule; null if it is not clear what the root stands for
 */
export function mountRule(others: readonly TextRoot[]): RootRule | null {
  const [only] = others
  if (only === undefined || others.length > 1) return null
  const [, name] = only.prefix.split('\\')
  if (name === undefined || OWN_HIVES.some((one) => equalNames(one, name))) return null
  return { prefix: only.prefix, to: [] }
}
