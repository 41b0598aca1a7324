import { describe, expect, it } from 'vitest'
import { spellPath } from '../../src/bytes/spelling.ts'
import type { Key } from '../../src/offreg/Key.ts'
import { hasHiddenCharacter } from '../../src/text/hidden.ts'
import type { KeyDetails } from '../../src/worker/protocol.ts'
import { caseBytes } from '../helpers/cases.ts'
import { hiveBytes, OpenHive } from './openHive.ts'

/** Names together with what is left of them when decoration is stripped. */
const TWINS = [
  ...['Run', 'Run ', ' Run', 'abc', '[abc]', '[]', '[-x]', '-x', 'x', 'quoted', '"quoted"'],
  ...["'ticks'", 'ticks', 'Registry::', 'Registry::x', 'Registry::HKLM', 'HKLM', 'HKCU', 'ROOT'],
  ...['reg query HKLM', 'A/B', '..', 'Computer', 'HKEY_LOCAL_MACHINE', 'REGISTRY', 'Run  '],
]
const HIDDEN = [
  ...[
    'a\r\nb',
    'ab',
    '\0X',
    'Run\0',
    'lone\ud800',
    '\udc00',
    '\u202eevil',
    'evil',
    'zero\u200bwidth',
  ],
  ...['\ufeff', 'tab\tx', 'a\u000d', 'x\u3000y', 'x\u00a0y', 'x y', '\u{e0041}'],
  ...['Run\ufe0f', 'Run\u{e0100}', '\ufe00', '\u2065', 'x\u180by', '\u{e0fff}'],
]
/** Keys whose names look like the escapes of hidden characters. */
const CODES = ['u000d', 'u000db', 'u0000X', 'a', 'u000d\r']
/** Keys that have all of these as subkeys. */
const PARENTS = ['a', 'a\r\nb', 'Run', 'Run ', 'HKLM', 'HKEY_LOCAL_MACHINE', 'u000d', '[abc]']

/** Every name below the root and below some other keys, and names that look like full paths. */
function odd(root: Key): void {
  for (const name of [...TWINS, ...HIDDEN, ...CODES]) {
    const key = root.create(name)
    if (!PARENTS.includes(name)) continue
    for (const below of [...TWINS, ...HIDDEN, ...CODES]) key.create(below)
  }
  const impostor = root.subkey('HKEY_LOCAL_MACHINE')?.create('my')
  for (const name of TWINS) impostor?.create(name)
}

/** All keys of a hive. */
async function keysOf(hive: OpenHive): Promise<KeyDetails[]> {
  const { doc, session, info } = hive
  await session.expandAll({ doc, key: info.root, limit: 1_000_000 })
  const { total } = await session.visibleRows({ doc, from: 0, count: 0 })
  const { rows } = await session.visibleRows({ doc, from: 0, count: total })
  return Promise.all(rows.map(({ id }) => session.keyDetails({ doc, key: id })))
}

/**
 * Every key is reached by the path that is shown and copied, and that text has no hidden
 * characters.
 */
async function expectRoundTrip(hive: OpenHive): Promise<void> {
  const { doc, session, info } = hive
  const lost: string[] = []
  const hidden: string[] = []
  for (const { id, path } of await keysOf(hive)) {
    const text = spellPath([...info.prefix.split('\\'), ...path])
    const match = await session.resolvePath({ doc, text })
    if (match.key !== id || match.missing !== null) lost.push(text)
    if (hasHiddenCharacter(text)) hidden.push(text)
  }
  expect({ lost, hidden }).toEqual({ lost: [], hidden: [] })
}

describe('the path of a key leads back to that key', () => {
  it('a path leads back to its key, whatever its name, even among names that could be confused', async () => {
    await expectRoundTrip(await OpenHive.open(hiveBytes(odd), { name: 'my.hiv' }))
  })

  it('a path leads back to its key in a hive whose own name has blanks, brackets and hidden characters', async () => {
    const bytes = hiveBytes((root) => {
      for (const name of [...TWINS, ...HIDDEN]) root.create(name)
    })
    for (const name of [' [odd] "1"', 'SYSTEM ', 'a\u202eb', 'x\\y']) {
      await expectRoundTrip(await OpenHive.open(bytes, { name }))
    }
  })

  it.each(['odd-key-names.hiv', 'crlf-in-names.hiv'])('%s', async (name) => {
    const bytes = caseBytes(name)
    if (bytes !== null) await expectRoundTrip(await OpenHive.open(bytes, { name }))
  })
})

describe('an exact path', () => {
  it('an exact path leads to its key, relative or absolute', async () => {
    const name = 'odd-key-names.hiv'
    const bytes = caseBytes(name)
    if (bytes === null) return
    const hive = await OpenHive.open(bytes, { name })
    const { doc, session, info } = hive
    const lost: string[] = []
    for (const { id, path } of (await keysOf(hive)).slice(1)) {
      const plain = path.join('\\')
      for (const text of [plain, `${info.prefix}\\${plain}`, `HKLM\\odd-key-names\\${plain}`]) {
        const match = await session.resolvePath({ doc, text })
        if (match.key !== id || match.missing !== null) lost.push(text)
      }
    }
    expect(lost).toEqual([])
  })

  it('an exact path leads to a value whose name ends in a blank or is in brackets', async () => {
    const hive = await OpenHive.open(
      hiveBytes((root) => {
        const run = root.create('Run')
        for (const name of ['v', 'v ', '[v]', '"v"']) run.set(name, 3, Uint8Array.of(1))
      }),
    )
    const { doc, session } = hive
    for (const name of ['v', 'v ', '[v]', '"v"']) {
      const { key, value } = await session.resolvePath({ doc, text: `Run\\${name}` })
      const details = await session.valueDetails({ doc, key, value: value ?? 0 })
      expect(details.name).toBe(name)
    }
  })

  it('decoration is stripped from a path only if the undecorated path does not exist', async () => {
    const hive = await OpenHive.open(hiveBytes((root) => root.create('Run')))
    const { doc, session } = hive
    for (const text of ['Run ', '"Run"', '[Run]', '[-Run]', 'Registry::Run', ' "Run " ']) {
      expect(await session.resolvePath({ doc, text })).toMatchObject({ missing: null, value: null })
    }
    expect(await session.resolvePath({ doc, text: '  "Runs"  ' })).toMatchObject({
      missing: 'Runs',
    })
    expect(await session.resolvePath({ doc, text: 'a\\u000db' })).toMatchObject({ missing: 'a\rb' })
  })
})

describe('completing a path with hidden characters', () => {
  it('suggestions spell hidden characters, and can be completed further', async () => {
    const hive = await OpenHive.open(
      hiveBytes((root) => {
        const key = root.create('Run').create('a\r\nb')
        key.create('plain')
        key.create('plane\0')
      }),
      { name: 'my.hiv' },
    )
    const complete = (text: string) => hive.session.completePath({ doc: hive.doc, text, limit: 10 })
    expect(await complete('HKLM\\my\\Run\\')).toEqual(['HKLM\\\\my\\\\Run\\\\a\\u000d\\u000ab'])
    expect(await complete('Run\\a')).toEqual(['Run\\\\a\\u000d\\u000ab'])
    expect(await complete('Run\\\\a\\u000d')).toEqual(['Run\\\\a\\u000d\\u000ab'])
    expect(await complete('Run\\\\a\\u000d\\u000ab\\\\PLA')).toEqual([
      'Run\\\\a\\u000d\\u000ab\\\\plain',
      'Run\\\\a\\u000d\\u000ab\\\\plane\\u0000',
    ])
  })
})
