/** Calls about edits that are kept on this device. */

import { headHash } from '../../journal/fits.ts'
import { findKeyNode } from '../../regf/keyNode.ts'
import { OriginalImage } from '../../regf/OriginalImage.ts'
import { requireAll } from '../journals/Journals.ts'
import { resume } from '../journals/resume.ts'
import { type Handlers, reading } from './handler.ts'

export const journalCalls = {
  keptEdits: ({ journals }) => journals.list(),
  hiveHead: reading(({ first, opened }) => ({
    size: opened.length,
    head: headHash(new OriginalImage(first.image, opened)),
  })),
  resume: (session, request, context) => resume(session, request, context),
  newestPlace: reading(({ history, hive, ids }) => {
    const { key, value } = history.newestEdit?.result.after ?? { key: null, value: null }
    if (key === null || findKeyNode(hive.cells, key) === 0) return null
    return { key: ids.of(key), value: value === null ? null : ids.of(value) }
  }),
  forgetEdits: async ({ documents, journals }, { journals: ids }) => {
    const open = documents.map(({ journal }) => journal)
    const wanted = open.filter(({ id }) => id !== null && (ids === null || ids.includes(id)))
    const forgotten = await Promise.allSettled(wanted.map((journal) => journal.forget()))
    await journals.removeAll(ids)
    requireAll(forgotten)
  },
  keepEdits: ({ journals }, { keep }) => {
    journals.isOn = keep
  },
  keepEditsOf: async (session, { doc, keep }) => {
    const { journal } = session.document(doc)
    if (keep) return journal.keepAgain()
    await journal.forget()
    return false
  },
} satisfies Partial<Handlers>
