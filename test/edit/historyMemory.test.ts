import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { History } from '../../src/edit/History.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { firstDifference } from '../helpers/bytes.ts'

const EDITS = 12
const DATA_BYTES = 100_000

describe('the history', () => {
  it('the history keeps the patches of twelve edits of a value, but not the data they were given', async () => {
    const hive = Hive.create()
    const history = new History(hive)
    const given = Array.from({ length: EDITS }, (_, edit) => setValue(history, edit))
    await collectGarbage()
    expect(given.map((data) => data.deref())).toEqual(given.map(() => undefined))
    const differenceFrom = (edit: number) =>
      firstDifference(hive.rootKey.value('large')?.data ?? new Uint8Array(), bytesOf(edit))
    for (let edit = EDITS - 1; edit >= 0; edit--) {
      expect(differenceFrom(edit)).toBe(-1)
      history.undo()
    }
    for (let edit = 0; edit < EDITS; edit++) {
      history.redo()
      expect(differenceFrom(edit)).toBe(-1)
    }
  })

  it('the history does not keep a descriptor that an edit was given', async () => {
    const hive = Hive.create()
    const history = new History(hive)
    const given = setSecurity(history)
    await collectGarbage()
    expect(given.deref()).toBeUndefined()
    expect(history.undo()?.label.kind).toBe('set-security')
  })
})

function bytesOf(edit: number): Uint8Array {
  return new Uint8Array(DATA_BYTES).fill(edit + 1)
}

/** Runs an edit with a command that nothing else references. */
function setValue(history: History, edit: number): WeakRef<Uint8Array> {
  const data = bytesOf(edit)
  history.run({ kind: 'set-value', key: history.hive.root, name: 'large', type: 3, data })
  return new WeakRef(data)
}

function setSecurity(history: History): WeakRef<Uint8Array> {
  const { root, rootKey } = history.hive
  const descriptor = (rootKey.descriptor ?? new Uint8Array()).slice()
  // Another owner: S-1-5-32-545 instead of S-1-5-32-544.
  const owner = new DataView(descriptor.buffer).getUint32(4, true)
  descriptor[owner + 12] = 0x21
  history.run({ kind: 'set-security', key: root, descriptor })
  return new WeakRef(descriptor)
}

/** The targets of weak references that are made in a task live until it ends. */
async function collectGarbage(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 0))
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  collect()
}
