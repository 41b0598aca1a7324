import { filetimeFromDate } from '../src/bytes/filetime.ts'
import { Hive } from '../src/offreg/Hive.ts'
import { NK } from '../src/regf/layout.ts'
import { once, onDisk } from './hives.ts'
import type { PageDriver } from './PageDriver.ts'
import { expect, test } from './story.ts'

/** Keys that were written on some days of May 2024, two of them in one minute; Data has most of the bytes. */
const diary = once(() => {
  const hive = Hive.create()
  const at = (text: string) => filetimeFromDate(Date.parse(text))
  const times: [string, bigint][] = [
    ['Early', at('2024-05-01T10:00:00Z')],
    ['Setup', at('2024-05-02T08:00:10Z')],
    ['Setup\\Step', at('2024-05-02T08:00:50Z')],
    ['Evening', at('2024-05-02T20:15:00Z')],
    ['Late', at('2024-05-09T10:00:00Z')],
    ['Store', at('2024-05-09T11:00:00Z')],
    ['Store\\Data', at('2024-05-09T11:00:00Z')],
    ['Store\\Data\\Blob', at('2024-05-09T11:00:00Z')],
  ]
  const keys = times.map(([path]) => {
    const cut = path.lastIndexOf('\\')
    const parent = cut < 0 ? hive.rootKey : hive.key(path.slice(0, cut))
    return parent.create(path.slice(cut + 1))
  })
  keys.at(-1)?.set('bytes', 3, new Uint8Array(60_000))
  hive.transact(({ cells }) => {
    cells.image.setU64(cells.payloadAt(hive.root) + NK.LAST_WRITE, at('2024-05-01T09:00:00Z'))
    for (const [index, key] of keys.entries()) {
      cells.image.setU64(cells.payloadAt(key.cell) + NK.LAST_WRITE, times[index]?.[1] ?? 0n)
    }
  })
  return hive.finishedCopy()
})

async function expectKeys(app: PageDriver, ...keys: readonly string[]): Promise<void> {
  const rows = app.page.getByRole('grid', { name: 'Last writes' }).getByRole('rowheader')
  await expect(rows).toHaveText([...keys])
}

test('what changed on a given day is found by typing the day', async ({ app }, info) => {
  await app.open(onDisk(info, 'diary.hiv', diary()))
  await app.menu('View', 'Timeline')
  await expect(app.page.getByRole('listbox', { name: 'Keys by last write' })).toBeFocused()
  await app.type('2024-05-02')
  await app.press('Enter')
  await expectKeys(app, 'Setup', 'Setup\\Step', 'Evening')
  await expect(app.page.getByRole('grid', { name: 'Last writes' })).toBeFocused()
  await app.press('ArrowDown', 'Enter')
  await expect.poll(() => app.selectedKey()).toMatchObject({ name: 'Step' })
})

test('a span is dragged over, and zoomed into until its minute is on show', async ({
  app,
}, info) => {
  await app.open(onDisk(info, 'diary.hiv', diary()))
  await app.menu('View', 'Timeline')
  const bars = app.page.getByRole('listbox', { name: 'Keys by last write' })
  await expectKeys(
    app,
    ...['(root)', 'Early', 'Setup', 'Setup\\Step', 'Evening'],
    ...['Late', 'Store', 'Store\\Data', 'Store\\Data\\Blob'],
  )
  const first = await app.page.getByRole('option', { name: /^2024-05-02 06:00/ }).boundingBox()
  const last = await app.page.getByRole('option', { name: /^2024-05-02 18:00/ }).boundingBox()
  if (first === null || last === null) throw new Error('the bars are not on screen')
  const y = first.y + first.height / 2
  await app.page.mouse.move(first.x + first.width / 2, y)
  await app.page.mouse.down()
  await app.page.mouse.move(last.x + last.width / 2, y, { steps: 4 })
  await app.page.mouse.up()
  await expectKeys(app, 'Setup', 'Setup\\Step', 'Evening')
  /** Zooms in, and waits for the bars of the smaller span: a click before that is at one of them by chance. */
  const zoom = async (key: string) => {
    const firstBar = () => bars.getByRole('option').first().getAttribute('aria-label')
    const before = await firstBar()
    await app.press(key)
    await expect.poll(firstBar).not.toBe(before)
  }
  await zoom('Enter')
  for (const unit of ['hour', 'minutes']) {
    await test.step(`zoom into ${unit}`, async () => {
      await app.page.getByRole('option', { name: /^2024-05-02 08:00 .*: 2 keys$/ }).click()
      await expectKeys(app, 'Setup', 'Setup\\Step')
      await zoom('+')
    })
  }
  await app.page.getByRole('option', { name: /^2024-05-02 08:00:(45|50) .*: 1 key$/ }).click()
  await expectKeys(app, 'Setup\\Step')
  await app.press('Backspace')
  await expectKeys(app, 'Setup', 'Setup\\Step')
  await expect(bars).toBeFocused()
})

test('the largest key is found by keyboard in the picture of sizes', async ({ app }, info) => {
  await app.open(onDisk(info, 'diary.hiv', diary()))
  await app.menu('View', 'Size of Keys')
  await expect(app.page.getByRole('option', { name: /^Store, / })).toBeVisible()
  for (const name of ['Store', 'Data']) {
    await app.press('Home')
    const part = app.page.getByRole('option', { name: new RegExp(`^${name}, `), selected: true })
    await expect(part).toHaveCount(1)
    await app.press('Enter')
    await expect(app.page.getByRole('listbox', { name: `Parts of ${name}` })).toBeFocused()
  }
  await app.press('Home')
  await expect.poll(() => app.selectedKey()).toMatchObject({ name: 'Blob' })
  await expect(
    app.page.getByRole('grid', { name: 'Subkeys by size' }).getByRole('row', { selected: true }),
  ).toContainText('Blob')
})

test('the map of the file leads to the data of a value in the technical view', async ({
  app,
}, info) => {
  await app.open(onDisk(info, 'diary.hiv', diary()))
  await app.menu('View', 'File Map')
  const squares = app.page.getByRole('slider', { name: 'File by offset' })
  await expect(squares).toBeFocused()
  const list = app.page.getByRole('grid', { name: 'Parts of the file' })
  await list
    .getByRole('row', { name: /KB Data$/ })
    .first()
    .click()
  await expect(squares).toHaveAttribute('aria-valuetext', /, Data$/)
  const offset = /^0x\w+/.exec((await squares.getAttribute('aria-valuetext')) ?? '')?.[0] ?? ''
  await app.press('Enter')
  await expect(app.page.getByRole('tab', { name: 'Technical', selected: true })).toBeVisible()
  expect(Number(offset)).toBeGreaterThan(4096)
})
