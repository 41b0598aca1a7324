/** The field of a list, without pauses. */

import {
  type ListField,
  readListFieldSteps,
  writeListFieldSteps,
} from '../../src/values/listField.ts'
import { runToEnd } from '../../src/work.ts'

export function readList(data: Uint8Array): ListField {
  return runToEnd(readListFieldSteps(data))
}

/** Stores the text of a field with all its empty lines. */
export function writeList(
  field: ListField,
  text: string,
  { tidy }: { readonly tidy: boolean },
): Uint8Array {
  return runToEnd(writeListFieldSteps(field, text, { marked: field.marked, keepEmpty: true, tidy }))
}
