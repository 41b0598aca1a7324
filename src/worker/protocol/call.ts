/** How calls are declared, and what many requests and replies have. */

import type { DocId, DocInfo, KeyId } from './documents.ts'

/**
 * What happens when a caller gives up a call. A question is dropped at once. An opening may still
 * result in an open document, which the client then closes. A change is only asked to stop: its
 * reply shows whether that came in time.
 */
export type CallKind = 'question' | 'opening' | 'change'

/** A call; the types exist for the compiler only. */
export interface Call<Request, Reply> {
  readonly kind: CallKind
  readonly types?: (request: Request) => Reply
  /** The parts of the request that are transferred instead of copied. The caller may not use them afterwards. */
  gives?(request: Request): Transferable[]
}

/** A request about a document. */
export interface OfDocument {
  readonly doc: DocId
}

/** A request about a key of a document. */
export interface OfKey extends OfDocument {
  readonly key: KeyId
}

/** A range of rows. */
export interface Range {
  readonly from: number
  readonly count: number
}

/** A reply that belongs to a revision of the document. */
export interface Revised {
  readonly revision: number
}

export function question<Request, Reply>(): Call<Request, Reply> {
  return { kind: 'question' }
}

export function opening<Request>(): Call<Request, DocInfo> {
  return { kind: 'opening' }
}

export function change<Request, Reply>(
  gives?: (request: Request) => Transferable[],
): Call<Request, Reply> {
  return { kind: 'change', ...(gives === undefined ? {} : { gives }) }
}
