/** Finds the values of a key in whose names, types or data a text is, as the list of values shows them. */

import { upcase } from '../bytes/upcase.ts'
import type { CellStore } from '../regf/CellStore.ts'
import { findKeyValue, valueName, valueType } from '../regf/keyValue.ts'
import { type CellOffset, NIL } from '../regf/offsets.ts'
import { dataCopy, dataHead, dataSize } from '../regf/valueData.ts'
import { valueName as shownName } from '../text/edits.ts'
import { decodeLink, decodeMultiString, decodeString } from '../values/decode.ts'
import { PREVIEW_HEAD_BYTES, previewHead } from '../values/preview.ts'
import { standardType, typeName, VALUE_TYPE } from '../values/valueType.ts'

/** Bytes of a text that are looked at. It bounds the time for values that share their data. */
const TEXT_BYTES = 4096

/**
 * Makes the test of a filter.
 *
 * @param cells - the cells of the hive
 * @param text - what is looked for, in any case
 * @returns whether a value has it; `NIL` is a default value that is not set
 */
export function valueTest(cells: CellStore, text: string): (cell: CellOffset) => boolean {
  const wanted = upcase(text)
  const has = (shown: string) => upcase(shown).includes(wanted)
  return (cell) => {
    if (cell === NIL) return has(shownName('')) || has(typeName(VALUE_TYPE.SZ))
    const value = findKeyValue(cells, cell)
    if (value === 0) return false
    const type = valueType(cells, value)
    if (has(shownName(valueName(cells, cell, value))) || has(typeName(type))) return true
    return dataTexts(cells, value, type).some(has)
  }
}

function dataTexts(
  cells: CellStore,
  value: Parameters<typeof dataHead>[1],
  type: number,
): readonly string[] {
  switch (standardType(type)) {
    case VALUE_TYPE.SZ:
    case VALUE_TYPE.EXPAND_SZ:
      return [decodeString(dataCopy(cells, value, TEXT_BYTES)).text]
    case VALUE_TYPE.LINK:
      return [decodeLink(dataCopy(cells, value, TEXT_BYTES)).text]
    case VALUE_TYPE.MULTI_SZ:
      return decodeMultiString(dataCopy(cells, value, TEXT_BYTES)).items
    default: {
      const head = dataHead(cells, value, PREVIEW_HEAD_BYTES)
      return [previewHead(type, dataSize(cells, value), head).text]
    }
  }
}
