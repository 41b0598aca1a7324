import { Hive } from '../src/offreg/Hive.ts'
import type { Key } from '../src/offreg/Key.ts'
import type { KeySeen } from './Driver.ts'
import { garden, onDisk, orchard } from './hives.ts'
import { given, type PageDriver } from './PageDriver.ts'
import { expect, test } from './story.ts'

const FRUIT = [
  { name: '(Default)', type: 'REG_SZ', data: 'apple', size: '12' },
  { name: 'Bytes', type: 'REG_BINARY', data: 'de ad be ef', size: '4' },
  { name: 'Count', type: 'REG_DWORD', data: '0x0000002a (42)', size: '4' },
  { name: 'List', type: 'REG_MULTI_SZ', data: 'one two', size: '18' },
  { name: 'Path', type: 'REG_EXPAND_SZ', data: '%SystemRoot%\\fruit', size: '38' },
  { name: 'Text', type: 'REG_SZ', data: 'pear', size: '10' },
  { name: 'Weight', type: 'REG_QWORD', data: '0x00000005 (5)', size: '8' },
]

const WAYS: Readonly<Record<string, (app: PageDriver, path: string) => Promise<void>>> = {
  'the input': (app, path) => app.open(path),
  'a drop of a file on disk': (app, path) => app.drop(path),
  'a drop of a file that is nowhere else': (app, path) => app.dropFiles(...given(path)),
}

for (const [way, open] of Object.entries(WAYS)) {
  test(`a hive opened by ${way} shows its keys and values`, async ({ app }, info) => {
    await open(app, onDisk(info, 'orchard.hiv', orchard()))

    await expect.poll(() => app.tabs()).toEqual([{ name: 'orchard.hiv', selected: true }])
    await expect.poll(() => app.title()).toBe('orchard.hiv - Propolis')
    await expect
      .poll(() => app.keys())
      .toEqual([
        { name: 'ROOT', level: 1, at: 1, of: 1, expanded: true, selected: true },
        { name: 'Fruit', level: 2, at: 1, of: 3, expanded: null, selected: false },
        { name: 'Shed', level: 2, at: 2, of: 3, expanded: false, selected: false },
        { name: 'Trees', level: 2, at: 3, of: 3, expanded: null, selected: false },
      ])
    await expect.poll(() => app.focused()).toBe('tree Keys')

    await app.goTo('Fruit')
    await expect.poll(() => app.values()).toEqual(FRUIT)
    await app.goTo('hklm\\orchard\\shed\\spade\\handle')
    await expect.poll(() => app.address()).toBe('HKEY_LOCAL_MACHINE\\orchard\\Shed\\Spade\\Handle')
    await expect.poll(() => valueNames(app)).toEqual(['(Default)', 'Wood'])
  })
}

test('tree and grid show what the engine reads, including names in every script', async ({
  app,
}, info) => {
  const bytes = garden()
  await app.open(onDisk(info, 'garden.hiv', bytes))
  await app.press('*')
  const { rootKey } = Hive.open(bytes.slice())
  const expected = rowsOf(rootKey, { level: 1, at: 1, of: 1 })
  await expect.poll(() => app.keys()).toEqual(expected)

  await app.press('Home')
  for (const [index, key] of keysOf(rootKey).entries()) {
    if (index > 0) await app.press('ArrowDown')
    await expect.poll(() => app.selectedKey()).toMatchObject({ name: key.name })
    const names = [...key.values()].map(({ name }) => name || '(Default)')
    await expect.poll(() => valueNames(app)).toEqual([...new Set(['(Default)', ...names])].sort())
  }
})

test('a hive can be closed, and its neighbour comes to the front', async ({ app }, info) => {
  await app.open(onDisk(info, 'one.hiv', orchard()), onDisk(info, 'two.hiv', garden()))
  await expect.poll(() => app.tabs()).toHaveLength(2)
  await app.menu('File', 'Close')
  await expect.poll(() => app.tabs()).toEqual([{ name: 'one.hiv', selected: true }])
  await expect.poll(() => app.title()).toBe('one.hiv - Propolis')
  await app.menu('File', 'Close')
  await expect(app.page.getByRole('heading', { level: 1 })).toContainText('Open a registry hive')
  await expect.poll(() => app.title()).toBe('Propolis')
})

