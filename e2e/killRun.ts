/**
 * Random edits of every kind in a browser that is killed at some moment. The same edits are made in Node, which tells
 * what the hive has to be after each of them.
 */

import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { Hive } from '../src/offreg/Hive.ts'
import type { Key } from '../src/offreg/Key.ts'
import { firstDifference } from '../test/helpers/bytes.ts'
import { rng } from '../test/helpers/rng.ts'
import { OpenHive } from '../test/worker/openHive.ts'
import { randomStep } from '../test/worker/randomStep.ts'
import { orchard } from './hives.ts'
import { type Killed, KilledBrowser } from './KilledBrowser.ts'

/** Bytes of most values, and of one in ten. */
const SMALL = 300
const LARGE = 5 * 1024 * 1024

export interface KillRun {
  readonly url: string
  readonly what: Killed
  readonly seed: number
  /** The number of edits if nothing was killed. */
  readonly edits: number
}

/** Edits, kills, resumes, and compares with the model. */
export async function killAndResume({ url, what, seed, edits }: KillRun): Promise<void> {
  const random = rng(seed)
  const folder = mkdtempSync(join(tmpdir(), 'propolis-kill-'))
  const browser = new KilledBrowser(folder, url)
  const bytes = new Uint8Array(orchard())
  const label = `${what}, seed ${seed}`
  try {
    const app = await browser.start()
    await app.dropFiles({ name: 'SOFTWARE', bytes })
    await app.opened('SOFTWARE')
    const doc = 1
    const model = await OpenHive.open(bytes.slice())
    const states = [linesOf(bytes)]
    const end = 1 + random.below(edits)
    let last = ''
    for (let at = 0; at < end; at++) {
      const step = await randomStep(model, random, at % 10 === 9 ? LARGE : SMALL)
      const request = { ...step.request, doc }
      last = step.method
      const sent = browser.call(step.method, request)
      if (at === end - 1 && random.below(2) === 0) {
        // It is killed while the edit is made, which may be there afterwards or not.
        sent.catch(() => {})
        await new Promise((resolve) => setTimeout(resolve, random.below(20)))
      } else await sent
      await step.make()
      // Only the last states can be found again.
      if (at >= end - 2) states.push(linesOf(await modelBytes(model)))
    }
    await browser.kill(what)
    if (what === 'worker')
      await expect(browser.app.page.getByText('was started again')).toBeVisible()
    else {
      const again = await browser.start()
      const offered = again.page.getByRole('region', { name: 'Kept edits' }).getByRole('button')
      if (!(await isOffered(offered, states))) return
      await offered.click()
      await again.page.getByRole('button', { name: /^Resume: / }).click()
    }
    await expect(browser.app.page.getByRole('tab', { name: 'SOFTWARE' })).toBeVisible()
    const found = linesOf(await browser.file(doc))
    const isKnown = [states.at(-1), states.at(-2)].some((state) => state === found)
    expect(
      isKnown,
      `${label}, at ${end} (${last}): the hive is as after the last edit that was done`,
    ).toBe(true)
    await browser.call('goToStep', { doc, position: 0 })
    const opened = (await browser.file(doc)).subarray(0x1020)
    const different = firstDifference(opened, bytes.subarray(0x1020))
    expect(different, `${label}: undo goes back to the opened bytes`).toBe(-1)
  } finally {
    await browser.close()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** Nothing is offered when undo has led back to the opened hive. */
async function isOffered(
  offered: { count(): Promise<number> },
  states: readonly string[],
): Promise<boolean> {
  const isBack = [states.at(-1), states.at(-2)].includes(states[0])
  await expect.poll(async () => isBack || (await offered.count()) > 0).toBe(true)
  return (await offered.count()) > 0
}

async function modelBytes({ session, doc }: OpenHive): Promise<Uint8Array> {
  const { blob } = await session.save({ doc, to: 'download', overwrite: false })
  return new Uint8Array(await (blob as Blob).arrayBuffer())
}

/** What a hive holds, without times. */
function linesOf(bytes: Uint8Array): string {
  const lines: string[] = []
  const visit = (key: Key, path: string) => {
    lines.push(`${path} ${JSON.stringify(key.className)}`)
    for (const { name, type, data } of key.values()) {
      const digest = createHash('sha256').update(data).digest('hex')
      lines.push(`${path} ${JSON.stringify(name)} ${type} ${digest}`)
    }
    for (const child of key.subkeys()) visit(child, `${path}\\${JSON.stringify(child.name)}`)
  }
  visit(Hive.open(bytes.slice()).rootKey, '')
  return lines.join('\n')
}
