/**
 * `npm run soak -- --minutes N [--seed S] [--mutants N] | --replay JSON`: random edit runs, damaged
 * hives and damaged logs for as long as one likes, other readers looking at what was written now and
 * then. Ends with what it did, or with the seed and the commands of the first run that failed. Known
 * limits of the readers are theirs.
 */

import { checkRun } from '../edit/checkRun.ts'
import { type EditStep, PLAIN_NAMES, STEP_KINDS } from '../edit/EditRun.ts'
import { readableHives, startHives } from '../edit/startHives.ts'
import { rng } from '../helpers/rng.ts'
import { mutate } from '../hostile/mutate.ts'
import { loggedHives, mutateLogs } from '../hostile/mutateLogs.ts'
import { seedHives } from '../hostile/seeds.ts'
import { survive } from '../hostile/survive.ts'
import { surviveLogs } from '../hostile/surviveLogs.ts'
import { firstReaderDifference, readerLost } from './compareReaders.ts'

const STEPS = 100
/** Every so many runs the readers look at the result; starting them costs more than a run. */
const READ_EVERY = 50
const READ_MUTANT_EVERY = 500
const MUTANTS_PER_RUN = 10
const MAX_CORPUS_BYTES = 1_000_000

const args = process.argv.slice(2)
const numberOf = (name: string, fallback: number) => {
  const at = args.indexOf(name)
  return at < 0 ? fallback : Number(args[at + 1])
}

const minutes = numberOf('--minutes', 30)
const mutants = numberOf('--mutants', Number.POSITIVE_INFINITY)
const counts = {
  runs: 0,
  steps: 0,
  read: 0,
  mutants: 0,
  refused: 0,
  unsaved: 0,
  worse: 0,
  saved: 0,
  logs: 0,
}

const hives = startHives(MAX_CORPUS_BYTES)
const damaged = seedHives()
const logged = loggedHives()
const end = performance.now() + minutes * 60_000
let seed = numberOf('--seed', 1)
const replayed = args.indexOf('--replay')
try {
  if (replayed >= 0) replay(args[replayed + 1] ?? '')
  for (; replayed < 0 && performance.now() < end && counts.mutants < mutants; seed++) {
    if (mutants === Number.POSITIVE_INFINITY) editRun(seed)
    for (let n = 0; n < MUTANTS_PER_RUN; n++) damagedRun(seed * MUTANTS_PER_RUN + n)
    logRun(seed)
  }
  process.stdout.write(`${JSON.stringify(counts)}\n`)
} catch (error) {
  process.stdout.write(`${JSON.stringify(counts)}\nseed ${seed}: ${(error as Error).stack}\n`)
  process.exitCode = 1
}

/** Every now and then with names every reader can show, from a hive of our own, for them to see. */
function editRun(runSeed: number): void {
  const random = rng(runSeed)
  const isRead = runSeed % READ_EVERY === 0
  const start = random.pick(isRead ? readableHives : hives)
  const steps: EditStep[] = Array.from({ length: STEPS }, () => ({
    kind: random.below(STEP_KINDS),
    seed: random.below(0x7fffffff),
  }))
  const { hive } = checkRun(start, steps, isRead ? { names: PLAIN_NAMES } : {})
  counts.runs++
  counts.steps += STEPS
  if (!isRead) return
  const { difference, read } = firstReaderDifference(hive)
  if (difference !== null) throw new RangeError(`${start.name}: ${difference}`)
  counts.read += read
}

/** Runs again what a failure printed. */
function replay(text: string): void {
  const { hive, steps } = JSON.parse(text) as { hive: string; steps: [number, number][] }
  const start = hives.find(({ name }) => name === hive)
  if (start === undefined) throw new RangeError(`there is no start hive ${hive}`)
  checkRun(
    start,
    steps.map(([kind, seed]) => ({ kind, seed })),
  )
}

function damagedRun(mutantSeed: number): void {
  const random = rng(mutantSeed)
  const { name, bytes } = random.pick(damaged)
  try {
    const mutant = mutate(bytes, random)
    const { reached, saved } = survive(mutant, random)
    counts.mutants++
    counts[reached]++
    if (saved === null || counts.saved % READ_MUTANT_EVERY !== 0) return
    const lost = readerLost(mutant, saved)
    if (lost !== null) throw new RangeError(lost)
    counts.read++
  } catch (error) {
    throw new RangeError(`mutant ${mutantSeed} of ${name}: ${(error as Error).message}`)
  }
}

function logRun(mutantSeed: number): void {
  const random = rng(mutantSeed)
  const hive = random.pick(logged)
  try {
    surviveLogs(mutateLogs(hive, logged, random))
    counts.logs++
  } catch (error) {
    throw new RangeError(`logs ${mutantSeed} of ${hive.name}: ${(error as Error).message}`)
  }
}
