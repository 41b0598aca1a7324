/**
 * Renamed keys among the changes of a document: each is one change, what was edited in it are others, and each can be
 * taken back alone.
 */

import { describe, expect, it } from 'vitest'
import type { Change } from '../../src/edit/change.ts'
import type { CompareSummary, PendingChange } from '../../src/worker/protocol.ts'
import { text } from '../helpers/hives.ts'
import { rng } from '../helpers/rng.ts'
import { firstSeed } from '../helpers/seedWindow.ts'
import {
  bytesOf,
  contentOf,
  editAtRandom,
  importInto,
  PREFIX,
  randomBytes,
} from './editedAtRandom.ts'
import { hiveBytes, OpenHive } from './openHive.ts'

const ALL = { kinds: null, grouped: false } as const
const ATTRIBUTES = ['class', 'flags', 'security'] as const

const bytes = hiveBytes((root) => {
  const alpha = root.create('Alpha')
  alpha.set('Start', 1, text('one'))
  alpha.create('Below').set('v', 3, Uint8Array.of(1))
  alpha.create('Empty')
  root.create('Beta').create('Deep').create('Deeper').set('x', 3, Uint8Array.of(1))
})

async function apply(hive: OpenHive, ...changes: Change[]): Promise<void> {
  await hive.edit({ kind: 'apply-changes', origin: 'test', changes })
}

async function rename(hive: OpenHive, path: string, name: string): Promise<void> {
  await hive.edit({ kind: 'rename-key', key: await hive.key(path), name })
}

/** Cuts a key and pastes it into another one. */
async function move(hive: OpenHive, path: string, into: string): Promise<void> {
  const { session, doc } = hive
  const key = await hive.key(path)
  await session.paste({
    ...{ doc, key: await hive.key(into), from: { kind: 'place', doc, key, values: null } },
    ...{ how: 'move', cut: { key, values: null }, clash: 'both', clashes: [] },
    ...{ security: 'keep', times: 'keep' },
  })
}

async function changes(hive: OpenHive, base: 'saved' | 'original' = 'saved') {
  const { session, doc } = hive
  const summary = await session.compare({
    doc,
    base,
    attributes: ATTRIBUTES,
    moves: true,
  })
  const { comparison } = summary
  const { rows } = await session.pendingRows({ doc, comparison, from: 0, count: 1000, ...ALL })
  return { summary, rows: rows as readonly PendingChange[] }
}

/** Takes back some rows, or all. */
async function revert(
  hive: OpenHive,
  { comparison }: CompareSummary,
  rows: readonly number[] | null,
): Promise<void> {
  const { session, doc } = hive
  const request = { doc, comparison, rows, listed: ALL } as const
  const { left } = await session.revertChanges(request)
  expect(left).toEqual([])
}

function lineOf(row: PendingChange): string {
  const { kind, path, from, value, was, is, parts } = row
  const place = `${from === null ? '' : `${from.join('\\')} > `}${path.join('\\')}`
  const sides = [was, is].map((side) => side?.data?.preview.text ?? '-').join(' > ')
  return `${kind} ${place}${value === null ? '' : ` "${value}" ${sides}`} ${parts.join(' ')}`.trim()
}

async function lines(hive: OpenHive, base: 'saved' | 'original' = 'saved'): Promise<string[]> {
  return (await changes(hive, base)).rows.map(lineOf)
}

/** The .reg text that makes the earlier state like the document, or the document like that; of one row, or of all. */
async function textOf(
  hive: OpenHive,
  of: 'changes' | 'inverse',
  line: string | null = null,
): Promise<File> {
  const { summary, rows } = await changes(hive)
  const chosen = line === null ? null : rows.filter((row) => lineOf(row) === line)
  const { blob } = await hive.session.differencesText({
    ...{ doc: hive.doc, comparison: summary.comparison, listed: ALL },
    rows: chosen?.map(({ id }) => id) ?? null,
    ...{ of, prefix: PREFIX },
  })
  return new File([blob], 'changes.reg')
}

async function save({ session, doc }: OpenHive): Promise<void> {
  const { report } = await session.save({ doc, to: 'download', overwrite: false })
  await session.markSaved({ doc, revision: report.state.revision })
}

