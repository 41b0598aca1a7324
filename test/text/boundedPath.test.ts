import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { boundedPath } from '../../src/text/boundedPath.ts'
import { hive } from '../helpers/runHive.ts'
import { temporary } from '../helpers/temporary.ts'
import { CraftedHive } from '../hostile/shapes/CraftedHive.ts'
import { numbered } from '../hostile/shapes/names.ts'
import { SHAPES } from '../hostile/shapes/shapes.ts'

const files = temporary()

describe('the path in a finding', () => {
  const of = (names: readonly string[]) =>
    boundedPath(names.length, (index) => names[index] as string).names

  it('is whole up to a thousand units', () => {
    for (const names of [
      [],
      ['a'],
      ['a', 'b', 'c'],
      Array.from({ length: 10 }, () => 'x'.repeat(100)),
    ]) {
      expect(of(names)).toEqual(names)
    }
  })

  it('keeps the first names and the last of a longer one', () => {
    const names = Array.from({ length: 511 }, (_, n) => `${n} `.padEnd(255, '.'))
    const path = of(names)
    expect(path).toEqual([names[0], '…', ...names.slice(-2)])
    expect(path.join('').length).toBeLessThanOrEqual(1001)
  })

  it('cuts a name that no Windows gives', () => {
    expect(of(['n'.repeat(255)])).toEqual(['n'.repeat(255)])
    expect(of(['n'.repeat(32_767)])).toEqual([`${'n'.repeat(254)}…`])
    expect(of(['a', 'n'.repeat(32_767)])).toEqual(['a', `${'n'.repeat(254)}…`])
  })

  it('says where names are left out: a key may be named like the mark', () => {
    const names = ['…', ...Array.from({ length: 511 }, () => 'n'.repeat(255)), '…']
    const path = boundedPath(names.length, (index) => names[index] as string)
    expect(path.leftOut).toEqual([2])
    expect(path.names.flatMap((name, at) => (name === '…' ? [at] : []))).toEqual([0, 2, 5])
  })

  it('asks for no name that it leaves out, but one at either end', () => {
    const asked = new Set<number>()
    boundedPath(511, (index) => {
      asked.add(index)
      return 'n'.repeat(255)
    })
    expect(asked.size).toBeLessThan(8)
  })
})

it('the list of subkeys that a deep key hides is found with a path that is bounded', () => {
  const crafted = new CraftedHive()
  const root = crafted.key({ name: 'ROOT' })
  let key = root
  for (let level = 0; level < 400; level++) {
    key = crafted.addSubkeys(key, ['n'.repeat(255)])[0] as number
  }
  for (const below of crafted.addSubkeys(key, numbered(100))) {
    crafted.setSubkeys(below, crafted.leaf([[crafted.key({ name: 'h', parent: below }), 'h']]), 0)
  }
  const { findings } = Hive.open(crafted.file(root)).check()
  const hidden = findings.filter(({ code }) => code === 'subkeys-hidden')
  expect(hidden).toHaveLength(100)
  for (const { path = [] } of hidden) expect(path.join('').length).toBeLessThanOrEqual(1001)
})

describe('many findings at the bottom of a deep tree', () => {
  const path = () => files.file('deep', SHAPES['many deep findings']?.(1) ?? new Uint8Array())

  it('share the text of their path', () => {
    const { findings } = Hive.open(SHAPES['many deep findings']?.(1) ?? new Uint8Array(0)).check()
    const paths = findings.flatMap((finding) => (finding.path === undefined ? [] : [finding.path]))
    expect(paths.length).toBeGreaterThan(3000)
    expect(new Set(paths).size).toBeLessThan(10)
  })

  it('are written as JSON one by one, which parses', () => {
    const { code, out } = hive('check', path(), '--json')
    expect(code).toBe(1)
    const report = JSON.parse(out) as { ok: boolean; findings: { code: string; path?: string }[] }
    expect(report.ok).toBe(false)
    expect(report.findings.length).toBeGreaterThan(3000)
    expect(Object.keys(report)).toEqual(['ok', 'keys', 'values', 'bytes', 'findings'])
    expect(out).toBe(`${JSON.stringify(report, null, 2)}\n`)
  })

  it('have lines of bounded length, each on the terminal', () => {
    const { out } = hive('check', path())
    for (const line of out.split('\n')) expect(line.length).toBeLessThan(6 * 1000 + 500)
  })
})
