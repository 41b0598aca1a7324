/** Calls about edits that are kept on this device. */

import { headHash } from '../../journal/fits.ts'
import { OriginalImage } from '../../regf/OriginalImage.ts'
import { resume } from '../journals/resume.ts'
import { type Handlers, reading } from './handler.ts'

export const journalCalls = {
  keptEdits: ({ journals }) => journals.list(),
  hiveHead: reading(({ first, opened }) => ({
    size: opened.length,
    head: headHash(new OriginalImage(first.image, opened)),
  })),
  resume: (session, request, context) => resume(session, request, context),
  forgetEdits: async ({ documents, journals }, { journals: ids }) => {
    for (const { journal } of documents) {
      const { id } = journal
      if (id !== null && (ids === null || ids.includes(id))) await journal.forget()
    }
    await journals.removeAll(ids)
  },
  keepEdits: ({ journals }, { keep }) => {
    journals.isOn = keep
  },
  keepEditsOf: async (session, { doc, keep }) => {
    const { journal } = session.document(doc)
    if (keep) journal.keepAgain()
    else await journal.forget()
  },
} satisfies Partial<Handlers>
