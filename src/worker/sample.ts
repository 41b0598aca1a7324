/**
 * The sample hive. It looks like a small SOFTWARE hive, and has every type of value, odd data,
 * names in several scripts, many keys, deep keys and large data. It is built each time it is
 * opened.
 */

import { encodeUtf16 } from '../bytes/text.ts'
import { Hive } from '../offreg/Hive.ts'
import type { Key } from '../offreg/Key.ts'
import {
  encodeDword,
  encodeDwordBigEndian,
  encodeLink,
  encodeMultiString,
  encodeQword,
  encodeString,
} from '../values/encode.ts'
import { VALUE_TYPE } from '../values/valueType.ts'

/** The name of the sample hive on its tab. */
export const SAMPLE_NAME = 'Sample.hiv'

/** The type of a device property that holds a string, as drivers store it. */
const DEVICE_STRING = 0xffff0012

/** Builds the sample hive. */
export function buildSample(): Hive {
  const hive = Hive.create()
  hive.transact(() => {
    const root = hive.rootKey
    addClasses(root.create('Classes'))
    addWindows(root.create('Microsoft'))
    const sample = root.create('Propolis')
    addTypes(sample.create('Value types'))
    addOddData(sample.create('Odd data'))
    addNames(sample.create('Names'))
    addMany(sample.create('Many keys'))
    addDeep(sample.create('Deep keys'))
    addLarge(sample.create('Large data'))
  })
  // It is opened like any other hive, so that building it does not count as edits.
  return Hive.open(hive.finishedCopy())
}

function addClasses(key: Key): void {
  text(key.create('.hiv'), '', 'Propolis.Hive')
  const hive = key.create('Propolis.Hive')
  text(hive, '', 'Registry hive')
  expandable(hive.createPath('DefaultIcon'), '', '%SystemRoot%\\regedit.exe,1')
  text(hive.createPath('shell\\open\\command'), '', '"C:\\Tools\\viewer.exe" "%1"')
}

function addWindows(key: Key): void {
  const current = key.createPath('Windows\\CurrentVersion')
  text(current, 'ProgramFilesDir', 'C:\\Program Files')
  text(current, 'CommonFilesDir', 'C:\\Program Files\\Common Files')
  expandable(current, 'DevicePath', '%SystemRoot%\\inf')
  const run = current.create('Run')
  text(run, 'Clock', 'C:\\Tools\\clock.exe /tray')
  expandable(run, 'Backup', '%ProgramFiles%\\Backup\\backup.exe -quiet')
  const nt = key.createPath('Windows NT\\CurrentVersion')
  text(nt, 'ProductName', 'Windows Sample Edition')
  text(nt, 'CurrentBuild', '19045')
  nt.set('InstallDate', VALUE_TYPE.DWORD, encodeDword(1_609_459_200))
  nt.set('InstallTime', VALUE_TYPE.QWORD, encodeQword(132_539_328_000_000_000n))
  nt.set('DigitalProductId', VALUE_TYPE.BINARY, pattern(164))
  for (const name of ['Arial', 'Courier New', 'Segoe UI', 'Times New Roman']) {
    text(nt.createPath('Fonts'), `${name} (TrueType)`, `${name.toLowerCase()}.ttf`)
  }
}

function addTypes(key: Key): void {
  text(key, '', 'The default value of this key')
  text(key, 'String', 'Plain text, with a snowman: ☃')
  expandable(key, 'Expandable string', '%SystemRoot%\\System32')
  key.set('Multi-string', VALUE_TYPE.MULTI_SZ, encodeMultiString(['first', 'second one', 'third']))
  key.set('Number, 32 bits', VALUE_TYPE.DWORD, encodeDword(42))
  key.set('Number, big-endian', VALUE_TYPE.DWORD_BIG_ENDIAN, encodeDwordBigEndian(42))
  key.set('Number, 64 bits', VALUE_TYPE.QWORD, encodeQword(0x123456789abcdef0n))
  key.set('Binary', VALUE_TYPE.BINARY, pattern(32))
  key.set('Link', VALUE_TYPE.LINK, encodeLink('\\REGISTRY\\MACHINE\\SOFTWARE\\Propolis\\Names'))
  key.set('No type', VALUE_TYPE.NONE, pattern(4))
  key.set('Resource list', VALUE_TYPE.RESOURCE_LIST, pattern(24))
  key.set('Full resource descriptor', VALUE_TYPE.FULL_RESOURCE_DESCRIPTOR, pattern(16))
  key.set('Resource requirements', VALUE_TYPE.RESOURCE_REQUIREMENTS_LIST, pattern(40))
  key.set('A type of its own', DEVICE_STRING, encodeString('device property'))
}

function addOddData(key: Key): void {
  text(key, 'Empty string', '')
  key.set('Empty binary', VALUE_TYPE.BINARY, new Uint8Array())
  key.set('No data at all', VALUE_TYPE.SZ, new Uint8Array())
  key.set('Not terminated', VALUE_TYPE.SZ, encodeUtf16('ends without a NUL'))
  key.set('Text after the end', VALUE_TYPE.SZ, encodeUtf16('seen\0hidden\0'))
  key.set('Odd length', VALUE_TYPE.SZ, Uint8Array.of(0x41, 0, 0x42, 0, 0x43))
  key.set('Number of 3 bytes', VALUE_TYPE.DWORD, Uint8Array.of(1, 2, 3))
  key.set('Empty strings inside', VALUE_TYPE.MULTI_SZ, encodeUtf16('one\0\0three\0\0'))
  text(key, 'Lines', 'first line\r\nsecond line\ttab')
  text(key, 'Name with a \\ backslash', 'legal in the name of a value')
}

function addNames(key: Key): void {
  const names = ['Grüße', 'ÆØÅ', 'Ελληνικά', 'Кириллица', '日本語', 'עברית', '🐝 propolis']
  for (const name of names) text(key.create(name), name, name)
  key.create('with / slash')
  key.create(' spaces around ')
  key.create('x'.repeat(255))
}

function addMany(key: Key): void {
  for (let number = 1; number <= 1000; number++) {
    const item = key.create(`Item ${String(number).padStart(4, '0')}`)
    item.set('Number', VALUE_TYPE.DWORD, encodeDword(number))
  }
}

function addDeep(key: Key): void {
  let at = key
  for (let level = 1; level <= 40; level++) at = at.create(`Level ${level}`)
  text(at, '', 'You are here')
}

function addLarge(key: Key): void {
  key.set('100 KB', VALUE_TYPE.BINARY, pattern(100_000))
  text(key, 'Long text', 'The same sentence again and again makes a long value. '.repeat(1000))
  const lines = Array.from({ length: 2000 }, (_, line) => `Line ${line + 1}`)
  key.set('Long list', VALUE_TYPE.MULTI_SZ, encodeMultiString(lines))
}

function text(key: Key, name: string, value: string): void {
  key.set(name, VALUE_TYPE.SZ, encodeString(value))
}

function expandable(key: Key, name: string, value: string): void {
  key.set(name, VALUE_TYPE.EXPAND_SZ, encodeString(value))
}

/** Bytes in a recognisable pattern, the same every time. */
function pattern(count: number): Uint8Array {
  return Uint8Array.from({ length: count }, (_, at) => (at * 37 + (at >> 4) * 11) & 0xff)
}
