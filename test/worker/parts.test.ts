import { describe, expect, it } from 'vitest'
import { Hive } from '../../src/offreg/Hive.ts'
import { runEdit, undoEdit } from '../../src/worker/edits.ts'
import { previewLogs } from '../../src/worker/recovery.ts'
import { NO_CONTEXT } from '../../src/worker/rpc.ts'
import { documentOf, hiveBytes } from './openHive.ts'

const BY_NAME = { column: 'name', descending: false } as const

async function open() {
  const doc = documentOf(Hive.open(hiveBytes((root) => root.create('a').create('b'))))
  await doc.surveyed()
  return doc
}

describe('the parts of a document', () => {
  it('the parts of a document have followed a step before it is reported', async () => {
    const doc = await open()
    await previewLogs(doc, NO_CONTEXT)
    doc.values.list(doc.hive.root, BY_NAME)
    const { root } = doc.info
    const { state, focus } = await runEdit(
      doc,
      { kind: 'create-key', parent: root, name: 'c' },
      NO_CONTEXT,
    )
    expect(state.revision).toBe(1)
    expect(doc.keyCell(focus.key)).toBe(doc.hive.key('c').cell)
    expect(doc.rows.total).toBe(3)
    expect(doc.logs.preview).toBeNull()
    await undoEdit(doc, NO_CONTEXT)
    expect(() => doc.keyCell(focus.key)).toThrow('gone')
    expect(doc.rows.total).toBe(2)
  })

  it('closing a document stops its parts and releases their state', async () => {
    const doc = await open()
    await previewLogs(doc, NO_CONTEXT)
    const list = doc.values.list(doc.hive.root, BY_NAME)
    doc.hive.rootKey.create('c')
    const checking = doc.checks.run(NO_CONTEXT)
    doc.close()
    await expect(checking).rejects.toMatchObject({ code: 'cancelled' })
    expect(doc.logs.preview).toBeNull()
    expect(doc.values.list(doc.hive.root, BY_NAME)).not.toBe(list)
    await expect(doc.exclusive(NO_CONTEXT.signal, () => 1)).rejects.toMatchObject({ code: 'stale' })
  })
})
