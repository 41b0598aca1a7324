import { NK } from '../src/regf/layout.ts'
import { corrupt } from '../test/helpers/corrupt.ts'
import { hiveOfEverything } from '../test/helpers/hives.ts'
import { checkReport, difference, dumpLines, hivexmlLines, onDisk } from './hives.ts'
import { expect, test } from './story.ts'

/** A hive from which a key with everything in it was deleted, and the same before that. */
function withoutAlpha(): { readonly before: Uint8Array; readonly after: Uint8Array } {
  const { hive, bytes } = hiveOfEverything()
  hive.key('Alpha').delete()
  return { before: bytes, after: hive.finishedCopy() }
}

test('a deleted key is recovered: found, looked at, restored, saved', async ({ app }, info) => {
  const { before, after } = withoutAlpha()
  const path = onDisk(info, 'without.hiv', after)
  await app.open(path)
  await app.menu('Tools', 'Deleted Items…')
  const list = app.page.getByRole('grid', { name: 'Deleted items' })
  await expect(list.getByRole('row', { name: /Alpha/ }).first()).toBeVisible()
  await list.getByRole('row', { name: /Alpha Key/ }).click()
  const preview = app.page.getByRole('region', { name: 'Preview' })
  await expect(preview).toContainText('5 of 5 values, 2 of 2 subkeys')
  await preview.getByRole('button', { name: 'Restore' }).click()
  await expect
    .poll(() => app.news())
    .toContainEqual(expect.stringContaining('Restored 4 keys and 5 values'))
  await expect.poll(() => app.selectedKey()).toMatchObject({ name: 'Alpha' })
  await expect(list.getByRole('row', { name: /Alpha restored/ })).toBeVisible()

  const saved = await app.save()
  expect(checkReport(saved.path)).toBe('')
  const original = onDisk(info, 'before.hiv', before)
  expect(difference(dumpLines(original), dumpLines(saved.path))).toEqual([])
  const [was, is] = [hivexmlLines(original), hivexmlLines(saved.path)]
  if (was !== null) expect(is).toEqual(was)
  await app.focus('Keys')
  await app.press('Control+z')
  await expect(list.getByRole('row', { name: /Alpha restored/ })).toHaveCount(0)
  expect(difference(dumpLines(path), dumpLines((await app.save()).path))).toEqual([])
})

test('a damaged hive is salvaged into a new tab; the report and the problems lead to the damage', async ({
  app,
}, info) => {
  const places = hiveOfEverything()
  const bytes = corrupt(places.bytes, { at: places.nk('Alpha'), u16: 0 })
  await app.open(onDisk(info, 'damaged.hiv', bytes))
  const banner = app.page.getByRole('note').filter({ hasText: 'error' })
  await banner.getByRole('button', { name: 'Show problems' }).click()
  const problems = app.page.getByRole('region', { name: 'Problems' })
  await problems.getByRole('button', { name: /^0x/ }).first().click()
  const structure = app.page.getByRole('grid', { name: 'Structure' })
  await expect(structure.getByRole('row', { selected: true })).toContainText(
    'A record that should be “nk”',
  )

  await banner.getByRole('button', { name: 'Salvage to new tab' }).click()
  const report = app.page.getByRole('grid', { name: 'Salvage report' })
  await expect(report.getByRole('row').nth(1)).toContainText(/Lost|Moved/)
  await expect.poll(() => app.tabs()).toHaveLength(2)
  const saved = await app.save()
  expect(checkReport(saved.path)).toBe('')
  const salvaged = dumpLines(saved.path)
  for (const key of ['Beta', 'Many', 'Wide']) {
    expect(salvaged.some((line) => line.includes(key))).toBe(true)
  }
  const read = hivexmlLines(saved.path)
  if (read !== null) expect(read.some((line) => line.includes('Beta'))).toBe(true)
})

test('the cells that hold a value are named, and lead into the bytes and back', async ({
  app,
}, info) => {
  const places = hiveOfEverything()
  await app.open(onDisk(info, 'cells.hiv', places.bytes))
  await app.goTo('Alpha')
  await app.selectValue('Text')
  await app.press('Shift+F10')
  await app.page.getByRole('menuitem', { name: 'Show Cells' }).click()
  const structure = app.page.getByRole('grid', { name: 'Structure' })
  await expect(structure.getByRole('row')).toHaveCount(4)
  await expect(structure.getByRole('rowheader')).toHaveText(['Value', 'Data', 'Value list'])
  await expect(structure).toBeFocused()
  await app.press('Enter')
  await expect(structure.getByRole('row', { name: /^Name Text/ })).toBeVisible()

  await app.page
    .getByRole('textbox', { name: 'Go to offset' })
    .fill(`0x${(places.nk('Beta') + NK.FLAGS).toString(16)}`)
  await app.press('Enter')
  await expect(structure.getByRole('row', { selected: true })).toContainText('Flags')
  const bytes = app.page.getByRole('grid', { name: 'Bytes' })
  await bytes.focus()
  await app.press('ArrowRight', 'ArrowRight', 'Enter')
  await expect(structure.getByRole('row', { selected: true })).toContainText('Last write')
  await expect(structure).toBeFocused()
})
