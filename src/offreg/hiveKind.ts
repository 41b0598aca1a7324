/**
 * Recognises the kind of a hive by the keys below its root, since neither the header nor the file name is
 * reliable.
 */

import type { CellStore } from '../regf/CellStore.ts'
import { findKeyNode, keyName } from '../regf/keyNode.ts'
import { findValue } from '../regf/keyValue.ts'
import { type CellOffset, NIL } from '../regf/offsets.ts'
import { upcasedUnits } from '../regf/storedName.ts'
import { countSubkeys, findPlace, findSubkey } from '../regf/subkeyList.ts'
import type { StoredHive } from './StoredHive.ts'

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
 * The marks of each kind, in order of test: the first list whose marks are all there decides. Kinds that
 * contain the marks of others come first (SECURITY has a SAM link, SYSTEM a DriverDatabase). A key that was
 * saved as a hive is not taken for the whole: a user's `Software` has nearly everything that a machine's
 * SOFTWARE has, so marks that only users have are tested first; the same goes for `Classes` and UsrClass.
 */
const MARKS: readonly (readonly [kind: HiveKind, ...paths: string[]])[] = [
  ['BCD', 'Description', 'Objects'],
  ['SYSTEM', 'ControlSet001'],
  ['SYSTEM', 'Select'],
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
  ['SOFTWARE', 'Microsoft\\Windows NT\\CurrentVersion\\ProfileList'],
  ['SOFTWARE', 'Microsoft\\Windows NT\\CurrentVersion:SystemRoot'],
  ['SOFTWARE', 'Microsoft\\Windows NT\\CurrentVersion:CurrentBuild'],
  ['SOFTWARE', 'Microsoft\\Windows\\CurrentVersion:ProgramFilesDir'],
  ['unknown', 'AppDataLow'],
  ['unknown', 'Microsoft\\Windows\\CurrentVersion\\Explorer\\UserAssist'],
  ['unknown', 'Microsoft\\Windows\\CurrentVersion\\Explorer\\RunMRU'],
  ['unknown', 'Microsoft\\Windows\\CurrentVersion\\Explorer\\RecentDocs'],
  ['unknown', 'Microsoft\\Windows NT\\CurrentVersion\\TaskManager'],
  ['SOFTWARE', 'Microsoft', 'Classes'],
  ['SOFTWARE', 'Microsoft\\Windows NT\\CurrentVersion'],
  ['unknown', 'Local Settings', 'exefile', 'AppID', 'TypeLib', 'Installer'],
  ['UsrClass', 'Local Settings'],
  ['DRIVERS', 'DriverDatabase'],
]

/** The most subkeys of a list that is searched even if it is out of order. */
const SHORT_LIST = 4096

/**
 * Keys whose copies have the marks of a kind without being one: the 32-bit view of SOFTWARE, and its
 * `Classes`. Most programs give a copy of a key its name; the offline library calls it `ROOT`.
 */
const PARTS = /^(?:Wow6432Node|WowAA32Node|Classes)$/i
/** The root name of a user's `Software`, and of SOFTWARE in Windows NT 3.1. */
const USERS_PART = /^Software$/i
/** Index of the first marks that a user's `Software` has too. */
const SHARED = MARKS.findIndex(([kind]) => kind === 'unknown')

/**
 * Recognises the kind of a hive.
 *
 * @param hive - the hive
 * @returns its kind; `unknown` if no marks are found
 */
export function hiveKind({ cells, root }: Pick<StoredHive, 'cells' | 'root'>): HiveKind {
  const name = keyName(cells, root, cells.payloadAt(root))
  if (/_Classes$/i.test(name)) return 'UsrClass'
  if (PARTS.test(name)) return 'unknown'
  const marks = USERS_PART.test(name) ? MARKS.slice(0, SHARED) : MARKS
  return marks.find(([, ...all]) => all.every((mark) => has(cells, root, mark)))?.[0] ?? 'unknown'
}

/** Whether a hive has a mark: the path of a key, followed by a colon and the name of a value if it is about one. */
function has(cells: CellStore, root: CellOffset, mark: string): boolean {
  const [path = '', value] = mark.split(':')
  let key = root
  for (const name of path.split('\\')) key = key === NIL ? NIL : subkey(cells, key, name)
  if (key === NIL) return false
  return value === undefined || findValue(cells, cells.payloadAt(key), value) !== NIL
}

/** In a long list only a binary search is made, since a hive is recognised before its check is done. */
function subkey(cells: CellStore, parent: CellOffset, name: string): CellOffset {
  const key = cells.payloadAt(parent)
  if (countSubkeys(cells, key) <= SHORT_LIST) {
    const found = findSubkey(cells, key, name)
    return found === NIL || findKeyNode(cells, found) === 0 ? NIL : found
  }
  return findPlace(cells, key, upcasedUnits(name))?.child ?? NIL
}
