import { formatFiletime, type TimeZone } from '../../bytes/filetime.ts'
import { spellShownPath } from '../../bytes/spelling.ts'
import { fieldValueText, ownerText, TECHNICAL } from '../../text/technical.ts'
import { typeName } from '../../values/valueType.ts'
import type { CellOwner, FieldRow } from '../../worker/protocol.ts'

/** What a field says. */
export function textOfField({ value, size }: FieldRow, zone: TimeZone): string {
  if (value.kind === 'type') return typeName(value.number)
  if (value.kind !== 'time') return fieldValueText(value, size)
  return value.ticks === 0n ? TECHNICAL.notSet : formatFiletime(value.ticks, zone)
}

/** What a cell belongs to. */
export function textOfOwner(owner: CellOwner): string {
  return ownerText(owner.path.length === 0 ? '' : spellShownPath(owner.path), owner)
}
