/** Calls about edits that are kept on this device. */

import { resume } from '../journals/resume.ts'
import type { Handlers } from './handler.ts'

export const journalCalls = {
  keptEdits: ({ journals }) => journals.list(),
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
