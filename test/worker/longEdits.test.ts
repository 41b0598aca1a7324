import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { firstDifference } from '../helpers/bytes.ts'
import { hiveBytes, OpenHive } from './openHive.ts'

const COUNT = 20_000
const BINARY = 3
const STORED = { column: 'stored', descending: false } as const

async function open() {
  const bytes = hiveBytes((root) => {
    const many = root.create('Many')
    for (let index = 0; index < COUNT; index++) many.set(`v${index}`, BINARY, new Uint8Array(8))
    root.create('Other').set('Mark', BINARY, Uint8Array.of(7))
  })
  const hive = await OpenHive.open(bytes.slice())
  const { doc, session } = hive
  const key = await hive.key('Many')
  const { rows } = await session.values({ doc, key, order: STORED, from: 0, count: COUNT + 1 })
  const values = rows.flatMap(({ id }) => (id === 0 ? [] : [id]))
  return { bytes, hive, doc, session, key, values }
}

const bytesOf = async (hive: OpenHive) => {
  const { blob } = await hive.session.save({ doc: hive.doc, to: 'download', overwrite: false })
  return new Uint8Array(await (blob as Blob).arrayBuffer()).subarray(0x1020)
}

describe.each(['delete-values', 'delete-key'] as const)('%s of 20,000 values', (kind) => {
  // Each reading of the clock finds the slice used up, so that every step gets its own slice.
  beforeEach(() => {
    let now = performance.now()
    vi.spyOn(performance, 'now').mockImplementation(() => {
      now += 20
      return now
    })
  })
  afterEach(() => void vi.restoreAllMocks())

  it('during a long edit reads see the hive as it was, and progress is reported', async () => {
    const { hive, doc, session, key, values } = await open()
    const other = await hive.key('Other')
    const progress: number[] = []
    const answers: Promise<unknown>[] = []
    const ask = async () => {
      const { total } = await session.values({ doc, key, order: STORED, from: 0, count: 10 })
      const mark = await session.values({ doc, key: other, order: STORED, from: 0, count: 10 })
      const found = await session.resolvePath({ doc, text: `Many\\v${COUNT - 1}` })
      return { total, mark: mark.rows.at(-1)?.name, isFound: found.value !== null }
    }
    const edit = kind === 'delete-key' ? { kind, key } : { kind, key, values }
    const result = await session.edit(
      { doc, edit },
      {
        signal: new AbortController().signal,
        progress: (done) => {
          progress.push(done)
          if (answers.length < 5) answers.push(ask())
        },
      },
    )
    expect(result.removed.values).toBe(COUNT)
    expect(progress.length).toBeGreaterThan(1)
    expect(progress).toEqual(progress.toSorted((a, b) => a - b))
    for (const answer of await Promise.all(answers.slice(0, 1))) {
      expect(answer).toEqual({ total: COUNT + 1, mark: 'Mark', isFound: true })
    }
    if (kind === 'delete-values') {
      expect((await session.keyDetails({ doc, key })).values).toBe(0)
    }
    await hive.undo()
    expect((await session.keyDetails({ doc, key: await hive.key('Many') })).values).toBe(COUNT)
  })

  it('cancelling a long edit changes nothing', async () => {
    const { bytes, hive, doc, session, key, values } = await open()
    const controller = new AbortController()
    const edit = kind === 'delete-key' ? { kind, key } : { kind, key, values }
    const cancelled = session.edit(
      { doc, edit },
      { signal: controller.signal, progress: () => controller.abort() },
    )
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' })
    expect((await session.keyDetails({ doc, key })).values).toBe(COUNT)
    const { state } = await hive.edit({ kind: 'create-key', parent: hive.info.root, name: 'New' })
    expect(state).toMatchObject({ unsaved: 1, revision: 1 })
    await hive.undo()
    expect(firstDifference(await bytesOf(hive), bytes.subarray(0x1020))).toBe(-1)
  })
})

it('a check that is running when a long edit begins reports the hive after the edit', async () => {
  const { doc, session, key, values } = await open()
  const { state } = await session.edit({
    doc,
    edit: { kind: 'create-key', parent: key, name: 'K' },
  })
  expect(state.unsaved).toBe(1)
  const [checked] = await Promise.all([
    session.check({ doc }),
    session.edit({ doc, edit: { kind: 'delete-values', key, values } }),
  ])
  expect(checked).toMatchObject({ errors: 0, warnings: 0 })
  const now = await session.check({ doc })
  expect(now).toMatchObject({ errors: 0, values: 1 })
})
