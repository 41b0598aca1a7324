/**
 * What the data of well-known values means: numbers that stand for a choice, times that are stored as numbers or bytes,
 * names that are stored encoded. Sources are named at each rule: Microsoft's documentation, or hives in which the
 * reading was checked.
 */

import { formatGuid } from '../bytes/guid.ts'
import { decodeLatin1, decodeUtf16 } from '../bytes/text.ts'
import type { HiveKind } from '../offreg/hiveKind.ts'
import { decodeDword } from '../values/decode.ts'
import { standardType, VALUE_TYPE } from '../values/valueType.ts'
import { CHOICES, type ChoiceSet } from './choices.ts'
import { readShellItems, type ShellItem } from './shellItems.ts'
import { readShimCache } from './shimCache.ts'

/** What a fact about a value is. */
export type MeaningLabel =
  | 'meaning'
  | 'program'
  | 'runs'
  | 'last-run'
  | 'focus-time'
  | 'time'
  | 'order'
  | 'file'
  | 'disk-signature'
  | 'partition-offset'
  | 'partition-guid'
  | 'last-logon'
  | 'password-set'
  | 'account-expires'
  | 'last-failed-logon'
  | 'logons'
  | 'failed-logons'
  | 'programs'
  | 'entry'
  | 'more'
  | 'folder'
  | 'modified'
  | 'created'
  | 'accessed'
  | 'mft-entry'

/** One fact: a choice in a list of words, a time in UTC 100 ns since 1601, a number, a length of time, or text of the hive. */
export type Meaning = { readonly label: MeaningLabel } & (
  | { readonly kind: 'choice'; readonly set: ChoiceSet; readonly number: number }
  | { readonly kind: 'time'; readonly time: bigint }
  | { readonly kind: 'local-time'; readonly text: string }
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'minutes'; readonly minutes: number }
  | { readonly kind: 'seconds'; readonly seconds: number }
  | { readonly kind: 'text'; readonly text: string }
  /** A program: its path, when its file was modified, and whether it was started if that is known. */
  | {
      readonly kind: 'program'
      readonly text: string
      readonly time: bigint | null
      readonly started: boolean | null
    }
  | { readonly kind: 'never' }
)

/** A value and where it is. */
export interface PlacedValue {
  readonly hive: HiveKind
  /** The names from the root down to its key, without the root. */
  readonly path: readonly string[]
  readonly name: string
  readonly type: number
  /** Its data, or the first bytes of it. */
  readonly data: Uint8Array
}

interface Rule {
  readonly hive: HiveKind
  /** Names of keys in lower case; `*` is any one name, `**` any number of them. */
  readonly path: readonly string[]
  /** The name of the value in lower case; null for every value of the key. */
  readonly name: string | null
  readonly read: (value: PlacedValue) => readonly Meaning[]
}

const NOTHING: readonly Meaning[] = []
const TICKS_PER_SECOND = 10_000_000n
const UNIX_EPOCH = 11_644_473_600n

/**
 * Tells what a value means.
 *
 * @param value - the value, and the path of its key
 * @returns the facts, in the order to show them; none when nothing is known of that place, or the data does not fit
 */
export function meaningsOf(value: PlacedValue): readonly Meaning[] {
  const path = value.path.map((name) => name.toLowerCase())
  const name = value.name.toLowerCase()
  const rule = RULES.find(
    (one) =>
      one.hive === value.hive &&
      (one.name === null || one.name === name) &&
      matches(one.path, 0, path, 0),
  )
  return rule?.read(value) ?? NOTHING
}

function matches(
  pattern: readonly string[],
  at: number,
  path: readonly string[],
  from: number,
): boolean {
  if (at === pattern.length) return from === path.length
  const part = pattern[at]
  if (part === '**') {
    return (
      matches(pattern, at + 1, path, from) ||
      (from < path.length && matches(pattern, at, path, from + 1))
    )
  }
  const name = path[from]
  if (name === undefined) return false
  const isSame = part === '*' || part === name || (part === 'controlset' && isControlSet(name))
  return isSame && matches(pattern, at + 1, path, from + 1)
}

function isControlSet(name: string): boolean {
  return /^(controlset\d{3}|currentcontrolset)$/.test(name)
}

function choice(set: ChoiceSet): Rule['read'] {
  return ({ type, data }) => {
    const number = standardType(type) === VALUE_TYPE.DWORD ? decodeDword(data) : null
    const known: readonly number[] = CHOICES[set]
    if (number === null || !known.includes(number)) return NOTHING
    return [{ label: 'meaning', kind: 'choice', set, number }]
  }
}

