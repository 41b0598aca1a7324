import { afterEach, describe, expect, it, vi } from 'vitest'
import { History } from '../../src/edit/History.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import type { HistoryRow } from '../../src/worker/protocol.ts'
import { firstDifference } from '../helpers/bytes.ts'
import { earlyHive } from '../helpers/pageEngine.ts'
import { hiveBytes, OpenHive } from './openHive.ts'

const BINARY = 3

/** A hive with edits of different kinds, and its bytes at each point of the history. */
async function edited() {
  const hive = await OpenHive.open(
    hiveBytes((root) => {
      root.create('Key').create('Sub').set('v', BINARY, Uint8Array.of(1))
      root.create('Wall')
    }),
  )
  const bytes = [await bytesOf(hive)]
  const sub = await hive.key('Key\\Sub')
  const [, v] = await hive.values(sub)
  const add = async (edit: Parameters<typeof hive.edit>[0]) => {
    await hive.edit(edit)
    bytes.push(await bytesOf(hive))
  }
  await add({
    kind: 'set-value',
    key: sub,
    value: v?.id ?? 0,
    type: BINARY,
    data: Uint8Array.of(2),
  })
  await add({ kind: 'rename-key', key: sub, name: 'A name that needs another cell' })
  await add({ kind: 'create-key', parent: hive.info.root, name: 'New' })
  const moved = await hive.key('Key\\A name that needs another cell')
  await add({ kind: 'rename-key', key: moved, name: 'A name that needs yet another, larger cell' })
  await add({ kind: 'delete-key', key: await hive.key('Key') })
  return { hive, sub, bytes }
}

async function rowsOf({ session, doc }: OpenHive, from = 0, count = 100) {
  return session.history({ doc, from, count })
}

function shortOf({ position, label, path, state, saved }: HistoryRow): string {
  const from = label?.from === undefined ? '' : `${label.from} to `
  const step = label === null ? 'opened' : `${label.kind} ${from}${label.name}`
  return `${position} ${step} in ${path.join('/')}, ${state}${saved ? ', saved' : ''}`
}

async function bytesOf({ session, doc }: OpenHive): Promise<Uint8Array> {
  const { blob } = await session.save({ doc, to: 'download', overwrite: false })
  return new Uint8Array(await (blob as Blob).arrayBuffer()).subarray(0x1020)
}

afterEach(() => void vi.restoreAllMocks())

describe('the points of the history', () => {
  it('the points are listed newest first, each with its step, its key as it was called then, and its state', async () => {
    const { hive } = await edited()
    await hive.undo()
    const { report } = await hive.session.save({ doc: hive.doc, to: 'download', overwrite: false })
    await hive.session.markSaved({ doc: hive.doc, revision: report.state.revision })
    await hive.undo()
    const { total, now, first, rows } = await rowsOf(hive)
    expect({ total, now, first }).toEqual({ total: 6, now: 2, first: 0 })
    expect(rows.map(shortOf)).toEqual([
      '5 delete-key Key in , undone',
      '4 rename-key A name that needs another cell to A name that needs yet another, larger cell in Key/A name that needs yet another, larger cell, undone, saved',
      '3 create-key New in New, now',
      '2 rename-key Sub to A name that needs another cell in Key/A name that needs another cell, done',
      '1 set-value v in Key/Sub, done',
      '0 opened in , done',
    ])
    const part = await rowsOf(hive, 4, 1)
    expect(part.rows.map(shortOf)).toEqual(['1 set-value v in Key/Sub, done'])
    expect(part).toMatchObject({ from: 4, total: 6 })
  })

  it('a new edit takes the place of the undone steps', async () => {
    const { hive } = await edited()
    await hive.undo()
    await hive.undo()
    await hive.edit({ kind: 'create-key', parent: hive.info.root, name: 'Other' })
    const { rows } = await rowsOf(hive)
    expect(
      rows.map(({ position, label }) => `${position} ${label?.name ?? ''}`).slice(0, 2),
    ).toEqual(['4 Other', '3 New'])
  })

  it('a long path is cut in the middle', async () => {
    const hive = await OpenHive.open(hiveBytes((root) => root.create('Top')))
    let parent = await hive.key('Top')
    for (let depth = 0; depth < 8; depth++) {
      const { focus } = await hive.edit({ kind: 'create-key', parent, name: 'n'.repeat(250) })
      parent = focus.key
    }
    const [row] = (await rowsOf(hive, 0, 1)).rows
    expect(row?.path[0]).toBe('Top')
    expect(row?.path).toContain('…')
    expect(row?.path.join('').length).toBeLessThan(1100)
  })
})

