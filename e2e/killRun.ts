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
import type { HistoryPage } from '../src/worker/protocol.ts'
import { firstDifference } from '../test/helpers/bytes.ts'
import { type Random, rng } from '../test/helpers/rng.ts'
import { type RandomStep, requestAfter } from '../test/worker/chosenStep.ts'
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

/**
 * Edits, kills, resumes, and compares with the model.
 *
 * @returns what was done, for the record
 */
export async function killAndResume({ url, what, seed, edits }: KillRun): Promise<string> {
  const random = rng(seed)
  const folder = mkdtempSync(join(tmpdir(), 'propolis-kill-'))
  const browser = new KilledBrowser(folder, url)
  const bytes = new Uint8Array(orchard())
  try {
    const app = await browser.start()
    await app.dropFiles({ name: 'SOFTWARE', bytes })
    await app.opened('SOFTWARE')
    const model = await OpenHive.open(bytes.slice())
    const original = linesOf(bytes)
    const end = 1 + random.below(edits)
    for (let at = 0; at < end - 1; at++) await makeStep(browser, await nextStep(model, random, at))
    const last = await nextStep(model, random, end - 1)
    // An edit whose reply has arrived was shown as done. Another one is killed while it is made.
    const inFlight = random.below(2) === 0 ? random.below(20) : null
    const label = `${what}, seed ${seed}, at ${end} (${last.method}, ${inFlight ?? 'done'})`
    if (inFlight === null) await makeStep(browser, last)
    else {
      const request = await requestOf(browser, last)
      browser.call(last.method, request).catch(() => {})
      await new Promise((resolve) => setTimeout(resolve, inFlight))
    }
    await browser.kill(what)
    const states = inFlight === null ? [await linesOfModel(model)] : await statesDuring(model, last)
    if (what === 'worker')
      await expect(browser.app.page.getByText('was started again')).toBeVisible()
    else {
      const again = await browser.start()
      const offered = again.page.getByRole('region', { name: 'Kept edits' }).getByRole('button')
      const isBack = states.includes(original)
      await expect
        .poll(async () => isBack || (await offered.count()) > 0, { message: label })
        .toBe(true)
      // Nothing is offered when undo has led back to the opened hive.
      if ((await offered.count()) === 0) return `${label}: undone, nothing is offered`
      await browser.app.resume({ name: 'SOFTWARE', bytes })
    }
    await expect(browser.app.page.getByRole('tab', { name: 'SOFTWARE' })).toBeVisible()
    const doc = browser.firstDoc
    const resumed = await browser.file(doc)
    expect(states.includes(linesOf(resumed)), `${label}: the hive is as after the last edit`).toBe(
      true,
    )
    const steps = await stepsOf(browser, doc)
    await browser.call('goToStep', { doc, position: 0 })
    const opened = (await browser.file(doc)).subarray(0x1020)
    const different = firstDifference(opened, bytes.subarray(0x1020))
    expect(different, `${label}: undo goes back to the opened bytes`).toBe(-1)
    return `${label}: ${resumed.length} bytes; ${steps}`
  } finally {
    await browser.close()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

function nextStep(model: OpenHive, random: Random, at: number): Promise<RandomStep> {
  return randomStep(model, random, at % 10 === 9 ? LARGE : SMALL)
}

/** Makes a step in the browser, waits for the reply, and makes it in the model. */
async function makeStep(browser: KilledBrowser, step: RandomStep): Promise<void> {
  const refused = await browser.attempt(step.method, await requestOf(browser, step))
  expect(await step.make(), step.method).toBe(refused)
}

/** The request of a step, once its first call was made. */
async function requestOf(browser: KilledBrowser, step: RandomStep): Promise<unknown> {
  if (step.first === null) return step.request
  const { method, request } = step.first
  return requestAfter(step, await browser.call(method, request))
}

/**
 * What the hive may be like when it is killed during a step: as before it, as after it, and as after each of the steps
 * that a jump is made of.
 */
async function statesDuring(model: OpenHive, step: RandomStep): Promise<readonly string[]> {
  const states = [await linesOfModel(model)]
  for (const position of step.between) {
    await model.session.goToStep({ doc: model.doc, position })
    states.push(await linesOfModel(model))
  }
  await step.make()
  return [...states, await linesOfModel(model)]
}

/** The resumed steps, by what they are. */
async function stepsOf(browser: KilledBrowser, doc: number): Promise<string> {
  const { rows } = await browser.call<HistoryPage>('history', { doc, from: 0, count: 1000 })
  const counts = new Map<string, number>()
  for (const { label } of rows) {
    if (label !== null) counts.set(label.kind, (counts.get(label.kind) ?? 0) + 1)
  }
  return [...counts].map(([kind, count]) => `${count} ${kind}`).join(', ')
}

async function linesOfModel(model: OpenHive): Promise<string> {
  return linesOf(await modelBytes(model))
}

async function modelBytes({ session, doc }: OpenHive): Promise<Uint8Array> {
  const { blob } = await session.save({ doc, to: 'download', overwrite: false })
  return new Uint8Array(await (blob as Blob).arrayBuffer())
}

/** What a hive holds, without times. */
function linesOf(bytes: Uint8Array): string {
  const lines: string[] = []
  const digest = (data: Uint8Array) => createHash('sha256').update(data).digest('hex')
  const visit = (key: Key, path: string) => {
    const descriptor = key.descriptor === null ? '' : digest(key.descriptor)
    lines.push(`${path} ${JSON.stringify(key.className)} ${key.flags} ${descriptor}`)
    for (const { name, type, data } of key.values()) {
      lines.push(`${path} ${JSON.stringify(name)} ${type} ${digest(data)}`)
    }
    for (const child of key.subkeys()) visit(child, `${path}\\${JSON.stringify(child.name)}`)
  }
  visit(Hive.open(bytes.slice()).rootKey, '')
  return lines.join('\n')
}