/** The FILETIME in the first eight bytes at an offset; nothing for zero. */
function filetimeAt(label: MeaningLabel, at = 0): Rule['read'] {
  return ({ data }) => {
    const time = uint64At(data, at)
    return time === null || time === 0n ? NOTHING : [{ label, kind: 'time', time }]
  }
}

const unixSeconds: Rule['read'] = ({ type, data }) => {
  const seconds = standardType(type) === VALUE_TYPE.DWORD ? decodeDword(data) : null
  if (seconds === null || seconds === 0) return NOTHING
  const time = (BigInt(seconds) + UNIX_EPOCH) * TICKS_PER_SECOND
  return [{ label: 'time', kind: 'time', time }]
}

/** A SYSTEMTIME of 16 bytes, in the local time of the computer (NetworkList). */
const systemTime: Rule['read'] = ({ data }) => {
  if (data.length !== 16) return NOTHING
  const view = new DataView(data.buffer, data.byteOffset, data.length)
  const part = (index: number, digits = 2) =>
    String(view.getUint16(index * 2, true)).padStart(digits, '0')
  if (view.getUint16(0, true) === 0) return NOTHING
  const text = `${part(0, 4)}-${part(1)}-${part(3)} ${part(4)}:${part(5)}:${part(6)}`
  return [{ label: 'time', kind: 'local-time', text }]
}

/** Minutes that are added to local time to get UTC. */
const bias: Rule['read'] = ({ type, data }) => {
  const stored = standardType(type) === VALUE_TYPE.DWORD ? decodeDword(data) : null
  return stored === null ? NOTHING : [{ label: 'meaning', kind: 'minutes', minutes: -(stored | 0) }]
}

/** The number of a control set. */
const controlSet: Rule['read'] = ({ type, data }) => {
  const number = standardType(type) === VALUE_TYPE.DWORD ? decodeDword(data) : null
  if (number === null || number === 0 || number > 999) return NOTHING
  const text = `ControlSet${String(number).padStart(3, '0')}`
  return [{ label: 'meaning', kind: 'text', text }]
}

/**
 * UserAssist: the name of a program in ROT13, how often and when it was run. Windows 7 and later store 72 bytes (count
 * at 4, milliseconds of focus at 12, time at 60), earlier versions 16 (count at 4, which begins at 5, time at 8).
 */
const userAssist: Rule['read'] = ({ name, data }) => {
  const program: Meaning = { label: 'program', kind: 'text', text: rot13(name) }
  const count = uint32At(data, 4)
  const isLong = data.length >= 68
  if (count === null || (!isLong && data.length !== 16)) return [program]
  const runs = isLong ? count : Math.max(0, count - 5)
  const time = uint64At(data, isLong ? 60 : 8)
  const focus = isLong ? uint32At(data, 12) : null
  return [
    program,
    { label: 'runs', kind: 'number', number: runs },
    ...(focus ? [{ label: 'focus-time', kind: 'seconds', seconds: focus / 1000 } as const] : []),
    ...(time ? [{ label: 'last-run', kind: 'time', time } as const] : []),
  ]
}

function rot13(text: string): string {
  return text.replace(/[a-z]/gi, (letter) => {
    const base = letter <= 'Z' ? 65 : 97
    return String.fromCharCode(((letter.charCodeAt(0) - base + 13) % 26) + base)
  })
}

/** The numbers of the entries of a list, the most recent first; they end at -1. */
const mruList: Rule['read'] = ({ data }) => {
  const order: number[] = []
  for (let at = 0; at + 4 <= data.length; at += 4) {
    const number = uint32At(data, at)
    if (number === null || number === 0xffffffff) break
    order.push(number)
  }
  if (order.length === 0) return NOTHING
  return [{ label: 'order', kind: 'text', text: order.join(', ') }]
}

/** RecentDocs: the name of a file up to its NUL, before an item of the shell. */
const recentDocument: Rule['read'] = (value) => {
  if (/^mrulist/i.test(value.name)) return mruList(value)
  const { data } = value
  for (let at = 0; at + 2 <= data.length; at += 2) {
    if (data[at] !== 0 || data[at + 1] !== 0) continue
    const text = decodeUtf16(data.subarray(0, at))
    return text === '' ? NOTHING : [{ label: 'file', kind: 'text', text }]
  }
  return NOTHING
}

