/**
 * A separate browser process, whose tabs, workers and process can be killed at any moment, and a hive in it that is
 * edited through the engine's calls. An edit counts as done when its reply reached the page, as it does for a user.
 */

import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, type BrowserContext, chromium, expect, type Page } from '@playwright/test'
import { PageDriver } from './PageDriver.ts'

/** What is killed: the process of the tab, the worker in it, or all processes of the browser. */
export type Killed = 'tab' | 'worker' | 'browser'

/** The engine's calls go beside those of the page, whose ids are lower. */
const FIRST_ID = 1_000_000_000
const LAUNCH_MS = 20_000
const IDS_OF_ENGINE = 1_000_000

export class KilledBrowser {
  readonly #folder: string
  readonly #url: string
  #process: ChildProcess | null = null
  #browser: Browser | null = null
  #page: Page | null = null
  /** The number of engines of the page that were killed. */
  #killed = 0

  /**
   * @param folder - takes what the browser keeps
   * @param url - the page
   */
  constructor(folder: string, url: string) {
    this.#folder = folder
    this.#url = url
  }

  get app(): PageDriver {
    if (this.#page === null) throw new Error('no page')
    return new PageDriver(this.#page)
  }

  /** The browser's process, which leads its own group; null while it does not run. */
  get pid(): number | null {
    return this.#process?.pid ?? null
  }

  /** The id of the first hive that the engine opened: each engine of a page has ids of its own (`state/reviving.ts`). */
  get firstDoc(): number {
    return this.#killed === 0 ? 1 : this.#killed * IDS_OF_ENGINE
  }

  /** Starts the browser, or a tab of it, and loads the page. */
  async start(): Promise<PageDriver> {
    const context = await this.#context()
    this.#page = await context.newPage()
    this.#killed = 0
    await this.#page.goto(this.#url)
    await expect(this.#page.getByRole('menubar')).toBeVisible()
    return this.app
  }

  async #context(): Promise<BrowserContext> {
    if (this.#browser === null) {
      rmSync(join(this.#folder, 'DevToolsActivePort'), { force: true })
      const program = process.env.CHROMIUM_PATH ?? chromium.executablePath()
      const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
      const switches = ['--headless=new', '--remote-debugging-port=0', '--no-first-run']
      const quiet = ['--disable-background-networking', '--disable-component-update']
      const folder = `--user-data-dir=${this.#folder}`
      // Its own group, so that all of its processes can be killed at once.
      this.#process = spawn(program, [...switches, ...quiet, ...sandbox, folder, 'about:blank'], {
        stdio: 'ignore',
        detached: true,
      })
      this.#browser = await chromium.connectOverCDP(`http://127.0.0.1:${await this.#port()}`)
    }
    const [context] = this.#browser.contexts()
    if (context === undefined) throw new Error('no context')
    return context
  }

  async #port(): Promise<string> {
    const file = join(this.#folder, 'DevToolsActivePort')
    const read = () => (existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [])
    await expect.poll(() => read().length, { timeout: LAUNCH_MS }).toBeGreaterThan(1)
    return read()[0] ?? ''
  }

  /** Calls the engine of the page. Bytes that are named `file` are sent as a file. */
  async call<T>(method: string, request: unknown): Promise<T> {
    const { error, result } = await this.#ask<T>(method, request)
    if (error !== undefined) throw new Error(JSON.stringify(error))
    return result
  }

  /** Calls the engine; the code of the error when it refuses, else null. */
  async attempt(method: string, request: unknown): Promise<string | null> {
    return (await this.#ask(method, request)).error?.code ?? null
  }

  async #ask<T>(method: string, request: unknown): Promise<Answer<T>> {
    const [worker] = this.app.page.workers()
    if (worker === undefined) throw new Error('no engine')
    const text = await worker.evaluate(callEngine, {
      method,
      request: pack(request),
      firstId: FIRST_ID,
    })
    return JSON.parse(text) as Answer<T>
  }

  /** The hive as a save writes it. */
  async file(doc: number): Promise<Uint8Array> {
    const request = { doc, to: 'download', overwrite: false }
    return new Uint8Array(Buffer.from(await this.call<string>('save', request), 'base64'))
  }

  /** Kills something, whatever it is doing. */
  async kill(what: Killed): Promise<void> {
    const { page } = this.app
    if (what === 'browser') {
      this.#killProcess()
      this.#browser = null
      this.#page = null
    } else if (what === 'tab') {
      const session = await page.context().newCDPSession(page)
      // The process of the tab ends without any of its handlers.
      session.send('Page.crash').catch(() => {})
      await expect.poll(() => page.isClosed() || isCrashed(page)).toBe(true)
      await page.close().catch(() => {})
    } else {
      this.#killed++
      await page
        .workers()[0]
        ?.evaluate(() => self.close())
        .catch(() => {})
    }
  }

  #killProcess(): void {
    const pid = this.#process?.pid
    if (pid === undefined) return
    try {
      process.kill(-pid, 'SIGKILL')
    } catch {
      // It has ended.
    }
    this.#process = null
  }

  async close(): Promise<void> {
    await this.#browser?.close().catch(() => {})
    this.#killProcess()
  }
}

async function isCrashed(page: Page): Promise<boolean> {
  const answer = page.evaluate(() => true).catch(() => 'crashed')
  const late = new Promise((resolve) => setTimeout(() => resolve('crashed'), 500))
  return (await Promise.race([answer, late])) === 'crashed'
}

/** Bytes, and the number that JSON has not, as text that survives the way into the worker. */
function pack(request: unknown): unknown {
  return JSON.parse(
    JSON.stringify(request, (name, value: unknown) => {
      if (value === Number.POSITIVE_INFINITY) return { base64: '', as: 'infinity' }
      if (!(value instanceof Uint8Array || value instanceof Uint32Array)) return value
      const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength)
      const as = value instanceof Uint32Array ? 'words' : name === 'file' ? 'file' : 'bytes'
      return { base64: bytes.toString('base64'), as }
    }),
  )
}

