/** The size of a check's result is bounded, whatever the names in the hive are. */

import { expect, it } from 'vitest'
import { CraftedHive } from '../hostile/shapes/CraftedHive.ts'
import { filled } from '../hostile/shapes/names.ts'
import { OpenHive } from './openHive.ts'

const KEYS = 20
const VALUES = 200

it('a finding carries at most 255 units of the name of a value and of a key', async () => {
  const crafted = new CraftedHive()
  const root = crafted.key({ name: 'ROOT' })
  // The same values in every key, each with missing data.
  const values = filled(VALUES, 16_376, '\u4e10').map((name) => {
    return crafted.value({ name, size: 9000, cell: 8 })
  })
  const list = crafted.list(values)
  for (const key of crafted.addSubkeys(root, filled(KEYS, 3000, '\u4e11'))) {
    crafted.setValues(key, list, VALUES)
  }
  const open = await OpenHive.open(crafted.file(root))
  const findings = await open.findings()
  expect(findings.length).toBeGreaterThan(VALUES)
  for (const { path, value, actual } of findings) {
    expect(path?.length ?? 0).toBeLessThanOrEqual(255)
    expect(value?.name.length ?? 0).toBeLessThanOrEqual(255)
    expect(String(actual).length).toBeLessThanOrEqual(255)
  }
  expect(findings.some(({ value }) => value?.name.endsWith('…'))).toBe(true)
})
