/**
 * `npm run soak:page -- [--minutes N] [--seed S]`: random actions on the built page, which is killed now and then; see
 * `SoakRun.ts`. Prints a line of counts and memory each minute. A failure names the seed and the last actions.
 */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { type MemorySample, memoryTrend } from '../../test/soak/memoryTrend.ts'
import { SoakPage } from './SoakPage.ts'
import { ROOT_NAME, SoakRun } from './SoakRun.ts'

const MINUTES = Number(process.env.PAGE_SOAK_MINUTES ?? 10)
const SEED = Number(process.env.PAGE_SOAK_SEED ?? 1)
const MINUTE_MS = 60_000
/** Memory may grow until then. */
const WARM_UP_MINUTES = 10

test('the page is used and killed without losing an edit', async ({ baseURL }, info) => {
  test.setTimeout(0)
  const folder = mkdtempSync(join(tmpdir(), 'propolis-soak-'))
  const url = baseURL ?? ''
  const page = new SoakPage(folder, url, ROOT_NAME)
  const run = new SoakRun(page, url, SEED)
  const start = performance.now()
  const heaps: MemorySample[] = []
  const renderers: MemorySample[] = []
  let told = 0
  const minutes = () => (performance.now() - start) / MINUTE_MS
  const isGoingOn = async () => {
    if (minutes() >= told + 1) {
      told = Math.floor(minutes())
      const { heap, renderer } = await page.memory()
      const minute = minutes()
      heaps.push({ minute, megabytes: heap })
      renderers.push({ minute, megabytes: renderer })
      tell({ minute: round(minute), ...run.counts, heap: round(heap), renderer: round(renderer) })
    }
    return minutes() < MINUTES
  }
  try {
    await page.start()
    while (await isGoingOn()) await run.oneHive(isGoingOn)
    for (const [name, samples] of Object.entries({ heap: heaps, renderer: renderers })) {
      const trend = memoryTrend(samples, WARM_UP_MINUTES)
      tell({ memory: name, megabytes: 'after ten minutes', ...trend })
      expect(trend?.isFlat ?? true, `${name} memory is flat after ten minutes`).toBe(true)
    }
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error)
    const shown = await page.describe(info.outputPath('page.png'))
    throw new Error(
      `${words}\n${shown}\nseed ${SEED}, after ${round(minutes())} minutes; the last actions:\n${run.last.join('\n')}`,
      { cause: error },
    )
  } finally {
    tell({ seed: SEED, minutes: round(minutes()), ...run.counts })
    await page.close()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
})

function tell(line: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

function round(number: number): number {
  return Math.round(number * 10) / 10
}
