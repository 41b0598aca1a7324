import { readFileSync } from 'node:fs'
import { Hive } from '../src/offreg/Hive.ts'
import { casePath } from '../test/helpers/cases.ts'
import {
  checkReport,
  difference,
  dumpLines,
  encodeDword,
  encodeMultiString,
  encodeQword,
  encodeString,
  hivexmlLines,
  onDisk,
  orchard,
  VALUE_TYPE,
  valueLine,
} from './hives.ts'
import type { PageDriver } from './PageDriver.ts'
import { expect, test } from './story.ts'

const FRUIT = '\\\\Fruit'

test('one edit of each editor, undone, redone, saved and read by others', async ({ app }, info) => {
  const path = onDisk(info, 'orchard.hiv', orchard())
  await app.open(path)
  await app.goTo('Fruit')

  await app.openEditor('Text')
  await expect(app.page.getByRole('dialog', { name: 'Edit String' })).toBeVisible()
  await app.submit('a plum: ☃')
  await app.openEditor('(Default)')
  await app.submit('quince')
  await app.openEditor('Path')
  await expect(app.page.getByRole('dialog', { name: 'Edit String' })).toBeVisible()
  await app.submit('%TEMP%\\plum')
  await app.openEditor('List')
  await expect(app.page.getByRole('dialog', { name: 'Edit Multi-String' })).toBeVisible()
  await app.submit('one\ntwo\nthree\n')
  await app.openEditor('Count')
  await expect(app.page.getByRole('dialog', { name: 'Edit DWORD (32-bit) Value' })).toBeVisible()
  await app.submit('ff')
  await app.openEditor('Weight')
  await expect(app.page.getByRole('dialog', { name: 'Edit QWORD (64-bit) Value' })).toBeVisible()
  await app.page.getByRole('radio', { name: 'Decimal', exact: true }).check()
  await app.submit('18446744073709551615')
  await app.openEditor('Bytes')
  await expect(app.page.getByRole('dialog', { name: 'Edit Binary Value' })).toBeVisible()
  await app.submit('00,01 0xFE\nff')

  const edited = [
    { name: '(Default)', type: 'REG_SZ', data: 'quince', size: '14' },
    { name: 'Bytes', type: 'REG_BINARY', data: '00 01 fe ff', size: '4' },
    { name: 'Count', type: 'REG_DWORD', data: '0x000000ff (255)', size: '4' },
    { name: 'List', type: 'REG_MULTI_SZ', data: 'one two three', size: '30' },
    { name: 'Path', type: 'REG_EXPAND_SZ', data: '%TEMP%\\plum', size: '24' },
    { name: 'Text', type: 'REG_SZ', data: 'a plum: ☃', size: '20' },
    {
      name: 'Weight',
      type: 'REG_QWORD',
      data: '0xffffffffffffffff (18446744073709551615)',
      size: '8',
    },
  ]
  await expect.poll(() => app.values()).toEqual(edited)
  await expect.poll(() => app.title()).toBe('● orchard.hiv - Propolis')

  await undoAll(app, 7)
  await expect
    .poll(() => app.values())
    .toContainEqual({
      ...{ name: 'Count', type: 'REG_DWORD', data: '0x0000002a (42)', size: '4' },
    })
  const again = app.page.getByRole('button', { name: 'Redo', exact: true })
  for (let step = 0; step < 7; step++) await app.press('Control+y')
  await expect(again).toBeDisabled()
  await expect.poll(() => app.values()).toEqual(edited)

  const saved = await app.save()
  expect(saved.name).toBe('orchard.hiv')
  await expect.poll(() => app.news()).toContainEqual(expect.stringContaining('Downloaded'))
  await expect.poll(() => app.title()).toBe('orchard.hiv - Propolis')
  const line = (name: string, type: number, data: Uint8Array) => valueLine(FRUIT, name, type, data)
  expect(difference(dumpLines(path), dumpLines(saved.path)).filter(isAdded)).toEqual([
    `+ ${line('', VALUE_TYPE.SZ, encodeString('quince'))}`,
    `+ ${line('Text', VALUE_TYPE.SZ, encodeString('a plum: ☃'))}`,
    `+ ${line('Path', VALUE_TYPE.EXPAND_SZ, encodeString('%TEMP%\\plum'))}`,
    `+ ${line('List', VALUE_TYPE.MULTI_SZ, encodeMultiString(['one', 'two', 'three']))}`,
    `+ ${line('Count', VALUE_TYPE.DWORD, encodeDword(255))}`,
    `+ ${line('Weight', VALUE_TYPE.QWORD, encodeQword(0xffff_ffff_ffff_ffffn))}`,
    `+ ${line('Bytes', VALUE_TYPE.BINARY, Uint8Array.of(0, 1, 0xfe, 0xff))}`,
  ])
  expect(difference(dumpLines(path), dumpLines(saved.path)).filter(isRemoved)).toHaveLength(7)
  expect(checkReport(saved.path)).toBe('')
  const [before, after] = [hivexmlLines(path), hivexmlLines(saved.path)]
  if (!before || !after) return
  expect(difference(before, after).filter(isAdded)).toEqual([
    '+ \\Fruit type="string" default="1" value="quince"',
    '+ \\Fruit type="string" key="Text" value="a plum: ☃"',
    '+ \\Fruit type="expand" key="Path" value="%TEMP%\\plum"',
    '+ \\Fruit type="string-list" key="List"<string>one</string><string>two</string><string>three</string><string></string>',
    '+ \\Fruit type="int32" key="Count" value="255"',
    '+ \\Fruit type="int64" key="Weight" value="-1"',
    '+ \\Fruit type="binary" encoding="base64" key="Bytes" value="AAH+/w=="',
  ])
})

