/**
 * The cost of a page's tasks, read from the browser's own trace, by the action that was under way.
 */

import type { Browser, Page } from '@playwright/test'

/** The longest task during one action, in milliseconds. */
export interface TaskCost {
  /** Elapsed time, which includes the time that other programs take. */
  readonly elapsed: number
  /** Processor time. */
  readonly processor: number
}

interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly pid: number
  readonly tid: number
  /** `dur` is elapsed time and `tdur` processor time, both in microseconds. */
  readonly ts: number
  readonly dur?: number
  readonly tdur?: number
}

const CATEGORIES = ['toplevel', 'blink.user_timing']
const TASK = 'ThreadControllerImpl::RunTask'
const MARK = 'doing:'
const NOTHING: TaskCost = { elapsed: 0, processor: 0 }

/** The action with the longest task, by processor time. */
export function worstOf(costs: ReadonlyMap<string, TaskCost>): [title: string, cost: TaskCost] {
  return [...costs].reduce((a, b) => (b[1].processor > a[1].processor ? b : a))
}

/** Watches the main thread of a page. A browser allows one watch at a time. */
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

  /** Starts the action with this name. */
  async begin(title: string): Promise<void> {
    await this.#page.evaluate((mark) => void performance.mark(mark), MARK + title)
  }

  /** Stops watching. Returns the longest task of each action, in order. */
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
