import { BASE, NK } from '../src/regf/layout.ts'
import { corrupt } from '../test/helpers/corrupt.ts'
import { hiveOfEverything } from '../test/helpers/hives.ts'
import { onDisk, orchard } from './hives.ts'
import { expect, test } from './story.ts'

test('a dirty hive is read-only until it is edited without its logs', async ({ app }, info) => {
  const dirty = corrupt(orchard(), { at: BASE.PRIMARY_SEQUENCE, u32: 77 })
  await app.open(onDisk(info, 'dirty.hiv', dirty))
  const banner = app.page.getByRole('note').filter({ hasText: 'read-only' })
  await expect(banner).toContainText('.LOG1')
  await app.goTo('Fruit')
  await expect(app.grid).toHaveAttribute('aria-readonly', 'true')
  await expect.poll(() => app.values()).toHaveLength(7)
  await app.focus('Keys')
  for (const key of ['F2', 'Delete', 'F7', 'Shift+F7', 'Control+s']) {
    await app.press(key)
    await expect.poll(() => app.alerts()).toEqual([expect.stringContaining('read-only')])
    await app.page.getByRole('alert').getByRole('button', { name: 'Dismiss' }).click()
    await expect.poll(() => app.focused()).toBe('tree Keys')
  }
  await app.openEditor('Text')
  await expect(app.page.getByRole('button', { name: 'OK' })).toBeDisabled()
  await app.press('Escape')
  await expect.poll(() => app.title()).toBe('dirty.hiv - Propolis')

  await banner.getByRole('button', { name: 'Edit without logs' }).click()
  await expect(banner).toHaveCount(0)
  await expect.poll(() => app.focused()).not.toBe('body')
  await app.openEditor('Text')
  await app.submit('plum')
  await app.save()
  await expect
    .poll(() => app.news())
    .toEqual([expect.stringContaining('Its transaction logs were not applied')])
})

test('a damaged hive lists its problems; an edit that would touch them is refused', async ({
  app,
}, info) => {
  const places = hiveOfEverything()
  // The subkey list of Alpha\Two leads nowhere.
  const at = places.nk('Alpha\\Two') + NK.SUBKEY_LIST
  const bytes = corrupt(places.bytes, { at, u32: 0x00ffff00 })
  await app.open(onDisk(info, 'damaged.hiv', bytes))
  const banner = app.page.getByRole('note').filter({ hasText: 'error' })
  await banner.getByRole('button', { name: 'Show problems' }).click()
  const problems = app.page.getByRole('region', { name: 'Problems' })
  await expect(problems.getByRole('listitem').first()).toContainText('Error')
  // None overlaps another, and the first ones are in view.
  const [first, second] = await problems.getByRole('listitem').evaluateAll((items) =>
    items.map((item) => {
      const { top, bottom } = item.getBoundingClientRect()
      return { top, bottom }
    }),
  )
  expect(second?.top).toBeGreaterThanOrEqual(first?.bottom ?? 0)
  await expect(problems.getByRole('listitem').nth(1)).toBeInViewport()
  await problems.getByRole('button', { name: 'Alpha\\Two' }).first().click()
  await expect.poll(() => app.address()).toMatch(/\\Alpha\\Two$/)

  await app.focus('Keys')
  await app.press('Delete')
  await expect.poll(() => app.alerts()).toEqual([expect.stringContaining('damaged')])
  await expect.poll(() => app.title()).toBe('damaged.hiv - Propolis')
  await app.page.getByRole('alert').getByRole('button', { name: 'Dismiss' }).click()

  await app.goTo('Alpha')
  await app.openEditor('Text')
  await app.submit('still editable')
  await expect.poll(() => app.title()).toBe('● damaged.hiv - Propolis')
  await app.save()
  await expect
    .poll(() => app.news())
    .toEqual([expect.stringMatching(/problems? the file had when it was opened/)])
})
