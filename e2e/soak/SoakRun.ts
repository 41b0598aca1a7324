/**
 * A soak of the page: random actions on a hive, with the tab, the worker or the browser killed now and then. After each
 * kill the edits are resumed, and the hive has to be the one of the model.
 */

import { readFileSync } from 'node:fs'
import { type Download, expect } from '@playwright/test'
import { Hive } from '../../src/offreg/Hive.ts'
import {
  encodeDword,
  encodeMultiString,
  encodeQword,
  encodeString,
} from '../../src/values/encode.ts'
import { VALUE_TYPE } from '../../src/values/valueType.ts'
import { type Random, rng } from '../../test/helpers/rng.ts'
import { HiveModel, readModel } from '../../test/soak/HiveModel.ts'
import { dropStored, readStored, writeStored } from '../browserFiles.ts'
import { garden } from '../hives.ts'
import type { Killed } from '../KilledBrowser.ts'
import { killAndResume } from '../killRun.ts'
import { chooseEdit, pasteEdit, type UserEdit } from './edits.ts'
import { chooseLook, closeOther, showOther } from './looks.ts'
import { expectLines, type SoakPage } from './SoakPage.ts'

const NAME = 'SOFTWARE'
export const ROOT_NAME = 'SOAK'
/** Actions on one hive before it is closed, and one action in how many is a kill. */
const MOST_ACTIONS = 150
const KILL_EVERY = 60
/** One hive in how many is followed by a run of engine edits that is killed. */
const VOLUME_EVERY = 4
const VOLUME_EDITS = 100
const KEYS = 120
/** Milliseconds for one action, which only a fault takes. */
const ACTION_MS = 300_000
const WORST_DELAY_MS = 400
const LAST_ACTIONS = 20

export interface SoakCounts {
  hives: number
  actions: number
  edits: number
  kills: Record<Killed, number>
  resumed: number
  saves: number
  undoneAll: number
  volumeRuns: number
}

export class SoakRun {
  readonly counts: SoakCounts = {
    ...{ hives: 0, actions: 0, edits: 0, resumed: 0, saves: 0, undoneAll: 0, volumeRuns: 0 },
    kills: { tab: 0, worker: 0, browser: 0 },
  }
  readonly #page: SoakPage
  readonly #url: string
  readonly #seed: number
  readonly #random: Random
  readonly #last: string[] = []
  #model = new HiveModel(readModel(garden()))
  /** The bytes at the oldest point of the history, and the point that a file holds. */
  #opened: Uint8Array = new Uint8Array()
  #file: Uint8Array = new Uint8Array()
  #saved: number | null = 0
  /** Whether the hive came with a handle, so that it is saved in place. */
  #isStored = false
  /** What a kill is at; null when nothing is being killed. */
  #stage: string | null = null

  constructor(page: SoakPage, url: string, seed: number) {
    this.#page = page
    this.#url = url
    this.#seed = seed
    this.#random = rng(seed)
  }

  /** The actions that were made last, the newest last. */
  get last(): readonly string[] {
    return this.#last
  }

  /**
   * Opens a hive, uses it and closes it.
   *
   * @param isGoingOn - is called between two actions
   */
  async oneHive(isGoingOn: () => Promise<boolean>): Promise<void> {
    const random = this.#random
    await this.#act(`open hive ${this.counts.hives + 1}`, () => this.#open(startHive(random)))
    const end = MOST_ACTIONS / 2 + random.below(MOST_ACTIONS / 2)
    for (let at = 0; at < end && (await isGoingOn()); at++) await this.#step()
    await this.#act('check the hive', () => this.#page.expectModel(this.#model, 'at the end'))
    await this.#act('undo all', () => this.#undoAll())
    await this.#act('close', () => this.#close())
    this.counts.hives++
    if (this.counts.hives % VOLUME_EVERY === 0) await this.#volume()
  }

