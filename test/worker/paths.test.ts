import { describe, expect, it } from 'vitest'
import type { Key } from '../../src/offreg/Key.ts'
import { encodeDword, encodeLink } from '../../src/values/encode.ts'
import { VALUE_TYPE } from '../../src/values/valueType.ts'
import { hivePrefix } from '../../src/worker/hivePrefix.ts'
import { hiveBytes, OpenHive } from './openHive.ts'

function software(root: Key): void {
  root.createPath('Classes\\.txt')
  root.createPath('Microsoft\\Windows NT\\CurrentVersion').set('Build\\Number', 4, encodeDword(7))
  root.createPath('Microsoft\\Windows\\Run')
  root.createPath('with/slash\\below')
}

function system(root: Key): void {
  root.create('Select').set('Current', VALUE_TYPE.DWORD, encodeDword(2))
  root.createPath('ControlSet001\\Control')
  root.createPath('ControlSet002\\Services\\Tcpip')
}

function user(root: Key): void {
  root.createPath('Software\\Microsoft')
  root.createPath('Control Panel\\Desktop')
}

function classes(root: Key): void {
  root.createPath('Local Settings\\MuiCache')
  root.createPath('.txt')
}

/** The path that a text leads to: names, then `= value`; `! name` when something is missing. */
async function lead(hive: OpenHive, text: string): Promise<string> {
  const { doc, session } = hive
  const { key, value, missing } = await session.resolvePath({ doc, text })
  const { path } = await session.keyDetails({ doc, key })
  const found = path.join('\\')
  if (missing !== null) return `${found} ! ${missing}`
  if (value === null) return found
  return `${found} = ${(await session.valueDetails({ doc, key, value })).name}`
}

describe('a path in a SOFTWARE hive', () => {
  const run = 'Microsoft\\Windows\\Run'

  it.each([
    ['Microsoft\\Windows\\Run', run],
    ['\\microsoft\\WINDOWS\\run\\', run],
    ['ROOT\\Microsoft\\Windows\\Run', run],
    ['CMI-CreateHive{2A7FB991-7BBE-4F9D-B91E-7CB51D4737F5}\\Microsoft\\Windows\\Run', run],
    ['HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\Run', run],
    ['hklm\\software\\microsoft\\windows\\run', run],
    ['HKLM:\\SOFTWARE\\Microsoft\\Windows\\Run', run],
    ['Computer\\HKLM\\SOFTWARE\\Microsoft\\Windows\\Run', run],
    ['Ordinateur\\HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\Run', run],
    ['Registry::HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\Run', run],
    [
      'Microsoft.PowerShell.Core\\Registry::HKEY_LOCAL_MACHINE\\Software\\Microsoft\\Windows\\Run',
      run,
    ],
    ['\\REGISTRY\\MACHINE\\SOFTWARE\\Microsoft\\Windows\\Run', run],
    ['\\REGISTRY\\A\\{b2c07a3e-0000}\\Microsoft\\Windows\\Run', run],
    ['[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\Run]', run],
    ['[-HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\Run]', run],
    ['HKLM\\\\SOFTWARE\\\\Microsoft\\\\Windows\\\\Run', run],
    ['HKLM/SOFTWARE/Microsoft/Windows/Run', run],
    ['Microsoft/Windows/Run', run],
    ['  "HKLM\\SOFTWARE\\Microsoft\\Windows\\Run"  ', run],
    ['HKLM\\Loaded\\Microsoft\\Windows\\Run', run],
    ['reg query HKLM\\SOFTWARE\\Microsoft\\Windows\\Run /s', run],
    ['REG.EXE add "HKLM\\Software\\Microsoft\\Windows\\Run" /t REG_SZ /d x', run],
    ['HKCR\\.txt', 'Classes\\.txt'],
    ['', ''],
    ['\\', ''],
    ['HKLM\\SOFTWARE', ''],
    ['HKLM', ''],
    ['with/slash\\below', 'with/slash\\below'],
    ['HKLM\\SOFTWARE\\with/slash', 'with/slash'],
    [
      'Microsoft\\Windows NT\\CurrentVersion\\build\\number',
      'Microsoft\\Windows NT\\CurrentVersion = Build\\Number',
    ],
    [
      'Microsoft\\Windows NT\\CurrentVersion\\\\Build\\Number',
      'Microsoft\\Windows NT\\CurrentVersion = Build\\Number',
    ],
    [
      'reg delete "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion" /v "Build\\Number" /f',
      'Microsoft\\Windows NT\\CurrentVersion = Build\\Number',
    ],
  ])('%s', async (text, wanted) => {
    expect(await lead(await OpenHive.open(hiveBytes(software)), text)).toBe(wanted)
  })

  it.each([
    ['Microsoft\\Windows\\Nothing\\More', 'Microsoft\\Windows ! Nothing'],
    ['HKLM\\SOFTWARE\\Microsoft\\Nope', 'Microsoft ! Nope'],
    ['HKLM\\SYSTEM\\Select', ' ! SYSTEM'],
    ['HKCU\\Microsoft', ' ! HKEY_CURRENT_USER'],
    ['Foo', ' ! Foo'],
    ['HKLM/SOFTWARE/Foo', ' ! Foo'],
  ])('%s goes to the deepest key there is', async (text, wanted) => {
    expect(await lead(await OpenHive.open(hiveBytes(software)), text)).toBe(wanted)
  })
})