interface Answer<T> {
  readonly error?: { readonly code: string }
  readonly result: T
}

interface Given {
  readonly method: string
  readonly request: unknown
  readonly firstId: number
}

interface Reply {
  readonly id?: number
  readonly kind?: string
  readonly error?: unknown
  readonly result?: unknown
}

/**
 * Runs in the worker: sends it a message as the page does, and waits until it replies. Bytes come as base64, and large
 * numbers as text.
 */
async function callEngine({ method, request, firstId }: Given): Promise<string> {
  const unpack = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value
    if ('base64' in value) {
      const text = atob(String(value.base64))
      const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0))
      const as = 'as' in value ? value.as : 'bytes'
      if (as === 'infinity') return Number.POSITIVE_INFINITY
      if (as === 'words') return new Uint32Array(bytes.buffer)
      return as === 'file' ? new Blob([bytes]) : bytes
    }
    if (Array.isArray(value)) return value.map(unpack)
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, unpack(one)]))
  }
  const engine = self as unknown as {
    replies?: Map<number, (reply: Reply) => void>
    postMessage: (message: Reply, transfer?: Transferable[]) => void
  }
  if (engine.replies === undefined) {
    const replies = new Map<number, (reply: Reply) => void>()
    const send = engine.postMessage.bind(self)
    engine.replies = replies
    engine.postMessage = (message, transfer = []) => {
      const take = replies.get(message.id ?? -1)
      if (take === undefined) send(message, transfer)
      else if (message.kind !== 'progress') take(message)
    }
  }
  const id = firstId + engine.replies.size
  const replied = new Promise<Reply>((resolve) => engine.replies?.set(id, resolve))
  const data = { kind: 'call', id, method, request: unpack(request) }
  self.dispatchEvent(new MessageEvent('message', { data }))
  const { error, result } = await replied
  if (error !== undefined) return JSON.stringify({ error })
  const { blob } = (result ?? {}) as { blob?: Blob }
  if (!(blob instanceof Blob)) {
    return JSON.stringify({ result }, (_, value: unknown) =>
      typeof value === 'bigint' ? String(value) : value,
    )
  }
  const bytes = new Uint8Array(await blob.arrayBuffer())
  let text = ''
  for (let at = 0; at < bytes.length; at += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000))
  }
  return JSON.stringify({ result: btoa(text) })
}
