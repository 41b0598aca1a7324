import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { HiveError } from '../../src/errors.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { LIST, NK } from '../../src/regf/layout.ts'
import type { CellOffset } from '../../src/regf/offsets.ts'
import { locateDescriptor } from '../../src/regf/securityCell.ts'
import { encodeDescriptor } from '../../src/security/descriptor.ts'
import { SD } from '../../src/security/layout.ts'
import { parseSddl } from '../../src/security/parseSddl.ts'
import { errorText } from '../../src/text/errors.ts'
import { VALUE_TYPE } from '../../src/values/valueType.ts'
import type { EditRequest } from '../../src/worker/protocol.ts'
import { casePath } from '../helpers/cases.ts'
import { corrupt } from '../helpers/corrupt.ts'
import { findingsOf, hiveBytes, OpenHive } from './openHive.ts'

/** `Top\Parent` with three subkeys; the second entry of its subkey list leads nowhere. */
function brokenEntry() {
  const bytes = hiveBytes((root) => {
    const parent = root.create('Top').create('Parent')
    for (const name of ['A', 'B', 'C'])
      parent.create(name).set('v', VALUE_TYPE.DWORD, new Uint8Array(4))
  })
  const hive = Hive.open(bytes.slice())
  const { cells, image } = hive
  const parent = cells.payloadAt(hive.key('Top\\Parent').cell)
  const list = cells.payloadAt(image.u32(parent + NK.SUBKEY_LIST) as CellOffset)
  const at = list + LIST.ENTRIES + 8
  return { at, bytes: corrupt(bytes, { at, u32: 0x7000 }) }
}

/** The same, without a subkey list. */
function brokenList() {
  const { bytes } = brokenEntry()
  const hive = Hive.open(bytes.slice())
  const at = hive.cells.payloadAt(hive.key('Top\\Parent').cell) + NK.SUBKEY_LIST
  return { at, bytes: corrupt(bytes, { at, u32: 0x7000 }) }
}

/** `Top\Parent` has a descriptor without an owner, which Windows refuses. */
function noOwner() {
  const bytes = hiveBytes((root) => {
    const parent = root.create('Top').create('Parent')
    parent.setDescriptor(encodeDescriptor(parseSddl('O:SYD:(A;;KR;;;WD)')))
    parent.create('C')
  })
  const hive = Hive.open(bytes.slice())
  const { cells } = hive
  const found = locateDescriptor(cells, cells.payloadAt(hive.key('Top\\Parent').cell))
  const at = (found?.at ?? 0) + SD.OWNER
  return { at, bytes: corrupt(bytes, { at, u32: 0 }) }
}

async function refusal(hive: OpenHive, edit: EditRequest) {
  const error = await hive.edit(edit).then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof HiveError)) throw new Error('not refused')
  return { code: error.code, detail: error.detail, words: errorText(error.code, error.detail) }
}

const hex = (offset: number) => `0x${offset.toString(16).toUpperCase().padStart(8, '0')}`

describe('a refusal', () => {
  it('a refusal names the damaged key by its path, and the file offset', async () => {
    const { at, bytes } = brokenEntry()
    const hive = await OpenHive.open(bytes)
    const parent = await hive.key('Top\\Parent')
    const { words, code } = await refusal(hive, { kind: 'create-key', parent, name: 'New' })
    expect(code).toBe('damaged')
    expect(words.text).toBe('Top\\Parent is damaged and cannot be edited safely.')
    expect(words.detail).toContain(`At file offset ${hex(at)}.`)
    expect(words.detail).toContain('points to file offset 0x00008000')
  })

  it('a refusal names the parent when its damage keeps a sound child from being renamed', async () => {
    const { at, bytes } = brokenEntry()
    const hive = await OpenHive.open(bytes)
    const key = await hive.key('Top\\Parent\\A')
    const { detail } = await refusal(hive, { kind: 'rename-key', key, name: 'Other' })
    expect(detail).toMatchObject({ subject: 'Top\\Parent', offset: at })
  })

  it('a refused deletion names the damaged key below the one to be deleted', async () => {
    const { at, bytes } = brokenEntry()
    const hive = await OpenHive.open(bytes)
    const { detail } = await refusal(hive, { kind: 'delete-key', key: await hive.key('Top') })
    expect(detail).toMatchObject({ subject: 'Top\\Parent', offset: at })
  })

  it('a refusal names a key whose list is missing', async () => {
    const { at, bytes } = brokenList()
    const hive = await OpenHive.open(bytes)
    const parent = await hive.key('Top\\Parent')
    const { detail, words } = await refusal(hive, { kind: 'create-key', parent, name: 'New' })
    expect(detail).toMatchObject({ subject: 'Top\\Parent', offset: at })
    expect(`${words.text} ${words.detail}`).not.toMatch(/unknown/)
  })

  it('a refusal that is not about damage names its key by the path too', async () => {
    const hive = await OpenHive.open(
      hiveBytes((root) => root.create('Top').create('Link', { link: true })),
    )
    const parent = await hive.key('Top\\Link')
    const { detail } = await refusal(hive, { kind: 'create-key', parent, name: 'New' })
    expect(detail.subject).toBe('Top\\Link')
  })
})