test('a number is typed in either base, and text that is not a number is not stored', async ({
  app,
}, info) => {
  await app.open(onDisk(info, 'orchard.hiv', orchard()))
  await app.goTo('Fruit')
  const dialog = app.page.getByRole('dialog')
  const field = dialog.getByRole('textbox', { name: 'Value data' })
  await app.openEditor('Count')
  await expect(dialog.getByRole('radio', { name: 'Hexadecimal' })).toBeChecked()
  await expect(field).toHaveValue('2a')
  await dialog.getByRole('radio', { name: 'Decimal', exact: true }).check()
  await expect(field).toHaveValue('42')
  await field.fill('4294967296')
  await expect(dialog).toContainText('Too large for 32 bits')
  await expect(dialog.getByRole('button', { name: 'OK' })).toBeDisabled()
  await field.press('Enter')
  await expect(dialog).toBeVisible()
  await field.fill('seven')
  await expect(dialog).toContainText('not a number')
  await app.submit('4294967295')
  await expect
    .poll(() => app.values())
    .toContainEqual({
      ...{ name: 'Count', type: 'REG_DWORD', data: '0xffffffff (4294967295)', size: '4' },
    })
})

test('Cancel, Esc and OK without a change leave nothing unsaved', async ({ app }, info) => {
  await app.open(onDisk(info, 'orchard.hiv', orchard()))
  await app.goTo('Fruit')
  const dialog = app.page.getByRole('dialog')
  await app.openEditor('Text')
  await dialog.getByRole('textbox', { name: 'Value data' }).fill('plum')
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect(dialog).toHaveCount(0)
  await app.openEditor('List')
  await app.type('typed over')
  await app.press('Escape')
  await expect(dialog).toHaveCount(0)
  await app.openEditor('Bytes')
  await app.submit('de ad be ef')
  await expect
    .poll(() => app.values())
    .toContainEqual({
      ...{ name: 'Text', type: 'REG_SZ', data: 'pear', size: '10' },
    })
  await expect.poll(() => app.title()).toBe('orchard.hiv - Propolis')
})

test('any value can be edited as bytes, including the bytes after a text', async ({
  app,
}, info) => {
  await app.open(onDisk(info, 'orchard.hiv', orchard()))
  await app.goTo('Fruit')
  await app.selectValue('Text')
  await app.menu('Edit', 'Modify Binary Data…')
  const dialog = app.page.getByRole('dialog', { name: 'Edit Binary Value' })
  await expect(dialog.getByRole('textbox', { name: 'Value data' })).toHaveValue(
    '70 00 65 00 61 00 72 00 00 00',
  )
  await app.submit('70 00 00 00 61 00')
  await expect
    .poll(() => app.values())
    .toContainEqual({
      ...{ name: 'Text', type: 'REG_SZ', data: 'p+ bytes', size: '6' },
    })
})