describe('the kind of a path', () => {
  it.each([
    ['Microsoft\\Windows', 'relative'],
    ['HKLM\\SOFTWARE\\Microsoft', 'absolute'],
    ['HKLM\\SOFTWARE\\Nope', 'absolute'],
    ['HKCR\\.txt', 'absolute'],
    ['HKLM\\Loaded\\Microsoft', 'loaded'],
    ['HKLM', 'above'],
    ['HKLM\\SYSTEM\\Select', 'elsewhere'],
    ['reg query x', 'relative'],
  ])('%s', async (text, kind) => {
    const { doc, session } = await OpenHive.open(hiveBytes(software))
    expect(await session.resolvePath({ doc, text })).toMatchObject({ kind })
  })
})

describe('a path in another kind of hive', () => {
  it.each([
    ['HKLM\\SYSTEM\\CurrentControlSet\\Services', 'ControlSet002\\Services'],
    ['currentcontrolset\\Services\\Tcpip', 'ControlSet002\\Services\\Tcpip'],
    ['HKLM\\SYSTEM\\ControlSet001\\Control', 'ControlSet001\\Control'],
    ['CurrentControlSet\\Control', 'ControlSet002 ! Control'],
    ['HKLM\\SYSTEM\\Select\\Current', 'Select = Current'],
  ])('SYSTEM: %s', async (text, wanted) => {
    expect(await lead(await OpenHive.open(hiveBytes(system)), text)).toBe(wanted)
  })

  it.each([
    ['HKCU\\Control Panel', 'Control Panel'],
    ['HKEY_USERS\\S-1-5-21-1-2-3-1001\\Software', 'Software'],
    ['\\REGISTRY\\USER\\S-1-5-21-1-2-3-1001\\Software', 'Software'],
    ['HKU\\S-1-5-21-1-2-3-1001_Classes\\Software', ' ! HKEY_USERS'],
  ])('NTUSER: %s', async (text, wanted) => {
    expect(await lead(await OpenHive.open(hiveBytes(user)), text)).toBe(wanted)
  })

  it.each([
    ['HKCU\\Software\\Classes\\.txt', '.txt'],
    ['HKCR\\.txt', '.txt'],
    ['HKU\\S-1-5-21-1-2-3-1001_Classes\\.txt', '.txt'],
    ['HKU\\S-1-5-21-1-2-3-1001\\Software\\Classes\\.txt', '.txt'],
  ])('UsrClass: %s', async (text, wanted) => {
    expect(await lead(await OpenHive.open(hiveBytes(classes)), text)).toBe(wanted)
  })

  it('the file name decides where a hive is mounted when nothing else does', async () => {
    const hive = await OpenHive.open(
      hiveBytes((root) => root.create('Key')),
      { name: 'my.hiv' },
    )
    expect(hive.info.prefix).toBe('HKEY_LOCAL_MACHINE\\my')
    expect(await lead(hive, 'HKEY_LOCAL_MACHINE\\my\\Key')).toBe('Key')
    expect(await lead(hive, 'HKU\\anything\\Key')).toBe('Key')
  })
})

it.each([
  ['SAM', 'x', 'HKEY_LOCAL_MACHINE\\SAM'],
  ['BCD', 'x', 'HKEY_LOCAL_MACHINE\\BCD00000000'],
  ['NTUSER', 'NTUSER.DAT', 'HKEY_CURRENT_USER'],
  ['NTUSER', 'DEFAULT', 'HKEY_USERS\\.DEFAULT'],
  ['UsrClass', 'UsrClass.dat', 'HKEY_CURRENT_USER\\Software\\Classes'],
  ['unknown', '.hidden', 'HKEY_LOCAL_MACHINE\\.hidden'],
] as const)('the prefix of %s from %s', (kind, name, prefix) => {
  expect(hivePrefix(kind, name)).toBe(prefix)
})

