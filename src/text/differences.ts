/** The differences between two hives in words. */

import type { ChangedPart } from '../compare/difference.ts'
import type { Leftover, LeftoverReason } from '../compare/plan.ts'
import type {
  KeyFlags,
  NamedDifference,
  ShownData,
  ShownDifference,
  Side,
} from '../compare/shown.ts'
import { counted } from './counted.ts'

/** How names are written. */
export interface NameFormat {
  path(names: readonly string[]): string
  value(name: string): string
}

/** `changed value \Software\Vendor "Limit": data`, `moved key \Old to \New with 2 keys and 3 values` */
export function describeNamed(difference: NamedDifference, names: NameFormat): string {
  const { parts } = difference
  return `${headOf(difference, names)}${parts.length > 0 ? `: ${partsText(difference)}` : ''}`
}

/** `changed value \Software\Vendor "Limit": was REG_SZ one; is REG_SZ two` */
export function describeShown(difference: ShownDifference, names: NameFormat): string {
  const { value } = difference
  const head = headOf(difference, names)
  const sides = value === null ? keySides(difference, names) : valueSides(difference, names)
  return sides.length > 0 ? `${head}: ${sides.join('; ')}` : head
}

function valueSides({ parts, was, is }: ShownDifference, names: NameFormat): string[] {
  const said = [was, is].map((side) => side && valueText(side, names, parts.includes('name')))
  const [before, after] = said
  if (before === null || after === null) return said.filter((side) => side !== null)
  const hidden = before === after ? NOT_SHOWN : ''
  return [`was ${before}`, `is ${after}${hidden}`]
}

function keySides({ parts, was, is }: ShownDifference, names: NameFormat): string[] {
  return was === null || is === null ? [] : parts.map((one) => keyPartText(one, was, is, names))
}

/** What differs is not in the text. */
const NOT_SHOWN = ' (the difference is in what is not shown)'

/** `added key \Software\Vendor with 1 key and 2 values` */
function headOf(difference: NamedDifference, names: NameFormat): string {
  const { kind, path, from, value, along } = difference
  const what = value === null ? 'key' : 'value'
  const place = from === null ? names.path(path) : `${names.path(from)} to ${names.path(path)}`
  const name = value === null ? '' : ` "${names.value(value)}"`
  const content =
    along.keys + along.values > 0
      ? ` with ${counted(along.keys, 'key')} and ${counted(along.values, 'value')}`
      : ''
  return `${kind} ${what} ${place}${name}${content}`
}

/** The parts of a key or value that changed. Only the root can change more than the case of its name. */
export function partsText({ path, parts }: NamedDifference): string {
  const isRoot = path.length === 0
  return parts.map((part) => (part === 'name' && isRoot ? part : PARTS[part])).join(', ')
}

const PARTS: Readonly<Record<ChangedPart, string>> = {
  name: 'letter case of the name',
  time: 'time of the last change',
  flags: 'flags',
  class: 'class',
  security: 'permissions',
  type: 'type',
  data: 'data',
}

/** `Software\Old with 1 key and 2 values`, `permissions O:BAG:BA`, `REG_DWORD 0x00000003 (3)`: one side of a difference. */
export function sideText(
  difference: ShownDifference,
  which: 'was' | 'is',
  names: NameFormat,
): string {
  const { kind, value, parts, path, from, along } = difference
  const side = difference[which]
  if (value !== null) {
    if (side?.data === undefined) return ''
    const isOther = kind !== 'changed' || parts.includes('type')
    const data = dataText(side.data, isOther)
    return parts.includes('name') ? `"${names.value(side.name ?? '')}" ${data}` : data
  }
  if (kind === 'moved') return names.path(which === 'was' && from !== null ? from : path)
  if (kind === 'changed') {
    return side === null
      ? ''
      : parts.map((part) => `${SHORT[part]} ${partText(part, side, names)}`).join('; ')
  }
  const isThere = kind === (which === 'was' ? 'removed' : 'added')
  return isThere ? `${counted(along.keys + 1, 'key')}, ${counted(along.values, 'value')}` : ''
}

/** One part of a key on one side. */
function partText(part: ChangedPart, side: Side, names: NameFormat): string {
  switch (part) {
    case 'name':
      return names.value(side.name ?? '')
    case 'time':
      return side.time ?? ''
    case 'flags':
      return side.flags === undefined ? '' : flagsText(side.flags)
    case 'class':
      return side.class ?? 'none'
    default:
      return side.security ?? 'none'
  }
}

/** One part of a key on both sides. */
function keyPartText(part: ChangedPart, was: Side, is: Side, names: NameFormat): string {
  const [before, after] = [was, is].map((side) => partText(part, side, names))
  const hidden = before === after ? NOT_SHOWN : ''
  return `${SHORT[part]} was ${before}, is ${after}${hidden}`
}

const SHORT: Readonly<Record<ChangedPart, string>> = { ...PARTS, name: 'name', time: 'time' }

/** `0x0008`, and the fields that are not zero. */
export function flagsText({ key, user, virtual, layer }: KeyFlags): string {
  const others = Object.entries({ user, virtualization: virtual, layer })
    .filter(([, bits]) => bits !== 0)
    .map(([field, bits]) => ` ${field} ${bits}`)
  return `0x${key.toString(16).padStart(4, '0')}${others.join('')}`
}

function valueText({ name, data }: Side, names: NameFormat, withName: boolean): string {
  const said = data === undefined ? '' : dataText(data)
  return withName ? `"${names.value(name ?? '')}" ${said}` : said
}

/** `REG_DWORD 0x00000010 (16)`; data that has no text is described by its size. */
function dataText({ typeName, size, preview, tombstone }: ShownData, withType = true): string {
  if (tombstone) return 'a mark that deletes it in this layer'
  const { text, cut } = preview
  const cutOff = cut ? `… (${counted(size, 'byte')})` : ''
  const shown = text === '' ? `(${counted(size, 'byte')})` : `${text}${cutOff}`
  return withType ? `${typeName} ${shown}` : shown
}

/** Why something that differs stays as it is. */
const REASONS: Readonly<Record<LeftoverReason, string>> = {
  'root-name': 'the root key cannot be renamed',
  'same-name': 'several of them have the same name, so that its path does not lead to it',
  name: 'no key or value can be given such a name',
  flags: 'these flags cannot be set',
  security: 'its permissions are not ones that Windows accepts',
  damaged: 'it cannot be read completely',
  'no-text': '.reg text has no form for it',
  'no-text-case': '.reg text cannot change the letter case of the name of a key',
  'no-text-name': 'its path or name has a line break, a NUL, or an empty or split name',
}

/** `Software\Vendor: class: .reg text has no form for it` */
export function describeLeftover(leftover: Leftover, names: NameFormat): string {
  const { path, value, attribute, reason } = leftover
  const name = value === null ? '' : ` "${names.value(value)}"`
  const part = attribute === null ? '' : `: ${SHORT[attribute]}`
  return `${names.path(path)}${name}${part}: ${REASONS[reason]}`
}

/** The times that .reg text does not have. */
export function timesLeftText(keys: number): string {
  return `the times of ${counted(keys, 'key')}: ${REASONS['no-text']}`
}
