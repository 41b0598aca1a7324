/** The text that regedit exports as "Text Files" and prints: keys with class and last write, values with all data. */

import { spellName } from '../bytes/spelling.ts'
import { decodeUtf16, encodeUtf16 } from '../bytes/text.ts'
import { multiStringEnd, stringEnd } from '../values/decode.ts'
import { standardType, typeName, VALUE_TYPE } from '../values/valueType.ts'
import { plainNumber } from './commandForm.ts'
import type { ReportForm, ReportValue } from './reports.ts'

const CRLF = '\r\n'
/** Where the text of a field begins. */
const KEY_COLUMN = 19
const VALUE_COLUMN = 17
/** Bytes in a line, and after how many there is a dash. */
const LINE = 16
const HALF = 8

/**
 * Makes the form of a report that is such a text.
 *
 * @param mostData - the most bytes of data that are written of a value
 * @returns the form; the text is UTF-16LE with a byte order mark
 */
export function regeditText(mostData: number): ReportForm {
  let isFirst = true
  return {
    mostData,
    begin: () => '\ufeff',
    key({ path, className, lastWrite }) {
      const between = isFirst ? '' : CRLF
      isFirst = false
      const lines = [
        field('Key Name:', path, KEY_COLUMN),
        field('Class Name:', className ?? '<NO CLASS>', KEY_COLUMN),
        field('Last Write Time:', lastWrite, KEY_COLUMN),
      ]
      return between + lines.join('')
    },
    value: valueText,
    endKey: () => CRLF,
    end: () => '',
    encode: encodeUtf16,
  }
}

function field(label: string, text: string, column: number): string {
  return label.padEnd(column) + text + CRLF
}

function valueText(value: ReportValue): string {
  const { index, name, type, size, data } = value
  const head =
    `Value ${index}${CRLF}` +
    field('  Name:', name === '' ? '<NO NAME>' : spellName(name), VALUE_COLUMN) +
    field('  Type:', typeName(type), VALUE_COLUMN)
  const cut = size > data.length ? `  … ${data.length} of ${size} bytes${CRLF}` : ''
  return `${head}${dataLines(type, data)}${cut}${CRLF}`
}

function dataLines(type: number, data: Uint8Array): string {
  const label = '  Data:'
  const number = plainNumber(type, data)
  if (number !== null) return field(label, `0x${number.toString(16)}`, VALUE_COLUMN)
  switch (standardType(type)) {
    case VALUE_TYPE.SZ:
    case VALUE_TYPE.EXPAND_SZ:
    case VALUE_TYPE.LINK:
      return field(label, spellName(decodeUtf16(data, 0, stringEnd(data))), VALUE_COLUMN)
    case VALUE_TYPE.MULTI_SZ: {
      const strings = decodeUtf16(data, 0, multiStringEnd(data)).split('\0')
      const [first = '', ...more] = strings.map(spellName)
      const rest = more.map((line) => field('', line, VALUE_COLUMN))
      return field(label, first, VALUE_COLUMN) + rest.join('')
    }
    default:
      return field(label, '', VALUE_COLUMN) + hexLines(data)
  }
}

function hexLines(data: Uint8Array): string {
  let text = ''
  for (let at = 0; at < data.length; at += LINE) {
    const bytes = [...data.subarray(at, at + LINE)]
    const digits = bytes.map((byte) => byte.toString(16).padStart(2, '0'))
    const hex = [digits.slice(0, HALF).join(' '), digits.slice(HALF).join(' ')]
    const shown = bytes.map((byte) =>
      byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.',
    )
    const middle = (hex[1] === '' ? (hex[0] ?? '') : hex.join(' - ')).padEnd(49)
    text += `${at.toString(16).padStart(8, '0')}   ${middle}  ${shown.join('')}${CRLF}`
  }
  return text
}
