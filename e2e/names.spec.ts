import type { Locator } from '@playwright/test'
import {
  checkReport,
  difference,
  disguised,
  dumpLines,
  encodeDword,
  encodeQword,
  encodeString,
  onDisk,
  orchard,
  sameNames,
  VALUE_TYPE,
  valueLine,
} from './hives.ts'
import type { PageDriver } from './PageDriver.ts'
import { expect, test } from './story.ts'

const NEW_VALUES = [
  { item: 'String Value', type: 'REG_SZ', data: '', size: '2' },
  { item: 'Binary Value', type: 'REG_BINARY', data: '(zero-length binary value)', size: '0' },
  { item: 'DWORD (32-bit) Value', type: 'REG_DWORD', data: '0x00000000 (0)', size: '4' },
  { item: 'QWORD (64-bit) Value', type: 'REG_QWORD', data: '0x00000000 (0)', size: '8' },
  { item: 'Multi-String Value', type: 'REG_MULTI_SZ', data: '', size: '2' },
  { item: 'Expandable String Value', type: 'REG_EXPAND_SZ', data: '', size: '2' },
]

test('the menu creates a value of each type, named as regedit names them', async ({
  app,
}, info) => {
  const path = onDisk(info, 'orchard.hiv', orchard())
  await app.open(path)
  await app.goTo('Trees')
  for (const [index, { item }] of NEW_VALUES.entries()) {
    await app.menu('Edit', 'New', item)
    await expect(newName(app)).toHaveValue(`New Value #${index + 1}`)
    await expect(newName(app)).toBeFocused()
    await app.press('Enter')
    await expect(newName(app)).toHaveCount(0)
    await expect.poll(() => app.selectedValues()).toEqual([`New Value #${index + 1}`])
    await expect.poll(() => app.focused()).toBe('grid Values')
  }
  const made = NEW_VALUES.map(({ item: _, ...value }, index) => ({
    ...{ name: `New Value #${index + 1}`, ...value },
  }))
  const unset = { name: '(Default)', type: 'REG_SZ', data: '(value not set)', size: '' }
  await expect.poll(() => app.values()).toEqual([unset, ...made])

  const saved = await app.save()
  const line = (number: number, type: number, data: Uint8Array) =>
    `+ ${valueLine('\\\\Trees', `New Value #${number}`, type, data)}`
  expect(difference(dumpLines(path), dumpLines(saved.path))).toEqual([
    line(1, VALUE_TYPE.SZ, encodeString('')),
    line(2, VALUE_TYPE.BINARY, new Uint8Array()),
    line(3, VALUE_TYPE.DWORD, encodeDword(0)),
    line(4, VALUE_TYPE.QWORD, encodeQword(0n)),
    line(5, VALUE_TYPE.MULTI_SZ, Uint8Array.of(0, 0)),
    line(6, VALUE_TYPE.EXPAND_SZ, encodeString('')),
  ])
  expect(checkReport(saved.path)).toBe('')
})

test('new keys get the lowest free name, or the one that is typed', async ({ app }, info) => {
  const path = onDisk(info, 'orchard.hiv', orchard())
  await app.open(path)
  await app.goTo('Trees')
  const field = app.page.getByRole('textbox', { name: 'Name of the new key' })
  for (const number of [1, 2]) {
    await app.goTo('Trees')
    await app.menu('Edit', 'New', 'Key')
    await expect(field).toHaveValue(`New Key #${number}`)
    await app.press('Enter')
    await expect.poll(() => app.selectedKey()).toMatchObject({ name: `New Key #${number}` })
  }
  await app.goTo('Trees')
  await app.menu('Edit', 'New', 'Key')
  await expect(field).toBeFocused()
  await app.type('Ökapi')
  await app.press('Enter')
  await expect
    .poll(() => app.selectedKey())
    .toMatchObject({ name: 'Ökapi', level: 3, at: 3, of: 3 })
  await expect.poll(() => app.focused()).toBe('tree Keys')
  await expect.poll(() => app.address()).toBe('HKEY_LOCAL_MACHINE\\orchard\\Trees\\Ökapi')

  // Esc creates nothing.
  await app.press('F7')
  await expect(field).toBeFocused()
  await app.press('Escape')
  await expect(field).toHaveCount(0)
  await expect.poll(() => app.focused()).toBe('tree Keys')

  const saved = await app.save()
  const added = difference(dumpLines(path), dumpLines(saved.path))
  expect(added.map((line) => line.slice(0, line.indexOf('" ') + 1))).toEqual([
    '+ K "\\\\Trees\\\\New Key #1"',
    '+ K "\\\\Trees\\\\New Key #2"',
    '+ K "\\\\Trees\\\\\\u00d6kapi"',
  ])
  expect(checkReport(saved.path)).toBe('')
})