test('byte 4,000 of 5,000 is looked at and changed, and a changed type is taken back', async ({
  app,
}, info) => {
  const bytes = Uint8Array.from({ length: 5000 }, (_, at) => at % 251)
  const hive = Hive.create()
  hive.transact(() => {
    const key = hive.rootKey.create('Fruit')
    key.set('Bytes', VALUE_TYPE.BINARY, bytes)
    key.set('Count', VALUE_TYPE.DWORD, encodeDword(42))
  })
  await app.open(onDisk(info, 'bytes.hiv', hive.finishedCopy()))
  await app.goTo('Fruit')
  await app.openEditor('Bytes')
  await app.press('Control+g')
  await app.type('fa0')
  await app.press('Enter')
  const dialog = app.page.getByRole('dialog')
  await expect(dialog).toContainText('Offset 0x0FA0 (4,000) of 5,000 bytes')
  await expect(dialog.getByRole('region', { name: 'Data inspector' })).toContainText(
    `Unsigned 8-bit${4000 % 251}`,
  )
  await app.type('ff')
  await app.press('Enter')
  await expect(dialog).toHaveCount(0)

  await app.selectValue('Count')
  await app.menu('Edit', 'Change Type…')
  await dialog.getByLabel('New type', { exact: true }).selectOption('REG_SZ')
  await app.page.getByRole('button', { name: 'OK' }).click()
  const count = (type: string, data: string, size: string) => ({ name: 'Count', type, data, size })
  await expect.poll(() => app.values()).toContainEqual(count('REG_SZ', '42', '6'))
  await app.press('Control+z')
  await expect.poll(() => app.values()).toContainEqual(count('REG_DWORD', '0x0000002a (42)', '4'))
  const saved = await app.save()
  bytes[4000] = 0xff
  const stored = Hive.open(readFileSync(saved.path)).rootKey.subkey('Fruit')?.value('Bytes')?.data
  expect(Buffer.compare(Uint8Array.from(stored ?? []), bytes)).toBe(0)
})

for (const [name, key] of [
  ['breaks-in-list.hiv', 'K'],
  ['pending-renames.hiv', 'Session Manager'],
  ['odd-strings.hiv', 'K'],
] as const) {
  const path = casePath(name)
  test(`OK with nothing typed changes no value of ${name}`, async ({ app }, info) => {
    test.skip(path === null, 'the shared cases are not there')
    await app.open(onDisk(info, name, readFileSync(path ?? '')))
    await app.goTo(key)
    await app.focus('Values')
    await app.press('Home')
    const rows = Number(await app.grid.getAttribute('aria-rowcount')) - 1
    const dialog = app.page.getByRole('dialog')
    // The first row is the unset default value.
    for (let row = 1; row < rows; row++) {
      await app.press('ArrowDown', 'Enter')
      await expect(dialog).toBeVisible()
      await dialog.getByRole('button', { name: 'OK' }).click()
      await expect(dialog).toHaveCount(0)
    }
    expect(rows).toBeGreaterThan(2)
    await expect.poll(() => app.title()).toBe(`${name} - Propolis`)
    await expect(app.page.getByRole('button', { name: 'Undo', exact: true })).toBeDisabled()
  })
}

function isAdded(line: string): boolean {
  return line.startsWith('+')
}

function isRemoved(line: string): boolean {
  return line.startsWith('-')
}

/** Presses Ctrl+Z this many times, after which nothing is unsaved. */
async function undoAll(app: PageDriver, steps: number): Promise<void> {
  for (let step = 0; step < steps; step++) await app.press('Control+z')
  await expect.poll(() => app.title()).not.toContain('●')
  await expect(app.page.getByRole('button', { name: 'Undo', exact: true })).toBeDisabled()
}
