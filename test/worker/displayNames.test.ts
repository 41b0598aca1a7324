/**
 * Replies carry only the part of names and paths that the page shows, whatever a hive holds; the
 * rest is fetched on request.
 */

import { describe, expect, it } from 'vitest'
import { spellPath } from '../../src/bytes/spelling.ts'
import { HiveError } from '../../src/errors.ts'
import { MOST_SHOWN } from '../../src/text/visibleText.ts'
import { SHAPES } from '../hostile/shapes/shapes.ts'
import { findingsOf, OpenHive } from './openHive.ts'

const LONG = 'long control names'
/** 511 levels of 255 controls. */
const DEEP = 'deep and clean'

async function openShape(name: string): Promise<OpenHive> {
  const shape = SHAPES[name]
  if (shape === undefined) throw new Error(`no shape ${name}`)
  return OpenHive.open(shape(1), { name: 'crafted.hiv' })
}

async function lastKey({ session, doc, info }: OpenHive): Promise<number> {
  await session.expandAll({ doc, key: info.root, limit: 100_000 })
  const { total } = await session.visibleRows({ doc, from: 0, count: 0 })
  const { rows } = await session.visibleRows({ doc, from: total - 1, count: 1 })
  return rows[0]?.id ?? 0
}

/** UTF-16 units of all text in a reply. */
function unitsOf(reply: unknown): number {
  if (typeof reply === 'string') return reply.length
  if (typeof reply !== 'object' || reply === null) return 0
  return Object.values(reply).reduce<number>((sum, part) => sum + unitsOf(part), 0)
}

describe('a value with a name of 16,376 characters', () => {
  it('a very long value name is cut in its row, and complete in its details', async () => {
    const hive = await openShape(LONG)
    const { doc, session, info } = hive
    const rows = (await hive.values(info.root)).filter(({ absent }) => !absent)
    expect(rows).toHaveLength(100)
    for (const { id, name, nameCut } of rows) {
      expect(nameCut).toBe(true)
      expect(name).toHaveLength(MOST_SHOWN + 1)
      const whole = (await session.valueDetails({ doc, key: info.root, value: id })).name
      expect(whole).toHaveLength(16_376)
      expect(whole.startsWith(name.slice(0, -1))).toBe(true)
    }
  })

  it('a very long value name is cut in undo labels, in changes and in findings', async () => {
    const hive = await openShape(LONG)
    const { doc, session, info } = hive
    const value = (await hive.values(info.root)).find(({ absent }) => !absent)?.id ?? 0
    const data = Uint8Array.of(1)
    const key = info.root
    const result = await hive.edit({ kind: 'set-value', key, value, type: 3, data })
    const undone = await hive.undo()
    const points = await session.history({ doc, from: 0, count: 10 })
    for (const reply of [result, undone, points]) expect(unitsOf(reply)).toBeLessThan(5000)
    for (const finding of await findingsOf(session, doc))
      expect(unitsOf(finding)).toBeLessThan(3000)
  })
})

describe('a path of 130,000 units', () => {
  it('a very long path is cut in the details, and complete on request', async () => {
    const hive = await openShape(DEEP)
    const { doc, session, info } = hive
    const key = await lastKey(hive)
    const details = await session.keyDetails({ doc, key })
    expect(details.pathCut).toBe(true)
    expect(details.path).toContain('…')
    expect(details.path.at(-1)).toBe(details.name)
    expect(unitsOf(details)).toBeLessThan(3000)
    const { path } = await session.keyPath({ doc, key })
    expect(path).toHaveLength(details.ancestors.length - 1)
    const text = spellPath([...info.prefix.split('\\'), ...path])
    expect(text.length).toBeGreaterThan(700_000)
    expect(await session.resolvePath({ doc, text })).toMatchObject({ key, missing: null })
  })

  it('a very long path is cut in errors', async () => {
    const hive = await openShape('one deep finding')
    const { doc, session } = hive
    const key = await lastKey(hive)
    await session.check({ doc })
    const details = await session.keyDetails({ doc, key })
    expect(unitsOf(details)).toBeLessThan(10_000)
    const refused = await hive
      .edit({ kind: 'create-key', parent: key, name: 'x'.repeat(300) })
      .catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(HiveError)
    if (refused instanceof HiveError) expect(unitsOf(refused.detail)).toBeLessThan(3000)
  })
})

describe('an ordinary path', () => {
  it('an ordinary path is not cut', async () => {
    const hive = await openShape('comb')
    const { doc, session, info } = hive
    const details = await session.keyDetails({ doc, key: info.root })
    expect(details).toMatchObject({ path: [], pathCut: false })
  })
})
