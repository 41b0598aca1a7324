import { readFileSync } from 'node:fs'
import { Hive } from '../src/offreg/Hive.ts'
import { seriousFaults } from './axe.ts'
import { encodeMultiString, encodeString, once, onDisk, VALUE_TYPE } from './hives.ts'
import type { PageDriver } from './PageDriver.ts'
import { PageTasks } from './PageTasks.ts'
import { settlePage } from './settle.ts'
import { expect, test } from './story.ts'

const MIB = 1 << 20
const STRINGS = 20_000
/** The limit of a page task, in milliseconds of processor time: three times what users do not notice. */
const MOST_TASK = 150

const WORDS = 'The quick brown fox jumps over the lazy dog. '

test.use({ permissions: ['clipboard-read', 'clipboard-write'] })

/** A key with a value of each kind that is long, and small ones. */
const big = once(() => {
  const hive = Hive.create()
  hive.transact(() => {
    const key = hive.rootKey.create('Big')
    const strings = Array.from({ length: STRINGS }, (_, at) => `string number ${at}`)
    key.set('List', VALUE_TYPE.MULTI_SZ, encodeMultiString(strings))
    key.set('Line', VALUE_TYPE.SZ, encodeString(WORDS.repeat(MIB).slice(0, MIB / 2)))
    key.set('Lines', VALUE_TYPE.SZ, encodeString(`${WORDS}\r\n`.repeat(MIB).slice(0, MIB / 2)))
    key.set('Bytes', VALUE_TYPE.BINARY, bytesOf(MIB))
    key.set('Small', VALUE_TYPE.SZ, encodeString('small'))
    key.set('Few', VALUE_TYPE.BINARY, Uint8Array.of(1, 2, 3))
    key.set('Short', VALUE_TYPE.MULTI_SZ, encodeMultiString(['one ← way']))
  })
  return hive.finishedCopy()
})

function bytesOf(count: number): Uint8Array {
  return Uint8Array.from({ length: count }, (_, at) => (at * 2654435761) >>> 24)
}

async function field(app: PageDriver) {
  return app.page.getByRole('dialog').getByRole('textbox', { name: 'Value data' })
}

async function paste(app: PageDriver, text: string): Promise<void> {
  await app.page.evaluate((copied) => navigator.clipboard.writeText(copied), text)
  await app.press('Control+v')
}

async function ok(app: PageDriver): Promise<void> {
  await app.page.getByRole('button', { name: 'OK' }).click()
  await expect(app.page.getByRole('dialog')).toHaveCount(0)
}

for (const name of ['List', 'Line', 'Lines', 'Bytes'] as const) {
  test(`${name}: no task of the page is long while big data is edited`, async ({ app }, info) => {
    await app.open(onDisk(info, 'big.hiv', big()))
    await app.goTo('Big')
    const tasks = await PageTasks.watch(app.page)
    await tasks.begin('select')
    await app.selectValue(name)
    await expect(app.page.getByRole('region', { name: 'Details' })).toContainText('First 4,096 of')
    await tasks.begin('open')
    await app.press('Enter')
    await expect(await field(app)).toBeFocused()
    for (const key of [
      ...['Control+End', 'Control+Home', 'a', 'b', 'c'],
      ...['Backspace', 'ArrowDown', 'PageDown', 'd'],
    ]) {
      await tasks.begin(`key ${key}`)
      await app.press(key)
      await settlePage(app)
    }
    const clip = name === 'Bytes' ? '0a 0b 0c 0d '.repeat(MIB / 4) : 'pasted text\n'.repeat(40_000)
    await tasks.begin('fill the clipboard')
    await app.page.evaluate((copied) => navigator.clipboard.writeText(copied), clip)
    for (const [step, key] of [
      ['paste', 'Control+v'],
      ['undo', 'Control+z'],
    ] as const) {
      await tasks.begin(step)
      await app.press(key)
      await settlePage(app)
    }
    await tasks.begin('ok')
    await ok(app)
    await expectShort(tasks)
  })
}

test('no task of the page is long while 16 MiB get another type', async ({ app }, info) => {
  const hive = Hive.create()
  hive.transact(() => {
    const lines = `${WORDS}\r\n`.repeat(MIB).slice(0, 8 * MIB)
    hive.rootKey.create('Big').set('Lines', VALUE_TYPE.SZ, encodeString(lines))
  })
  await app.open(onDisk(info, 'long.hiv', hive.finishedCopy()))
  await app.goTo('Big')
  await app.selectValue('Lines')
  const tasks = await PageTasks.watch(app.page)
  await tasks.begin('change the type')
  await app.menu('Edit', 'Change Type…')
  const dialog = app.page.getByRole('dialog', { name: 'Change Type' })
  await dialog.getByRole('combobox', { name: 'New type' }).selectOption('REG_MULTI_SZ')
  await expect(dialog).toContainText('New data, 16,')
  await dialog.getByRole('button', { name: 'OK' }).click()
  await expect(dialog).toHaveCount(0)
  await expectShort(tasks)
  await expect(app.page.getByRole('row', { name: /Lines.*REG_MULTI_SZ/ })).toBeVisible()
})

