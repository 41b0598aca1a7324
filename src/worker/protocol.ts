/**
 * The boundary between page and engine.
 *
 * `protocol/calls.ts` declares every call, `rpc.ts` carries them, `handlers.ts` names their
 * handlers, and `client.ts` is the page's side. All messages are plain data that survives a
 * structured clone. Ids are opaque: a cell offset plus 2^32 × a generation, so that the id of a
 * deleted key is never taken for the key that reused its cell. Every reply carries the revision it
 * was computed at.
 */

import type { CallMethods } from './protocol/calls.ts'
import type { CheckSummary } from './protocol/checks.ts'
import type { DocId } from './protocol/documents.ts'
import type { JournalId, JournalNews } from './protocol/journals.ts'
import type { SearchId } from './protocol/search.ts'
import type { ComparisonId, ComparisonState } from './protocol/twoHives.ts'

export type { Call, CallKind } from './protocol/call.ts'
export * from './protocol/calls.ts'
export * from './protocol/checks.ts'
export * from './protocol/clipboard.ts'
export * from './protocol/comparisons.ts'
export * from './protocol/documents.ts'
export * from './protocol/edits.ts'
export * from './protocol/exchange.ts'
export * from './protocol/files.ts'
export * from './protocol/journals.ts'
export * from './protocol/lost.ts'
export * from './protocol/paths.ts'
export * from './protocol/permissions.ts'
export * from './protocol/rows.ts'
export * from './protocol/search.ts'
export * from './protocol/technical.ts'
export * from './protocol/texts.ts'
export * from './protocol/twoHives.ts'

/** Events that the engine sends to the page. */
export type EngineEvent =
  | { readonly type: 'check-progress'; readonly doc: DocId; readonly done: number }
  | { readonly type: 'checked'; readonly doc: DocId; readonly summary: CheckSummary }
  /** `matches`: the number of keys so far. There are more rows now. */
  | { readonly type: 'filter-progress'; readonly doc: DocId; readonly matches: number }
  /** `found`: the number of differences so far; `comparison`: what lists the first of them, if that was asked for. */
  | {
      readonly type: 'compare-progress'
      readonly doc: DocId
      readonly done: number
      readonly found: number
      readonly comparison: number | null
    }
  /** `found`: the number of deleted records so far. */
  | {
      readonly type: 'deleted-progress'
      readonly doc: DocId
      readonly done: number
      readonly found: number
    }
  /** `found`: the number of keys so far that can be written to. */
  | {
      readonly type: 'rights-progress'
      readonly doc: DocId
      readonly done: number
      readonly found: number
    }
  /** A comparison of two hives goes on; there are more rows now. */
  | {
      readonly type: 'hives-compared'
      readonly comparison: ComparisonId
      readonly done: number
      readonly state: ComparisonState
    }
  /** A step of one of the hives changed what is left of a comparison. */
  | { readonly type: 'comparison-changed'; readonly state: ComparisonState }
  /** `found`: the number of hits so far, which can be fetched. It falls when an edit restarts the search. */
  | {
      readonly type: 'search-progress'
      readonly doc: DocId
      readonly search: SearchId
      readonly done: number
      readonly found: number
    }

  /** What became of keeping the edits of a document; `journal` is where they are kept. */
  | {
      readonly type: 'journal'
      readonly doc: DocId
      readonly news: JournalNews
      readonly journal: JournalId | null
    }

export interface CallOptions {
  readonly signal?: AbortSignal
  /** Fraction done, 0 to 1. */
  readonly onProgress?: (done: number) => void
}

/** The engine as the page uses it: every call, with cancelling and progress. */
export type EngineClient = CallMethods<CallOptions> & {
  /** Calls the listener for every event until the returned function is called. */
  onEvent(listener: (event: EngineEvent) => void): () => void
  /**
   * Calls the listener once, when the engine has died. Every pending and later call rejects with
   * `engine-stopped`.
   */
  onStopped(listener: () => void): void
}