test('a key is renamed in place, and keeps everything below it', async ({ app }, info) => {
  const path = onDisk(info, 'orchard.hiv', orchard())
  await app.open(path)
  await app.goTo('Shed\\Spade')
  const field = app.page.getByRole('textbox', { name: 'Key name' })

  await app.press('F2')
  await expect(field).toHaveValue('Spade')
  await app.type('given up')
  await app.press('Escape')
  await expect.poll(() => app.selectedKey()).toMatchObject({ name: 'Spade' })
  await expect.poll(() => app.focused()).toBe('tree Keys')
  await expect.poll(() => app.title()).toBe('orchard.hiv - Propolis')

  await app.press('F2')
  await expectRefusal(app, field, 'rake', 'already exists')
  await expectRefusal(app, field, 'back\\slash', 'backslash')
  await expectRefusal(app, field, '', 'empty')
  await expectRefusal(app, field, 'x'.repeat(256), 'too long')
  await expect.poll(() => app.title()).toBe('orchard.hiv - Propolis')
  await field.fill('A fork')
  await app.press('Enter')
  await expect.poll(() => app.selectedKey()).toMatchObject({ name: 'A fork', at: 1, of: 2 })
  await expect.poll(() => app.address()).toBe('HKEY_LOCAL_MACHINE\\orchard\\Shed\\A fork')
  await expect.poll(() => app.focused()).toBe('tree Keys')

  // Only the case changes.
  await app.press('F2')
  await field.fill('A FORK')
  await app.press('Enter')
  await expect.poll(() => app.selectedKey()).toMatchObject({ name: 'A FORK' })

  const saved = await app.save()
  const shape = (line: string) => line.slice(0, line.indexOf('" ') + 1)
  expect(difference(dumpLines(path), dumpLines(saved.path)).map(shape)).toEqual([
    '- K "\\\\Shed\\\\Spade"',
    '- K "\\\\Shed\\\\Spade\\\\Handle"',
    '- V "\\\\Shed\\\\Spade\\\\Handle"',
    '+ K "\\\\Shed\\\\A FORK"',
    '+ K "\\\\Shed\\\\A FORK\\\\Handle"',
    '+ V "\\\\Shed\\\\A FORK\\\\Handle"',
  ])
  expect(checkReport(saved.path)).toBe('')
})

test('a value is renamed in place', async ({ app }, info) => {
  const path = onDisk(info, 'orchard.hiv', orchard())
  await app.open(path)
  await app.goTo('Fruit')
  await app.selectValue('Text')
  const field = app.page.getByRole('textbox', { name: 'Value name' })

  await app.press('F2')
  await expect(field).toHaveValue('Text')
  await expectRefusal(app, field, 'COUNT', 'already exists')
  await expectRefusal(app, field, '', 'empty')
  await app.press('Escape')
  await expect(field).toHaveCount(0)
  await expect.poll(() => app.focused()).toBe('grid Values')
  await expect.poll(() => app.title()).toBe('orchard.hiv - Propolis')

  await app.press('F2')
  await field.fill('with a \\ backslash')
  await app.press('Enter')
  await expect.poll(() => app.selectedValues()).toEqual(['with a \\ backslash'])
  await expect.poll(() => app.focused()).toBe('grid Values')

  const saved = await app.save()
  const line = (name: string) => valueLine('\\\\Fruit', name, VALUE_TYPE.SZ, encodeString('pear'))
  expect(difference(dumpLines(path), dumpLines(saved.path))).toEqual([
    `- ${line('Text')}`,
    `+ ${line('with a \\\\ backslash')}`,
  ])
})

test('saving while a name is typed commits the name', async ({ app }, info) => {
  const path = onDisk(info, 'orchard.hiv', orchard())
  await app.open(path)
  await app.press('ArrowDown', 'F7')
  await app.type('Kiwi')
  const saved = await app.save()
  const added = difference(dumpLines(path), dumpLines(saved.path))
  expect(added).toEqual([expect.stringContaining('K "\\\\Fruit\\\\Kiwi"')])
  await expect.poll(() => app.selectedKey()).toMatchObject({ name: 'Kiwi' })
  await expect.poll(() => app.title()).toBe('orchard.hiv - Propolis')
})

test('the root and the default value cannot be renamed', async ({ app }, info) => {
  await app.open(onDisk(info, 'orchard.hiv', orchard()))
  await app.press('F2')
  await expect.poll(() => app.alerts()).toEqual([expect.stringContaining('root key cannot')])
  await app.goTo('Fruit')
  await app.selectValue('(Default)')
  await app.press('F2')
  await expect(app.page.getByRole('textbox', { name: 'Value name' })).toHaveCount(0)
})