/** MountedDevices: the signature of a disk and the offset of a partition, the GUID of a partition, or a device. */
const mountedDevice: Rule['read'] = ({ data }) => {
  const signature = uint32At(data, 0)
  const offset = uint64At(data, 4)
  if (data.length === 12 && signature !== null && offset !== null) {
    const text = `0x${signature.toString(16).toUpperCase().padStart(8, '0')}`
    return [
      { label: 'disk-signature', kind: 'text', text },
      { label: 'partition-offset', kind: 'number', number: Number(offset) },
    ]
  }
  if (data.length === 24 && decodeLatin1(data.subarray(0, 8)) === 'DMIO:ID:') {
    return [{ label: 'partition-guid', kind: 'text', text: formatGuid(data.subarray(8)) }]
  }
  const text = decodeUtf16(data.subarray(0, data.length & ~1))
  return /^[\\_?]/.test(text) ? [{ label: 'meaning', kind: 'text', text }] : NOTHING
}

/** The F value of a local account (checked in SAM hives of Windows 7 to 11): FILETIMEs and two counters. */
const samAccount: Rule['read'] = ({ data }) => {
  if (data.length < 68) return NOTHING
  const view = new DataView(data.buffer, data.byteOffset, data.length)
  const timeAt = (label: MeaningLabel, at: number): Meaning => {
    const time = view.getBigUint64(at, true)
    return time === 0n || time === NEVER ? { label, kind: 'never' } : { label, kind: 'time', time }
  }
  return [
    timeAt('last-logon', 8),
    timeAt('password-set', 24),
    timeAt('account-expires', 32),
    timeAt('last-failed-logon', 40),
    { label: 'failed-logons', kind: 'number', number: view.getUint16(64, true) },
    { label: 'logons', kind: 'number', number: view.getUint16(66, true) },
  ]
}

/** Programs of the cache that are shown. */
const SHOWN_PROGRAMS = 100

const shimCache: Rule['read'] = ({ data }) => {
  const entries = readShimCache(data)
  if (entries.length === 0) return NOTHING
  const shown = entries.slice(0, SHOWN_PROGRAMS).map(({ path, modified, started }): Meaning => {
    const time = modified === 0n ? null : modified
    return { label: 'entry', kind: 'program', text: path, time, started }
  })
  const more = entries.length - shown.length
  return [
    { label: 'programs', kind: 'number', number: entries.length },
    ...shown,
    ...(more > 0 ? [{ label: 'more', kind: 'number', number: more } as const] : []),
  ]
}

/** ShellBags and the lists of file dialogs: where they lead, and what is known of the last step. */
const shellItems: Rule['read'] = (value) => {
  if (/^mrulist/i.test(value.name)) return mruList(value)
  if (!/^\d+$/.test(value.name)) return NOTHING
  return itemFacts(readShellItems(value.data))
}

/** The same behind the name of the program that asked for a file. */
const lastVisited: Rule['read'] = (value) => {
  if (!/^\d+$/.test(value.name)) return shellItems(value)
  const { data } = value
  let end = 0
  while (end + 2 <= data.length && (data[end] !== 0 || data[end + 1] !== 0)) end += 2
  const text = decodeUtf16(data.subarray(0, end))
  if (text === '') return NOTHING
  return [
    { label: 'program', kind: 'text', text },
    ...itemFacts(readShellItems(data.subarray(end + 2))),
  ]
}

function itemFacts(items: readonly ShellItem[]): readonly Meaning[] {
  const last = items.at(-1)
  if (last === undefined || items.every(({ name }) => name === '')) return NOTHING
  const time = (label: MeaningLabel, at: bigint | null): readonly Meaning[] => {
    return at === null ? [] : [{ label, kind: 'time', time: at }]
  }
  const { mft } = last
  const text = items.map(({ name }) => name.replace(/\\$/, '')).join('\\')
  return [
    { label: 'folder', kind: 'text', text },
    ...time('modified', last.modified),
    ...time('created', last.created),
    ...time('accessed', last.accessed),
    ...(mft === null
      ? []
      : [{ label: 'mft-entry', kind: 'text', text: `${mft.entry}-${mft.sequence}` } as const]),
  ]
}

/** BAM: when a program was run last, in a value that is named by its path. */
const bamTime: Rule['read'] = (value) =>
  value.data.length === 24 ? filetimeAt('last-run')(value) : NOTHING

/** A FILETIME that is never reached. */
const NEVER = 0x7fffffffffffffffn

function uint32At(data: Uint8Array, at: number): number | null {
  if (at + 4 > data.length) return null
  return new DataView(data.buffer, data.byteOffset + at, 4).getUint32(0, true)
}

function uint64At(data: Uint8Array, at: number): bigint | null {
  if (at + 8 > data.length) return null
  return new DataView(data.buffer, data.byteOffset + at, 8).getBigUint64(0, true)
}

