/**
 * Calls about transaction logs and about converting early versions, which replace the whole image
 * of a hive.
 */

import { convert } from '../convert.ts'
import { addLogs, applyLogs, newestOf, previewLogs, readLogs } from '../recovery.ts'
import { changing, type Handlers } from './handler.ts'

export const logCalls = {
  addLogs: async (session, request, context) => {
    const document = session.document(request.doc)
    session.requireRoomFor(request.logs.reduce((sum, log) => sum + log.file.size, 0))
    const logs = await readLogs(request.logs)
    addLogs(document, logs, await newestOf(document.hive, logs, context))
    return document.info
  },
  previewLogs: (session, { doc }, context) => {
    const document = session.document(doc)
    return document.exclusive(context.signal, async () => {
      const preview = await session.copying(document, () => previewLogs(document, context))
      return preview.report
    })
  },
  applyLogs: changing((doc, _, context, session) =>
    session.copying(doc, () => applyLogs(doc, context)),
  ),
  convert: changing((doc, _, context, session) => {
    doc.logs.preview = null
    return session.copying(doc, () => convert(doc, context))
  }),
} satisfies Partial<Handlers>
