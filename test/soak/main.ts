/**
 * Random runs for any length of time:
 *
 *     npm run soak -- [--minutes N] [--seed S] [--mutants N | --lists N | --combinations N]
 *     npm run soak -- --replay JSON
 *     npm run soak -- --shapes [NAME]
 *
 * By default it makes random edits, damages hives and damages logs, and shows some of the results to other readers.
 * `--mutants` only damages N hives; `--lists` only makes N runs of edits of one key with 400 to 3,000 subkeys;
 * `--combinations` only makes N hives of several crafted shapes. For every run that fails, the seed and the commands
 * are printed, and at the end the counts and the slowest operation; standard error gets the same each minute. Known
 * limits of the readers are not failures.
 *
 * `--shapes` prints the costs of each crafted shape, or of those with NAME in their name, and fails if a bound is broken.
 */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkRun } from '../edit/checkRun.ts'
import { type EditStep, STEP_KINDS } from '../edit/EditRun.ts'
import { listRun } from '../edit/listRun.ts'
import { PLAIN_NAMES } from '../edit/randomParts.ts'
import { startHives } from '../edit/startHives.ts'
import { readerLost } from '../helpers/compareReaders.ts'
import { rng } from '../helpers/rng.ts'
import { mutate } from '../hostile/mutate.ts'
import { loggedHives, mutateLogs } from '../hostile/mutateLogs.ts'
import { seedHives } from '../hostile/seeds.ts'
import { combine } from '../hostile/shapes/combine.ts'
import { SHAPES } from '../hostile/shapes/shapes.ts'
import { survive, surviveCopies } from '../hostile/survive.ts'
import { surviveLogs } from '../hostile/surviveLogs.ts'
import { slowestOperation } from '../hostile/timing.ts'
import { OPERATIONS } from './operations.ts'
import { shapeTable } from './shapeTable.ts'

const STEPS = 100
/** The readers get the result of one in this many runs; starting them costs as much as a run. */
const READ_EVERY = 4
const READ_MUTANT_EVERY = 100
const MUTANTS_PER_RUN = 10
const MAX_FAILURES = 20
const MAX_CORPUS_BYTES = 1_000_000
/** Milliseconds between two lines of progress. */
const TELL_EVERY = 60_000

const args = process.argv.slice(2)
const numberOf = (name: string, fallback: number) => {
  const at = args.indexOf(name)
  return at < 0 ? fallback : Number(args[at + 1])
}

const OPTIONS = ['minutes', 'seed', 'mutants', 'lists', 'combinations', 'shapes', 'replay']
for (const word of args) {
  if (!word.startsWith('--') || OPTIONS.includes(word.slice(2))) continue
  process.stderr.write(`soak: unknown option: ${word}\n`)
  process.exit(2)
}

const hasMutants = args.includes('--mutants')
const lists = numberOf('--lists', 0)
const combinations = numberOf('--combinations', 0)
const mutants = numberOf('--mutants', Number.POSITIVE_INFINITY)
const isCounted = hasMutants || combinations > 0 || lists > 0
const minutes = numberOf('--minutes', isCounted ? Number.POSITIVE_INFINITY : 30)
const counts = {
  /** Runs of edits, their steps, and the number of steps that changed the hive. */
  runs: 0,
  steps: 0,
  edits: 0,
  /** Results of runs that a reader read, and damaged hives that all of them read. */
  read: 0,
  mutantsRead: 0,
  mutants: 0,
  refused: 0,
  unsaved: 0,
  worse: 0,
  saved: 0,
  mutantEdits: 0,
  logs: 0,
  /** Runs of edits of one long list, and the subkeys that they created, deleted or renamed. */
  lists: 0,
  listEdits: 0,
  listsRead: 0,
  combinations: 0,
  minutes: 0,
}

const hives = startHives(MAX_CORPUS_BYTES)
const damaged = seedHives()
const logged = loggedHives()
const start = performance.now()
const end = start + minutes * 60_000
let seed = numberOf('--seed', 1)
const replayed = args.indexOf('--replay')
let failures = 0
let told = start
if (replayed >= 0) attempt(() => replay(args[replayed + 1] ?? ''))
else if (lists > 0) listRuns(seed + lists)
else if (combinations > 0) combinedRuns(seed + combinations)
else if (args.includes('--shapes')) tableOfShapes()
else {
  for (; counts.mutants < mutants && isGoingOn(); seed++) {
    if (!hasMutants) attempt(() => editRun(seed))
    for (let n = 0; n < MUTANTS_PER_RUN; n++) attempt(() => damagedRun(seed * MUTANTS_PER_RUN + n))
    attempt(() => logRun(seed))
  }
}
process.stdout.write(soFar())

