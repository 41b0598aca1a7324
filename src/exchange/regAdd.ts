/**
 * `reg add` commands as lines of a batch file. The file is in UTF-8, which its first lines switch to. An argument with
 * a quotation mark has a caret before every character that `cmd` takes for itself, so that `cmd` sees no quotation
 * there; a percent sign is doubled. Inside, an argument follows the rules by which programs split a command line.
 */

import { formatHex } from '../bytes/hex.ts'
import { VALUE_TYPE } from '../values/valueType.ts'
import { type CommandForm, type Line, plainNumber, plainStrings, plainText } from './commandForm.ts'

/**
 * What no argument of a line can have: NUL, line breaks and U+001A, which `cmd` reads as one, so that what follows would
 * be a command of its own; halves of surrogate pairs.
 */
const IMPOSSIBLE = /[\0\r\n\cZ\ud800-\udfff]/u
/** The most characters of a line that `cmd` reads. */
const MOST_CHARACTERS = 8191
const META = /[()!^"<>&|]/g
/** Separators for lists whose strings have the usual one, `\0`. */
const SEPARATORS = ['|', ';', '#', '~', '*', '?', '+', ',', ':', '=']

const TYPES: ReadonlyMap<number, string> = new Map([
  [VALUE_TYPE.NONE, 'REG_NONE'],
  [VALUE_TYPE.SZ, 'REG_SZ'],
  [VALUE_TYPE.EXPAND_SZ, 'REG_EXPAND_SZ'],
  [VALUE_TYPE.BINARY, 'REG_BINARY'],
  [VALUE_TYPE.DWORD, 'REG_DWORD'],
  [VALUE_TYPE.MULTI_SZ, 'REG_MULTI_SZ'],
  [VALUE_TYPE.QWORD, 'REG_QWORD'],
])

/** The form of `reg add`. */
export const REG_ADD: CommandForm = {
  head: '@echo off\r\nchcp 65001 >nul\r\n',
  lineEnd: '\r\n',
  key(path) {
    const key = quoted(path.join('\\'))
    if (key === null) return { none: 'argument' }
    // Without a value, `reg add` sets the default value, also of a key that exists.
    const isThere = `reg query ${key} >nul 2>nul`
    return limited(`${isThere} || reg add ${key} /f && reg delete ${key} /ve /f`)
  },
  value(path, name, type, data) {
    const typeName = TYPES.get(type)
    if (typeName === undefined) return { none: 'type' }
    const key = quoted(path.join('\\'))
    const value = name === '' ? '/ve' : quoted(name)
    if (key === null || value === null) return { none: 'argument' }
    const given = dataArgument(type, data)
    if (given === null) return { none: 'data' }
    const named = name === '' ? value : `/v ${value}`
    return limited(`reg add ${key} ${named} /t ${typeName} ${given} /f`)
  },
}

function limited(line: string): Line {
  return line.length > MOST_CHARACTERS ? { none: 'long' } : { line }
}

function dataArgument(type: number, data: Uint8Array): string | null {
  switch (type) {
    // It reads data of this type as text, not as bytes.
    case VALUE_TYPE.NONE:
    case VALUE_TYPE.SZ:
    case VALUE_TYPE.EXPAND_SZ: {
      const text = plainText(data)
      const argument = text === null ? null : quoted(text)
      return argument === null ? null : `/d ${argument}`
    }
    case VALUE_TYPE.MULTI_SZ:
      return listArgument(data)
    case VALUE_TYPE.DWORD:
    case VALUE_TYPE.QWORD: {
      const number = plainNumber(type, data)
      return number === null ? null : `/d 0x${number.toString(16)}`
    }
    default:
      return `/d ${data.length === 0 ? '""' : formatHex(data, { separator: '' })}`
  }
}

function listArgument(data: Uint8Array): string | null {
  const strings = plainStrings(data)
  if (strings === null) return null
  if (!strings.some((one) => one.includes('\\0') || one.endsWith('\\'))) {
    const argument = quoted(strings.join('\\0'))
    return argument === null ? null : `/d ${argument}`
  }
  const separator = SEPARATORS.find((one) => !strings.some((string) => string.includes(one)))
  if (separator === undefined) return null
  const argument = quoted(strings.join(separator))
  return argument === null ? null : `/s "${separator}" /d ${argument}`
}

/** An argument in quotation marks; null if it cannot be given. */
function quoted(text: string): string | null {
  if (IMPOSSIBLE.test(text)) return null
  // Backslashes before a quotation mark are doubled, also before the one at the end.
  const argument = `"${text.replace(/(\\*)"/g, '$1$1\\"').replace(/\\+$/, '$&$&')}"`
  const carets = text.includes('"') ? argument.replace(META, '^$&') : argument
  return carets.replaceAll('%', '%%')
}