  async #step(): Promise<void> {
    const random = this.#random
    const choice = random.below(KILL_EVERY)
    if (choice === 0) await this.#killIt(random.pick(['tab', 'worker', 'worker', 'browser']))
    else if (choice <= 2) await this.#act('save', () => this.#save())
    else if (choice <= 4) await this.#pasteFromOther()
    else if (choice <= 24) {
      const { label, make } = chooseLook(this.#model, random)
      await this.#act(label, () => make(this.#page.app))
    } else if (choice === 25) await this.#act('undo and redo all', () => this.#undoAll())
    else await this.#edit(chooseEdit(this.#model, random))
    if (random.below(20) === 0) {
      await this.#act('compare with the model', () =>
        this.#page.expectModel(this.#model, 'the hive is not the one of the model'),
      )
    }
  }

  get #waiting(): string {
    return this.#stage === null ? '' : `: it waits for ${this.#stage}`
  }

  /** Makes an action, which has to end, and to leave the history at its place and the page without an error. */
  async #act(label: string, make: () => Promise<void>): Promise<void> {
    this.#note(label)
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new Error(`${label} does not end${this.#waiting}`)),
        ACTION_MS,
      )
    })
    try {
      await Promise.race([make(), late])
    } finally {
      clearTimeout(timer)
    }
    if (label !== 'close') await this.#page.expectPosition(this.#model)
    await this.#page.expectNoFault()
  }

  #note(label: string): void {
    this.counts.actions++
    this.#last.push(`${this.counts.actions} ${label}`)
    if (this.#last.length > LAST_ACTIONS) this.#last.shift()
  }

  async #edit({ label, next, make }: UserEdit): Promise<void> {
    await this.#act(label, async () => {
      await make(this.#page.app)
      this.#take(next)
    })
    this.counts.edits++
  }

  /** The edits that the model now holds were made. */
  #take(next: HiveModel): void {
    const isNewStep = !next.hasPointsOf(this.#model)
    const isUndone = this.#saved !== null && this.#saved > this.#model.position
    if (isNewStep && isUndone) this.#saved = null
    this.#model = next
  }

  async #pasteFromOther(): Promise<void> {
    const copied = readModel(garden()).keys[this.#random.below(5)]
    if (copied === undefined) return
    const paste = pasteEdit(this.#model, this.#random, copied)
    if (paste === null) return
    const make: UserEdit['make'] = async (app) => {
      await showOther(app)
      await app.goTo(copied.name)
      await app.focus('Keys')
      await app.press('Control+c')
      await expect
        .poll(() => app.news())
        .toContainEqual(expect.stringContaining(`Copied ${copied.name}`))
      await this.#front()
      await paste.make(app)
      await closeOther(app)
    }
    await this.#edit({ ...paste, make })
  }

  /** Brings the hive to the front. */
  async #front(): Promise<void> {
    const { app } = this.#page
    await app.page.getByRole('tab', { name: nameOrUnsaved() }).click()
    await expect.poll(() => app.title()).toContain(NAME)
    await expect(app.tree.getByRole('treeitem', { selected: true })).toBeVisible()
  }

  async #open(bytes: Uint8Array): Promise<void> {
    this.#isStored = this.#random.below(2) === 0
    this.#opened = bytes
    this.#file = bytes
    this.#saved = 0
    this.#model = new HiveModel(readModel(bytes))
    const { app } = this.#page
    if (this.#isStored) await writeStored(app.page, NAME, bytes)
    await this.#reopen()
  }

  /** Opens the file as it is now. */
  async #reopen(): Promise<void> {
    const { app } = this.#page
    if (this.#isStored) await dropStored(app.page, NAME)
    else await app.dropFiles({ name: NAME, bytes: this.#file })
    await app.opened(NAME)
    await this.#page.findDoc()
  }

  async #save(): Promise<void> {
    const { app } = this.#page
    expect((await app.title()).startsWith('●'), 'whether it is said to be unsaved').toBe(
      this.#saved !== this.#model.position,
    )
    if (this.#saved === this.#model.position) return
    await app.focus('Keys')
    const download: Promise<Download | null> = this.#isStored
      ? Promise.resolve(null)
      : app.page.waitForEvent('download')
    await app.press('Control+s')
    const file = await download
    await expect.poll(() => app.title()).not.toMatch(/^●/)
    this.#file =
      file === null
        ? Uint8Array.from(await readStored(app.page, NAME))
        : Uint8Array.from(readFileSync(await file.path()))
    this.#saved = this.#model.position
    const { lines } = new HiveModel(readModel(this.#file))
    expectLines(lines, this.#model.lines, 'the file is not what was saved')
    this.counts.saves++
  }

  /** Goes to the opened hive in the list of the history, compares it with the opened bytes, and goes back. */
  async #undoAll(): Promise<void> {
    const { app } = this.#page
    const { position } = this.#model
    if (position === 0) return
    const list = app.page.getByRole('grid', { name: 'History' })
    if ((await list.count()) === 0) await app.menu('View', 'History Panel')
    await list.focus()
    await app.press('End', 'Enter')
    await expect.poll(async () => (await this.#page.history()).position).toBe(0)
    await this.#page.expectOpened(this.#opened)
    const { steps } = this.#model
    await list.focus()
    await app.press('Home', 'Enter')
    await expect.poll(async () => (await this.#page.history()).position).toBe(steps)
    this.#model.goTo(steps)
    await this.#page.expectModel(this.#model, 'undo and redo of all')
    this.counts.undoneAll++
  }

  async #close(): Promise<void> {
    const { app } = this.#page
    await app.page.getByRole('button', { name: /^Close SOFTWARE/ }).click()
    if (this.#saved !== this.#model.position) {
      const dialog = app.page.getByRole('dialog', { name: 'Close without saving?' })
      await dialog.getByRole('button', { name: 'Discard' }).click()
    }
    await expect(app.page.getByRole('tab', { name: nameOrUnsaved() })).toHaveCount(0)
    await this.#page.dismissAll()
  }

  /** Kills something between two edits or in the middle of one, and resumes. */
  async #killIt(what: Killed): Promise<void> {
    const edit = what !== 'worker' && this.#random.below(2) === 0 ? this.#nextEdit() : null
    const delay = this.#random.below(WORST_DELAY_MS)
    const during = edit === null ? '' : ` ${delay} ms after the start of: ${edit.label}`
    await this.#act(`kill ${what}${during}`, async () => {
      const making = edit?.make(this.#page.app).catch(() => {})
      if (edit !== null) await new Promise((resolve) => setTimeout(resolve, delay))
      this.#stage = 'the kill'
      await this.#page.kill(what)
      this.#stage = 'the edit that was under way'
      await making
      this.counts.kills[what]++
      this.#stage = 'the start'
      if (what !== 'worker') await this.#page.start()
      this.#stage = 'the resume'
      await this.#resume(what, edit?.next ?? null)
      this.#stage = null
    })
  }

  #nextEdit(): UserEdit {
    return chooseEdit(this.#model, this.#random)
  }

  async #resume(what: Killed, next: HiveModel | null): Promise<void> {
    const { app } = this.#page
    if (what !== 'worker') {
      const isUnsaved = await this.#isOffered(next)
      if (isUnsaved) {
        await app.resume({ name: NAME, bytes: this.#opened })
        await app.opened(`${NAME}, unsaved`)
      } else await this.#reopenSaved(next)
      await this.#page.findDoc()
    }
    const found = await this.#page.lines()
    if (next !== null && found === next.lines) this.#take(next)
    expectLines(found, this.#model.lines, `an edit was lost with the ${what}`)
    const { first, position, steps } = await this.#page.history()
    expect([first, position], 'the history that was resumed').toEqual([0, this.#model.position])
    // What was undone before the kill may be gone.
    if (steps === position) this.#model.forgetRedo()
    this.counts.resumed++
  }

  /** Whether edits can be resumed. They have to be offered if no file holds them. */
  async #isOffered(next: HiveModel | null): Promise<boolean> {
    const positions = [this.#model.position, ...(next === null ? [] : [next.position])]
    const isSaved = positions.includes(this.#saved ?? -1)
    await expect
      .poll(async () => isSaved || (await this.#page.kept()).includes(NAME), {
        message: 'unsaved edits are offered',
      })
      .toBe(true)
    return (await this.#page.kept()).includes(NAME)
  }

  /** Opens the file, which holds everything. Its history is a new one. */
  async #reopenSaved(next: HiveModel | null): Promise<void> {
    if (next !== null && next.position === this.#saved) this.#take(next)
    const { lines } = this.#model
    await this.#reopen()
    if (this.#isStored) {
      this.#file = Uint8Array.from(await readStored(this.#page.app.page, NAME))
    }
    this.#opened = this.#file
    this.#saved = 0
    this.#model = new HiveModel(readModel(this.#file))
    expectLines(this.#model.lines, lines, 'the file does not hold what was saved')
  }

  /** Edits of other kinds and sizes, made through the engine of a separate browser, and killed. */
  async #volume(): Promise<void> {
    const what = this.#random.pick<Killed>(['tab', 'worker', 'browser'])
    const seed = this.#seed + this.counts.hives
    this.#note(`engine edits, ${what} killed, seed ${seed}`)
    await killAndResume({ url: this.#url, what, seed, edits: VOLUME_EDITS })
    this.counts.volumeRuns++
  }
}

function nameOrUnsaved(): RegExp {
  return new RegExp(`^${NAME}(, unsaved)?$`)
}

/** A hive with values of each type, in keys a few levels deep. */
function startHive(random: Random): Uint8Array {
  const hive = Hive.create({ rootName: ROOT_NAME })
  hive.transact(() => {
    let parents = [hive.rootKey]
    for (let number = 0; number < KEYS; number++) {
      const parent = random.pick(parents)
      const key = parent.create(`key ${number}`)
      parents = [...parents.slice(-20), key]
      key.set('', VALUE_TYPE.SZ, encodeString('a default'))
      key.set('text', VALUE_TYPE.SZ, encodeString(`text ${number}`))
      key.set('path', VALUE_TYPE.EXPAND_SZ, encodeString('%TEMP%\\a'))
      key.set('list', VALUE_TYPE.MULTI_SZ, encodeMultiString(['one', 'two']))
      key.set('count', VALUE_TYPE.DWORD, encodeDword(number))
      key.set('weight', VALUE_TYPE.QWORD, encodeQword(BigInt(number)))
      key.set('bytes', VALUE_TYPE.BINARY, random.bytes(40))
    }
  })
  return hive.finishedCopy()
}
