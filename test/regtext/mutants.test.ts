/** Mutated .reg files: only HiveError, the hive unchanged when one is refused, and sound when it is not. */

import { expect, it } from 'vitest'
import { encodeUtf16 } from '../../src/bytes/text.ts'
import { History } from '../../src/edit/History.ts'
import { HiveError } from '../../src/errors.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { firstDifference } from '../helpers/bytes.ts'
import { NOW } from '../helpers/hives.ts'
import { type Random, rng } from '../helpers/rng.ts'
import { firstSeed } from '../helpers/seedWindow.ts'
import { exportText } from './exportText.ts'
import { brief, bytesOf, HEADER, ROOT, readText, sourceOfText } from './importText.ts'

const MUTANTS = 5000
const FIRST = firstSeed(MUTANTS)
const SZ = 1

/** What a mutation may put into a text. */
const PARTS = [
  ...[
    '"',
    '\\',
    '\\"',
    '\\\n',
    '\\\r\n  ',
    '[',
    ']',
    '[-',
    '@=',
    '=',
    '-',
    ';',
    '#',
    ',',
    ',,',
    '\n',
    '\r',
  ],
  ...[
    'hex:',
    'hex(2):',
    'hex(',
    'hex(ffffffff):',
    'hex(7):61,00',
    'dword:',
    'dword:123456789',
    ' ',
    '\t',
  ],
  ...[
    '\0',
    '\x1a',
    '\ufeff',
    '\xe9',
    'é☃',
    '\ud800',
    HEADER,
    'REGEDIT4',
    `[${ROOT}]`,
    `[-${ROOT}\\A]`,
  ],
  ...[
    `[${ROOT}\\${'n'.repeat(300)}]`,
    '"v"="x',
    '"v"=-',
    `[${ROOT}\\A\\\\B\\]`,
    '[HKEY_USERS\\X]',
    '0x1',
  ],
]

function build(): Hive {
  const hive = Hive.create({ now: NOW })
  hive.clock = () => NOW
  hive.transact(() => {
    const a = hive.rootKey.create('A')
    a.set('text', SZ, encodeUtf16('some "text" C:\\dir\0'))
    a.set('', SZ, encodeUtf16('default\0'))
    a.set('lines', SZ, encodeUtf16('one\r\ntwo\0'))
    a.set(
      'bytes',
      3,
      Uint8Array.from({ length: 90 }, (_, at) => at),
    )
    a.set('list', 7, encodeUtf16('one\0two\0\0'))
    a.set('number', 4, Uint8Array.of(1, 2, 3, 4))
    a.create('B').create('C').set('v', 0xffff_0012, Uint8Array.of(1))
    hive.rootKey.create('é').set('ß', SZ, encodeUtf16('é\0'))
  })
  return hive
}

/** Texts without a fault: the export of the hive in both forms, and one with what no export has. */
function seedTexts(hive: Hive): string[] {
  const extra = [
    ...[
      `[-${ROOT}\\A\\B]`,
      '; comment',
      `[${ROOT}\\New\\Deep]`,
      '"v" = "over',
      'lines" ; c',
      '"w"=hex:01,\\',
    ],
    ...[
      '; between',
      '  02',
      '"x"=dword:1',
      '"x"=-',
      '@=-',
      `[${ROOT}\\A]`,
      '"bytes"=-',
      '"text"=dword:5',
    ],
  ]
  return [
    exportText(hive).text.slice(1),
    exportText(hive, { version: 4 }).text,
    [HEADER, '', ...extra, ''].join('\r\n'),
    [HEADER, ...extra].join('\n'),
  ]
}

function mutate(text: string, random: Random): string {
  let mutant = text
  for (let count = 1 + random.below(4); count > 0; count--) {
    const at = random.below(mutant.length)
    const length = random.below(random.below(4) === 0 ? 200 : 8)
    const [before, inside] = [mutant.slice(0, at), mutant.slice(at, at + length)]
    const after = mutant.slice(at + length)
    switch (random.below(5)) {
      case 0:
        mutant = before + after
        break
      case 1:
        mutant = before + inside + inside + after
        break
      case 2:
        mutant = before + String.fromCharCode(random.below(random.pick([128, 256, 65_536]))) + after
        break
      case 3:
        mutant = before + random.pick(PARTS) + inside + after
        break
      default:
        mutant = random.below(4) === 0 ? before : before + random.pick(PARTS) + after
    }
  }
  return mutant
}

/** The text in one of the encodings; a broken one now and then. */
function encode(text: string, random: Random): Uint8Array {
  const bytes = random.pick([
    () => encodeUtf16(`\ufeff${text}`),
    () => new TextEncoder().encode(text),
    () => bytesOf(text),
  ])()
  if (random.below(8) === 0) bytes[random.below(bytes.length)] = random.below(256)
  return bytes
}

it(`${MUTANTS} mutated .reg files from seed ${FIRST}: only HiveError, and the hive unchanged on refusal`, () => {
  const hive = build()
  const history = new History(hive)
  const texts = seedTexts(hive)
  const before = hive.image.bytesCopy(0, hive.image.length)
  const reached = { refused: 0, skipped: 0, applied: 0 }
  for (let seed = FIRST; seed < FIRST + MUTANTS; seed++) {
    const random = rng(seed)
    const bytes = encode(mutate(random.pick(texts), random), random)
    const options = {
      lenient: random.below(2) === 0,
      addNul: random.below(2) === 0,
      piece: random.pick([1, 7, 100, 100_000]),
    }
    try {
      const { source, skipped } = sourceOfText(bytes, options)
      history.run({ kind: 'apply-changes', origin: 'mutant', changes: source })
      reached[skipped.length > 0 ? 'skipped' : 'applied']++
      if (seed % 4 === 0) {
        expect(hive.check().findings).toEqual([])
        expect(readText(bytes, { ...options, piece: bytes.length + 1 }).changes.map(brief)).toEqual(
          readText(bytes, options).changes.map(brief),
        )
      }
      if (history.isEdited) history.undo()
    } catch (error) {
      if (!(error instanceof HiveError) || error.code === 'internal') {
        throw new Error(`seed ${seed}: ${(error as Error).stack}`)
      }
      reached.refused++
    }
    const now = hive.image.bytesView(0, hive.image.length)
    if (firstDifference(now, before) >= 0) throw new Error(`seed ${seed}: the hive has changed`)
  }
  for (const count of Object.values(reached)) expect(count).toBeGreaterThan(MUTANTS / 20)
})
