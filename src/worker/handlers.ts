/** The handler of each call. The compiler reports a declared call that has none. */

import { checkCalls } from './calls/checks.ts'
import { clipboardCalls } from './calls/clipboard.ts'
import { comparisonCalls } from './calls/comparisons.ts'
import { editingCalls } from './calls/editing.ts'
import { exchangeCalls } from './calls/exchange.ts'
import type { Handlers } from './calls/handler.ts'
import { journalCalls } from './calls/journals.ts'
import { keyCalls } from './calls/keys.ts'
import { logCalls } from './calls/logs.ts'
import { lostCalls } from './calls/lost.ts'
import { openingCalls } from './calls/opening.ts'
import { pathCalls } from './calls/paths.ts'
import { savingCalls } from './calls/saving.ts'
import { searchCalls } from './calls/search.ts'
import { securityCalls } from './calls/security.ts'
import { technicalCalls } from './calls/technical.ts'
import { textCalls } from './calls/texts.ts'
import { twoHivesCalls } from './calls/twoHives.ts'
import { valueCalls } from './calls/values.ts'

export const HANDLERS: Handlers = {
  ...openingCalls,
  ...logCalls,
  ...keyCalls,
  ...valueCalls,
  ...pathCalls,
  ...editingCalls,
  ...journalCalls,
  ...clipboardCalls,
  ...checkCalls,
  ...comparisonCalls,
  ...twoHivesCalls,
  ...lostCalls,
  ...technicalCalls,
  ...searchCalls,
  ...savingCalls,
  ...textCalls,
  ...exchangeCalls,
  ...securityCalls,
}
