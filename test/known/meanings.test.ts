import { describe, expect, it } from 'vitest'
import { encodeLatin1, encodeUtf16 } from '../../src/bytes/text.ts'
import { CHOICES } from '../../src/known/choices.ts'
import { meaningsOf } from '../../src/known/meanings.ts'
import type { HiveKind } from '../../src/offreg/hiveKind.ts'
import { MEANING_LABELS, meaningText } from '../../src/text/meanings.ts'
import { encodeDword, encodeQword } from '../../src/values/encode.ts'
import { VALUE_TYPE } from '../../src/values/valueType.ts'

const UTC = (time: bigint) => `${time}`

/** The facts of a value as lines of text. */
function read(hive: HiveKind, path: string, data: Uint8Array, type: number = VALUE_TYPE.BINARY) {
  const names = path.split('\\')
  const name = names.pop() ?? ''
  return meaningsOf({ hive, path: names, name, type, data }).map(
    (meaning) => `${MEANING_LABELS[meaning.label]}: ${meaningText(meaning, UTC)}`,
  )
}

const dword = (hive: HiveKind, path: string, number: number) =>
  read(hive, path, encodeDword(number), VALUE_TYPE.DWORD)

const joined = (...parts: readonly Uint8Array[]) =>
  Uint8Array.from(parts.flatMap((one) => [...one]))

/** A time in UTC 100 ns. */
const TIME = 133_539_328_000_000_000n