describe('going to a point of the history', () => {
  it('every point has the bytes that it had, from every other point', async () => {
    const { hive, bytes } = await edited()
    const { doc, session } = hive
    for (const position of [0, 5, 2, 4, 1, 3, 0, 4, 5, 3]) {
      await session.goToStep({ doc, position })
      expect(firstDifference(await bytesOf(hive), bytes[position] as Uint8Array)).toBe(-1)
      const { rows } = await rowsOf(hive)
      expect(rows.find(({ state }) => state === 'now')?.position).toBe(position)
    }
  })

  it('keys that moved several times are reported once, with the ids before and after', async () => {
    const { hive, sub } = await edited()
    const { doc, session } = hive
    await session.goToStep({ doc, position: 4 })
    const before = await hive.key('Key\\A name that needs yet another, larger cell')
    const result = await session.goToStep({ doc, position: 0 })
    expect(result?.moved).toEqual([[before, sub]])
    expect(await hive.key('Key\\Sub')).toBe(sub)
    expect(result).toMatchObject({
      lists: { subkeys: true, values: true },
      state: { undo: null, unsaved: 0, revision: 10 },
      label: { kind: 'set-value', name: 'v' },
      focus: { key: sub },
    })
    const forth = await session.goToStep({ doc, position: 4 })
    expect(forth?.moved).toEqual([[sub, before]])
  })

  it('going to the point where the hive is does nothing, and to one beyond the ends goes to the end', async () => {
    const { hive } = await edited()
    const { doc, session } = hive
    expect(await session.goToStep({ doc, position: 5 })).toBeNull()
    await session.goToStep({ doc, position: -7 })
    expect((await rowsOf(hive)).now).toBe(5)
    await session.goToStep({ doc, position: 99 })
    expect((await rowsOf(hive)).now).toBe(0)
  })

  it('when the hive was exchanged on the way, the result says that ids are new', async () => {
    const hive = await OpenHive.open(earlyHive({ name: 'ROOT', subkeys: [{ name: 'Key' }] }))
    const { doc, session } = hive
    const { focus } = await session.convert({ doc })
    await hive.edit({ kind: 'create-key', parent: focus.key, name: 'A' })
    const back = await session.goToStep({ doc, position: 0 })
    expect(back).toMatchObject({ moved: [], swapped: { version: '1.1', root: hive.info.root } })
    const forth = await session.goToStep({ doc, position: 2 })
    expect(forth?.swapped?.version).toBe('1.3')
    expect(await hive.outline()).toEqual(['ROOT', '.A', '.Key'])
  })

  it('a locked hive stays where it is', async () => {
    const { hive } = await edited()
    const { doc, session } = hive
    await session.setLocked({ doc, locked: true })
    await expect(session.goToStep({ doc, position: 0 })).rejects.toMatchObject({ code: 'locked' })
    expect((await rowsOf(hive)).now).toBe(0)
  })

  it('when it is cancelled, the steps that were finished stay undone', async () => {
    const { hive, bytes } = await edited()
    const { doc, session } = hive
    // Each reading of the clock finds the slice used up, so that every step gets its own slice.
    let now = performance.now()
    vi.spyOn(performance, 'now').mockImplementation(() => {
      now += 20
      return now
    })
    const controller = new AbortController()
    const seen: number[] = []
    const progress = (done: number) => {
      seen.push(done)
      if (done >= 0.4) controller.abort()
    }
    const result = await session.goToStep(
      { doc, position: 0 },
      { signal: controller.signal, progress },
    )
    expect(seen).toEqual(seen.toSorted((a, b) => a - b))
    expect(result?.state.undo?.name).toBe('New')
    expect((await rowsOf(hive)).now).toBe(2)
    expect(firstDifference(await bytesOf(hive), bytes[3] as Uint8Array)).toBe(-1)
    controller.abort()
    const none = session.goToStep({ doc, position: 0 }, { signal: controller.signal, progress })
    await expect(none).rejects.toMatchObject({ code: 'cancelled' })
    expect((await rowsOf(hive)).now).toBe(2)
  })
})

it('the positions of the history count steps that were dropped to save memory', () => {
  const hive = Hive.create()
  const history = new History(hive, { mostBytes: 5000 })
  const data = (byte: number) => new Uint8Array(1000).fill(byte)
  for (let step = 1; step <= 10; step++) {
    history.run({ kind: 'set-value', key: hive.root, name: `v${step}`, type: 3, data: data(step) })
  }
  expect(history.position).toBe(10)
  expect(history.firstPosition).toBeGreaterThan(0)
  expect(history.stepTo(history.firstPosition)).toBeNull()
  expect(history.stepTo(history.firstPosition + 1)?.label.name).toBe(
    `v${history.firstPosition + 1}`,
  )
  expect(history.savedPosition).toBeNull()
  expect(history.stepTo(11)).toBeNull()
  expect([history.positionOf(1), history.positionOf(10)]).toEqual(['kept', 10])
  history.undo()
  expect(history.lastPosition).toBe(10)
  expect(history.stepTo(10)?.label.name).toBe('v10')
  history.run({ kind: 'set-value', key: hive.root, name: 'other', type: 3, data: data(0) })
  expect([10, 11].map((step) => history.positionOf(step))).toEqual(['forgotten', 10])
})
