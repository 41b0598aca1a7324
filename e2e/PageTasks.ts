/** What the tasks of a page cost: read from the browser's own trace, by what was being done. */

import type { Browser, Page } from '@playwright/test'

/** The longest task of one thing that was done, in milliseconds. */
export interface TaskCost {
  /** From its start to its end: more than it takes where other programs want the processor. */
  readonly elapsed: number
  /** Of the processor's time. */
  readonly processor: number
}

interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly pid: number
  readonly tid: number
  /** Microseconds, as `dur`, and as `tdur`, which is time of the processor. */
  readonly ts: number
  readonly dur?: number
  readonly tdur?: number
}

const CATEGORIES = ['toplevel', 'blink.user_timing']
const TASK = 'ThreadControllerImpl::RunTask'
const MARK = 'doing:'
const NOTHING: TaskCost = { elapsed: 0, processor: 0 }

/** The most expensive of what was done, in time of the processor. */
export function worstOf(costs: ReadonlyMap<string, TaskCost>): [title: string, cost: TaskCost] {
  return [...costs].reduce((a, b) => (b[1].processor > a[1].processor ? b : a))
}

/** Watches the main thread of a page. There can be one watch at a time in a browser. */
export class PageTasks {
  readonly #browser: Browser
  readonly #page: Page

  private constructor(browser: Browser, page: Page) {
    this.#browser = browser
    this.#page = page
  }

  static async watch(page: Page): Promise<PageTasks> {
    const browser = page.context().browser()
    if (browser === null) throw new Error('the page has no browser of its own')
    await browser.startTracing(page, { categories: CATEGORIES })
    return new PageTasks(browser, page)
  }

  /** Says what is done from now on. */
  async begin(title: string): Promise<void> {
    await this.#page.evaluate((mark) => void performance.mark(mark), MARK + title)
  }

  /** Stops watching. Returns the longest task of everything that was begun, in that order. */
  async end(): Promise<ReadonlyMap<string, TaskCost>> {
    const trace = JSON.parse(String(await this.#browser.stopTracing())) as {
      readonly traceEvents: readonly TraceEvent[]
    }
    const events = trace.traceEvents.toSorted((a, b) => a.ts - b.ts)
    const costs = new Map<string, TaskCost>()
    const thread = events.find(({ name }) => name.startsWith(MARK))
    let doing: string | null = null
    for (const { name, pid, tid, dur = 0, tdur = 0 } of events) {
      if (pid !== thread?.pid || tid !== thread.tid) continue
      if (name.startsWith(MARK)) {
        doing = name.slice(MARK.length)
        costs.set(doing, costs.get(doing) ?? NOTHING)
      }
      if (name !== TASK || doing === null) continue
      const { elapsed, processor } = costs.get(doing) ?? NOTHING
      costs.set(doing, {
        elapsed: Math.max(elapsed, dur / 1000),
        processor: Math.max(processor, tdur / 1000),
      })
    }
    return costs
  }
}
