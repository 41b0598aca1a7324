/**
 * The badge of a value type in the grid (design: type badges). The glyph carries the meaning; the tone
 * only groups types, so that nothing depends on colour alone.
 */

import { standardType, VALUE_TYPE } from './valueType.ts'

export interface TypeBadge {
  readonly glyph: 'ab' | '%' | '≡' | '32' | '64' | '01' | '↗' | '∅' | '#'
  readonly tone: 'string' | 'number' | 'binary' | 'other'
}

const OTHER: TypeBadge = { glyph: '#', tone: 'other' }

const BADGES: readonly (TypeBadge | undefined)[] = (() => {
  const badges: TypeBadge[] = []
  badges[VALUE_TYPE.NONE] = { glyph: '∅', tone: 'other' }
  badges[VALUE_TYPE.SZ] = { glyph: 'ab', tone: 'string' }
  badges[VALUE_TYPE.EXPAND_SZ] = { glyph: '%', tone: 'string' }
  badges[VALUE_TYPE.BINARY] = { glyph: '01', tone: 'binary' }
  badges[VALUE_TYPE.DWORD] = { glyph: '32', tone: 'number' }
  badges[VALUE_TYPE.DWORD_BIG_ENDIAN] = { glyph: '32', tone: 'number' }
  badges[VALUE_TYPE.LINK] = { glyph: '↗', tone: 'string' }
  badges[VALUE_TYPE.MULTI_SZ] = { glyph: '≡', tone: 'string' }
  badges[VALUE_TYPE.QWORD] = { glyph: '64', tone: 'number' }
  return badges
})()

/**
 * Looks up the badge of a value type. Flags above a standard type do not change it.
 *
 * @param type - any 32-bit type number
 * @returns the badge; `#` for types without a name
 */
export function typeBadge(type: number): TypeBadge {
  const standard = standardType(type)
  return (standard === null ? undefined : BADGES[standard]) ?? OTHER
}
