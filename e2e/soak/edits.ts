/** Random edits as a user makes them. Each comes with what the hive has to hold after it. */

import { expect } from '@playwright/test'
import {
  emptyData,
  encodeDword,
  encodeMultiString,
  encodeQword,
  encodeString,
} from '../../src/values/encode.ts'
import { VALUE_TYPE } from '../../src/values/valueType.ts'
import type { Random } from '../../test/helpers/rng.ts'
import {
  digestOf,
  type HiveModel,
  type ModelKey,
  type ModelPath,
  type ModelValue,
} from '../../test/soak/HiveModel.ts'
import type { PageDriver } from '../PageDriver.ts'

/** An edit that was chosen, but not made yet. */
export interface UserEdit {
  readonly label: string
  /** The model after it. */
  readonly next: HiveModel
  /** Makes it, and waits until the page shows it. */
  make(app: PageDriver): Promise<void>
}

type Choose = (model: HiveModel, random: Random) => UserEdit | null

/** More values are not drawn at once. */
const MOST_VALUES = 10
const MOST_KEYS = 400
/** Values of an imported file, and bytes of one of them. */
const IMPORTED = 200
const LARGE = 20_000
const TITLES: Readonly<Record<number, string>> = {
  [VALUE_TYPE.SZ]: 'String Value',
  [VALUE_TYPE.BINARY]: 'Binary Value',
  [VALUE_TYPE.DWORD]: 'DWORD (32-bit) Value',
  [VALUE_TYPE.QWORD]: 'QWORD (64-bit) Value',
  [VALUE_TYPE.MULTI_SZ]: 'Multi-String Value',
  [VALUE_TYPE.EXPAND_SZ]: 'Expandable String Value',
}
const WORDS = ['plum', 'quince', 'Birne', 'ábaco', '日本', '🐝', 'a b', 'x-1']

const CHOICES: readonly (readonly [weight: number, choose: Choose])[] = [
  [3, newKey],
  [4, newValue],
  [6, editValue],
  [2, renameKey],
  [2, renameValue],
  [1, deleteKey],
  [2, deleteValue],
  [5, undo],
  [3, redo],
  [1, copyKey],
  [1, moveKey],
  [1, importValues],
]

export function chooseEdit(model: HiveModel, random: Random): UserEdit {
  const all = CHOICES.flatMap(([weight, choose]) => Array.from({ length: weight }, () => choose))
  for (;;) {
    const edit = random.pick(all)(model, random)
    if (edit !== null) return edit
  }
}

/** The edit that pastes a key which was copied in another hive. */
export function pasteEdit(model: HiveModel, random: Random, copied: ModelKey): UserEdit | null {
  const into = random.pick(model.paths)
  if (hasKey(model, into, copied.name)) return null
  return edit(`paste ${copied.name} into ${spell(into)}`, model, {
    change: (next) => next.paste(copied, into),
    make: async (app) => {
      await app.goTo(spell(into))
      await app.press('Control+v')
      await expect.poll(() => app.selectedKey()).toMatchObject({ name: copied.name })
    },
  })
}

export function spell(path: ModelPath): string {
  return path.join('\\')
}

interface Parts {
  change(next: HiveModel): void
  make(app: PageDriver): Promise<void>
}

function edit(label: string, model: HiveModel, { change, make }: Parts): UserEdit {
  const next = model.copy()
  change(next)
  return { label, next, make }
}

function newKey(model: HiveModel, random: Random): UserEdit | null {
  const path = random.pick(model.paths)
  const name = freshName(random)
  if (path.length > 6 || hasKey(model, path, name)) return null
  return edit(`new key ${name} in ${spell(path)}`, model, {
    change: (next) => next.createKey(path, name),
    make: async (app) => {
      await app.goTo(spell(path))
      await app.focus('Keys')
      await app.press('F7')
      await app.page.getByRole('textbox', { name: 'Name of the new key' }).fill(name)
      await app.press('Enter')
      await expect.poll(() => app.selectedKey()).toMatchObject({ name })
    },
  })
}

function newValue(model: HiveModel, random: Random): UserEdit | null {
  const path = random.pick(model.paths)
  const name = freshName(random)
  if (model.key(path).values.length >= MOST_VALUES) return null
  const type = Number(random.pick(Object.keys(TITLES)))
  const title = TITLES[type] ?? ''
  return edit(`new ${title} ${name} in ${spell(path)}`, model, {
    change: (next) => next.setValue(path, { name, type, digest: digestOf(emptyData(type)) }),
    make: async (app) => {
      await app.goTo(spell(path))
      await app.menu('Edit', 'New', title)
      await app.page.getByRole('textbox', { name: 'Name of the new value' }).fill(name)
      await app.press('Enter')
      await showsValue(app, name)
    },
  })
}

