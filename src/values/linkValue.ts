/** The only value of a symbolic link (regf-format 3.10): REG_LINK, an even number of bytes, without a NUL. */

import { VALUE_TYPE } from './valueType.ts'

/** Its name. */
export const LINK_VALUE = 'SymbolicLinkValue'

/** A value as it is stored, or would be. */
interface StoredValue {
  readonly name: string
  readonly type: number
  readonly data: Uint8Array
}

/**
 * Checks whether a value can be that of a link.
 *
 * @param value - the value
 * @returns true if it can
 */
export function isLinkValue({ name, type, data }: StoredValue): boolean {
  if (name !== LINK_VALUE || type !== VALUE_TYPE.LINK || data.length % 2 !== 0) return false
  for (let at = 0; at + 1 < data.length; at += 2) {
    if (data[at] === 0 && data[at + 1] === 0) return false
  }
  return true
}
