import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { DECIDED, NOT_APPLICABLE } from './decided.ts'

const CASES = Array.from({ length: 150 }, (_, index) => index + 1)

const tested = new Set(
  readdirSync(import.meta.dirname)
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => readFileSync(join(import.meta.dirname, name), 'utf8'))
    .flatMap((text) => [...text.matchAll(/\('case (\d+) /g)].map(([, number]) => Number(number))),
)

it('each of the 150 cases has a test, or a reason for having none', () => {
  const applicable = CASES.filter((number) => !(number in NOT_APPLICABLE))
  expect([...tested].sort((a, b) => a - b)).toEqual(applicable)
  expect(Object.keys(DECIDED).filter((number) => !tested.has(Number(number)))).toEqual([])
})
