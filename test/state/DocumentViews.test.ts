/** What panes keep of each hive, and when it ends. */

import { beforeEach, describe, expect, it } from 'vitest'
import { DocumentViews } from '../../src/state/DocumentViews.ts'
import { discardDocument } from '../../src/state/documents.ts'
import { MeasuredViews } from '../../src/state/MeasuredViews.ts'
import { type Measured, UNMEASURED } from '../../src/state/Measuring.ts'
import type { DocId } from '../../src/worker/protocol.ts'
import { deferred } from '../helpers/deferred.ts'
import { eventually } from '../helpers/eventually.ts'
import { openPage } from '../helpers/openPage.ts'

const NOTHING = { text: 'nothing', count: 0 }

let doc: DocId
let closed: DocId[]

beforeEach(async () => {
  ;({ doc } = await openPage({ name: 'ROOT' }))
  closed = []
})

function views(keepsView = false) {
  return new DocumentViews({
    nothing: NOTHING,
    make: (made: DocId) => ({ close: () => closed.push(made) }),
    keepsView,
  })
}

describe('what is shown of a hive', () => {
  it('is kept until the hive is closed, with its controller', () => {
    const some = views()
    const controller = some.controllerOf(doc)
    some.patch(doc, { count: 1 })
    expect(some.viewOf(doc)).toEqual({ text: 'nothing', count: 1 })
    expect(some.controllerOf(doc)).toBe(controller)
    discardDocument(doc)
    expect(closed).toEqual([doc])
    expect(some.existing(doc)).toBeUndefined()
    expect(some.viewOf(doc)).toBe(NOTHING)
  })

  it('is not changed by a reply that comes after the hive was closed', () => {
    const some = views()
    some.controllerOf(doc)
    discardDocument(doc)
    some.patch(doc, { count: 2 })
    expect(some.viewOf(doc)).toBe(NOTHING)
    some.controllerOf(doc)
    some.patch(doc, { count: 3 })
    expect(some.viewOf(doc)).toBe(NOTHING)
    expect(closed).toEqual([doc, doc])
  })

  it('ends when it leaves the screen, if it is only kept while it is there', () => {
    const some = views()
    const leave = some.watch(doc)
    some.patch(doc, { count: 1 })
    leave()
    expect(closed).toEqual([doc])
    expect(some.viewOf(doc)).toBe(NOTHING)
  })

  it('outlives its controller until the hive is closed, if it is to be kept', () => {
    const some = views(true)
    const leave = some.watch(doc)
    some.patch(doc, { count: 1 })
    leave()
    expect(some.existing(doc)).toBeUndefined()
    expect(some.viewOf(doc).count).toBe(1)
    discardDocument(doc)
    expect(some.viewOf(doc)).toBe(NOTHING)
  })

  it('is not ended by a component that left the screen after another had come', () => {
    const some = views()
    const leave = some.watch(doc)
    leave()
    const leaveSecond = some.watch(doc)
    leave()
    expect(some.existing(doc)).toBeDefined()
    leaveSecond()
    expect(some.existing(doc)).toBeUndefined()
  })
})

it('measuring stops when the hive is closed, and its result is dropped', async () => {
  interface Result {
    readonly revision: number
  }
  const reply = deferred<Result>()
  let signal: AbortSignal | undefined
  let measured = 0
  const some = new MeasuredViews<Result, Measured<Result>, { close(): void }>({
    nothing: UNMEASURED,
    make: () => ({ close: () => {} }),
    ask: (_, options) => {
      signal = options.signal
      return reply.promise
    },
    keysOf: () => 1,
    measured: async () => {
      measured++
    },
  })
  some.follow(doc)
  await eventually(() => expect(some.viewOf(doc).running).toBe(true))
  discardDocument(doc)
  expect(signal?.aborted).toBe(true)
  reply.resolve({ revision: 0 })
  await reply.promise
  expect(measured).toBe(0)
  expect(some.viewOf(doc)).toBe(UNMEASURED)
})
