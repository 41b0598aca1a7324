/** Security according to reglookup, in hives of other writers and in hives that we changed. */

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import type { Key } from '../../src/offreg/Key.ts'
import type { Ace } from '../../src/security/ace.ts'
import type { Acl } from '../../src/security/acl.ts'
import { decodeDescriptor, encodeDescriptor } from '../../src/security/descriptor.ts'
import { parseSddl } from '../../src/security/parseSddl.ts'
import { hasCorpus, plainHives } from '../helpers/corpus.ts'
import { readers, type SeenSecurity, seenSecurity } from '../helpers/readers.ts'
import { hive as command } from '../helpers/runHive.ts'
import { temporary } from '../helpers/temporary.ts'

const files = temporary()
const isThere = readers.some(({ name }) => name === 'reglookup')

/** The names that reglookup uses, in its order. */
// biome-ignore format: a table
const RIGHTS: readonly (readonly [bit: number, word: string])[] = [
  [0x1, 'QRY_VAL'], [0x2, 'SET_VAL'], [0x4, 'CREATE_KEY'], [0x8, 'ENUM_KEYS'], [0x10, 'NOTIFY'],
  [0x20, 'CREATE_LNK'], [0x100, 'WOW64_64'], [0x200, 'WOW64_32'], [0x10000, 'DELETE'],
  [0x20000, 'R_CONT'], [0x40000, 'W_DAC'], [0x80000, 'W_OWNER'], [0x100000, 'SYNC'],
  [0x1000000, 'SYS_SEC'], [0x2000000, 'MAX_ALLWD'], [0x10000000, 'GEN_A'], [0x20000000, 'GEN_X'],
  [0x40000000, 'GEN_W'], [0x80000000, 'GEN_R'],
]
const FLAGS = [
  [1, 'OI'],
  [2, 'CI'],
  [4, 'NP'],
  [8, 'IO'],
  [0x10, 'IA'],
] as const
const TYPES: Readonly<Record<number, string>> = { 0: 'ALLOW', 1: 'DENY', 2: 'AUDIT', 3: 'ALARM' }

function inItsWords(ace: Ace): string {
  if (ace.shape !== 'account') throw new RangeError('not among the entries of this test')
  const words = (table: readonly (readonly [number, string])[], bits: number) =>
    table
      .filter(([bit]) => (bits & bit) !== 0)
      .map(([, word]) => word)
      .join(' ')
  const type = TYPES[ace.type] ?? 'UNKNOWN'
  return [ace.sid, type, words(RIGHTS, ace.mask), words(FLAGS, ace.flags)].join(':')
}

function expectSeen(seen: SeenSecurity | undefined, key: Key): void {
  const { owner, group, sacl, dacl } = decodeDescriptor(key.descriptor ?? new Uint8Array(0))
  const entries = (list: Acl | null) => (list?.aces ?? []).map(inItsWords)
  expect(seen).toEqual({
    path: seen?.path,
    owner: owner ?? '',
    group: group ?? '',
    sacl: entries(sacl),
    dacl: entries(dacl),
  })
}

/** A key and all keys below it, in stored order, parents first. */
function* below(key: Key): Generator<Key> {
  yield key
  for (const subkey of key.subkeys()) yield* below(subkey)
}

const WRITTEN = [
  'O:SYG:S-1-5-21-1-2-3-513D:PAI(D;CI;KW;;;AN)(A;OICI;KA;;;BA)(A;CIIO;GRGX;;;CO)(A;NP;0xffffffff;;;WD)',
  'O:BAG:BAD:(A;CIID;KR;;;S-1-5-21-1-2-3-1001)S:(AU;CISAFA;KA;;;WD)(AL;;KR;;;BU)(ML;CI;NWNX;;;HI)',
  'O:BAD:(A;;;;;WD)(A;;CCDCLCSWRPWPSDRCWDWO;;;S-1-5-80-1-2-3-4-5)',
  'O:WDG:SY',
]

