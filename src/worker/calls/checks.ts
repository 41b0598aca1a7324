/** Calls about the check of a hive. */

import type { Handlers } from './handler.ts'

export const checkCalls = {
  check: (session, { doc }, context) => session.document(doc).checks.run(context),
  findings: (session, { doc, from, count }) => session.document(doc).checks.page(from, count),
} satisfies Partial<Handlers>
