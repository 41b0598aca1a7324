import { checkReport, difference, dumpLines, hivexmlLines, onDisk, orchard } from './hives.ts'
import { expect, test } from './story.ts'

test('a key is deleted with everything below it, and restored', async ({ app }, info) => {
  const path = onDisk(info, 'orchard.hiv', orchard())
  await app.open(path)
  await app.goTo('Shed')
  await app.press('Delete')
  await expect
    .poll(() => app.news())
    .toEqual([expect.stringContaining('Deleted Shed: 4 keys, 2 values')])
  await expect
    .poll(async () => (await app.keys()).map(({ name }) => name))
    .toEqual(['ROOT', 'Fruit', 'Trees'])
  await expect.poll(() => app.focused()).toBe('tree Keys')
  await expect.poll(() => app.selectedKey()).not.toBeNull()

  await app.page.getByRole('status').getByRole('button', { name: 'Undo' }).click()
  await expect.poll(() => app.selectedKey()).toMatchObject({ name: 'Shed' })
  await expect.poll(() => app.title()).toBe('orchard.hiv - Propolis')
  await expect.poll(() => app.focused()).toBe('tree Keys')

  await app.press('Control+y')
  await expect.poll(() => app.title()).toBe('● orchard.hiv - Propolis')
  const saved = await app.save()
  const shape = (line: string) => line.slice(0, line.indexOf('" ') + 1)
  expect(difference(dumpLines(path), dumpLines(saved.path)).map(shape)).toEqual([
    '- K "\\\\Shed"',
    '- K "\\\\Shed\\\\Rake"',
    '- V "\\\\Shed\\\\Rake"',
    '- K "\\\\Shed\\\\Spade"',
    '- K "\\\\Shed\\\\Spade\\\\Handle"',
    '- V "\\\\Shed\\\\Spade\\\\Handle"',
  ])
  expect(checkReport(saved.path)).toBe('')
  const seen = hivexmlLines(saved.path)
  if (seen) expect(seen.filter((line) => line.includes('Shed'))).toEqual([])
})

test('several values are deleted in one step', async ({ app }, info) => {
  const path = onDisk(info, 'orchard.hiv', orchard())
  await app.open(path)
  await app.goTo('Fruit')
  await app.selectValue('Bytes')
  await app.press('Shift+ArrowDown', 'Shift+ArrowDown')
  await expect.poll(() => app.selectedValues()).toEqual(['Bytes', 'Count', 'List'])
  await app.press('Delete')
  await expect.poll(() => app.news()).toEqual([expect.stringContaining('Deleted 3 values')])
  const names = async () => (await app.values()).map(({ name }) => name)
  await expect.poll(names).toEqual(['(Default)', 'Path', 'Text', 'Weight'])
  await expect.poll(() => app.focused()).toBe('grid Values')
  await expect.poll(() => app.selectedValues()).toHaveLength(1)

  await app.press('Control+z')
  await expect.poll(names).toHaveLength(7)
  await expect.poll(() => app.title()).toBe('orchard.hiv - Propolis')
  await expect.poll(() => app.focused()).toBe('grid Values')

  await app.press('Control+Shift+z')
  await expect.poll(names).toHaveLength(4)
  const saved = await app.save()
  const gone = difference(dumpLines(path), dumpLines(saved.path))
  expect(gone.map((line) => line.split(' ').slice(0, 4).join(' '))).toEqual([
    '- V "\\\\Fruit" "List"',
    '- V "\\\\Fruit" "Count"',
    '- V "\\\\Fruit" "Bytes"',
  ])
  expect(checkReport(saved.path)).toBe('')
})

test('deleting the default value clears it and keeps its row', async ({ app }, info) => {
  await app.open(onDisk(info, 'orchard.hiv', orchard()))
  await app.goTo('Fruit')
  await app.selectValue('(Default)')
  await app.press('Delete')
  const unset = { name: '(Default)', type: 'REG_SZ', data: '(value not set)', size: '' }
  await expect.poll(() => app.values()).toContainEqual(unset)
  await app.selectValue('(Default)')
  await app.press('Delete')
  await expect.poll(() => app.alerts()).toEqual([expect.stringContaining('nothing to delete')])
  await app.openEditor('(Default)')
  await app.submit('cherry')
  await expect
    .poll(() => app.values())
    .toContainEqual({
      ...{ name: '(Default)', type: 'REG_SZ', data: 'cherry', size: '14' },
    })
})

test('the root key cannot be deleted', async ({ app }, info) => {
  await app.open(onDisk(info, 'orchard.hiv', orchard()))
  await app.press('Delete')
  await expect.poll(() => app.alerts()).toEqual([expect.stringContaining('root key cannot')])
  await expect.poll(() => app.title()).toBe('orchard.hiv - Propolis')
})

test('every step is undone in order, and the title loses its mark', async ({ app }, info) => {
  await app.open(onDisk(info, 'orchard.hiv', orchard()))
  const before = await app.keys()
  await app.goTo('Fruit')
  const values = await app.values()
  await app.openEditor('Text')
  await app.submit('plum')
  await app.selectValue('Bytes')
  await app.press('Delete')
  await app.focus('Keys')
  await app.press('F2')
  await app.page.getByRole('textbox', { name: 'Key name' }).fill('Vegetables')
  await app.press('Enter')
  await expect.poll(() => app.selectedKey()).toMatchObject({ name: 'Vegetables' })
  await app.press('Delete')
  await expect.poll(() => app.keys()).toHaveLength(3)

  const undo = app.page.getByRole('button', { name: 'Undo', exact: true }).first()
  const titles = ['Delete key Vegetables', 'Rename key', 'Delete value Bytes', 'Edit Text']
  for (const title of titles) {
    await expect(undo).toHaveAttribute('title', new RegExp(title))
    await app.press('Control+z')
  }
  await expect.poll(() => app.title()).toBe('orchard.hiv - Propolis')
  await expect.poll(() => app.values()).toEqual(values)
  const after = (await app.keys()).map((key) => ({ ...key, selected: key.level === 1 }))
  expect(after).toEqual(before)
})
