import { closeSync, ftruncateSync, openSync } from 'node:fs'
import { BASE } from '../src/regf/layout.ts'
import { corrupt } from '../test/helpers/corrupt.ts'
import { hiveOfManyKeys, onDisk, orchard } from './hives.ts'
import type { PageDriver } from './PageDriver.ts'
import { expect, test } from './story.ts'

interface Bad {
  readonly name: string
  readonly bytes: () => Uint8Array
  /** The text of the alert about the file. */
  readonly says: readonly string[]
}

const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')
const text = (content: string) => Buffer.from(content)

const BAD: readonly Bad[] = [
  { name: 'empty.hiv', bytes: () => new Uint8Array(), says: ['is empty'] },
  { name: 'ten.bin', bytes: () => text('0123456789'), says: ['is not a registry hive'] },
  { name: 'ten.hiv', bytes: () => text('regf\x01\0\0\0\x01\0'), says: ['too short', '10 bytes'] },
  {
    name: 'notes.txt',
    bytes: () => text('Just some notes.\n'.repeat(500)),
    says: ['is not a registry hive', 'text file'],
  },
  {
    name: 'tweaks.reg',
    bytes: () => utf16(`Windows Registry Editor Version 6.00\r\n\r\n${' '.repeat(5000)}`),
    says: ['cannot be opened', 'the first line of .reg text'],
  },
  {
    name: 'short.reg',
    bytes: () => utf16('Windows'),
    says: ['cannot be opened'],
  },
  {
    name: 'SYSTEM.LOG1',
    bytes: () => corrupt(orchard(), { at: BASE.TYPE, u32: 6 }),
    says: ['transaction log', 'without .LOG'],
  },
  {
    name: 'Security.evtx',
    bytes: () => Buffer.concat([text('ElfFile\0'), Buffer.alloc(69_632)]),
    says: ['is not a registry hive', 'event log'],
  },
  {
    name: 'zeros.hiv',
    bytes: () => new Uint8Array(16_384),
    says: ['is not a registry hive', 'zeros'],
  },
  {
    name: 'header-only.hiv',
    bytes: () => orchard().subarray(0, 2048),
    says: ['too short', '2.0 KB'],
  },
  {
    name: 'no-root.hiv',
    bytes: () => corrupt(orchard(), { at: BASE.ROOT_CELL, u32: 0x00ffff00 }),
    says: ['no readable root key'],
  },
]

test('files that are not hives are identified, and the open hive stays usable', async ({
  app,
}, info) => {
  const path = onDisk(info, 'orchard.hiv', orchard())
  await app.open(path)
  await app.goTo('Fruit')
  await app.openEditor('Text')
  await app.submit('plum')
  const values = await app.values()
  for (const { name, bytes, says } of BAD) {
    await app.choose(onDisk(info, name, bytes()))
    const alert = app.page.getByRole('alert').filter({ hasText: name })
    await expect(alert, name).toBeVisible()
    for (const part of says) await expect(alert).toContainText(part)
    await alert.getByRole('button', { name: 'Dismiss' }).click()
    await expect(alert).toHaveCount(0)
  }
  expect(await app.tabs()).toEqual([{ name: 'orchard.hiv, unsaved', selected: true }])
  expect(await app.values()).toEqual(values)
  await expect.poll(() => app.focused()).toMatch(/^(tree Keys|grid Values)$/)
  await app.press('Control+z')
  await expect.poll(() => app.title()).toBe('orchard.hiv - Propolis')
})

test('one bad file among good ones does not keep them out', async ({ app }, info) => {
  const good = onDisk(info, 'good.hiv', orchard())
  const bad = onDisk(info, 'bad.hiv', Buffer.alloc(9000, 'x'))
  const better = onDisk(info, 'better.hiv', orchard())
  await app.choose(good, bad, better)
  await app.opened('better.hiv')
  expect((await app.tabs()).map(({ name }) => name)).toEqual(['good.hiv', 'better.hiv'])
  expect(await app.alerts()).toEqual([expect.stringContaining('bad.hiv is not a registry hive')])
})

for (const header of ['zeros', 'a hive header']) {
  test(`a file of 3 GB with ${header} is refused before a byte is read`, async ({ app }, info) => {
    await app.open(onDisk(info, 'orchard.hiv', orchard()))
    const path = onDisk(info, 'huge.hiv', header === 'zeros' ? new Uint8Array() : orchard())
    const file = openSync(path, 'r+')
    ftruncateSync(file, 3 * 1024 ** 3)
    closeSync(file)
    const reads = await countReads(app)
    await app.choose(path)
    const alert = app.page.getByRole('alert').filter({ hasText: 'huge.hiv' })
    await expect(alert).toContainText('too large to open here')
    await expect(alert).toContainText('3.0 GB')
    expect(await reads()).toBe(0)
    expect(await app.tabs()).toHaveLength(1)
  })
}

test('a truncated hive can be browsed but not edited', async ({ app }, info) => {
  const whole = hiveOfManyKeys(300)
  const path = onDisk(info, 'cut.hiv', whole.subarray(0, whole.length - 0x1000 - 700))
  await app.open(path)
  await expect(app.page.getByRole('note').first()).toContainText('This file ends early')
  await expect.poll(() => app.keys()).toContainEqual(expect.objectContaining({ name: 'Many' }))
  await app.press('ArrowDown', 'F2')
  await expect.poll(() => app.alerts()).toEqual([expect.stringContaining('ends early')])
  await expect.poll(() => app.title()).toBe('cut.hiv - Propolis')
})

/** Counts the bytes of files that the engine reads from now on. */
async function countReads(app: PageDriver): Promise<() => Promise<number>> {
  const [engine] = app.page.workers()
  if (!engine) throw new Error('no engine')
  await engine.evaluate(() => {
    const counts = globalThis as { reads?: number }
    counts.reads = 0
    for (const name of ['arrayBuffer', 'stream', 'text'] as const) {
      const read = Blob.prototype[name] as (this: Blob) => unknown
      Object.defineProperty(Blob.prototype, name, {
        value(this: Blob) {
          counts.reads = (counts.reads ?? 0) + 1
          return read.call(this)
        },
      })
    }
  })
  return () => engine.evaluate(() => (globalThis as { reads?: number }).reads ?? -1)
}