test('the path of a key with hidden characters is shown with escapes, can be copied, and leads back to the key', async ({
  app,
}, info) => {
  await app.page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await app.open(onDisk(info, 'odd.hiv', disguised()))
  const address = app.page.getByRole('combobox', { name: 'Address' })
  const spelled = 'HKEY_LOCAL_MACHINE\\\\odd\\\\a\\u000d\\u000ab'
  await app.page.getByRole('treeitem', { name: 'a⟨CR⟩⟨LF⟩b' }).click()
  await expect(address).toHaveValue(spelled)
  await app.press('Control+Shift+c')
  await expect.poll(() => app.page.evaluate(() => navigator.clipboard.readText())).toBe(spelled)
  for (const [text, name] of [
    ['HKLM\\odd\\Run ', 'Run⟨SP⟩'],
    ['[Run]', '[Run]'],
    ['"Run"', 'Run'],
    ['ab', 'ab'],
    [spelled, 'a⟨CR⟩⟨LF⟩b'],
    ['\\\u202eevil', '⟨RLO⟩evil'],
    ['lone\\ud800', 'lone⟨D800⟩'],
  ] as const) {
    await address.fill(text)
    await address.press('Enter')
    await expect.poll(() => app.selectedKey()).toMatchObject({ name })
  }
  // As it is in the clipboard of another program, line breaks and all.
  await app.page.evaluate(() => navigator.clipboard.writeText('HKLM\\odd\\a\r\nb\r\n'))
  await app.press('F4', 'Control+v')
  await expect(address).toHaveValue('HKLM\\\\odd\\\\a\\u000d\\u000ab')
  await app.press('Enter')
  await expect.poll(() => app.selectedKey()).toMatchObject({ name: 'a⟨CR⟩⟨LF⟩b' })
})

test('line breaks and NULs in a name survive renaming, and are shown', async ({ app }, info) => {
  const path = onDisk(info, 'odd.hiv', disguised())
  await app.open(path)
  await app.page.getByRole('treeitem', { name: 'a⟨CR⟩⟨LF⟩b' }).click()
  await app.press('F2')
  const field = app.page.getByRole('textbox', { name: 'Key name' })
  await expect(field).toHaveValue('a\\u000d\\u000ab')
  await expect(field).toHaveAccessibleDescription(/a⟨CR⟩⟨LF⟩b/)
  await app.press('Enter')
  await expect(field).toHaveCount(0)
  await expect.poll(() => app.title()).toBe('odd.hiv - Propolis')
  await app.press('F2', 'End')
  await app.type('!')
  await app.press('Enter')
  await expect.poll(() => app.selectedKey()).toMatchObject({ name: 'a⟨CR⟩⟨LF⟩b!' })

  await app.goTo('ab')
  const value = (name: string) => app.grid.getByRole('rowheader', { name, exact: true })
  await value('nul⟨NUL⟩tail⟨CR⟩⟨LF⟩').click()
  await app.press('F2', 'Home')
  await app.type('>')
  await app.press('Enter')
  await expect(value('>nul⟨NUL⟩tail⟨CR⟩⟨LF⟩')).toBeVisible()

  const saved = await app.save()
  const changed = difference(dumpLines(path), dumpLines(saved.path))
  const x = encodeString('x')
  expect(changed).toContain(`- ${valueLine('\\\\ab', 'nul\\u0000tail\\r\\n', VALUE_TYPE.SZ, x)}`)
  expect(changed).toContain(`+ ${valueLine('\\\\ab', '>nul\\u0000tail\\r\\n', VALUE_TYPE.SZ, x)}`)
  const keys = changed.flatMap((line) => /^. K "[^"]*"/.exec(line)?.[0] ?? [])
  expect(keys).toEqual(['- K "\\\\a\\r\\nb"', '+ K "\\\\a\\r\\nb!"'])
})

test('each of several values of one name can be edited, renamed and deleted', async ({
  app,
}, info) => {
  const path = onDisk(info, 'same.hiv', sameNames())
  await app.open(path)
  await app.goTo('A')
  const row = (data: string) => app.grid.getByRole('row').filter({ hasText: data })
  await row('of DUX').dblclick()
  await app.submit('second')
  await expect(row('second')).toBeVisible()
  await row('of duy').click()
  await app.press('F2')
  const field = app.page.getByRole('textbox', { name: 'Value name' })
  await field.fill('third')
  await app.press('Enter')
  await expect.poll(() => app.selectedValues()).toEqual(['third'])
  // The second value without a name, which programs never find.
  await row('of x').click()
  await app.press('F2')
  await field.fill('found')
  await app.press('Enter')
  await expect.poll(() => app.selectedValues()).toEqual(['found'])
  await row('of dup').click()
  await app.press('Delete')
  await expect(row('of dup')).toHaveCount(0)

  const saved = await app.save()
  const line = (name: string, data: string) =>
    valueLine('\\\\A', name, VALUE_TYPE.SZ, encodeString(data))
  expect(dumpLines(saved.path).filter((text) => text.startsWith('V'))).toEqual([
    ...[line('DUP', 'second'), line('', 'of '), line('found', 'of x'), line('third', 'of duy')],
  ])
})

function newName(app: PageDriver): Locator {
  return app.page.getByRole('textbox', { name: 'Name of the new value' })
}

/** Checks that the name is refused with a reason, and that the field stays open for another try. */
async function expectRefusal(
  app: PageDriver,
  field: Locator,
  name: string,
  reason: string,
): Promise<void> {
  await field.fill(name)
  await field.press('Enter')
  await expect(field).toHaveAccessibleDescription(new RegExp(reason))
  await expect(field).toBeFocused()
  expect(await app.alerts()).toHaveLength(1)
}
