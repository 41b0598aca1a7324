/** The errors for edits of an ordinary hive, by an independent set of rules (regf-format 6.2, 6.5, 6.8). */

import type { ModelKey, ModelValue } from './model.ts'

type Content = Pick<ModelValue, 'name' | 'type' | 'data'>

const LINK_TYPE = 6
/** The most bytes of data of a value in a hive without big data. */
const MAX_PLAIN = 0x100000

/** Why a key cannot have a subkey; null if it can. */
export function refusedParent({ kept: { kind } }: ModelKey): string | null {
  return kind === 'ordinary' ? null : `${kind}-key`
}

/** Why a key cannot have a given value; null if it can. */
export function refusedValue(key: ModelKey, value: Content, minor: number): string | null {
  if (minor < 4 && value.data.length > MAX_PLAIN) return 'data-too-large'
  return refusedLinkValue(key, value)
}

/** Why an existing value cannot be given another name; null if it can. */
export function refusedLinkValue({ kept: { kind } }: ModelKey, value: Content): string | null {
  if (kind !== 'link') return kind === 'ordinary' ? null : `${kind}-key`
  const units = new Uint16Array(value.data.length >>> 1)
  for (let n = 0; n < units.length; n++) {
    units[n] = (value.data[n * 2] as number) | ((value.data[n * 2 + 1] as number) << 8)
  }
  const isTarget =
    value.name === 'SymbolicLinkValue' &&
    value.type === LINK_TYPE &&
    value.data.length % 2 === 0 &&
    !units.includes(0)
  return isTarget ? null : 'link-key'
}