describe.skipIf(!isThere)(isThere ? 'reglookup' : 'reglookup (skipped: not installed)', () => {
  it('reglookup sees the entries of every SDDL text that was set', () => {
    const hive = Hive.create()
    for (const [at, text] of WRITTEN.entries()) {
      hive.rootKey.create(`k${at}`, { descriptor: encodeDescriptor(parseSddl(text)) })
    }
    const seen = seenSecurity(files.file('written', hive.finishedCopy()))
    const keys = [...below(hive.rootKey)]
    expect(seen).toHaveLength(keys.length)
    for (const [at, key] of keys.entries()) expectSeen(seen?.[at], key)
  })

  it('reglookup sees a key made by "hive new" below one with a denial for itself only', () => {
    const hive = Hive.create()
    const sddl = 'O:SYG:SYD:PAI(D;;KA;;;BU)(A;CI;KA;;;BA)(A;CIIO;GR;;;WD)(A;CINP;KW;;;AU)'
    hive.rootKey.create('parent', { descriptor: encodeDescriptor(parseSddl(sddl)) })
    const input = files.file('parent', hive.finishedCopy())
    const out = files.path('child')
    expect(command('new', input, 'parent\\child', '-o', out)).toEqual({ code: 0, out: '', err: '' })
    const child = seenSecurity(out)?.find(({ path }) => path === '/parent/child')
    expect(child).toMatchObject({ owner: 'S-1-5-18', group: 'S-1-5-18', sacl: [] })
    const read = 'QRY_VAL ENUM_KEYS NOTIFY R_CONT'
    const all = `QRY_VAL SET_VAL CREATE_KEY ENUM_KEYS NOTIFY CREATE_LNK DELETE R_CONT W_DAC W_OWNER`
    expect(child?.dacl).toEqual([
      `S-1-5-32-544:ALLOW:${all}:CI`,
      `S-1-1-0:ALLOW:${read}:`,
      'S-1-1-0:ALLOW:GEN_R:CI IO',
      'S-1-5-11:ALLOW:SET_VAL CREATE_KEY R_CONT:',
    ])
  })

  it.skipIf(!hasCorpus)('sees a text set in a real hive, and all other keys as before', () => {
    const sam = plainHives.find(({ name }) => name === 'regipy/SAM')
    const hive = Hive.open(Uint8Array.from(readFileSync(sam?.path ?? '')))
    const text = hive.key('SAM\\Domains').sddl ?? ''
    const changed = text.replace('O:BA', 'O:SY').replace(/D:/, 'D:(A;CI;KR;;;S-1-5-21-9-9-9-1000)')
    expect(changed).not.toBe(text)
    const bytes = encodeDescriptor(parseSddl(changed))
    hive.key('SAM\\Domains').setDescriptor(bytes)
    const keys = [...below(hive.rootKey)]
    const seen = seenSecurity(files.file('SAM', hive.finishedCopy()))
    expect(seen).toHaveLength(keys.length)
    for (const [at, key] of keys.entries()) expectSeen(seen?.[at], key)
    const domains = seen?.find(({ path }) => path === '/SAM/Domains')
    expect(domains?.owner).toBe('S-1-5-18')
    expect(domains?.dacl[0]).toBe('S-1-5-21-9-9-9-1000:ALLOW:QRY_VAL ENUM_KEYS NOTIFY R_CONT:CI')
  })

  it.skipIf(!hasCorpus)('sees what we see in real hives', () => {
    const hives = ['regipy/NTUSER.DAT', 'regipy/BCD', 'ez-registry/SAM', 'yarp/CompHive']
    for (const name of hives) {
      const path = plainHives.find((hive) => hive.name === name)?.path ?? ''
      const keys = [...below(Hive.open(Uint8Array.from(readFileSync(path))).rootKey)]
      const seen = seenSecurity(path)
      expect(seen, name).toHaveLength(keys.length)
      for (const [at, key] of keys.entries()) expectSeen(seen?.[at], key)
    }
  })
})
