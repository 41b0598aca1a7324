/** What damage a key or value has, in words. */

import type { HiveErrorDetail } from '../errors.ts'
import type { DamageRow, KeyDetails } from '../worker/protocol.ts'
import { describeFinding, hexOffset } from './findings.ts'

/** Describes the damage of a record, and where it is. */
export function damageText({ code, ...facts }: DamageRow): string {
  const words = describeFinding({ ...facts, code })
  return `${words} At file offset ${hexOffset(facts.offset)}.`
}

/** Says in sentences which parts of a key cannot be read and what can still be added; empty for a sound key. */
export function keyDamageTexts({
  unreadable,
  refused,
  subkeys: known,
}: DamagedParts): readonly string[] {
  const { subkeys, values } = unreadable
  const texts = [
    subkeys && `Some subkeys of this key cannot be read. ${damageText(subkeys)}`,
    values && `Some values of this key cannot be read. ${damageText(values)}`,
  ].filter((text) => text !== null)
  const { newKey, newValue } = refused
  if (texts.length === 0) {
    const why = newKey ?? newValue
    if (why !== null) texts.push(`This key is damaged. ${refusalText(why.detail)}`)
  }
  if (newKey !== null && newValue !== null) {
    const rest = known > 0 ? ' Its undamaged subkeys can be edited.' : ''
    texts.push(`Nothing can be added to it.${rest}`)
  } else if (newKey !== null) {
    texts.push('No subkey can be added to it. Its values and its undamaged subkeys can be edited.')
  } else if (newValue !== null)
    texts.push('No value can be added to it. Its subkeys can be edited.')
  return texts
}

type DamagedParts = Pick<KeyDetails, 'unreadable' | 'refused' | 'subkeys'>

function refusalText({ finding, offset, expected, actual }: HiveErrorDetail): string {
  if (finding === undefined || offset === undefined) return ''
  return damageText({ code: finding, offset, expected: expected ?? null, actual: actual ?? null })
}
