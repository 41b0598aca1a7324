import { existsSync, rmSync } from 'node:fs'
import { expect, it } from 'vitest'
import type { RecoveryPreview } from '../../src/logs/preview.ts'
import { rng } from '../helpers/rng.ts'
import { hive } from '../helpers/runHive.ts'
import { firstSeed } from '../helpers/seedWindow.ts'
import { temporary } from '../helpers/temporary.ts'
import { type LoggedHive, loggedHives, mutateLogs } from './mutateLogs.ts'
import { surviveLogs } from './surviveLogs.ts'

/** The mutants of each window of seeds; `soak` tries more. */
const MUTANTS = 500
const FIRST = firstSeed(MUTANTS)
/** One of this many mutants of each outcome goes through the command. */
const WRITTEN_EVERY = 20

const files = temporary()

it(`recovery survives ${MUTANTS} mutants of logs from seed ${FIRST}, and reports every hive that they make worse`, {
  timeout: 600_000,
}, () => {
  const seeds = loggedHives()
  const counts = { refused: 0, unused: 0, better: 0, worse: 0, partly: 0 }
  const written = { refused: 0, unused: 0, better: 0, worse: 0 }
  for (let n = FIRST; n < FIRST + MUTANTS; n++) {
    const random = rng(n)
    const mutant = mutateLogs(random.pick(seeds), seeds, random)
    try {
      const preview = surviveLogs(mutant)
      const outcome = outcomeOf(preview)
      const isPart = ({ used, fault }: { used: readonly number[]; fault: unknown }) =>
        used.length > 0 && fault !== null
      if (preview?.report.verdicts.some(isPart)) counts.partly++
      if (counts[outcome]++ % WRITTEN_EVERY === 0 && write(mutant, preview)) written[outcome]++
    } catch (error) {
      throw new RangeError(`mutant ${n} of ${mutant.name}: ${(error as Error).stack}`)
    }
  }
  // A mutator that breaks only headers, or nothing, would prove little.
  expect(counts.unused).toBeGreaterThan(MUTANTS / 20)
  expect(counts.better).toBeGreaterThan(MUTANTS / 4)
  expect(counts.worse).toBeGreaterThan(MUTANTS / 100)
  expect(counts.partly).toBeGreaterThan(MUTANTS / 20)
  expect(written.better).toBeGreaterThan(counts.better / WRITTEN_EVERY / 2)
})

function outcomeOf(preview: RecoveryPreview | null): 'refused' | 'unused' | 'better' | 'worse' {
  if (preview === null) return 'refused'
  const { effect } = preview.report
  if (effect === null) return 'unused'
  return effect.worse ? 'worse' : 'better'
}

/** The command either writes a hive without errors, or prints one line and writes nothing. */
function write({ primary, logs }: LoggedHive, preview: RecoveryPreview | null): boolean {
  const path = files.file('hive', primary)
  const paths = logs.map(({ name, bytes }, index) =>
    files.file(`${index}.${name.replaceAll('/', '_')}`, bytes),
  )
  const out = files.path('out')
  const { code, err } = hive('recover', path, ...paths, '-o', out)
  const isWritten = existsSync(out)
  expect(isWritten).toBe(code === 0)
  if (isWritten) expect(hive('check', out).code).toBe(0)
  else expect(err).toMatch(/^hive: [A-Za-z_-]+: .*\n$/)
  if (preview?.report.effect?.worse !== false) expect(isWritten).toBe(false)
  rmSync(out, { force: true })
  return isWritten
}
