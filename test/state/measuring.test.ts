/** Measuring a hive again after edits: by itself while it is small, otherwise on request. */

import { beforeEach, describe, expect, it } from 'vitest'
import { HiveError } from '../../src/errors.ts'
import { documentOf } from '../../src/state/documents.ts'
import { runEdit } from '../../src/state/edits.ts'
import { type Measured, Measuring, UNMEASURED } from '../../src/state/Measuring.ts'
import type { DocId } from '../../src/worker/protocol.ts'
import { deferred } from '../helpers/deferred.ts'
import { eventually } from '../helpers/eventually.ts'
import { openPage } from '../helpers/openPage.ts'

interface Result {
  readonly revision: number
  readonly keys: number
}

let doc: DocId
let shown: Measured<Result>
let asked = 0
let keys = 1

beforeEach(async () => {
  ;({ doc } = await openPage({ name: 'ROOT' }))
  shown = UNMEASURED
  asked = 0
  keys = 1
})

function measuring(ask?: () => Promise<Result>): Measuring<Result> {
  return new Measuring<Result>(doc, {
    read: () => shown,
    write: (change) => {
      shown = { ...shown, ...change }
    },
    ask: async () => {
      asked++
      return ask?.() ?? { revision: documentOf(doc)?.state.revision ?? 0, keys }
    },
    keysOf: (result) => result.keys,
    measured: async () => {},
  })
}

async function edit(): Promise<void> {
  const root = documentOf(doc)?.info.root ?? 0
  await runEdit(doc, { kind: 'create-key', parent: root, name: `k${asked}` })
}

describe('measuring a hive', () => {
  it('a small hive is measured again after an edit, and not without one', async () => {
    const one = measuring()
    one.follow()
    await eventually(() => expect(shown).toMatchObject({ running: false, result: { revision: 0 } }))
    one.follow()
    expect(asked).toBe(1)
    await edit()
    expect(one.isOutdated).toBe(true)
    one.follow()
    await eventually(() => expect(shown).toMatchObject({ running: false, result: { revision: 1 } }))
    expect(one.isOutdated).toBe(false)
  })

  it('a large one is out of date until it is asked for', async () => {
    keys = 1_000_000
    const one = measuring()
    await one.start()
    await edit()
    one.follow()
    expect({ asked, outdated: one.isOutdated }).toEqual({ asked: 1, outdated: true })
    await one.start()
    expect({ asked, outdated: one.isOutdated }).toEqual({ asked: 2, outdated: false })
  })

  it('an edit while a small hive is measured is followed', async () => {
    const first = deferred<Result>()
    const one = measuring(() => {
      if (asked === 1) return first.promise
      return Promise.resolve({ revision: documentOf(doc)?.state.revision ?? 0, keys })
    })
    one.follow()
    await edit()
    first.resolve({ revision: 0, keys })
    await eventually(() => expect(shown).toMatchObject({ running: false, result: { revision: 1 } }))
    expect(asked).toBe(2)
  })

  it('it ends with its error, and is not begun again by itself', async () => {
    const one = measuring(() => Promise.reject(new HiveError('cancelled', 'stopped')))
    await one.start()
    expect(shown).toMatchObject({ running: false, result: null })
    expect(asked).toBe(1)
  })
  it('once it is stopped, a result that still comes is dropped', async () => {
    const late = deferred<Result>()
    const one = measuring(() => late.promise)
    const measured = one.start()
    one.stop()
    expect(shown).toMatchObject({ running: false, result: null })
    late.resolve({ revision: 0, keys })
    await measured
    expect(shown).toMatchObject({ running: false, result: null })
    expect(asked).toBe(1)
  })
})