const SERVICE = ['controlset', 'services', '*']
const NT_VERSION = ['microsoft', 'windows nt', 'currentversion']
const EXPLORER = ['software', 'microsoft', 'windows', 'currentversion', 'explorer']
const LOCAL_SETTINGS = ['local settings', 'software', 'microsoft', 'windows']
const INTERFACE = ['controlset', 'services', 'tcpip', 'parameters', 'interfaces', '*']
const PROPERTY = [
  'controlset',
  'enum',
  '*',
  '*',
  '*',
  'properties',
  '{83da6326-97a6-4088-9453-a1923f573b29}',
]

function rule(hive: HiveKind, path: readonly string[], name: string | null, read: Rule['read']) {
  return { hive, path, name, read }
}

const RULES: readonly Rule[] = [
  rule('SYSTEM', SERVICE, 'start', choice('service-start')),
  rule('SYSTEM', SERVICE, 'type', choice('service-type')),
  rule('SYSTEM', SERVICE, 'errorcontrol', choice('error-control')),
  ...['current', 'default', 'failed', 'lastknowngood'].map((name) =>
    rule('SYSTEM', ['select'], name, controlSet),
  ),
  rule('SYSTEM', ['controlset', 'control', 'windows'], 'shutdowntime', filetimeAt('time')),
  ...['bias', 'activetimebias'].map((name) =>
    rule('SYSTEM', ['controlset', 'control', 'timezoneinformation'], name, bias),
  ),
  rule('SYSTEM', ['controlset', 'control', 'lsa'], 'lmcompatibilitylevel', choice('lm-level')),
  rule(
    'SYSTEM',
    ['controlset', 'control', 'crashcontrol'],
    'crashdumpenabled',
    choice('crash-dump'),
  ),
  rule(
    'SYSTEM',
    ['controlset', 'control', 'terminal server'],
    'fdenytsconnections',
    choice('remote-desktop'),
  ),
  rule('SYSTEM', ['controlset', 'services', 'bam', 'state', 'usersettings', '*'], null, bamTime),
  rule('SYSTEM', ['controlset', 'services', 'bam', 'usersettings', '*'], null, bamTime),
  rule('SYSTEM', ['mounteddevices'], null, mountedDevice),
  rule(
    'SYSTEM',
    ['controlset', 'control', 'session manager', 'appcompatcache'],
    'appcompatcache',
    shimCache,
  ),
  ...['0064', '0065', '0066', '0067'].map((number) =>
    rule('SYSTEM', [...PROPERTY, number], '', filetimeAt('time')),
  ),
  ...['leaseobtainedtime', 'leaseterminatestime', 't1', 't2'].map((name) =>
    rule('SYSTEM', INTERFACE, name, unixSeconds),
  ),
  rule('SOFTWARE', NT_VERSION, 'installdate', unixSeconds),
  rule('SOFTWARE', NT_VERSION, 'installtime', filetimeAt('time')),
  ...['datecreated', 'datelastconnected'].map((name) =>
    rule('SOFTWARE', [...NT_VERSION, 'networklist', 'profiles', '*'], name, systemTime),
  ),
  rule(
    'SOFTWARE',
    [...NT_VERSION, 'networklist', 'profiles', '*'],
    'category',
    choice('network-category'),
  ),
  rule(
    'SOFTWARE',
    ['microsoft', 'windows', 'currentversion', 'policies', 'system'],
    'consentpromptbehavioradmin',
    choice('consent-prompt'),
  ),
  rule(
    'SOFTWARE',
    ['policies', 'microsoft', 'windows', 'windowsupdate', 'au'],
    'auoptions',
    choice('update'),
  ),
  rule('SAM', ['sam', 'domains', 'account', 'users', '*'], 'f', samAccount),
  rule('NTUSER', [...EXPLORER, 'userassist', '*', 'count'], null, userAssist),
  rule('NTUSER', [...EXPLORER, 'recentdocs', '**'], null, recentDocument),
  rule('NTUSER', [...EXPLORER, 'comdlg32', 'opensavepidlmru', '**'], null, shellItems),
  rule('NTUSER', [...EXPLORER, 'comdlg32', 'lastvisitedpidlmru'], null, lastVisited),
  ...['shell', 'shellnoroam'].map((name) =>
    rule('NTUSER', ['software', 'microsoft', 'windows', name, 'bagmru', '**'], null, shellItems),
  ),
  ...['shell', 'shellnoroam'].map((name) =>
    rule('UsrClass', [...LOCAL_SETTINGS, name, 'bagmru', '**'], null, shellItems),
  ),
  rule('NTUSER', [...EXPLORER, '**'], 'mrulistex', mruList),
  rule('UsrClass', ['**'], 'mrulistex', mruList),
]