describe('a renamed key', () => {
  it('is one change, whether its record was moved or not, and edits below it are others', async () => {
    for (const name of ['Al', 'Alpine', 'A much longer name than it had']) {
      const hive = await OpenHive.open(bytes.slice())
      await rename(hive, 'Alpha', name)
      await apply(
        hive,
        { kind: 'set-value', path: [name], name: 'Start', type: 1, data: text('two') },
        { kind: 'create-key', path: [name, 'New'] },
        { kind: 'set-class', path: [name], className: 'C' },
      )
      expect(await lines(hive)).toEqual([
        `moved Alpha > ${name}`,
        `changed ${name} class`,
        `changed ${name} "Start" one > two data`,
        `added ${name}\\New`,
      ])
    }
  })

  it('gets its name back alone, and keeps what else was changed; or keeps its name alone', async () => {
    const edited = async () => {
      const hive = await OpenHive.open(bytes.slice())
      await rename(hive, 'Alpha', 'Renamed for good')
      await rename(hive, 'Renamed for good\\Empty', 'Full')
      const path = ['Renamed for good', 'Full']
      await apply(hive, { kind: 'set-value', path, name: 'v', type: 1, data: text('x') })
      return hive
    }
    const all = [
      'moved Alpha > Renamed for good',
      'moved Renamed for good\\Empty > Renamed for good\\Full',
      'added Renamed for good\\Full "v" - > x',
    ]
    const first = await edited()
    const { summary, rows } = await changes(first)
    expect(rows.map(lineOf)).toEqual(all)
    await revert(first, summary, [rows[0]?.id ?? -1])
    expect(await lines(first)).toEqual([
      'moved Alpha\\Empty > Alpha\\Full',
      'added Alpha\\Full "v" - > x',
    ])
    const second = await edited()
    const again = await changes(second)
    await revert(second, again.summary, [again.rows[1]?.id ?? -1])
    expect(await lines(second)).toEqual([all[0], 'added Renamed for good\\Empty "v" - > x'])
  })

  it('is known after a save, undo and redo, and a rename back is no change', async () => {
    const hive = await OpenHive.open(bytes.slice())
    await rename(hive, 'Beta', 'A name for which its record is too small')
    await save(hive)
    expect(await lines(hive)).toEqual([])
    expect(await lines(hive, 'original')).toEqual([
      'moved Beta > A name for which its record is too small',
    ])
    await rename(hive, 'A name for which its record is too small', 'Another name')
    expect(await lines(hive)).toEqual([
      'moved A name for which its record is too small > Another name',
    ])
    await hive.undo()
    await hive.undo()
    expect(await lines(hive)).toEqual(['moved A name for which its record is too small > Beta'])
    await hive.redo()
    expect(await lines(hive)).toEqual([])
    await rename(hive, 'A name for which its record is too small', 'Beta')
    expect(await lines(hive, 'original')).toEqual([])
  })

  it('that was deleted and created with another name is not taken for a renamed one', async () => {
    const hive = await OpenHive.open(bytes.slice())
    await hive.edit({ kind: 'delete-key', key: await hive.key('Alpha\\Empty') })
    await apply(hive, { kind: 'create-key', path: ['Alpha', 'Blank'] })
    expect(await lines(hive)).toEqual(['added Alpha\\Blank', 'removed Alpha\\Empty'])
  })

  it('is deleted and created again by .reg text, and by the inverse text', async () => {
    const hive = await OpenHive.open(bytes.slice())
    const before = await contentOf(hive)
    await rename(hive, 'Beta\\Deep', 'Elsewhere')
    await rename(hive, 'Beta', 'Gamma')
    const path = ['Gamma', 'Elsewhere', 'Deeper']
    await apply(hive, { kind: 'set-value', path, name: 'y', type: 1, data: text('x') })
    const after = await contentOf(hive)
    const copy = await OpenHive.open(bytes.slice())
    const [forth, back] = [await textOf(hive, 'changes'), await textOf(hive, 'inverse')]
    await importInto(copy, forth)
    expect(await contentOf(copy)).toEqual(after)
    await importInto(hive, back)
    expect(await contentOf(hive)).toEqual(before)
  })
})

