/**
 * What a hive is: told by the subkeys of its root, since neither the header nor the file name can be
 * relied on. What such a hive holds is not known here.
 */

import { NIL } from '../regf/offsets.ts'
import { upcasedUnits } from '../regf/storedName.ts'
import { findPlace } from '../regf/subkeyList.ts'
import type { Hive } from './Hive.ts'
import { Key } from './Key.ts'

export type HiveKind =
  | 'SYSTEM'
  | 'SOFTWARE'
  | 'SAM'
  | 'SECURITY'
  | 'NTUSER'
  | 'UsrClass'
  | 'Amcache'
  | 'BCD'
  | 'COMPONENTS'
  | 'DRIVERS'
  | 'unknown'

/**
 * Subkeys that give a kind away, in order of test: one list with all its paths there decides. Kinds
 * that contain the marks of others come first (SECURITY has a SAM link, SYSTEM a DriverDatabase).
 */
const MARKS: readonly (readonly [kind: HiveKind, ...paths: string[]])[] = [
  ['BCD', 'Description', 'Objects'],
  ['SYSTEM', 'Select'],
  ['SYSTEM', 'ControlSet001'],
  ['SYSTEM', 'CurrentControlSet', 'Setup'],
  ['SECURITY', 'Policy', 'RXACT'],
  ['SECURITY', 'Policy\\Accounts'],
  ['SECURITY', 'Policy\\Secrets'],
  ['SAM', 'SAM\\Domains'],
  ['Amcache', 'Root\\File'],
  ['Amcache', 'Root\\InventoryApplication'],
  ['Amcache', 'Root\\InventoryApplicationFile'],
  ['COMPONENTS', 'CanonicalData', 'DerivedData'],
  ['COMPONENTS', 'DerivedData', 'Installers'],
  ['NTUSER', 'Software\\Microsoft', 'Control Panel'],
  ['NTUSER', 'Software\\Microsoft', 'Environment'],
  ['NTUSER', 'Software\\Microsoft', 'AppEvents'],
  ['NTUSER', 'Software\\Microsoft', 'Keyboard Layout'],
  ['SOFTWARE', 'Microsoft', 'Classes'],
  ['SOFTWARE', 'Microsoft\\Windows NT\\CurrentVersion'],
  ['UsrClass', 'Local Settings'],
  ['DRIVERS', 'DriverDatabase'],
]

/** Subkeys a misordered list may have for a mark in it to be found all the same. */
const SHORT_LIST = 4096

/** The kind of a hive; `unknown` when nothing gives it away. */
export function hiveKind(hive: Hive): HiveKind {
  const { rootKey } = hive
  const found = MARKS.find(([, ...paths]) => paths.every((path) => has(rootKey, path)))
  if (found !== undefined) return found[0]
  return /_Classes$/i.test(rootKey.name) ? 'UsrClass' : 'unknown'
}

function has(root: Key, path: string): boolean {
  let key: Key | null = root
  for (const name of path.split('\\')) key = key === null ? null : subkey(key, name)
  return key !== null
}

/** A long list is searched in its order only: a hive is told apart before its check is done. */
function subkey(key: Key, name: string): Key | null {
  if (key.subkeyCount <= SHORT_LIST) return key.subkey(name)
  const { cells } = key.hive
  const place = findPlace(cells, cells.payloadAt(key.cell), upcasedUnits(name))
  return place === null || place.child === NIL ? null : new Key(key.hive, place.child)
}
