import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { TestInfo } from '@playwright/test'
import { Hive } from '../src/offreg/Hive.ts'
import { oldHive } from '../test/helpers/oldHive.ts'
import { hive as runHive } from '../test/helpers/runHive.ts'
import { checkReport, difference, dumpLines, hivexmlLines, onDisk, orchard } from './hives.ts'
import type { PageDriver } from './PageDriver.ts'
import { expect, test } from './story.ts'

/** A hive as Windows NT 3.1 wrote it. */
function early(info: TestInfo): string {
  return onDisk(info, 'EARLY', oldHive(Hive.open(Uint8Array.from(orchard()))))
}

const offer = (app: PageDriver) => app.page.getByRole('dialog', { name: /^Convert/ })

test('the first edit of a hive of version 1.1 converts it, by the keyboard alone', async ({
  app,
}, info) => {
  const path = early(info)
  await app.open(path)
  await app.goTo('Shed')
  await app.focus('Keys')
  await app.press('F2')
  await expect(offer(app)).toContainText('EARLY has version 1.1')
  await app.press('Escape')
  await expect(offer(app)).toHaveCount(0)
  await expect.poll(() => app.title()).toBe('EARLY - Propolis')
  await expect.poll(() => app.focused()).toBe('tree Keys')

  await app.press('F2')
  await expect.poll(() => app.focused()).toBe('button Convert')
  await app.press('Enter')
  await expect(app.page.getByRole('textbox', { name: 'Key name' })).toHaveValue('Shed')
  await app.type('Barn')
  await app.press('Enter')
  await expect.poll(() => app.address()).toMatch(/\\Barn$/)
  await expect.poll(() => app.title()).toBe('● EARLY - Propolis')
  const saved = await app.save()
  expect(JSON.parse(runHive('info', saved.path, '--json').out)).toMatchObject({ version: '1.3' })
  expect(checkReport(saved.path)).toBe('')
  expect(hivexmlLines(saved.path)?.some((line) => line.endsWith('\\Barn')) ?? true).toBe(true)

  await app.press('Control+z', 'Control+z')
  await expect.poll(async () => (await app.keys()).map(({ name }) => name)).toContain('Shed')
  await expect(app.page.getByRole('note')).toContainText('early format')
  // The saved conversion is undone too: the file becomes what it was, to the last byte.
  await expect.poll(() => app.title()).toBe('● EARLY - Propolis')
  const restored = await app.save()
  expect(readFileSync(restored.path).equals(readFileSync(path))).toBe(true)
  await expect.poll(() => app.title()).toBe('EARLY - Propolis')
})

test('a converted hive has the contents of the early one', async ({ app }, info) => {
  const path = early(info)
  await app.open(path)
  await app.menu('Tools', 'Convert to Version 1.3…')
  await offer(app).getByRole('button', { name: 'Convert' }).click()
  await expect.poll(() => app.title()).toBe('● EARLY - Propolis')
  const saved = await app.save()
  const plain = (lines: readonly string[]) =>
    lines.map((line) => line.replace(/^(K "[^"]*") \S+/, '$1'))
  expect(difference(plain(dumpLines(path)), plain(dumpLines(saved.path)))).toEqual([])
})

const NT31 = resolve('../shared/corpus/hives/regf-samples/NT31_SOFTWARE')

test('a real hive of Windows NT 3.1 is converted, edited and read by others', async ({ app }) => {
  test.skip(!existsSync(NT31), 'the corpus is not there')
  await app.open(NT31)
  await app.focus('Keys')
  await app.press('F7')
  await expect(offer(app)).toContainText('NT31_SOFTWARE')
  await app.press('Enter')
  await expect(app.page.getByRole('textbox', { name: 'Name of the new key' })).toBeVisible()
  await app.press('Enter')
  await expect.poll(() => app.address()).toMatch(/\\New Key #1$/)
  const saved = await app.save()
  expect(checkReport(saved.path)).toBe('')
  const read = hivexmlLines(saved.path)
  expect(read === null || read.length > 100).toBe(true)
  // There is one more key; the flags of keys had another meaning in version 1.1.
  const keys = (path: string) => dumpLines(path).filter((line) => line.startsWith('K ')).length
  expect(keys(saved.path)).toBe(keys(NT31) + 1)
})
