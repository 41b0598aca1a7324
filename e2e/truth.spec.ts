import { readFileSync } from 'node:fs'
import { Hive } from '../src/offreg/Hive.ts'
import { NK } from '../src/regf/layout.ts'
import { fileOffset } from '../src/regf/offsets.ts'
import { casePath } from '../test/helpers/cases.ts'
import { corrupt } from '../test/helpers/corrupt.ts'
import { hiveOfEverything } from '../test/helpers/hives.ts'
import { onDisk, orchard } from './hives.ts'
import { expect, test } from './story.ts'

/**
 * A hive with this many keys that each name another parent, and one key whose list leads nowhere.
 */
function muchDamage(count: number): Uint8Array {
  const hive = Hive.create()
  hive.transact(() => {
    hive.rootKey.create('Broken').create('Lost')
    for (let n = 0; n < count; n++) hive.rootKey.create(`key ${n}`)
  })
  const places = [...hive.rootKey.subkeys()].map(({ name, cell }) => ({
    name,
    at: fileOffset(cell) + 4,
  }))
  const patches = places.map(({ name, at }) =>
    name === 'Broken'
      ? { at: at + NK.SUBKEY_LIST, u32: 0x7ff000 }
      : { at: at + NK.PARENT, u32: 0x30 },
  )
  return corrupt(hive.finishedCopy(), ...patches)
}

test('Check Hive and Hive Information count the current contents', async ({ app }, info) => {
  await app.open(onDisk(info, 'orchard.hiv', orchard()))
  await app.menu('Tools', 'Check Hive')
  const problems = app.page.getByRole('region', { name: 'Problems' })
  await expect(problems).toContainText('7 keys and 9 values checked')
  await app.focus('Keys')
  await app.press('ArrowDown', 'Delete')
  await expect(problems).toContainText('6 keys and 2 values checked')
  await app.press('Control+z')
  await expect(problems).toContainText('7 keys and 9 values checked')
  await app.press('Control+y')
  await app.menu('Tools', 'Hive Information…')
  await expect(app.page.getByRole('dialog')).toContainText('6 keys, 2 values')
})

test('a key whose list cannot be read says so, and its sound children stay editable', async ({
  app,
}, info) => {
  const path = casePath('unreadable-list.hiv')
  test.skip(path === null, 'the shared cases are not there')
  await app.open(onDisk(info, 'unreadable.hiv', readFileSync(path ?? '')))
  const note = app.page.getByRole('note').filter({ hasText: 'Some subkeys of this key' })
  await expect(note).toContainText('At file offset 0x00004BC8.')
  await app.focus('Keys')
  await app.press('F7')
  await expect.poll(() => app.alerts()).toEqual([expect.stringContaining('is damaged and cannot')])
  expect((await app.alerts())[0]).toContain('At file offset 0x00004BC8.')
  await app.press('Escape', 'ArrowDown', 'F7')
  await expect(app.page.getByRole('textbox', { name: 'Name of the new key' })).toBeFocused()
  await app.press('Enter')
  await expect(app.page.getByRole('button', { name: '1 unsaved step' })).toBeVisible()
})

test('thousands of findings are one line until they are expanded', async ({ app }, info) => {
  await app.open(onDisk(info, 'much.hiv', muchDamage(3000)))
  await app.menu('Tools', 'Check Hive')
  const problems = app.page.getByRole('region', { name: 'Problems' })
  const heading = problems.getByRole('button', { name: /Keys with a wrong parent/ })
  await expect(heading).toContainText('3,000')
  await heading.press('ArrowRight')
  await heading.press('ArrowDown')
  await app.press('PageDown', 'Enter')
  await expect.poll(() => app.address()).toMatch(/key \d+$/)
  // Each key is for the row that has the focus once the key before it was answered.
  await app.press('End')
  const focused = problems.locator('li:has(:focus)')
  const size = await problems.locator('li').first().getAttribute('aria-setsize')
  await expect(focused).toHaveAttribute('aria-posinset', size ?? '')
  await app.press('ArrowLeft')
  await expect(heading).toBeFocused()
  await app.press('ArrowLeft')
  await expect(heading).toHaveAttribute('aria-expanded', 'false')
})

test('problems stay on screen in a narrow window, and a deletion is named in changes and menu', async ({
  app,
}, info) => {
  const places = hiveOfEverything()
  const bytes = corrupt(
    places.bytes,
    { at: places.nk('Alpha\\Two') + NK.SUBKEY_LIST, u32: 0x00ffff00 },
    { at: places.nk('Beta') + NK.VALUE_LIST, u32: 0x00ffff00 },
  )
  await app.open(onDisk(info, 'damaged.hiv', bytes), onDisk(info, 'orchard.hiv', orchard()))
  await app.press('Alt+1')
  await app.menu('Tools', 'Check Hive')
  await app.goTo('Alpha\\Two')
  await app.focus('Keys')
  await app.press('Delete')
  const { page } = app
  await page.setViewportSize({ width: 320, height: 568 })
  await expect(page.getByRole('region', { name: 'Problems' })).toBeVisible()
  await page.setViewportSize({ width: 1280, height: 800 })
  await app.press('Alt+2')
  await app.focus('Keys')
  await app.press('ArrowDown', 'Delete')
  await page.getByRole('button', { name: '1 unsaved step' }).click()
  await expect(page.getByRole('grid', { name: 'Changes' })).toContainText('Fruit')
  await app.press('Escape')
  await page.getByRole('menuitem', { name: 'Edit' }).click()
  await expect(page.getByRole('menuitem', { name: 'Undo Delete key Fruit' })).toBeVisible()
})