/** Expects that no action but the filling of the clipboard had a long task. */
async function expectShort(tasks: PageTasks): Promise<void> {
  const costs = await tasks.end()
  for (const [step, { processor }] of costs) {
    if (step !== 'fill the clipboard') expect(processor, step).toBeLessThan(MOST_TASK)
  }
}

test('long editors have no serious fault', async ({ app }, info) => {
  await app.open(onDisk(info, 'big.hiv', big()))
  await app.goTo('Big')
  for (const name of ['List', 'Bytes']) {
    await app.openEditor(name)
    await app.press('ArrowDown')
    expect(await seriousFaults(app.page)).toEqual([])
    await app.press('Escape')
    await expect(app.page.getByRole('dialog')).toHaveCount(0)
  }
})

test('a long list is typed in, searched, cut, pasted and undone without losing a string', async ({
  app,
}, info) => {
  const strings = Array.from({ length: STRINGS }, (_, at) => `string number ${at}`)
  await app.open(onDisk(info, 'big.hiv', big()))
  await app.goTo('Big')
  await app.openEditor('List')
  const dialog = app.page.getByRole('dialog')
  await expect(dialog).toContainText('Line 1 of 20,000, character 1')
  await app.type('first')
  strings[0] = `first${strings[0]}`

  // Go to a line by its number, and to its end.
  await dialog.getByLabel('Go to line').fill('12,345')
  await app.press('Enter')
  await expect(dialog).toContainText('Line 12,345 of 20,000')
  await app.press('End')
  await app.type('!')
  strings[12_344] = `${strings[12_344]}!`
  // Find a text; the match is selected, and typing replaces it.
  await dialog.getByLabel('Find', { exact: true }).fill('number 7777')
  await app.press('Enter')
  await expect(dialog).toContainText('11 characters selected')
  await (await field(app)).focus()
  await app.type('seven')
  strings[7777] = 'string seven'

  // Far below, with the typed text out of view; the caret is where it was left.
  await app.press('Control+End', 'Enter')
  await app.type('last')
  strings.push('last')
  await expect(dialog).toContainText('Line 20,001 of 20,001')
  await app.press('PageUp', 'PageUp', 'Control+Home', 'Control+Shift+End', 'Control+x')
  await expect(dialog).toContainText('0 strings')
  await app.press('Control+z')
  await expect(dialog).toContainText('20,001 strings')
  await app.press('Control+a', 'Control+c', 'ArrowRight')
  await app.press('Control+End', 'Enter', 'Control+v')
  await expect(dialog).toContainText('40,002 strings')
  await app.press('Control+z', 'Control+z', 'Control+y', 'Control+z')
  await expect(dialog).toContainText('20,001 strings')
  await ok(app)
  expect(await savedData(app, 'List')).toEqual(encodeMultiString(strings))
})

test('a long line is edited at its ends and beyond its drawn part', async ({ app }, info) => {
  const text = WORDS.repeat(MIB).slice(0, MIB / 2)
  await app.open(onDisk(info, 'big.hiv', big()))
  await app.goTo('Big')
  await app.openEditor('Line')
  await app.press('Control+End')
  await app.type('end')
  await app.press('Control+Home', 'ArrowRight', 'ArrowRight', 'ArrowRight')
  // Select four views down.
  await app.press('Shift+PageDown', 'Shift+PageDown', 'Shift+PageDown', 'Shift+PageDown')
  const status = await app.page.getByText(/characters selected$/).textContent()
  const selected = Number(status?.replace(/\D/g, ''))
  expect(selected).toBeGreaterThan(1000)
  await app.press('Delete')
  await ok(app)
  const expected = `${text.slice(0, 3)}${text.slice(3 + selected)}end`
  expect(await savedData(app, 'Line')).toEqual(encodeString(expected))
})

test('an input method writes into a long text, also over a selection that is out of view', async ({
  app,
}, info) => {
  await app.open(onDisk(info, 'big.hiv', big()))
  await app.goTo('Big')
  await app.openEditor('List')
  const session = await app.page.context().newCDPSession(app.page)
  const compose = async (text: string) => {
    for (const part of [text.slice(0, 1), text]) {
      const place = { selectionStart: part.length, selectionEnd: part.length }
      await session.send('Input.imeSetComposition', { text: part, ...place })
    }
    await session.send('Input.insertText', { text })
  }
  await compose('日本')
  await app.type('!')
  await app.press('Control+Shift+End')
  await compose('語')
  await expect(app.page.getByRole('dialog')).toContainText('1 string')
  await app.press('Control+z')
  await expect(app.page.getByRole('dialog')).toContainText('20,000 strings')
  await app.press('Control+y')
  await ok(app)
  expect(await savedData(app, 'List')).toEqual(encodeMultiString(['日本!語']))
})

