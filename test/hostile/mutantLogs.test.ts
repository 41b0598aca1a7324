import { existsSync, rmSync } from 'node:fs'
import { expect, it } from 'vitest'
import { HiveError } from '../../src/errors.ts'
import { previewRecovery, type RecoveryPreview } from '../../src/logs/preview.ts'
import { HiveImage } from '../../src/regf/HiveImage.ts'
import { firstDifference } from '../helpers/bytes.ts'
import { rng } from '../helpers/rng.ts'
import { hive } from '../helpers/runHive.ts'
import { temporary } from '../helpers/temporary.ts'
import { countAllocations } from './countAllocations.ts'
import { type LoggedHive, loggedHives, mutateLogs } from './mutateLogs.ts'
import { OPERATION_LIMIT } from './survive.ts'

const MUTANTS = 2000
/** Of these so many go through the command. */
const WRITTEN_EVERY = 20
/** No allocation may be larger than so many times hive and logs together, and what tables need. */
const TIMES = 2
const FIXED = 2 << 20

const files = temporary()

it(`survives ${MUTANTS} mutants of logs, and no hive is worse for them unnoticed`, {
  timeout: 600_000,
}, () => {
  const seeds = loggedHives()
  const counts = { refused: 0, unused: 0, better: 0, worse: 0, partly: 0, written: 0 }
  for (let n = 0; n < MUTANTS; n++) {
    const random = rng(n)
    const mutant = mutateLogs(random.pick(seeds), seeds, random)
    try {
      const preview = survive(mutant)
      counts[outcomeOf(preview)]++
      const isPart = ({ used, fault }: { used: readonly number[]; fault: unknown }) =>
        used.length > 0 && fault !== null
      if (preview?.report.verdicts.some(isPart)) counts.partly++
      if (n % WRITTEN_EVERY === 0 && write(mutant, preview)) counts.written++
    } catch (error) {
      throw new RangeError(`mutant ${n} of ${mutant.name}: ${(error as Error).stack}`)
    }
  }
  // A mutator that only ever breaks headers, or nothing, would prove little.
  expect(counts.unused).toBeGreaterThan(MUTANTS / 20)
  expect(counts.better).toBeGreaterThan(MUTANTS / 4)
  expect(counts.worse).toBeGreaterThan(MUTANTS / 100)
  expect(counts.partly).toBeGreaterThan(MUTANTS / 20)
  expect(counts.written).toBeGreaterThan(MUTANTS / WRITTEN_EVERY / 4)
})

function outcomeOf(preview: RecoveryPreview | null): 'refused' | 'unused' | 'better' | 'worse' {
  if (preview === null) return 'refused'
  const { effect } = preview.report
  if (effect === null) return 'unused'
  return effect.worse ? 'worse' : 'better'
}

/** Null when it was refused with a HiveError. Throws when anything else happens. */
function survive({ primary, logs }: LoggedHive): RecoveryPreview | null {
  const copies = [primary, ...logs.map(({ bytes }) => bytes)].map((bytes) => bytes.slice())
  const given = copies.reduce((sum, { length }) => sum + length, 0)
  const start = performance.now()
  const { result, allocations } = countAllocations(() => previewOf(primary, logs))
  const spent = performance.now() - start
  if (spent > OPERATION_LIMIT) throw new RangeError(`took ${Math.round(spent)} ms`)
  if (allocations.largest > given * TIMES + FIXED) {
    throw new RangeError(`allocated ${allocations.largest} bytes for ${given}`)
  }
  for (const [index, copy] of copies.entries()) {
    const now = index === 0 ? primary : (logs[index - 1] as LoggedHive['logs'][0]).bytes
    if (firstDifference(now, copy) >= 0) throw new RangeError('what was given was changed')
  }
  if (result !== null) requireAnswers(result, logs.length)
  return result
}

/** Each log is answered for, and what is used and what it led to agree. */
function requireAnswers({ report, before, after }: RecoveryPreview, logs: number): void {
  const { verdicts, effect } = report
  if (verdicts.length !== logs) throw new RangeError('a log is not answered for')
  const isUsed = verdicts.some(({ used }) => used.length > 0)
  const isSilent = verdicts.some(({ used, fault }) => used.length === 0 && fault === null)
  if (isSilent || isUsed !== (effect !== null)) throw new RangeError('a log is silently ignored')
  if (effect === null || effect.worse) return
  const had = new Set(errorsOf(before))
  const fresh = errorsOf(after).filter((error) => !had.has(error))
  if (before !== null && (after === null || fresh.length > 0)) {
    throw new RangeError('the hive is worse, and nobody says so')
  }
}

function errorsOf(opened: RecoveryPreview['before']): string[] {
  return (opened?.check().findings ?? [])
    .filter(({ severity }) => severity === 'error')
    .map(({ code, offset }) => `${code} ${offset}`)
}

function previewOf(primary: LoggedHive['primary'], logs: LoggedHive['logs']) {
  try {
    const steps = previewRecovery(new HiveImage(primary.buffer), logs)
    for (;;) {
      const step = steps.next()
      if (step.done === true) return step.value
    }
  } catch (error) {
    if (!(error instanceof HiveError) || error.code === 'internal') throw error
    return null
  }
}

/** What the command writes is a hive without errors; it says in one line why it writes nothing. */
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