/** Prints the counts and the slowest operation as a line of JSON. */
function soFar(): string {
  counts.minutes = Math.round((performance.now() - start) / 600) / 100
  return `${JSON.stringify({ ...counts, failures, slowest: slowestOperation() })}\n`
}

function isGoingOn(): boolean {
  if (performance.now() > told + TELL_EVERY) {
    told = performance.now()
    process.stderr.write(soFar())
  }
  return performance.now() < end && failures < MAX_FAILURES
}

/** Records a failure and continues, to find others. */
function attempt(run: () => void): void {
  try {
    run()
  } catch (error) {
    failures++
    process.exitCode = 1
    process.stdout.write(`seed ${seed}: ${(error as Error).stack}\n`)
  }
}

/** Some runs use only names that every reader can show, and are shown to the readers. */
function editRun(runSeed: number): void {
  const random = rng(runSeed)
  const isRead = runSeed % READ_EVERY === 0
  const steps: EditStep[] = Array.from({ length: STEPS }, () => ({
    kind: random.below(STEP_KINDS),
    seed: random.below(0x7fffffff),
  }))
  const options = isRead ? { names: PLAIN_NAMES, readers: true } : {}
  const { run, read } = checkRun(random.pick(hives), steps, options)
  counts.runs++
  counts.steps += STEPS
  for (const { done } of run.outcomes.values()) counts.edits += done
  counts.read += read
}

/** Repeats the run that a failure printed. */
function replay(text: string): void {
  const { hive, steps, ...options } = JSON.parse(text) as {
    hive: string
    steps: [number, number][]
    names?: string[]
    readers?: boolean
  }
  const begin = hives.find(({ name }) => name === hive)
  if (begin === undefined) throw new RangeError(`there is no start hive ${hive}`)
  checkRun(
    begin,
    steps.map(([kind, stepSeed]) => ({ kind, seed: stepSeed })),
    options,
  )
}

/** All runs of edits of a list, each shown to one of the readers. */
function listRuns(to: number): void {
  const folder = mkdtempSync(join(tmpdir(), 'propolis-soak-'))
  for (; seed < to && isGoingOn(); seed++) {
    attempt(() => {
      const { edits, read } = listRun(seed, folder)
      counts.lists++
      counts.listEdits += edits
      if (read) counts.listsRead++
    })
  }
  rmSync(folder, { recursive: true })
}

function combinedRuns(to: number): void {
  for (; seed < to && isGoingOn(); seed++) {
    attempt(() => {
      const random = rng(seed)
      const { name, bytes } = combine(random)
      try {
        const { reached, edits } = survive(bytes, random)
        surviveCopies(bytes)
        counts.combinations++
        counts[reached]++
        counts.mutantEdits += edits
      } catch (error) {
        throw new RangeError(`combination of ${name}: ${(error as Error).stack}`)
      }
    })
  }
}

function tableOfShapes(): void {
  const part = args[args.indexOf('--shapes') + 1] ?? ''
  const shapes = Object.fromEntries(Object.entries(SHAPES).filter(([name]) => name.includes(part)))
  failures = shapeTable(shapes, OPERATIONS, (line) => process.stdout.write(line))
  if (failures > 0) process.exitCode = 1
}

function damagedRun(mutantSeed: number): void {
  const random = rng(mutantSeed)
  const { name, bytes } = random.pick(damaged)
  try {
    const mutant = mutate(bytes, random)
    const { reached, saved, edits } = survive(mutant, random)
    counts.mutants++
    counts[reached]++
    counts.mutantEdits += edits
    if (saved === null || counts.saved % READ_MUTANT_EVERY !== 0) return
    const lost = readerLost(mutant, saved)
    if (lost !== null) throw new RangeError(lost)
    counts.mutantsRead++
  } catch (error) {
    throw new RangeError(`mutant ${mutantSeed} of ${name}: ${(error as Error).stack}`)
  }
}

function logRun(mutantSeed: number): void {
  const random = rng(mutantSeed)
  const hive = random.pick(logged)
  try {
    surviveLogs(mutateLogs(hive, logged, random))
    counts.logs++
  } catch (error) {
    throw new RangeError(`logs ${mutantSeed} of ${hive.name}: ${(error as Error).stack}`)
  }
}
