/** Whatever a hive holds, no CSV that is written of it has a cell that a spreadsheet takes for a formula. */

import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import type { Key } from '../../src/offreg/Key.ts'
import { encodeDescriptor } from '../../src/security/descriptor.ts'
import { parseSddl } from '../../src/security/parseSddl.ts'
import { encodeString } from '../../src/values/encode.ts'
import { compare, ID } from './compareTwo.ts'
import { hiveBytes, OpenHive } from './openHive.ts'

const FORMULAS = ['=cmd|x', '+1', '-1', '@SUM(A1)', '＝1', "'=quoted", '\t=tab', '\r=line']
const FILE = '=file.hiv'
const EVERYONE = encodeDescriptor(parseSddl('O:WDG:WDD:(A;;KA;;;WD)'))

function fill(root: Key): void {
  for (const text of FORMULAS) {
    const key = root.create(text)
    key.set(text, 1, encodeString(text))
    key.setDescriptor(EVERYONE)
  }
}

const open = (build: (root: Key) => void) => OpenHive.open(hiveBytes(build), { name: FILE })

/** The cells of CSV without line breaks in them. */
function cellsOf(csv: string): string[] {
  const cells = csv.matchAll(/"((?:[^"]|"")*)"|[^,\n]+/g)
  return [...cells].map(([whole, inner]) => inner?.replaceAll('""', '"') ?? whole)
}

function expectPlain(csv: string, least: number): void {
  const cells = cellsOf(csv)
  expect(cells.filter((cell) => /^[=+\-@\t\r＝＋－＠]/.test(cell))).toEqual([])
  expect(cells.filter((cell) => cell.includes('=')).length).toBeGreaterThanOrEqual(least)
}

describe('CSV of a hive whose names and data are formulas', () => {
  it('is plain when a hive is exported', async () => {
    const { session, doc, info } = await open(fill)
    const to = { prefix: 'HKEY_LOCAL_MACHINE\\=SOFTWARE', to: 'download', force: false } as const
    const { blob } = await session.exportAs({ doc, key: info.root, format: 'csv', ...to })
    expectPlain((await blob?.text()) ?? '', 3)
  })

  it('is plain when deleted records are exported', async () => {
    const hive = Hive.create({})
    hive.transact(() => {
      fill(hive.rootKey)
      for (const text of FORMULAS) hive.rootKey.key(text).delete()
    })
    const { session, doc } = await OpenHive.open(hive.finishedCopy(), { name: FILE })
    const order = { column: 'name', descending: false } as const
    const filter = { filter: '', confidence: null, locate: -1 }
    const { list } = await session.listDeleted({ doc, ...filter, order })
    const csv = await session.exportDeleted({ doc, list, format: 'csv', records: null })
    expectPlain(await csv.text(), 2)
  })

  it('is plain when differences are exported', async () => {
    const hive = await open(fill)
    const file = new File([hiveBytes()], FILE)
    const { doc } = await hive.session.open({ name: FILE, file, handle: null, logs: [] })
    const two = { hive, left: hive.doc, right: doc }
    await compare(two)
    const what = { comparison: ID, rows: null, format: 'csv' } as const
    const { blob } = await hive.session.writeDifferences(what)
    expectPlain(await blob.text(), 1)
  })

  it.each(['keys', 'descriptors'] as const)(
    'is plain when rights are exported: %s',
    async (what) => {
      const { session, doc } = await open(fill)
      await session.findWritable({ doc, sids: ['S-1-1-0'] })
      const csv = await session.exportRights({ doc, what, format: 'csv' })
      expectPlain(await csv.text(), 1)
    },
  )

  it('is plain when the timeline is exported', async () => {
    const { session, doc } = await open(fill)
    const period = { from: 0n, to: 2n ** 62n }
    await session.timeline({ doc, plausible: period })
    const csv = await session.timelineText({ doc, span: period })
    expectPlain(await csv.text(), 1)
  })
})