describe('what well-known values mean', () => {
  it.each([
    ['SYSTEM', 'ControlSet001\\Services\\Tcpip\\Start', 0, 'Boot: loaded by the boot loader'],
    ['SYSTEM', 'CURRENTCONTROLSET\\services\\X\\START', 4, 'Disabled: cannot be started'],
    [
      'SYSTEM',
      'ControlSet001\\Services\\X\\Type',
      0x120,
      'Service that shares a process, may speak with the desktop',
    ],
    ['SYSTEM', 'Select\\Current', 3, 'ControlSet003'],
    [
      'SYSTEM',
      'ControlSet001\\Control\\TimeZoneInformation\\ActiveTimeBias',
      0xffffff88,
      'UTC+02:00',
    ],
    ['SYSTEM', 'ControlSet001\\Control\\TimeZoneInformation\\Bias', 210, 'UTC−03:30'],
    [
      'SYSTEM',
      'ControlSet001\\Control\\Terminal Server\\fDenyTSConnections',
      1,
      'Remote Desktop connections are refused',
    ],
  ] as const)('%s: %s of %i', (hive, path, number, words) => {
    expect(dword(hive, path, number)).toEqual([`Meaning: ${words}`])
  })

  it.each([
    ['a number without a meaning', 'SYSTEM', 'ControlSet001\\Services\\Tcpip\\Start', 9],
    ['another place', 'SYSTEM', 'ControlSet001\\Services\\Tcpip\\Parameters\\Start', 0],
    ['another hive', 'SOFTWARE', 'ControlSet001\\Services\\Tcpip\\Start', 0],
    ['another value', 'SYSTEM', 'ControlSet001\\Services\\Tcpip\\Started', 0],
  ] as const)('%s says nothing', (_, hive, path, number) => {
    expect(dword(hive, path, number)).toEqual([])
  })

  it('a number of the wrong type or size says nothing', () => {
    const path = 'ControlSet001\\Services\\Tcpip\\Start'
    expect(read('SYSTEM', path, encodeDword(0), VALUE_TYPE.BINARY)).toEqual([])
    expect(read('SYSTEM', path, new Uint8Array(3), VALUE_TYPE.DWORD)).toEqual([])
  })

  it('every choice has words', () => {
    for (const set of Object.keys(CHOICES) as (keyof typeof CHOICES)[]) {
      for (const number of CHOICES[set]) {
        expect(meaningText({ label: 'meaning', kind: 'choice', set, number }, UTC)).not.toBe('')
      }
    }
  })

  it('times are told in whatever form they are stored', () => {
    const shutdown = 'ControlSet001\\Control\\Windows\\ShutdownTime'
    expect(read('SYSTEM', shutdown, encodeQword(TIME))).toEqual([`Time: ${TIME}`])
    expect(read('SYSTEM', shutdown, new Uint8Array(8))).toEqual([])
    const installed = 'Microsoft\\Windows NT\\CurrentVersion\\InstallDate'
    expect(dword('SOFTWARE', installed, 1)).toEqual(['Time: 116444736010000000'])
    const profile = 'Microsoft\\Windows NT\\CurrentVersion\\NetworkList\\Profiles\\{1}\\DateCreated'
    const systemTime = Uint8Array.from([0xe8, 7, 3, 0, 5, 0, 15, 0, 13, 0, 45, 0, 9, 0, 0, 0])
    expect(read('SOFTWARE', profile, systemTime)).toEqual([
      'Time: 2024-03-15 13:45:09, local time of that computer',
    ])
  })

  it('UserAssist names the program, how often and when it was run', () => {
    const path = (name: string) =>
      `Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\UserAssist\\{CEBFF5CD}\\Count\\${name}`
    const data = new Uint8Array(72)
    const view = new DataView(data.buffer)
    view.setUint32(4, 14, true)
    view.setUint32(12, 3_725_000, true)
    view.setBigUint64(60, TIME, true)
    expect(read('NTUSER', path('P:.Jvaqbjf.abgrcnq.rkr'), data)).toEqual([
      'Program: C:.Windows.notepad.exe',
      'Times run: 14',
      'In front for: 1 h 2 min 5 s',
      `Last run: ${TIME}`,
    ])
    const old = new Uint8Array(16)
    new DataView(old.buffer).setUint32(4, 6, true)
    expect(read('NTUSER', path('HRZR_PGYFRFFVBA'), old)).toEqual([
      'Program: UEME_CTLSESSION',
      'Times run: 1',
    ])
  })

  it('lists of recent things give their order, and the names of documents', () => {
    const list = joined(encodeDword(2), encodeDword(0), encodeDword(1), encodeDword(0xffffffff))
    const explorer = 'Software\\Microsoft\\Windows\\CurrentVersion\\Explorer'
    expect(read('NTUSER', `${explorer}\\RecentDocs\\.txt\\MRUListEx`, list)).toEqual([
      'Order: 2, 0, 1',
    ])
    expect(read('NTUSER', `${explorer}\\ComDlg32\\OpenSavePidlMRU\\*\\MRUListEx`, list)).toEqual([
      'Order: 2, 0, 1',
    ])
    const item = joined(encodeUtf16('letter.txt'), new Uint8Array(2), Uint8Array.of(0x14, 0, 0x1f))
    expect(read('NTUSER', `${explorer}\\RecentDocs\\7`, item)).toEqual(['File: letter.txt'])
  })

  it('BAM tells when a program ran', () => {
    const path = 'ControlSet001\\Services\\bam\\State\\UserSettings\\S-1-5-18\\X.exe'
    expect(read('SYSTEM', path, joined(encodeQword(TIME), new Uint8Array(16)))).toEqual([
      `Last run: ${TIME}`,
    ])
    expect(read('SYSTEM', path, encodeDword(1), VALUE_TYPE.DWORD)).toEqual([])
  })

  it('mounted devices are told by disk, partition or name', () => {
    const disk = joined(encodeDword(0xabcd1234), encodeQword(1_048_576n))
    expect(read('SYSTEM', 'MountedDevices\\C:', disk)).toEqual([
      'Disk signature: 0xABCD1234',
      'Partition starts at: 1,048,576',
    ])
    const guid = Uint8Array.from({ length: 16 }, (_, at) => at)
    expect(read('SYSTEM', 'MountedDevices\\D:', joined(encodeLatin1('DMIO:ID:'), guid))).toEqual([
      'Partition: {03020100-0504-0706-0809-0A0B0C0D0E0F}',
    ])
    expect(read('SYSTEM', 'MountedDevices\\E:', encodeUtf16('\\??\\SCSI#CdRom'))).toEqual([
      'Meaning: \\??\\SCSI#CdRom',
    ])
  })

  it('a local account tells its logons', () => {
    const data = new Uint8Array(80)
    const view = new DataView(data.buffer)
    view.setBigUint64(8, TIME, true)
    view.setBigUint64(24, TIME + 1n, true)
    view.setBigUint64(32, 0x7fffffffffffffffn, true)
    view.setUint16(64, 2, true)
    view.setUint16(66, 31, true)
    expect(read('SAM', 'SAM\\Domains\\Account\\Users\\000001F4\\F', data)).toEqual([
      `Last logon: ${TIME}`,
      `Password set: ${TIME + 1n}`,
      'Account expires: never',
      'Last failed logon: never',
      'Failed logons: 2',
      'Logons: 31',
    ])
    expect(read('SAM', 'SAM\\Domains\\Account\\Users\\000001F4\\F', data.subarray(0, 60))).toEqual(
      [],
    )
  })

  it('any data of any length at these places is read without an error', () => {
    const paths: readonly (readonly [HiveKind, string])[] = [
      ['SYSTEM', 'MountedDevices\\x'],
      ['SYSTEM', 'ControlSet001\\Services\\bam\\UserSettings\\s\\x'],
      ['NTUSER', 'Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\RecentDocs\\0'],
      ['NTUSER', 'Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\UserAssist\\a\\Count\\b'],
      ['SAM', 'SAM\\Domains\\Account\\Users\\0\\F'],
      ['UsrClass', 'Local Settings\\MRUListEx'],
    ]
    for (const [hive, path] of paths) {
      for (let length = 0; length < 100; length++) {
        expect(() => read(hive, path, new Uint8Array(length).fill(length))).not.toThrow()
      }
    }
  })
})
