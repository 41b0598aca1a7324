/** Which key of a hive stands for which root of a text. */

import { describe, expect, it } from 'vitest'
import type { Key } from '../../src/offreg/Key.ts'
import { encodeDword } from '../../src/values/encode.ts'
import type { ImportedText, RootRule } from '../../src/worker/protocol.ts'
import { HEADER, utf16 } from '../regtext/importText.ts'
import { hiveBytes, OpenHive } from './openHive.ts'

const USER = 'HKEY_CURRENT_USER'
const MACHINE = 'HKEY_LOCAL_MACHINE'

const FILLS = {
  SOFTWARE: (root: Key) => {
    for (const name of ['Classes', 'Microsoft\\Windows NT\\CurrentVersion', 'Policies']) {
      root.createPath(name)
    }
  },
  SYSTEM: (root: Key) => {
    root.createPath('ControlSet001\\Control')
    root.create('Select').set('Current', 4, encodeDword(1))
  },
  NTUSER: (root: Key) => {
    for (const name of ['Console', 'Control Panel', 'Environment', 'Software\\Microsoft']) {
      root.createPath(name)
    }
  },
} as const

/** The roots of a text of these keys, and the paths of the changes in a hive of a kind. */
async function mapped(
  kind: keyof typeof FILLS,
  keys: readonly string[],
  rules: readonly RootRule[] | null = null,
) {
  const hive = await OpenHive.open(hiveBytes(FILLS[kind]))
  const { doc, prefix } = hive.info
  expect(hive.info.kind).toBe(kind)
  const lines = [HEADER, ...keys.map((key) => `[${key}]`), '']
  const file = new Blob([Uint8Array.from(utf16(lines.join('\r\n')))])
  const options = { lenient: true, addNul: true, codePage: null }
  const text: ImportedText = { name: 'x.reg', file, prefix, rules, ...options }
  const { roots, controlSet } = await hive.session.previewImport({ doc, text })
  const listed = { kinds: null, text: '' }
  const { rows } = await hive.session.importRows({ doc, from: 0, count: 99, ...listed })
  return {
    roots: roots.map(({ prefix: root, lines: count, to }) => [root, count, to?.join('\\') ?? null]),
    controlSet,
    rows: rows.map((row) => (row.kind === 'skipped' ? row.problem : row.path.join('\\'))),
  }
}

describe('the roots of a text', () => {
  it('go to the key that they stand for in a hive of this kind; others to none', async () => {
    const keys = [
      `${MACHINE}\\Software\\A`,
      'HKEY_CLASSES_ROOT\\.x',
      `${USER}\\Software\\B`,
      `${USER}`,
    ]
    expect(await mapped('SOFTWARE', keys)).toMatchObject({
      roots: [
        [`${MACHINE}\\SOFTWARE`, 1, ''],
        ['HKEY_CLASSES_ROOT', 1, 'Classes'],
        [USER, 2, null],
      ],
      rows: ['A', 'Classes\\.x', 'outside-prefix', 'outside-prefix'],
    })
    expect(await mapped('NTUSER', keys)).toMatchObject({
      roots: [
        [USER, 2, ''],
        [`${MACHINE}\\Software`, 1, null],
        ['HKEY_CLASSES_ROOT', 1, null],
      ],
      rows: ['outside-prefix', 'outside-prefix', 'Software\\B', ''],
    })
  })

  it('of a SYSTEM hive include the current control set and the current hardware profile', async () => {
    const keys = [
      `${MACHINE}\\SYSTEM\\CurrentControlSet\\Services`,
      'HKEY_CURRENT_CONFIG\\Software',
    ]
    expect(await mapped('SYSTEM', keys)).toMatchObject({
      controlSet: 'ControlSet001',
      rows: ['ControlSet001\\Services', 'ControlSet001\\Hardware Profiles\\Current\\Software'],
    })
  })

  it.each([`${MACHINE}\\OFFLINE`, 'HKEY_USERS\\S-1-5-21-1-2-3-1001'])(
    '%s, which is of no hive of Windows, goes to the root if there is no other',
    async (root) => {
      expect(await mapped('NTUSER', [`${root}\\Software\\X`])).toMatchObject({
        roots: [[root, 1, '']],
        rows: ['Software\\X'],
      })
      const two = await mapped('NTUSER', [`${root}\\X`, `${MACHINE}\\OTHER\\Y`])
      expect(two.rows).toEqual(['outside-prefix', 'outside-prefix'])
    },
  )

  it('of another hive of Windows go nowhere', async () => {
    const { roots } = await mapped('NTUSER', [`${MACHINE}\\SYSTEM\\Setup`])
    expect(roots).toEqual([[`${MACHINE}\\SYSTEM`, 1, null]])
  })

  it('go where they are sent; the longest one counts, and what goes nowhere is listed', async () => {
    const rules = [
      { prefix: `${MACHINE}\\SOFTWARE`, to: ['Old'] },
      { prefix: 'HKLM\\SOFTWARE\\Classes', to: ['Classes'] },
      { prefix: USER, to: null },
    ]
    const keys = [`${MACHINE}\\SOFTWARE\\A`, `${MACHINE}\\SOFTWARE\\Classes\\B`, `${USER}\\C`]
    expect(await mapped('SOFTWARE', keys, rules)).toMatchObject({
      roots: [
        [`${MACHINE}\\SOFTWARE\\Classes`, 1, 'Classes'],
        [`${MACHINE}\\SOFTWARE`, 1, 'Old'],
        [USER, 1, null],
      ],
      rows: ['Old\\A', 'Classes\\B', 'not-chosen'],
    })
  })
})
