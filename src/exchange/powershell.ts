/**
 * PowerShell lines that call .NET, which takes every name and text as it is: the cmdlets for the registry treat some
 * characters as wildcards, and `New-Item -Force` would empty a key that exists. The lines are plain ASCII, so that
 * every version of PowerShell reads them alike: all other characters are given by number.
 */

import { decodeLatin1 } from '../bytes/text.ts'
import { VALUE_TYPE } from '../values/valueType.ts'
import { type CommandForm, plainNumber, plainStrings, plainText } from './commandForm.ts'

const KINDS: ReadonlyMap<number, string> = new Map([
  [VALUE_TYPE.NONE, 'None'],
  [VALUE_TYPE.SZ, 'String'],
  [VALUE_TYPE.EXPAND_SZ, 'ExpandString'],
  [VALUE_TYPE.BINARY, 'Binary'],
  [VALUE_TYPE.DWORD, 'DWord'],
  [VALUE_TYPE.MULTI_SZ, 'MultiString'],
  [VALUE_TYPE.QWORD, 'QWord'],
])
/** The properties of .NET for the roots. */
const ROOTS: ReadonlyMap<string, string> = new Map([
  ['HKEY_CLASSES_ROOT', 'ClassesRoot'],
  ['HKEY_CURRENT_USER', 'CurrentUser'],
  ['HKEY_LOCAL_MACHINE', 'LocalMachine'],
  ['HKEY_USERS', 'Users'],
  ['HKEY_CURRENT_CONFIG', 'CurrentConfig'],
])
/** Parts of a string that are added up at most: each nests the expression one level deeper. */
const MOST_PARTS = 100
const REGISTRY = '[Microsoft.Win32.Registry]'

/** The form of PowerShell. */
export const POWERSHELL: CommandForm = {
  head: '',
  lineEnd: '\r\n',
  key([first = '', ...path]) {
    const root = ROOTS.get(first.toUpperCase())
    if (root === undefined || path.some((name) => name.includes('\0'))) return { none: 'argument' }
    if (path.length === 0) return { line: `# ${first}` }
    return { line: `[void]${REGISTRY}::${root}.CreateSubKey(${quoted(path.join('\\'))})` }
  },
  value(path, name, type, data) {
    const kind = KINDS.get(type)
    if (kind === undefined) return { none: 'type' }
    if (!ROOTS.has((path[0] ?? '').toUpperCase())) return { none: 'argument' }
    if (name.includes('\0') || path.some((one) => one.includes('\0'))) return { none: 'argument' }
    const given = dataArgument(type, data)
    if (given === null) return { none: 'data' }
    const place = `${quoted(path.join('\\'))}, ${quoted(name)}`
    return { line: `${REGISTRY}::SetValue(${place}, ${given}, '${kind}')` }
  },
}

function dataArgument(type: number, data: Uint8Array): string | null {
  switch (type) {
    case VALUE_TYPE.SZ:
    case VALUE_TYPE.EXPAND_SZ: {
      const text = plainText(data)
      return text === null ? null : quoted(text)
    }
    case VALUE_TYPE.MULTI_SZ: {
      const strings = plainStrings(data)
      return strings === null ? null : `[string[]]@(${strings.map(quoted).join(', ')})`
    }
    case VALUE_TYPE.DWORD: {
      const number = plainNumber(type, data)
      return number === null ? null : `[int]${BigInt.asIntN(32, number)}`
    }
    case VALUE_TYPE.QWORD: {
      const number = plainNumber(type, data)
      return number === null ? null : `[long]'${BigInt.asIntN(64, number)}'`
    }
    default:
      return `[Convert]::FromBase64String('${btoa(decodeLatin1(data))}')`
  }
}

/** A string: printable ASCII between apostrophes, other units by number. */
function quoted(text: string): string {
  if (/^[ -~]*$/.test(text)) return apostrophes(text)
  const parts = text.match(/[ -~]+|[^ -~]/g) ?? []
  if (parts.length > MOST_PARTS) return `(-join [char[]](${unitsOf(text).join(',')}))`
  const written = parts.map((part) => {
    if (/^[ -~]/.test(part)) return apostrophes(part)
    return `[char]0x${part.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
  // The first operand decides that the others become text too.
  return `('' + ${written.join(' + ')})`
}

function unitsOf(text: string): number[] {
  return Array.from({ length: text.length }, (_, at) => text.charCodeAt(at))
}

function apostrophes(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
