/** The favorites of regedit, in the hive of a user and in .reg text. */

import { describe, expect, it } from 'vitest'
import { createEngine } from '../../src/worker/engine.ts'
import { text } from '../helpers/hives.ts'
import { hiveBytes, OpenHive } from './openHive.ts'

const PATH = [
  'Software',
  'Microsoft',
  'Windows',
  'CurrentVersion',
  'Applets',
  'Regedit',
  'Favorites',
]
/** Paths as regedit stores them, in several languages of Windows, and what they lead to. */
const PLACES: readonly (readonly [path: string, place: string | null])[] = [
  [
    'Computer\\HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services',
    'SYSTEM CurrentControlSet Services',
  ],
  ['My Computer\\HKEY_LOCAL_MACHINE\\Software', 'SOFTWARE'],
  ['Ordinateur\\HKEY_CURRENT_USER\\Control Panel', 'NTUSER Control Panel'],
  ['HKEY_CURRENT_USER\\Software\\Classes\\.txt', 'UsrClass .txt'],
  ['Computer\\HKEY_USERS\\S-1-5-21-1-2-3-1001\\Console', 'NTUSER Console'],
  ['Computer\\HKEY_USERS\\S-1-5-21-1-2-3-1001_Classes\\x', 'UsrClass x'],
  ['Computer\\HKEY_CLASSES_ROOT\\.txt\\', 'SOFTWARE Classes .txt'],
  ['Computer\\HKEY_CURRENT_CONFIG\\a', 'SYSTEM CurrentControlSet Hardware Profiles Current a'],
  ['Computer\\HKEY_LOCAL_MACHINE\\BCD00000000', 'BCD'],
  ['Computer\\HKEY_LOCAL_MACHINE\\HARDWARE\\x', null],
  ['Computer', null],
  ['', null],
]
const WANTED = PLACES.flatMap(([, place], at) => (place === null ? [] : [`${at} ${place}`]))

function shown(found: Awaited<ReturnType<OpenHive['session']['favoritesInText']>>) {
  return found?.favorites.map(({ name, kind, path }) => [name, kind, ...path].join(' ')).sort()
}

describe('the favorites of regedit', () => {
  it('are read from the hive of a user, each with the kind of hive that it is in', async () => {
    const hive = await OpenHive.open(
      hiveBytes((root) => {
        const key = PATH.reduce((at, name) => at.create(name), root)
        for (const [at, [path]] of PLACES.entries()) key.set(String(at), 1, text(path))
        key.set('number', 4, Uint8Array.of(1, 0, 0, 0))
      }),
    )
    const found = await hive.session.favoritesInHive({ doc: hive.doc })
    expect(shown(found)).toEqual([...WANTED].sort())
    expect(found.others).toBe(3)
    const none = await OpenHive.open(hiveBytes())
    expect(await none.session.favoritesInHive({ doc: none.doc })).toEqual({
      favorites: [],
      others: 0,
    })
  })

  it.each(['HKEY_CURRENT_USER', 'HKEY_USERS\\S-1-5-21-1-2-3-1001'])(
    'are read from .reg text of %s in UTF-16, other keys are passed over',
    async (user) => {
      const values = PLACES.map(([path], at) => `"${at}"="${path.replaceAll('\\', '\\\\')}"`)
      const lines = [
        ...[
          'Windows Registry Editor Version 5.00',
          '',
          '[HKEY_LOCAL_MACHINE\\SOFTWARE]',
          '"a"="b"',
        ],
        ...['', `[${user}\\${PATH.join('\\')}]`, ...values, ''],
      ]
      const bytes = Buffer.from(`\ufeff${lines.join('\r\n')}`, 'utf16le')
      const session = createEngine(() => {})
      const found = await session.favoritesInText({
        name: 'x.reg',
        file: new File([bytes], 'x.reg'),
      })
      expect(shown(found)).toEqual([...WANTED].sort())
      expect(found?.others).toBe(3)
    },
  )

  it('are none in other text', async () => {
    const session = createEngine(() => {})
    const file = new File(['REGEDIT4\r\n\r\n[HKEY_CURRENT_USER\\Software]\r\n'], 'x.reg')
    expect(await session.favoritesInText({ name: 'x.reg', file })).toBeNull()
  })
})
