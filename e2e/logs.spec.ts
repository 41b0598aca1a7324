import { existsSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { TestInfo } from '@playwright/test'
import { BASE } from '../src/regf/layout.ts'
import { corrupt } from '../test/helpers/corrupt.ts'
import { dirty, entriesOf, newLog, someVersions } from '../test/helpers/logs.ts'
import { hive as runHive } from '../test/helpers/runHive.ts'
import { checkReport, difference, dumpLines, onDisk, orchard } from './hives.ts'
import { given, type PageDriver } from './PageDriver.ts'
import { expect, test } from './story.ts'

type Bytes = Uint8Array<ArrayBuffer>

/**
 * A dirty hive and its two logs on disk, the hive that results from them, and one that the command
 * recovered.
 */
function written(info: TestInfo) {
  const [first, second, third, last] = someVersions() as [Bytes, Bytes, Bytes, Bytes]
  const hive = onDisk(info, 'SYSTEM', dirty(first))
  const logs = [
    onDisk(info, 'SYSTEM.LOG1', newLog(first, entriesOf([first, second, third], 10))),
    onDisk(info, 'SYSTEM.LOG2', newLog(third, entriesOf([third, last], 12))),
  ]
  return { hive, logs, first, last: onDisk(info, 'last', last) }
}

const dialog = (app: PageDriver) => app.page.getByRole('dialog', { name: 'Transaction Logs' })
const banner = (app: PageDriver) => app.page.getByRole('note')
const names = async (app: PageDriver) => (await app.keys()).map(({ name }) => name)

async function apply(app: PageDriver): Promise<void> {
  await dialog(app).getByRole('button', { name: 'Apply logs' }).click()
  await expect(dialog(app)).toHaveCount(0)
  await expect(banner(app)).toHaveCount(0)
}

test('a dirty hive is dropped with its logs, which are shown, applied, undone, redone and saved', async ({
  app,
}, info) => {
  const { hive, logs, last } = written(info)
  await app.dropFiles(...given(logs[1] ?? '', hive, logs[0] ?? ''))
  const box = dialog(app)
  await expect(box).toContainText('SYSTEM.LOG1: entries 10 to 11 used')
  await expect(box).toContainText('SYSTEM.LOG2: entry 12 used')
  await expect(box.getByRole('row', { name: 'Keys' })).toHaveText('Keys140')
  await expect(box.getByRole('row', { name: 'Values' })).toHaveText('Values200')
  await expect(box.getByRole('listitem').filter({ hasText: 'Beta' })).toHaveText(
    'RemovedBeta with 3 keys',
  )
  await expect.poll(() => app.title()).toBe('SYSTEM - Propolis')

  await apply(app)
  await expect.poll(() => names(app)).not.toContain('Beta')
  await expect.poll(() => app.title()).toBe('● SYSTEM - Propolis')
  await expect(app.page.getByText('Logs applied: LOG1, LOG2')).toBeVisible()
  await expect.poll(() => app.focused()).toMatch(/^tree/)
  await app.press('Control+z')
  await expect.poll(() => names(app)).toContain('Beta')
  await expect.poll(() => app.title()).toBe('SYSTEM - Propolis')
  await expect(banner(app)).toContainText('read-only')
  await app.press('Control+y')
  await expect.poll(() => names(app)).not.toContain('Beta')

  const saved = await app.save()
  expect(saved.name).toBe('SYSTEM')
  expect(difference(dumpLines(saved.path), dumpLines(last))).toEqual([])
  expect(checkReport(saved.path)).toBe('')
  const { out } = runHive('info', saved.path, '--json')
  expect(JSON.parse(out)).toMatchObject({ dirty: false })
  await expect.poll(() => app.title()).toBe('SYSTEM - Propolis')
})

test('applying logs keeps the selected key and value and the expanded keys, and edits follow on top', async ({
  app,
}, info) => {
  const { hive, logs } = written(info)
  await app.open(hive)
  await app.goTo('Alpha\\Two')
  await app.goTo('Alpha')
  await app.selectValue('Text')
  await app.choose(...logs)
  await expect(dialog(app)).toContainText('entry 12 used')
  await apply(app)
  await expect.poll(() => app.address()).toMatch(/\\Alpha$/)
  await expect.poll(() => app.selectedValues()).toEqual(['Text'])
  await expect.poll(() => names(app)).toEqual(expect.arrayContaining(['Grown', 'Two']))
  await app.openEditor('Text')
  await app.submit('on top')
  await expect.poll(() => app.title()).toBe('● SYSTEM - Propolis')
  await app.press('Control+z', 'Control+z')
  await expect.poll(() => names(app)).toContain('Beta')
  await expect.poll(() => app.address()).toMatch(/\\Alpha$/)
  await app.press('Control+y', 'Control+y')
  await expect
    .poll(async () => (await app.values()).find(({ name }) => name === 'Text')?.data)
    .toBe('on top')
})

test('logs are applied with the keyboard alone', async ({ app }, info) => {
  const { hive, logs } = written(info)
  await app.choose(hive, ...logs)
  await expect(dialog(app)).toContainText('entry 12 used')
  await expect.poll(() => app.focused()).toBe('button Not now')
  await app.press('Tab', 'Tab')
  await expect.poll(() => app.focused()).toBe('button Apply logs')
  await app.press('Enter')
  await expect(dialog(app)).toHaveCount(0)
  await expect.poll(() => names(app)).not.toContain('Beta')
  await app.focus('Keys')
  await app.press('Control+k')
  await expect(app.page.getByRole('dialog')).toBeVisible()
  await app.type('transaction')
  await app.press('Enter')
  await expect(dialog(app)).toContainText('These logs were applied')
  await app.press('Escape')
  await expect(dialog(app)).toHaveCount(0)
})

test('a hive is edited without its logs, and every save says so', async ({ app }, info) => {
  const { hive, logs } = written(info)
  await app.choose(hive, ...logs)
  await dialog(app).getByRole('button', { name: 'Not now' }).click()
  await expect(banner(app)).toContainText('SYSTEM.LOG1 and SYSTEM.LOG2')
  await expect(app.grid).toHaveAttribute('aria-readonly', 'true')
  await banner(app).getByRole('button', { name: 'Edit without logs' }).click()
  await expect(banner(app)).toHaveCount(0)
  await app.goTo('Alpha')
  await app.openEditor('Text')
  await app.submit('without')
  const saved = await app.save()
  await expect
    .poll(() => app.news())
    .toEqual([expect.stringContaining('Its transaction logs were not applied')])
  // By their sequence numbers, the logs beside it are older.
  expect(JSON.parse(runHive('info', saved.path, '--json').out)).toMatchObject({ dirty: false })
  const again = runHive('check', saved.path, ...logs)
  expect(again.err).toContain('the hive is clean')

  await app.menu('Tools', 'Transaction Logs…')
  await expect(dialog(app)).toContainText('has been edited since')
  await expect(dialog(app).getByRole('button', { name: 'Apply logs' })).toBeDisabled()
})

test('logs of another hive are distinguished from its own', async ({ app }, info) => {
  const { hive, logs } = written(info)
  const other = onDisk(info, 'other/SAM', dirty(orchard(), 40))
  const wrong = onDisk(info, 'other/SYSTEM.LOG2', newLog(orchard() as Bytes, []))
  await app.choose(hive, wrong)
  await expect(dialog(app)).toContainText('SYSTEM.LOG2: not used')
  await expect(dialog(app).getByRole('button', { name: 'Apply logs' })).toBeDisabled()
  await app.press('Escape')
  await expect(banner(app)).toContainText('None of the logs')
  await app.choose(other, ...logs)
  // Both are open: the logs go to the hive of their name, which comes to the front.
  await expect(dialog(app)).toContainText('entry 12 used')
  await apply(app)
  await expect.poll(() => app.title()).toBe('● SYSTEM - Propolis')
})

test('logs without a hive are identified; those of a clean hive are not needed', async ({
  app,
}, info) => {
  const { logs, last } = written(info)
  await app.choose(...logs)
  await expect.poll(() => app.alerts()).toHaveLength(2)
  expect((await app.alerts())[0]).toContain('SYSTEM.LOG1 is a transaction log, not a hive.')
  await app.choose(last, ...logs)
  await app.opened('last')
  await expect.poll(() => app.news()).toEqual([expect.stringContaining('closed cleanly')])
  await expect(dialog(app)).toHaveCount(0)
})

test('a hive that opens only with its logs is unsaved, and says so', async ({ app }, info) => {
  const { hive, logs, first, last } = written(info)
  const broken = corrupt(dirty(first), { at: BASE.ROOT_CELL, u32: 0x00ffff00 })
  await app.choose(onDisk(info, 'SYSTEM', broken), ...logs)
  await app.opened('SYSTEM, unsaved')
  await expect(banner(app)).toContainText('opened with its transaction logs applied')
  await expect.poll(() => app.title()).toBe('● SYSTEM - Propolis')
  expect(hive).toContain('SYSTEM')
  const saved = await app.save()
  expect(difference(dumpLines(saved.path), dumpLines(last))).toEqual([])
})

const corpus = resolve('../shared/corpus/hives/yarp')

for (const name of ['NewDirtyHive1', 'OldDirtyHive', 'BadBaseBlockHive']) {
  test(`a real dirty hive: ${name}`, async ({ app }, info) => {
    test.skip(!existsSync(corpus), 'the corpus is not there')
    const folder = join(corpus, name)
    const stem = name.replace(/1$/, '')
    const [hive = '', ...logs] = readdirSync(folder)
      .filter((file) => file.startsWith(stem))
      .sort()
      .map((file) => join(folder, file))
    await app.choose(hive, ...logs)
    if (name === 'BadBaseBlockHive') await app.opened(`${stem}, unsaved`)
    else await apply(app)
    await expect.poll(() => app.title()).toBe(`● ${stem} - Propolis`)
    const saved = await app.save()
    const out = info.outputPath('recovered')
    expect(runHive('recover', hive, ...logs, '-o', out).code).toBe(0)
    expect(difference(dumpLines(saved.path), dumpLines(out))).toEqual([])
  })
}
