import type { Key } from '../offreg/Key.ts'
import { decodeLink } from '../values/decode.ts'
import { LINK_VALUE } from '../values/linkValue.ts'
import { VALUE_TYPE } from '../values/valueType.ts'

/** The most bytes of a target; a path of the registry is shorter. */
const MOST_BYTES = 65_536

/** Where a symbolic link leads, as it is stored; null of other keys, and when it has no target. */
export function linkTarget(key: Key): string | null {
  if (!key.isLink) return null
  const value = key.value(LINK_VALUE)
  if (value === null || value.type !== VALUE_TYPE.LINK || value.size > MOST_BYTES) return null
  const { text } = decodeLink(value.data)
  return text === '' ? null : text
}
