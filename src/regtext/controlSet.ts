/** The control set that Windows calls CurrentControlSet while it runs. The file of the SYSTEM hive has no such key. */

import type { Hive } from '../offreg/Hive.ts'
import { decodeDword } from '../values/decode.ts'

/** The name under which Windows shows the control set that it has started with. */
export const CURRENT_CONTROL_SET = 'CurrentControlSet'

/**
 * Finds the control set that a hive would be started with.
 *
 * @param hive - any hive
 * @returns the name of its key, such as `ControlSet001`; null if the hive is not a SYSTEM hive, or has a key called
 *   CurrentControlSet
 */
export function controlSetOf({ rootKey }: Hive): string | null {
  if (rootKey.subkey(CURRENT_CONTROL_SET) !== null) return null
  const current = rootKey.subkey('Select')?.value('Current')
  const number = current?.data.length === 4 ? decodeDword(current.data) : null
  if (typeof number !== 'number') return null
  const name = `ControlSet${number.toString().padStart(3, '0')}`
  return rootKey.subkey(name)?.name ?? null
}
