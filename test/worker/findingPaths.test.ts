/** The path in a finding identifies its key, whatever the names are, and leads back to it. */

import { expect, it } from 'vitest'
import { spellShownPath } from '../../src/bytes/spelling.ts'
import { CraftedHive } from '../hostile/shapes/CraftedHive.ts'
import { findingsOf, OpenHive } from './openHive.ts'

/** Chains of names that a raw path would confuse with one another. */
const CHAINS = [
  ['A', 'B'],
  ['A\\B'],
  ['A\\\\B'],
  ['A', '\\B'],
  ['A\\', 'B'],
  ['A', 'B\\'],
  ['A\\u0041'],
  ['A', 'u0041'],
  ['\0', '\x1b[2J'],
  ['Run'],
  ['Run '],
  ['Run\ufe0f'],
  ['\u202eevil', '\u{e0041}'],
  ['…'],
  ['ROOT'],
  ['HKLM', 'SOFTWARE'],
]

it('the paths in findings are unambiguous, even among keys that could be confused', async () => {
  const crafted = new CraftedHive()
  const root = crafted.key({ name: 'ROOT' })
  const tops = [...new Set(CHAINS.map(([top = '']) => top))].sort(byUnits)
  const keys = crafted.addSubkeys(root, tops)
  const bad = [{ name: 'v', size: 9000, cell: 8 }]
  for (const [index, top] of tops.entries()) {
    const key = keys[index] as number
    const below = CHAINS.filter((chain) => chain[0] === top && chain.length === 2)
    const names = below.map((chain) => chain[1] as string).sort(byUnits)
    if (CHAINS.some((chain) => chain[0] === top && chain.length === 1)) crafted.addValues(key, bad)
    if (names.length === 0) continue
    for (const child of crafted.addSubkeys(key, names)) crafted.addValues(child, bad)
  }
  const { session, info } = await OpenHive.open(crafted.file(root))
  const { doc } = info
  const findings = await findingsOf(session, doc)
  const found = findings.filter(({ code }) => code === 'data-bad')
  expect(found.map(({ path }) => path).sort()).toEqual([...CHAINS].sort())
  const shown = found.map(({ path, leftOut }) => spellShownPath(path ?? [], leftOut))
  expect(new Set(shown).size).toBe(CHAINS.length)
  for (const [index, { key }] of found.entries()) {
    const text = shown[index] as string
    expect(await session.resolvePath({ doc, text }), text).toMatchObject({ key, missing: null })
  }
})

it('the refusal of an edit has the path of the damaged key', async () => {
  const crafted = new CraftedHive()
  const root = crafted.key({ name: 'ROOT' })
  const [plain, joined] = crafted.addSubkeys(root, ['A', 'A\\B\ufe0f'])
  crafted.addSubkeys(plain as number, ['B'])
  crafted.setSubkeys(joined as number, 8, 1)
  const hive = await OpenHive.open(crafted.file(root))
  const findings = await hive.findings()
  const parent = findings.find(({ code }) => code === 'reference-bad')?.key ?? 0
  const refused = hive.edit({ kind: 'create-key', parent, name: 'New' })
  await expect(refused).rejects.toMatchObject({
    code: 'damaged',
    detail: { subject: '\\\\A\\u005cB\\ufe0f' },
  })
})

/** The order of subkey lists, for names without lower-case letters. */
function byUnits(a: string, b: string): number {
  const [x, y] = [a.toUpperCase(), b.toUpperCase()]
  return x < y ? -1 : x > y ? 1 : 0
}