describe('the sound children of a key with an entry that leads nowhere', () => {
  it('sound children of a key with a broken subkey entry stay editable', async () => {
    const { bytes } = brokenEntry()
    const hive = await OpenHive.open(bytes)
    const key = await hive.key('Top\\Parent\\C')
    await hive.edit({ kind: 'create-key', parent: key, name: 'Below' })
    const [, value] = await hive.values(key)
    const data = Uint8Array.of(1, 2, 3, 4)
    await hive.edit({ kind: 'set-value', key, value: value?.id ?? 0, type: VALUE_TYPE.DWORD, data })
    const { report } = await hive.session.save({ doc: hive.doc, to: 'download', overwrite: false })
    expect(report.errors).toBe(1)
  })
})

describe('a key whose lists cannot be read', () => {
  const detailsOf = async (hive: OpenHive, path: string) =>
    hive.session.keyDetails({ doc: hive.doc, key: await hive.key(path) })

  it('the row and the details of a key say which list cannot be read, with the file offset', async () => {
    const { at, bytes } = brokenEntry()
    const hive = await OpenHive.open(bytes)
    await hive.session.check({ doc: hive.doc })
    const details = await detailsOf(hive, 'Top\\Parent')
    const found = { code: 'reference-bad', offset: at, actual: 0x7000 }
    expect(details.unreadable).toMatchObject({ subkeys: found, values: null })
    await hive.session.reveal({ doc: hive.doc, key: details.id })
    const damaged = (await hive.rows()).filter(({ damage }) => damage !== null)
    expect(damaged).toMatchObject([{ name: 'Parent', damage: found }])
  })

  it('the details list exactly the edits that would be refused', async () => {
    for (const { bytes } of [brokenEntry(), brokenList(), noOwner()]) {
      const hive = await OpenHive.open(bytes)
      await hive.session.check({ doc: hive.doc })
      for (const path of ['Top', 'Top\\Parent', 'Top\\Parent\\C', '']) {
        const match = await hive.session.resolvePath({ doc: hive.doc, text: path })
        if (match.missing !== null) continue
        const { key } = match
        const { refused } = await hive.session.keyDetails({ doc: hive.doc, key })
        const type = VALUE_TYPE.DWORD
        const data = new Uint8Array(4)
        const edits = {
          newKey: { kind: 'create-key', parent: key, name: 'Another' },
          newValue: { kind: 'create-value', key, name: 'another', type, data },
          rename: { kind: 'rename-key', key, name: 'Renamed' },
          remove: { kind: 'delete-key', key },
        } as const
        for (const [name, edit] of Object.entries(edits)) {
          if (path === '' && (name === 'rename' || name === 'remove')) continue
          const tried = await hive.edit(edit).then(
            () => null,
            ({ code, detail }: HiveError) => ({ code, detail }),
          )
          if (tried === null) await hive.undo()
          const said = refused[name as keyof typeof refused]
          expect(said && { code: said.code, detail: said.detail }, `${name} in ${path}`).toEqual(
            tried,
          )
        }
      }
    }
  })

  it('an unreadable value list is reported as well', async () => {
    const bytes = hiveBytes((root) => root.create('Key').set('v', VALUE_TYPE.SZ, new Uint8Array(2)))
    const open = Hive.open(bytes.slice())
    const at = open.cells.payloadAt(open.key('Key').cell) + NK.VALUE_LIST
    const hive = await OpenHive.open(corrupt(bytes, { at, u32: 0x7000 }))
    await hive.session.check({ doc: hive.doc })
    const { unreadable, refused } = await detailsOf(hive, 'Key')
    expect(unreadable).toMatchObject({
      subkeys: null,
      values: { code: 'reference-bad', offset: at },
    })
    expect(refused.newValue?.detail).toMatchObject({ subject: 'Key', offset: at })
  })

  it('a sound hive has no damage and does no extra work', async () => {
    const hive = await OpenHive.open(hiveBytes((root) => root.create('Key')))
    await hive.session.check({ doc: hive.doc })
    const { unreadable, refused } = await detailsOf(hive, 'Key')
    expect(
      [...Object.values(unreadable), ...Object.values(refused)].every((one) => one === null),
    ).toBe(true)
  })
})

describe('unreadable-list.hiv', () => {
  const path = casePath('unreadable-list.hiv')
  it.skipIf(path === null)(
    'the root of unreadable-list.hiv is reported as damaged, with the offset of the entry',
    async () => {
      const hive = await OpenHive.open(Uint8Array.from(readFileSync(path ?? '')))
      const { doc, session, info } = hive
      const findings = await findingsOf(session, doc)
      expect(findings[0]).toMatchObject({ code: 'reference-bad', offset: 0x4bc8, path: [] })
      const { words } = await refusal(hive, { kind: 'create-key', parent: info.root, name: 'New' })
      expect(words.text).toContain(`${info.rootName} is damaged`)
      expect(words.detail).toContain('At file offset 0x00004BC8.')
      const [, child] = await hive.rows()
      await hive.edit({ kind: 'create-key', parent: child?.id ?? 0, name: 'New' })
      expect((await session.check({ doc })).errors).toBe(1)
    },
  )
})