function editValue(model: HiveModel, random: Random): UserEdit | null {
  const chosen = someValue(model, random, Object.keys(TITLES).map(Number))
  if (chosen === null) return null
  const { path, value } = chosen
  const { typed, data } = freshData(value.type, random)
  const digest = digestOf(data)
  if (digest === value.digest) return null
  return edit(`edit ${value.name} in ${spell(path)}: ${typed.slice(0, 20)}`, model, {
    change: (next) => next.setValue(path, { ...value, digest }),
    make: async (app) => {
      await app.goTo(spell(path))
      await app.openEditor(value.name === '' ? '(Default)' : value.name)
      const base = app.page.getByRole('radio', { name: 'Hexadecimal', exact: true })
      if (value.type === VALUE_TYPE.DWORD || value.type === VALUE_TYPE.QWORD) await base.check()
      await app.submit(typed)
    },
  })
}

function renameKey(model: HiveModel, random: Random): UserEdit | null {
  const path = random.pick(model.paths)
  const name = freshName(random)
  if (path.length === 0 || hasKey(model, path.slice(0, -1), name)) return null
  return edit(`rename key ${spell(path)} to ${name}`, model, {
    change: (next) => next.renameKey(path, name),
    make: async (app) => {
      await app.goTo(spell(path))
      await app.focus('Keys')
      await app.press('F2')
      await app.page.getByRole('textbox', { name: 'Key name' }).fill(name)
      await app.press('Enter')
      await expect.poll(() => app.selectedKey()).toMatchObject({ name })
    },
  })
}

function renameValue(model: HiveModel, random: Random): UserEdit | null {
  const chosen = someValue(model, random)
  if (chosen === null || chosen.value.name === '') return null
  const { path, value } = chosen
  const name = freshName(random)
  return edit(`rename value ${value.name} in ${spell(path)} to ${name}`, model, {
    change: (next) => next.renameValue(path, value.name, name),
    make: async (app) => {
      await app.goTo(spell(path))
      await app.selectValue(value.name)
      await app.press('F2')
      await app.page.getByRole('textbox', { name: 'Value name' }).fill(name)
      await app.press('Enter')
      await showsValue(app, name)
    },
  })
}

function deleteKey(model: HiveModel, random: Random): UserEdit | null {
  const path = random.pick(model.paths)
  const isSmall = model.paths.length < 10
  if (path.length === 0 || isSmall) return null
  return edit(`delete key ${spell(path)}`, model, {
    change: (next) => next.deleteKey(path),
    make: async (app) => {
      await app.goTo(spell(path))
      await app.focus('Keys')
      await app.press('Delete')
      await said(app, `Deleted ${path.at(-1)}`)
    },
  })
}

function deleteValue(model: HiveModel, random: Random): UserEdit | null {
  const chosen = someValue(model, random)
  if (chosen === null) return null
  const { path, value } = chosen
  const shown = value.name === '' ? '(Default)' : value.name
  return edit(`delete value ${shown} in ${spell(path)}`, model, {
    change: (next) => next.deleteValue(path, value.name),
    make: async (app) => {
      await app.goTo(spell(path))
      await app.selectValue(shown)
      await app.press('Delete')
      await said(app, `Deleted ${shown}`)
    },
  })
}

function undo(model: HiveModel): UserEdit | null {
  if (model.position === 0) return null
  return edit('undo', model, {
    change: (next) => next.undo(),
    make: async (app) => {
      await app.focus('Keys')
      await app.press('Control+z')
    },
  })
}

function redo(model: HiveModel): UserEdit | null {
  if (model.position === model.steps) return null
  return edit('redo', model, {
    change: (next) => next.redo(),
    make: async (app) => {
      await app.focus('Keys')
      await app.press('Control+y')
    },
  })
}

function copyKey(model: HiveModel, random: Random): UserEdit | null {
  const chosen = fromAndInto(model, random)
  if (chosen === null || model.paths.length > MOST_KEYS) return null
  const { from, into, name } = chosen
  return edit(`copy ${spell(from)} into ${spell(into)}`, model, {
    change: (next) => next.paste(model.key(from), into),
    make: async (app) => {
      await take(app, from, 'Control+c', `Copied ${name}`)
      await put(app, into, name)
    },
  })
}

function moveKey(model: HiveModel, random: Random): UserEdit | null {
  const chosen = fromAndInto(model, random)
  if (chosen === null) return null
  const { from, into, name } = chosen
  return edit(`cut ${spell(from)} and paste it into ${spell(into)}`, model, {
    change: (next) => next.move(from, into),
    make: async (app) => {
      await take(app, from, 'Control+x', `Cut ${name}`)
      await put(app, into, name)
    },
  })
}

