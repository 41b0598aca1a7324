/** A report about logs, for tests of its display. */

import type { RecoveryReport } from '../../src/worker/protocol.ts'

/** One log is used and another is not; a key with a value is added, and another key is removed. */
export function someReport(change: Partial<RecoveryReport> = {}): RecoveryReport {
  return {
    verdicts: [
      { name: 'SYSTEM.LOG1', format: 'new', used: [5, 6], fault: null },
      { name: 'SYSTEM.LOG2', format: null, used: [], fault: { reason: 'empty' } },
    ],
    warnings: [],
    pages: 3,
    bytes: 12_288,
    newest: 6,
    effect: {
      before: { keys: 4, values: 4, errors: 0 },
      after: { keys: 3, values: 3, errors: 0 },
      newErrors: 0,
      worse: false,
      changes: {
        keys: { added: 1, removed: 2, changed: 0 },
        values: { added: 0, removed: 1, changed: 0 },
        moved: { keys: 0, values: 0 },
        first: [
          {
            kind: 'added',
            path: ['Fresh'],
            from: null,
            value: null,
            parts: [],
            along: { keys: 0, values: 0 },
          },
          {
            kind: 'removed',
            path: ['Kept'],
            from: null,
            value: '',
            parts: [],
            along: { keys: 0, values: 0 },
          },
          {
            kind: 'removed',
            path: ['Old'],
            from: null,
            value: null,
            parts: [],
            along: { keys: 1, values: 0 },
          },
        ],
        more: 0,
        complete: true,
      },
    },
    ...change,
  }
}
