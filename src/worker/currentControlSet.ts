import { Key } from '../offreg/Key.ts'
import type { CellOffset } from '../regf/offsets.ts'
import { decodeDword } from '../values/decode.ts'
import type { HiveDocument } from './HiveDocument.ts'

export const CURRENT_CONTROL_SET = 'CurrentControlSet'

/** The control set that `Select\\Current` names (ui-anchors 4.8 item 7); null when there is none. */
export function currentControlSet(doc: HiveDocument): CellOffset | null {
  const root = new Key(doc.hive, doc.hive.root)
  if (root.subkey(CURRENT_CONTROL_SET) !== null) return null
  const number = decodeDword(root.subkey('Select')?.value('Current')?.data ?? new Uint8Array())
  if (number === null) return null
  return root.subkey(`ControlSet${String(number).padStart(3, '0')}`)?.cell ?? null
}
