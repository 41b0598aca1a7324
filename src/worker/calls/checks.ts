/** Calls about the check of a hive. */

import type { Handlers } from './handler.ts'

export const checkCalls = {
  check: (session, { doc }, context) => session.document(doc).check(context),
} satisfies Partial<Handlers>