describe('completing a path', () => {
  const complete = (hive: OpenHive, text: string, limit = 10) =>
    hive.session.completePath({ doc: hive.doc, text, limit })

  it('suggestions continue the typed text in its own spelling', async () => {
    const hive = await OpenHive.open(hiveBytes(software))
    expect(await complete(hive, '')).toEqual(['Classes', 'Microsoft', 'with/slash'])
    expect(await complete(hive, 'mic')).toEqual(['Microsoft'])
    expect(await complete(hive, 'Microsoft\\')).toEqual([
      ...['Microsoft\\Windows', 'Microsoft\\Windows NT'],
    ])
    expect(await complete(hive, 'hklm\\software\\microsoft\\windows n')).toEqual([
      'hklm\\software\\microsoft\\Windows NT',
    ])
    expect(await complete(hive, 'Microsoft/w')).toEqual([
      'Microsoft/Windows',
      'Microsoft/Windows NT',
    ])
    expect(await complete(hive, '[HKLM\\SOFTWARE\\C')).toEqual(['[HKLM\\SOFTWARE\\Classes'])
    expect(await complete(hive, 'Microsoft\\', 1)).toEqual(['Microsoft\\Windows'])
    expect(await complete(hive, 'Nothing\\')).toEqual([])
  })

  it('the path of the root is suggested', async () => {
    const hive = await OpenHive.open(hiveBytes(software))
    expect(await complete(hive, 'hk')).toEqual(['HKEY_LOCAL_MACHINE\\SOFTWARE'])
    expect(await complete(hive, 'HKLM\\S')).toEqual(['HKLM\\SOFTWARE'])
    expect(await complete(hive, 'HKLM\\')).toEqual(['HKLM\\SOFTWARE'])
    expect(await complete(hive, 'HKLM\\SYSTEM\\')).toEqual([])
  })

  it('CurrentControlSet is completed', async () => {
    const hive = await OpenHive.open(hiveBytes(system))
    expect(await complete(hive, 'HKLM\\SYSTEM\\c')).toEqual([
      'HKLM\\SYSTEM\\CurrentControlSet',
      'HKLM\\SYSTEM\\ControlSet001',
      'HKLM\\SYSTEM\\ControlSet002',
    ])
    expect(await complete(hive, 'CurrentControlSet\\')).toEqual(['CurrentControlSet\\Services'])
  })
})

describe('a path through a link', () => {
  const link = (parent: Key, name: string, target: string) =>
    parent.create(name, { link: true }).set('SymbolicLinkValue', 6, encodeLink(target))

  const hive = () =>
    OpenHive.open(
      hiveBytes((root) => {
        system(root)
        root.createPath('ControlSet002\\Hardware Profiles\\0001\\Software')
        const profiles = root.key('ControlSet002\\Hardware Profiles')
        const machine = '\\Registry\\Machine\\System'
        link(profiles, 'Current', `${machine}\\CurrentControlSet\\Hardware Profiles\\0001`)
        link(root, 'Outside', '\\Registry\\Machine\\Software\\Microsoft')
        link(root, 'Circle', `${machine}\\Circle\\x`)
        link(root, 'First', `${machine}\\Second\\y`)
        link(root, 'Second', `${machine}\\First\\z`)
      }),
      { name: 'SYSTEM' },
    )

  it.each([
    // The link itself is a key to go to.
    ['CurrentControlSet\\Hardware Profiles\\Current', 'ControlSet002\\Hardware Profiles\\Current'],
    [
      'HKLM\\SYSTEM\\CurrentControlSet\\Hardware Profiles\\Current\\Software',
      'ControlSet002\\Hardware Profiles\\0001\\Software',
    ],
    [
      'ControlSet002\\Hardware Profiles\\Current\\No',
      'ControlSet002\\Hardware Profiles\\Current ! No',
    ],
    ['Outside\\Windows', 'Outside ! Windows'],
    ['Circle\\x', 'Circle ! x'],
    ['First\\a', 'First ! a'],
  ])('%s leads to %s', async (text, expected) => {
    expect(await lead(await hive(), text)).toBe(expected)
  })

  it('the control set that CurrentControlSet stands for is marked, and the target of a link is known', async () => {
    const open = await hive()
    const rows = await open.rows()
    expect(rows.filter(({ current }) => current).map(({ name }) => name)).toEqual(['ControlSet002'])
    const key = await open.key('Outside')
    expect(await open.session.keyDetails({ doc: open.doc, key })).toMatchObject({
      link: true,
      linkTarget: '\\Registry\\Machine\\Software\\Microsoft',
    })
  })
})
