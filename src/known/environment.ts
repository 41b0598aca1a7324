/**
 * The environment variables that a hive defines: SYSTEM those of the computer, SOFTWARE the places of
 * the installation and of profiles, NTUSER those of a user.
 */

import { HiveError } from '../errors.ts'
import type { Hive } from '../offreg/Hive.ts'
import { hiveKind } from '../offreg/hiveKind.ts'
import type { Key } from '../offreg/Key.ts'
import { decodeDword, decodeString } from '../values/decode.ts'
import type { Variable } from '../values/expand.ts'
import { standardType, VALUE_TYPE } from '../values/valueType.ts'

/** Variables of a hive, at most. */
const MOST_VARIABLES = 2000
/** Bytes of a variable, at most: Windows has none that is longer. */
const MOST_BYTES = 65_536

const CURRENT_VERSION = 'Microsoft\\Windows\\CurrentVersion'
const NT_VERSION = 'Microsoft\\Windows NT\\CurrentVersion'
const PROFILES = `${NT_VERSION}\\ProfileList`

/** The variables that Windows makes of values in SOFTWARE. */
const PLACES: readonly (readonly [variable: string, path: string, value: string])[] = [
  ['SystemRoot', NT_VERSION, 'SystemRoot'],
  ['windir', NT_VERSION, 'SystemRoot'],
  ['ProgramFiles', CURRENT_VERSION, 'ProgramFilesDir'],
  ['ProgramFiles(x86)', CURRENT_VERSION, 'ProgramFilesDir (x86)'],
  ['ProgramW6432', CURRENT_VERSION, 'ProgramW6432Dir'],
  ['CommonProgramFiles', CURRENT_VERSION, 'CommonFilesDir'],
  ['CommonProgramFiles(x86)', CURRENT_VERSION, 'CommonFilesDir (x86)'],
  ['CommonProgramW6432', CURRENT_VERSION, 'CommonW6432Dir'],
  ['ProgramData', PROFILES, 'ProgramData'],
  ['ALLUSERSPROFILE', PROFILES, 'ProgramData'],
  ['PUBLIC', PROFILES, 'Public'],
]

/**
 * Lists the variables that a hive defines. Records that cannot be read are left out.
 *
 * @param hive - a SYSTEM, SOFTWARE or NTUSER hive
 * @returns the variables, at most 2,000; none for other kinds of hive
 */
export function environmentIn(hive: Hive): Variable[] {
  try {
    switch (hiveKind(hive)) {
      case 'SYSTEM':
        return variablesOf(controlSet(hive), 'Control\\Session Manager\\Environment')
      case 'SOFTWARE':
        return places(hive.rootKey)
      case 'NTUSER':
        return ['Environment', 'Volatile Environment'].flatMap((path) =>
          variablesOf(hive.rootKey, path),
        )
      default:
        return []
    }
  } catch (error) {
    if (error instanceof HiveError) return []
    throw error
  }
}

/** The control set that is used, or the first. */
function controlSet({ rootKey }: Hive): Key | null {
  const current = rootKey.subkey('Select')?.value('Current')?.head(4)
  const number = decodeDword(current ?? new Uint8Array(0)) ?? 1
  return (
    rootKey.subkey('CurrentControlSet') ??
    rootKey.subkey(`ControlSet${String(number).padStart(3, '0')}`) ??
    rootKey.subkey('ControlSet001')
  )
}

function variablesOf(from: Key | null, path: string): Variable[] {
  const variables: Variable[] = []
  const key = from && find(from, path)
  if (!key) return variables
  try {
    for (const value of key.values()) {
      if (variables.length >= MOST_VARIABLES) break
      const type = standardType(value.type)
      if (type !== VALUE_TYPE.SZ && type !== VALUE_TYPE.EXPAND_SZ) continue
      const text = decodeString(value.head(MOST_BYTES)).text
      if (value.name !== '') variables.push({ name: value.name, value: text })
    }
  } catch (error) {
    // What was read before the damage still holds.
    if (!(error instanceof HiveError)) throw error
  }
  return variables
}

function places(root: Key): Variable[] {
  const variables: Variable[] = []
  for (const [name, path, value] of PLACES) {
    const data = find(root, path)?.value(value)?.head(MOST_BYTES)
    const text = data === undefined ? '' : decodeString(data).text
    if (text === '') continue
    variables.push({ name, value: text })
    if (name === 'SystemRoot' && /^[a-z]:/i.test(text)) {
      variables.push({ name: 'SystemDrive', value: text.slice(0, 2) })
    }
  }
  return variables
}

function find(from: Key, path: string): Key | null {
  let key: Key | null = from
  for (const name of path.split('\\')) key = key === null ? null : key.subkey(name)
  return key
}