test('the sample hive shows every type of value', async ({ app }) => {
  await app.menu('File', 'Open Sample Hive')
  await expect.poll(() => app.tabs()).toEqual([{ name: 'Sample.hiv', selected: true }])
  await app.goTo('Propolis\\Value types')
  const types = async () => new Set((await app.values()).map(({ type }) => type))
  await expect.poll(async () => (await types()).size).toBe(13)
  await app.selectValue('Number, 32 bits')
  const details = app.page.getByRole('region', { name: 'Details' })
  await expect(details).toContainText('0x0000002a (42)')
  await expect(details).toContainText('UTC')
})

test('a new hive is empty and can be filled', async ({ app }) => {
  await app.page.getByRole('button', { name: 'A new, empty hive' }).click()
  await expect(app.page.getByRole('dialog', { name: 'New Hive' })).toBeVisible()
  await app.press('Enter')
  await expect.poll(() => app.tabs()).toEqual([{ name: 'New.hiv, unsaved', selected: true }])
  await expect.poll(() => app.keys()).toMatchObject([{ level: 1, expanded: null, selected: true }])
  await app.press('F7', 'Enter')
  await expect.poll(() => app.selectedKey()).toMatchObject({ name: 'New Key #1', level: 2 })
})

test('the state of two tabs is separate', async ({ app }, info) => {
  const one = onDisk(info, 'one.hiv', orchard())
  const two = onDisk(info, 'two.hiv', orchard())
  await app.open(one, two)
  await expect.poll(() => app.title()).toBe('two.hiv - Propolis')
  await app.goTo('Fruit')
  await app.openEditor('Text')
  await app.submit('plum')

  await expect
    .poll(() => app.tabs())
    .toEqual([
      { name: 'one.hiv', selected: false },
      { name: 'two.hiv, unsaved', selected: true },
    ])
  await expect.poll(() => app.title()).toBe('● two.hiv - Propolis')

  await app.page.getByRole('tab', { name: 'one.hiv' }).click()
  await expect.poll(() => app.selectedKey()).toMatchObject({ name: 'ROOT' })
  await app.goTo('Fruit')
  await expect.poll(() => app.values()).toEqual(FRUIT)
  // Leaving would lose changes, whichever tab is in front.
  await expect.poll(() => app.title()).toBe('● one.hiv - Propolis')
  await expect(app.page.getByRole('button', { name: 'Undo', exact: true })).toBeDisabled()

  await app.page.getByRole('tab', { name: 'two.hiv, unsaved' }).click()
  await expect.poll(() => app.selectedKey()).toMatchObject({ name: 'Fruit' })
  await expect
    .poll(() => app.values())
    .toContainEqual({
      ...{ name: 'Text', type: 'REG_SZ', data: 'plum', size: '10' },
    })
  await app.press('Control+z')
  await expect.poll(() => app.values()).toEqual(FRUIT)
  await expect.poll(() => app.title()).toBe('two.hiv - Propolis')
})

async function valueNames(app: PageDriver): Promise<readonly string[]> {
  return (await app.values()).map(({ name }) => name).sort()
}

/** A key and everything below it, as the tree shows them. */
function rowsOf(key: Key, place: Pick<KeySeen, 'level' | 'at' | 'of'>): KeySeen[] {
  const keys = [...key.subkeys()]
  const selected = place.level === 1
  const row = { name: key.name, ...place, expanded: keys.length > 0 ? true : null, selected }
  const below = keys.flatMap((subkey, index) =>
    rowsOf(subkey, { level: place.level + 1, at: index + 1, of: keys.length }),
  )
  return [row, ...below]
}

function keysOf(key: Key): Key[] {
  return [key, ...[...key.subkeys()].flatMap(keysOf)]
}