test('many bytes are overwritten, inserted, deleted, pasted and undone', async ({ app }, info) => {
  const bytes = [...bytesOf(MIB)]
  await app.open(onDisk(info, 'big.hiv', big()))
  await app.goTo('Big')
  await app.openEditor('Bytes')
  const dialog = app.page.getByRole('dialog')
  await app.type('abc')
  bytes[0] = 0xab
  bytes[1] = 0xc0 | ((bytes[1] ?? 0) & 0x0f)
  await dialog.getByLabel('Go to offset').fill('0x80000')
  await app.press('Enter')
  await expect(dialog).toContainText('Offset 0x080000 (524,288) of 1,048,576 bytes')
  await app.press('Insert')
  await expect(dialog.getByRole('button', { name: 'Insert' })).toBeVisible()
  await app.type('12 34')
  bytes.splice(0x80000, 0, 0x12, 0x34)
  await expect(dialog).toContainText('Offset 0x080002 (524,290) of 1,048,578 bytes')
  await app.press('Delete', 'Backspace')
  bytes.splice(0x80001, 2)
  await paste(app, 'hex:de,ad,\\\n  be,ef')
  bytes.splice(0x80001, 0, 0xde, 0xad, 0xbe, 0xef)
  await paste(app, 'no hex')
  await expect(dialog.getByRole('alert')).toContainText('Nothing was pasted.')
  await app.press('ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowRight')
  await app.press('Control+Shift+End', 'Delete', 'Control+z')
  await ok(app)
  expect(await savedData(app, 'Bytes')).toEqual(Uint8Array.from(bytes))
})

test('a field switches to the long form when its text grows long, and back', async ({
  app,
}, info) => {
  await app.open(onDisk(info, 'big.hiv', big()))
  await app.goTo('Big')
  await app.openEditor('Small')
  const dialog = app.page.getByRole('dialog')
  await app.press('End')
  await paste(app, 'x'.repeat(MIB / 2))
  await expect(await field(app)).toBeFocused()
  await expect(dialog).toContainText('524,293 characters')
  await app.type('!')
  await app.press('Control+z', 'Control+z')
  await expect(dialog).toContainText('5 characters')
  await app.press('Control+y')
  await ok(app)
  expect(await savedData(app, 'Small')).toEqual(encodeString(`small${'x'.repeat(MIB / 2)}`))

  await app.openEditor('Few')
  await paste(app, '0a 0b '.repeat(5000))
  await expect(dialog).toContainText('10,000 bytes')
  await expect(await field(app)).toBeFocused()
  await app.press('Control+z')
  await expect(dialog).toContainText('3 bytes')
  await ok(app)
  // The bytes are the saved ones.
  await expect.poll(() => app.title()).not.toContain('●')
})

test('a break inside a string is typed with Shift+Enter', async ({ app }, info) => {
  await app.open(onDisk(info, 'big.hiv', big()))
  await app.goTo('Big')
  await app.openEditor('Short')
  await app.press('End', 'Shift+Enter')
  await app.type('more')
  await expect(await field(app)).toHaveValue('one ¤← way←↓more')
  await app.press('Control+z', 'Control+y')
  await ok(app)
  expect(await savedData(app, 'Short')).toEqual(encodeMultiString(['one ← way\r\nmore']))
})

test('lines of a multi-string are moved, and a list pasted as one line is split', async ({
  app,
}, info) => {
  await app.open(onDisk(info, 'big.hiv', big()))
  await app.goTo('Big')
  await app.openEditor('Short')
  const dialog = app.page.getByRole('dialog')
  await app.type('first')
  await app.press('Enter')
  await paste(app, 'b; c;d')
  await expect(dialog).toContainText('a list of 3 parts')
  await dialog.getByRole('button', { name: 'Split' }).click()
  await expect(await field(app)).toHaveValue('first\nb\nc\nd')
  await app.press('Alt+ArrowUp', 'Alt+ArrowUp')
  await expect(await field(app)).toHaveValue('first\nd\nb\nc')
  await app.press('Control+z')
  await expect(await field(app)).toHaveValue('first\nb\nd\nc')
  await ok(app)
  expect(await savedData(app, 'Short')).toEqual(encodeMultiString(['first', 'b', 'd', 'c']))
  // The field of a long text does the same.
  await app.openEditor('List')
  await app.press('Control+Home', 'Alt+ArrowDown', 'Alt+ArrowDown')
  await ok(app)
  const lines = Array.from({ length: STRINGS }, (_, at) => `string number ${at}`)
  const moved = [...lines.slice(1, 3), 'string number 0', ...lines.slice(3)]
  expect(await savedData(app, 'List')).toEqual(encodeMultiString(moved))
})

async function savedData(app: PageDriver, name: string): Promise<Uint8Array> {
  const saved = await app.save()
  const value = Hive.open(readFileSync(saved.path)).rootKey.subkey('Big')?.value(name)
  return Uint8Array.from(value?.data ?? [])
}
