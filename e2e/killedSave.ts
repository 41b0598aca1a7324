/** A browser that is killed in the middle of a save in place, stage by stage, and resumes to the same file. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { dropStored, keysStored, writeStored } from './browserFiles.ts'
import { orchard } from './hives.ts'
import { KilledBrowser } from './KilledBrowser.ts'
import type { PageDriver } from './PageDriver.ts'

const NAME = 'orchard.hiv'
/** Stages of a save, and whether the file is the new one then. */
const SAVE_STAGES = {
  createWritable: false,
  write: false,
  close: false,
  closed: true,
  'read back': true,
} as const

type Stage = keyof typeof SAVE_STAGES

/** Saves, kills the browser and resumes, once for each stage. */
export async function killInSaves(url: string, stages: readonly Stage[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'propolis-save-'))
  const browser = new KilledBrowser(folder, url)
  try {
    let app = await browser.start()
    await writeStored(app.page, NAME, orchard())
    await dropStored(app.page, NAME)
    await app.opened(NAME)
    let name = 'Shed'
    for (const stage of stages) {
      const isNew = SAVE_STAGES[stage]
      const [before, renamed] = [name, `Shed ${stage}`]
      await rename(app, before, renamed)
      await stopAt(app, stage)
      await app.press('Control+s')
      await expect.poll(() => isStopped(app)).toBe(true)
      await browser.kill('browser')
      app = await browser.start()
      const inFile = await keysStored(app.page, NAME)
      expect(inFile, stage).toEqual([isNew ? renamed : before, 'Fruit', 'Trees'].sort())
      await app.resume({ name: NAME, bytes: new Uint8Array() })
      // The file is read through its kept handle: it is known whether it has the edits.
      await expect.poll(() => app.title(), stage).toBe(`${isNew ? '' : '● '}${NAME} - Propolis`)
      expect((await app.keys()).map((key) => key.name)).toContain(renamed)
      name = `Barn ${stage}`
      await rename(app, renamed, name)
      await app.press('Control+s')
      await expect.poll(() => app.title(), stage).toBe(`${NAME} - Propolis`)
      expect(await keysStored(app.page, NAME), stage).toContain(name)
    }
  } finally {
    await browser.close()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function rename(app: PageDriver, from: string, to: string): Promise<void> {
  await app.goTo(from)
  await app.press('F2')
  await app.page.getByRole('textbox', { name: 'Key name' }).fill(to)
  await app.press('Enter')
  await expect.poll(() => app.title()).toBe(`● ${NAME} - Propolis`)
}

/** Makes the next save to the file stop for ever at a stage, the bytes as far as they are. */
async function stopAt(app: PageDriver, stage: Stage): Promise<void> {
  for (const worker of app.page.workers()) {
    await worker.evaluate(
      ([file, at]) => {
        const { prototype } = FileSystemFileHandle
        const { createWritable, getFile } = prototype
        const stop = () => {
          Object.assign(self, { isStopped: true })
          return new Promise<never>(() => {})
        }
        let isClosed = false
        prototype.createWritable = async function (options) {
          if (this.name !== file) return createWritable.call(this, options)
          if (at === 'createWritable') return stop()
          const writable = await createWritable.call(this, options)
          const { write, close } = writable
          const stopped = {
            write: async (bytes: FileSystemWriteChunkType) => {
              await write.call(writable, bytes)
              if (at === 'write') await stop()
            },
            close: async () => {
              if (at === 'close') await stop()
              await close.call(writable)
              isClosed = true
              if (at === 'closed') await stop()
            },
          }
          return Object.assign(writable, stopped)
        }
        prototype.getFile = async function () {
          return this.name === file && isClosed ? stop() : getFile.call(this)
        }
      },
      [NAME, stage] as const,
    )
  }
}

function isStopped(app: PageDriver): Promise<boolean> {
  const stopped = app.page
    .workers()
    .map((worker) => worker.evaluate(() => Reflect.get(self, 'isStopped') === true))
  return Promise.all(stopped).then((all) => all.includes(true))
}