describe('a key that was cut and pasted to another parent', () => {
  it('is one change, and edits below it are others, each of which can be taken back alone', async () => {
    const edited = async () => {
      const hive = await OpenHive.open(bytes.slice())
      await move(hive, 'Alpha', 'Beta')
      await apply(
        hive,
        { kind: 'set-value', path: ['Beta', 'Alpha'], name: 'Start', type: 1, data: text('two') },
        { kind: 'create-key', path: ['Beta', 'Alpha', 'New'] },
        { kind: 'delete-key', path: ['Beta', 'Alpha', 'Empty'] },
      )
      return hive
    }
    const all = [
      'moved Alpha > Beta\\Alpha',
      'changed Beta\\Alpha "Start" one > two data',
      'removed Beta\\Alpha\\Empty',
      'added Beta\\Alpha\\New',
    ]
    const first = await edited()
    const { summary, rows } = await changes(first)
    expect(rows.map(lineOf)).toEqual(all)
    await revert(first, summary, [rows[0]?.id ?? -1])
    expect(await lines(first)).toEqual(
      all.slice(1).map((line) => line.replace('Beta\\Alpha', 'Alpha')),
    )
    const second = await edited()
    const again = await changes(second)
    await revert(second, again.summary, [again.rows[1]?.id ?? -1])
    expect(await lines(second)).toEqual([all[0], ...all.slice(2)])
  })

  it('is the same key for the page, with what is below it, and its times are kept', async () => {
    const hive = await OpenHive.open(bytes.slice())
    const [alpha, below] = [await hive.key('Alpha'), await hive.key('Alpha\\Below')]
    const before = await hive.session.keyDetails({ doc: hive.doc, key: below })
    await move(hive, 'Alpha', 'Beta\\Deep')
    expect(await hive.key('Beta\\Deep\\Alpha')).toBe(alpha)
    expect(await hive.key('Beta\\Deep\\Alpha\\Below')).toBe(below)
    const after = await hive.session.keyDetails({ doc: hive.doc, key: below })
    expect(after.lastWrite).toBe(before.lastWrite)
    await hive.undo()
    expect(await hive.key('Alpha\\Below')).toBe(below)
    expect(await lines(hive)).toEqual([])
  })

  it('is known through renames, moves in turn, a save and undo', async () => {
    const hive = await OpenHive.open(bytes.slice())
    await rename(hive, 'Beta\\Deep', 'A name that needs another record')
    await move(hive, 'Beta\\A name that needs another record', '')
    await move(hive, 'Alpha', 'A name that needs another record\\Deeper')
    expect(await lines(hive)).toEqual([
      'moved Beta\\Deep > A name that needs another record',
      'moved Alpha > A name that needs another record\\Deeper\\Alpha',
    ])
    await save(hive)
    await hive.undo()
    expect(await lines(hive)).toEqual([
      'moved A name that needs another record\\Deeper\\Alpha > Alpha',
    ])
    expect(await lines(hive, 'original')).toEqual([
      'moved Beta\\Deep > A name that needs another record',
    ])
  })

  it('into a new key comes and goes with it', async () => {
    const hive = await OpenHive.open(bytes.slice())
    await apply(hive, { kind: 'create-key', path: ['New'] })
    await move(hive, 'Alpha', 'New')
    expect(await lines(hive)).toEqual(['removed Alpha', 'added New'])
  })
})

describe('keys that take the names and places of others', () => {
  const STORIES: Readonly<Record<string, (hive: OpenHive) => Promise<void>>> = {
    'a new key gets the name of a renamed one': async (hive) => {
      await rename(hive, 'Alpha', 'Gamma')
      await apply(hive, { kind: 'create-key', path: ['Alpha', 'New'] })
    },
    'a renamed key gets the name of a deleted one': async (hive) => {
      await hive.edit({ kind: 'delete-key', key: await hive.key('Beta') })
      await rename(hive, 'Alpha', 'Beta')
    },
    'two keys exchange their names': async (hive) => {
      await rename(hive, 'Alpha', 'Gamma')
      await rename(hive, 'Beta', 'Alpha')
      await rename(hive, 'Gamma', 'Beta')
    },
    'a key is moved below what was below it': async (hive) => {
      await move(hive, 'Beta\\Deep', '')
      await move(hive, 'Beta', 'Deep\\Deeper')
    },
    'a key is moved out of a renamed one, and another into it': async (hive) => {
      await rename(hive, 'Beta', 'Gamma')
      await move(hive, 'Gamma\\Deep', '')
      await move(hive, 'Alpha\\Below', 'Gamma')
      await apply(hive, { kind: 'create-key', path: ['Beta', 'Deep'] })
    },
    'a moved key is listed before the one that it was moved out of': async (hive) => {
      await move(hive, 'Beta\\Deep', 'Alpha')
      await move(hive, 'Beta', 'Alpha\\Empty')
      await rename(hive, 'Alpha', 'Gamma')
    },
    'a moved key gets the place of a deleted one': async (hive) => {
      await hive.edit({ kind: 'delete-key', key: await hive.key('Beta\\Deep') })
      await rename(hive, 'Alpha', 'Deep')
      await move(hive, 'Deep', 'Beta')
    },
  }

  it.each(Object.entries(STORIES))('%s: taken back at once, and by .reg text', async (_, edit) => {
    const hive = await OpenHive.open(bytes.slice())
    const wanted = await contentOf(hive)
    await edit(hive)
    const edited = await contentOf(hive)
    const copy = await OpenHive.open(bytes.slice())
    await importInto(copy, await textOf(hive, 'changes'))
    expect(await contentOf(copy)).toEqual(edited)
    await importInto(copy, await textOf(hive, 'inverse'))
    expect(await contentOf(copy)).toEqual(wanted)
    const { summary } = await changes(hive)
    await revert(hive, summary, null)
    expect(await lines(hive)).toEqual([])
    expect(await contentOf(hive)).toEqual(wanted)
  })
})

