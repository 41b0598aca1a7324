/** The page of a soak: what it says and does wrong, what its hive holds, how much memory it has, and its deaths. */

import { readdirSync, readFileSync } from 'node:fs'
import { expect, type Page } from '@playwright/test'
import { firstDifference } from '../../test/helpers/bytes.ts'
import { type HiveModel, modelLines, readModel } from '../../test/soak/HiveModel.ts'
import { type Killed, KilledBrowser } from '../KilledBrowser.ts'
import type { PageDriver } from '../PageDriver.ts'

/** Cells begin here, less the first one, whose key has the time of the last edit. */
const COMPARED_FROM = 0x1020
const VIEWPORT = { width: 1280, height: 1200 }
/** Ids of documents that are tried to find the one of the soak. */
const MOST_DOCS = 500
/** What no message may say in a soak. */
const NOT_SAID =
  /undefined|\bNaN\b|\[object|\b\w+Error\b|inside Propolis|A crash would lose|could not be brought back/

export class SoakPage {
  readonly #browser: KilledBrowser
  readonly #rootName: string
  readonly #faults: string[] = []
  #doc = 1
  /** Whether the engine is being ended, which the browser may report as an error. */
  #isKilling = false

  /**
   * @param folder - takes what the browser keeps
   * @param url - the page
   * @param rootName - of the root key of the hive, which tells it from others
   */
  constructor(folder: string, url: string, rootName: string) {
    this.#browser = new KilledBrowser(folder, url)
    this.#rootName = rootName
  }

  get app(): PageDriver {
    return this.#browser.app
  }

  /** Starts the browser, or a tab of it. */
  async start(): Promise<PageDriver> {
    const app = await this.#browser.start()
    this.#watch(app.page)
    await app.page.setViewportSize(VIEWPORT)
    this.#doc = 1
    return app
  }

  #watch(page: Page): void {
    const fault = (text: string) => {
      if (!this.#isKilling) this.#faults.push(text)
    }
    page.on('pageerror', (error) => fault(`page error: ${error.stack ?? error}`))
    page.on('console', (message) => {
      if (message.type() === 'error') fault(`console: ${message.text()}`)
    })
  }

  /** Fails if anything went wrong on the page since it was started. */
  async expectNoFault(): Promise<void> {
    const alerts = await this.app.alerts()
    const news = (await this.app.news()).filter((text) => NOT_SAID.test(text))
    expect([...this.#faults, ...alerts, ...news], 'errors on the page').toEqual([])
  }

  /** Removes all notices. */
  async dismissAll(): Promise<void> {
    const { page } = this.app
    const dismiss = page
      .getByRole('region', { name: 'Notices' })
      .getByRole('button', { name: 'Dismiss', exact: true })
    await expect(async () => {
      if ((await dismiss.count()) > 0) await dismiss.first().click({ timeout: 1000 })
      expect(await dismiss.count()).toBe(0)
    }).toPass()
  }

  call<T>(method: string, request: Readonly<Record<string, unknown>>): Promise<T> {
    return this.#browser.call<T>(method, request)
  }

  /** Finds out which document the hive is. */
  async findDoc(): Promise<void> {
    const { firstDoc } = this.#browser
    for (let doc = firstDoc; doc < firstDoc + MOST_DOCS; doc++) {
      const range = { from: 0, count: 1 }
      const rows = await this.call<{ rows: readonly { name: string }[] }>('visibleRows', {
        ...{ doc, ...range },
      }).catch(() => null)
      if (rows?.rows[0]?.name !== this.#rootName) continue
      this.#doc = doc
      return
    }
    throw new Error('the hive is not open')
  }

  /** The number of steps that are done, of all, and at the oldest point that undo can reach. */
  async history(): Promise<{ position: number; steps: number; first: number }> {
    const request = { doc: this.#doc, from: 0, count: 1 }
    const page = await this.call<{ first: number; total: number; now: number }>('history', request)
    const { first, total, now } = page
    return { first, steps: first + total - 1, position: first + total - 1 - now }
  }

  async expectPosition({ position }: HiveModel): Promise<void> {
    await expect.poll(async () => (await this.history()).position).toBe(position)
  }

  async lines(): Promise<string> {
    return modelLines(readModel(await this.#browser.file(this.#doc)))
  }

  async expectModel(model: HiveModel, what: string): Promise<void> {
    expectLines(await this.lines(), model.lines, what)
  }

  /** Fails if the hive is not, byte for byte, the one that was opened. */
  async expectOpened(opened: Uint8Array): Promise<void> {
    const bytes = (await this.#browser.file(this.#doc)).subarray(COMPARED_FROM)
    const different = firstDifference(bytes, opened.subarray(COMPARED_FROM))
    expect(different, 'undo of all gives the opened bytes; the first that differs').toBe(-1)
  }

  /** Ends the tab, the worker or the browser. A worker is there again afterwards. */
  async kill(what: Killed): Promise<void> {
    if (what === 'worker') await this.dismissAll()
    this.#isKilling = true
    try {
      await this.#browser.kill(what)
    } finally {
      this.#isKilling = false
    }
    if (what !== 'worker') return
    const said = this.app.page.getByText('was started again')
    // A second time within half a minute the page asks first.
    const asked = this.app.page.getByRole('button', { name: 'Start again' })
    await expect(said.or(asked)).toBeVisible()
    if (await asked.isVisible()) await asked.click()
    await expect(said).toBeVisible()
    await this.findDoc()
  }

  /** The names of hives whose edits can be resumed. */
  async kept(): Promise<readonly string[]> {
    const { kept } = await this.call<{ kept: readonly { name: string; use: string | null }[] }>(
      'keptEdits',
      {},
    )
    return kept.filter(({ use }) => use === null).map(({ name }) => name)
  }

  /** Megabytes of the page's script, after a collection of garbage, and of the processes that draw pages. */
  async memory(): Promise<{ readonly heap: number; readonly renderer: number }> {
    const session = await this.app.page.context().newCDPSession(this.app.page)
    await session.send('HeapProfiler.collectGarbage')
    const { usedSize } = await session.send('Runtime.getHeapUsage')
    await session.detach()
    return { heap: usedSize / 2 ** 20, renderer: rendererMegabytes(this.#browser.pid) }
  }

  /** What the page shows, as text, and as a picture in a file. */
  async describe(picture: string): Promise<string> {
    try {
      const { app } = this
      await app.page.screenshot({ path: picture })
      const [title, address, focused] = [
        await app.title(),
        await app.address(),
        await app.focused(),
      ]
      const said = [...(await app.alerts()), ...(await app.news())]
      return JSON.stringify({ title, address, focused, said, picture })
    } catch (error) {
      return `the page does not answer: ${error}`
    }
  }

  close(): Promise<void> {
    return this.#browser.close()
  }
}

/** Fails with the lines that differ. */
export function expectLines(found: string, wanted: string, what: string): void {
  if (found === wanted) return
  const [has, needs] = [found.split('\n'), wanted.split('\n')]
  const [hasSet, needsSet] = [new Set(has), new Set(needs)]
  const lost = needs.filter((line) => !hasSet.has(line)).slice(0, 10)
  const extra = has.filter((line) => !needsSet.has(line)).slice(0, 10)
  throw new Error(`${what}\nlost:\n${lost.join('\n')}\nnot expected:\n${extra.join('\n')}`)
}

/** The resident memory of the renderers of a browser; NaN where the system does not tell. */
function rendererMegabytes(group: number | null): number {
  let kilobytes = 0
  try {
    for (const name of readdirSync('/proc')) {
      if (!/^\d+$/.test(name)) continue
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
        const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
        if (Number(fields[2]) !== group) continue
        if (!readFileSync(`/proc/${name}/cmdline`, 'utf8').includes('--type=renderer')) continue
        const status = readFileSync(`/proc/${name}/status`, 'utf8')
        kilobytes += Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0)
      } catch {
        // The process has ended.
      }
    }
  } catch {
    return Number.NaN
  }
  return kilobytes / 1024
}
