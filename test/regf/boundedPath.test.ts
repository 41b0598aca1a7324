import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { boundedPath } from '../../src/regf/checks/boundedPath.ts'
import { hive } from '../helpers/runHive.ts'
import { temporary } from '../helpers/temporary.ts'
import { SHAPES } from '../hostile/shapes/shapes.ts'

const files = temporary()

describe('the path in a finding', () => {
  const of = (names: readonly string[]) =>
    boundedPath(names.length, (index) => names[index] as string)

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

  it('asks for no name that it leaves out, but one at either end', () => {
    const asked = new Set<number>()
    boundedPath(511, (index) => {
      asked.add(index)
      return 'n'.repeat(255)
    })
    expect(asked.size).toBeLessThan(8)
  })
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
})