describe('.reg text of a renamed key alone', () => {
  it('has the keys that were moved out of it and into it, so that none is lost or there twice', async () => {
    const hive = await OpenHive.open(bytes.slice())
    const wanted = await contentOf(hive)
    await rename(hive, 'Beta', 'Gamma')
    await move(hive, 'Gamma\\Deep', '')
    await move(hive, 'Alpha\\Below', 'Gamma')
    const edited = await contentOf(hive)
    const copy = await OpenHive.open(bytes.slice())
    await importInto(copy, await textOf(hive, 'changes', 'moved Beta > Gamma'))
    expect(await contentOf(copy)).toEqual(edited)
    await importInto(copy, await textOf(hive, 'inverse', 'moved Beta > Gamma'))
    expect(await contentOf(copy)).toEqual(wanted)
  })

  it('has nothing of what was moved elsewhere', async () => {
    const hive = await OpenHive.open(bytes.slice())
    await rename(hive, 'Beta', 'Gamma')
    await rename(hive, 'Alpha\\Below', 'Other')
    const text = await (await textOf(hive, 'changes', 'moved Beta > Gamma')).text()
    expect(text.replaceAll('\0', '')).toContain('Gamma')
    expect(text.replaceAll('\0', '')).not.toContain('Other')
  })
})

describe('random edits', () => {
  const RUNS = 24

  it('taken back one by one in any order, each change takes back itself only, and all the rest stays', {
    timeout: 60_000,
  }, async () => {
    const first = firstSeed(RUNS)
    for (let seed = first; seed < first + RUNS; seed++) {
      const random = rng(seed)
      const about = `seed ${seed}`
      const hive = await OpenHive.open(randomBytes(random))
      const opened = await contentOf(hive)
      let saved = opened
      await editAtRandom(hive, random)
      const base = random.below(3) === 0 ? 'original' : 'saved'
      if (random.below(2) === 0) {
        await save(hive)
        saved = await contentOf(hive)
        await editAtRandom(hive, random)
        for (let undo = random.below(5); undo > 0; undo--) await hive.undo()
      }
      for (let { summary, rows } = await changes(hive, base); rows.length > 0; ) {
        const row = random.pick(rows)
        await revert(hive, summary, [row.id])
        const left = await changes(hive, base)
        const others = rows.filter((one) => one !== row)
        expect(left.rows.map(lineOf).sort(), `${about}: without ${lineOf(row)}`).toEqual(
          others.map((one) => lineOf(renamedBack(one, row))).sort(),
        )
        ;({ summary, rows } = left)
      }
      expect(await contentOf(hive), about).toEqual(base === 'saved' ? saved : opened)
      expect((await hive.session.check({ doc: hive.doc })).errors, about).toBe(0)
    }
  })

  it('taken back at once give the content that was saved, and so does .reg text', {
    timeout: 60_000,
  }, async () => {
    const first = firstSeed(RUNS)
    for (let seed = first; seed < first + RUNS; seed++) {
      const random = rng(seed)
      const hive = await OpenHive.open(randomBytes(random))
      const copy = await OpenHive.open(await bytesOf(hive))
      const wanted = await contentOf(hive)
      await editAtRandom(hive, random)
      await importInto(copy, await textOf(hive, 'changes'))
      expect(await contentOf(copy), `text of seed ${seed}`).toEqual(await contentOf(hive))
      await importInto(copy, await textOf(hive, 'inverse'))
      expect(await contentOf(copy), `inverse text of seed ${seed}`).toEqual(wanted)
      const { summary } = await changes(hive)
      await revert(hive, summary, null)
      expect(await lines(hive), `seed ${seed}`).toEqual([])
      expect(await contentOf(hive), `seed ${seed}`).toEqual(wanted)
    }
  })
})

/** A row as it is once another change was taken back: below a renamed key, paths have its old name. */
function renamedBack(row: PendingChange, { kind, path, from }: PendingChange): PendingChange {
  if (kind !== 'moved' || from === null) return row
  const back = (names: readonly string[]) =>
    path.every((name, at) => names[at] === name) ? [...from, ...names.slice(path.length)] : names
  return { ...row, path: back(row.path), from: row.from && back(row.from) }
}
