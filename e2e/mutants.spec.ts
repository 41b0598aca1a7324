/**
 * Damaged hives in the page: each is opened and scrolled, its problems are listed, a value is
 * shown, a key is created and undone, and the hive is closed. The page must answer, and explain
 * what it cannot do. Only a few are used here, to keep the test itself working; `npm run soak --
 * --browser N` tries more.
 */

import type { ConsoleMessage } from '@playwright/test'
import { rng } from '../test/helpers/rng.ts'
import { mutate } from '../test/hostile/mutate.ts'
import { seedHives } from '../test/hostile/seeds.ts'
import { onDisk } from './hives.ts'
import type { PageDriver } from './PageDriver.ts'
import { PageTasks, worstOf } from './PageTasks.ts'
import { settlePage } from './settle.ts'
import { expect, test } from './story.ts'
import {
  close,
  dismissAll,
  listProblems,
  makeKeyAndUndo,
  openOrHearWhy,
  scroll,
  showValue,
} from './useHive.ts'

const COUNT = Number(process.env.PAGE_MUTANTS ?? 8)
const FIRST = Number(process.env.PAGE_MUTANTS_SEED ?? 1)
/** The limit of processor time of a page task, in milliseconds. */
const MOST_PROCESSOR = 200
/** Hives per test, all in the page that it loads. */
const PER_TEST = 10
/** What no message may contain: unworded errors and missing values. */
const NOT_WORDS =
  /undefined|\bNaN\b|\bnull\b|\[object|\b\w+Error\b|inside Propolis|engine has stopped/

interface Used {
  readonly opened: boolean
  readonly made: boolean
  readonly costliest: string
  readonly processor: number
}

const seeds = seedHives()

for (let from = FIRST; from < FIRST + COUNT; from += PER_TEST) {
  const to = Math.min(from + PER_TEST, FIRST + COUNT) - 1
  test(`damaged hives ${from} to ${to} are used in the page`, async ({ app }, info) => {
    // A guard against hanging.
    test.setTimeout(60_000 * PER_TEST)
    const faults: string[] = []
    const counts = { opened: 0, refused: 0, keysMade: 0, again: 0 }
    let worst = { processor: 0, where: '' }
    for (let seed = from; seed <= to; seed++) {
      const random = rng(seed)
      const { name, bytes } = random.pick(seeds)
      const path = onDisk(info, 'mutant.hiv', mutate(bytes, random))
      try {
        let used = await use(app, path)
        if (used.processor > MOST_PROCESSOR) {
          // Garbage collection or other programs may have interfered, so only a repeated excess
          // counts.
          counts.again++
          await app.load()
          used = await use(app, path)
        }
        const { opened, made, processor, costliest } = used
        counts[opened ? 'opened' : 'refused']++
        if (made) counts.keysMade++
        if (processor > worst.processor) {
          worst = { processor, where: `${costliest}, ${seed} of ${name}` }
        }
        if (processor > MOST_PROCESSOR) throw new RangeError(`${processor} ms to ${costliest}`)
      } catch (error) {
        faults.push(`${seed} of ${name}: ${(error as Error).message}`)
        await app.page.screenshot({ path: info.outputPath(`mutant ${seed}.png`) })
        await app.load()
      }
    }
    const longest = `${worst.processor.toFixed(0)} ms to ${worst.where}`
    process.stdout.write(`${JSON.stringify({ from, to, ...counts, longest })}\n`)
    expect(faults).toEqual([])
  })
}

/** Everything that is done with one hive. */
async function use(app: PageDriver, path: string): Promise<Used> {
  const said: string[] = []
  const errors: string[] = []
  const note = (error: Error) => errors.push(String(error.stack))
  const hear = (message: ConsoleMessage) => {
    if (message.type() === 'error') errors.push(message.text())
  }
  app.page.on('pageerror', note).on('console', hear)
  const tasks = await PageTasks.watch(app.page)
  const part = async <T>(title: string, act: () => Promise<T>): Promise<T> => {
    await tasks.begin(title)
    const result = await act()
    await settlePage(app)
    said.push(...(await dismissAll(app)))
    return result
  }
  let ended: Awaited<ReturnType<PageTasks['end']>> | undefined
  let made = false
  let opened = false
  try {
    opened = await part('open', () => openOrHearWhy(app, path))
    if (opened) {
      await part('scroll', () => scroll(app))
      await part('list the problems', () => listProblems(app))
      await part('show a value', () => showValue(app))
      made = await part('make a key and take it back', () => makeKeyAndUndo(app))
      await part('close', () => close(app, path))
    }
  } finally {
    ended = await tasks.end()
    app.page.off('pageerror', note).off('console', hear)
  }
  expect(errors).toEqual([])
  expect(said.filter((text) => NOT_WORDS.test(text))).toEqual([])
  if (!opened) expect(said).not.toEqual([])
  const [costliest, { processor }] = worstOf(ended)
  return { opened, made, costliest, processor }
}