function importValues(model: HiveModel, random: Random): UserEdit | null {
  const parent = random.pick(model.paths)
  const name = freshName(random)
  if (parent.length > 6 || hasKey(model, parent, name)) return null
  const path = [...parent, name]
  const count = 1 + random.below(IMPORTED)
  const made = Array.from({ length: count }, (_, number) => ({
    name: `value ${number}`,
    data: random.bytes(number === 0 ? LARGE : 1 + random.below(100)),
  }))
  const lines = made.map(({ name: of, data }) => `"${of}"=hex:${hex(data, ',')}`)
  const values = made.map(({ name: of, data }) => ({
    ...{ name: of, type: VALUE_TYPE.BINARY },
    digest: digestOf(data),
  }))
  return edit(`import ${count} values into ${spell(path)}`, model, {
    change: (next) => next.setValues(path, values),
    make: async (app) => {
      await app.goTo('')
      const root = await app.address()
      await app.focus('Keys')
      const text = ['Windows Registry Editor Version 5.00', '', `[${root}\\${spell(path)}]`]
      const [chooser] = await Promise.all([
        app.page.waitForEvent('filechooser'),
        app.press('Control+i'),
      ])
      const buffer = Buffer.from(`\ufeff${[...text, ...lines, ''].join('\r\n')}`, 'utf16le')
      await chooser.setFiles({ name: 'soak.reg', mimeType: 'text/plain', buffer })
      const dialog = app.page.getByRole('dialog', { name: 'Import Registry File' })
      await dialog.getByRole('button', { name: 'OK' }).click()
      await expect(dialog).toHaveCount(0)
      await said(app, 'Imported')
    },
  })
}

async function take(app: PageDriver, from: ModelPath, key: string, words: string): Promise<void> {
  await app.goTo(spell(from))
  await app.focus('Keys')
  await app.press(key)
  await said(app, words)
}

async function put(app: PageDriver, into: ModelPath, name: string): Promise<void> {
  await app.goTo(spell(into))
  await app.focus('Keys')
  await app.press('Control+v')
  await expect.poll(() => app.selectedKey()).toMatchObject({ name, level: into.length + 2 })
}

/** A key, and another one that it can be pasted into. */
function fromAndInto(model: HiveModel, random: Random) {
  const from = random.pick(model.paths)
  const into = random.pick(model.paths)
  const name = from.at(-1)
  const isWithin = from.every((part, at) => into[at] === part)
  if (name === undefined || isWithin || hasKey(model, into, name) || into.length > 5) return null
  return { from, into, name }
}

/** A value of a key whose values are all drawn. */
function someValue(model: HiveModel, random: Random, types: readonly number[] = []) {
  const drawn = model.paths.filter((path) => {
    const { length } = model.key(path).values
    return length > 0 && length <= MOST_VALUES
  })
  if (drawn.length === 0) return null
  const path = random.pick(drawn)
  const value: ModelValue = random.pick(model.key(path).values)
  return types.length === 0 || types.includes(value.type) ? { path, value } : null
}

function hasKey(model: HiveModel, path: ModelPath, name: string): boolean {
  return model.key(path).keys.some((key) => key.name.toUpperCase() === name.toUpperCase())
}

/** A name that was probably not used before. */
function freshName(random: Random): string {
  return `${random.pick(WORDS)} ${random.below(1_000_000)}`
}

/** What is typed into the editor of a type, and what is stored then. */
function freshData(type: number, random: Random): { typed: string; data: Uint8Array } {
  const word = () => freshName(random)
  switch (type) {
    case VALUE_TYPE.DWORD: {
      const number = random.below(2 ** 32)
      return { typed: number.toString(16), data: encodeDword(number) }
    }
    case VALUE_TYPE.QWORD: {
      const number = (BigInt(random.below(2 ** 32)) << 32n) + BigInt(random.below(2 ** 32))
      return { typed: number.toString(16), data: encodeQword(number) }
    }
    case VALUE_TYPE.MULTI_SZ: {
      const items = Array.from({ length: 1 + random.below(5) }, word)
      return { typed: `${items.join('\n')}\n`, data: encodeMultiString(items) }
    }
    case VALUE_TYPE.BINARY: {
      const data = random.bytes(1 + random.below(300))
      return { typed: hex(data, ' '), data }
    }
    default: {
      const text = Array.from({ length: 1 + random.below(20) }, word).join(' ')
      return { typed: text, data: encodeString(text) }
    }
  }
}

function hex(data: Uint8Array, between: string): string {
  return [...data].map((byte) => byte.toString(16).padStart(2, '0')).join(between)
}

function showsValue(app: PageDriver, name: string): Promise<void> {
  return expect(app.grid.getByRole('rowheader', { name, exact: true })).toBeVisible()
}

function said(app: PageDriver, words: string): Promise<void> {
  return expect.poll(() => app.news()).toContainEqual(expect.stringContaining(words))
}
