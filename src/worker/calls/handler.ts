/** The handler of a call, and the three kinds of handlers that most calls use. */

import type { Arrival } from '../Arrival.ts'
import { withErrorPath } from '../errorPaths.ts'
import type { HiveDocument } from '../HiveDocument.ts'
import type { CallName, DocId, KeyId, ReplyOf, RequestOf } from '../protocol.ts'
import type { CallContext } from '../rpc.ts'
import type { Session } from '../Session.ts'

/** Answers one call. */
export interface Handler<M extends CallName> {
  (session: Session, request: RequestOf<M>, context: CallContext): ReplyOf<M> | Promise<ReplyOf<M>>
  /** The parts of the reply that are transferred instead of copied. Nothing else may hold them. */
  transfer?(reply: ReplyOf<M>): Transferable[]
}

export type Handlers = { readonly [M in CallName]: Handler<M> }

interface AboutDocument {
  readonly doc: DocId
}

/**
 * Reads a document. Between two slices of a long edit, the answer is that of the hive before the
 * edit, so reads neither wait nor see half an edit.
 */
export function reading<Request extends AboutDocument, Reply>(
  answer: (doc: HiveDocument, request: Request) => Reply,
): (session: Session, request: Request) => Reply {
  return (session, request) => {
    const doc = session.document(request.doc)
    return doc.hive.cells.readBefore(() => answer(doc, request))
  }
}

/** Reads a key of a document. An error that names no key gets the path of this one. */
export function readingKey<Request extends AboutDocument & { readonly key: KeyId }, Reply>(
  answer: (doc: HiveDocument, request: Request) => Reply,
): (session: Session, request: Request) => Reply {
  return reading((doc, request) => withErrorPath(doc, request.key, () => answer(doc, request)))
}

/** Changes a document or its file, after earlier changes are done. */
export function changing<Request extends AboutDocument, Reply>(
  change: (
    doc: HiveDocument,
    request: Request,
    context: CallContext,
    session: Session,
  ) => Reply | Promise<Reply>,
): (session: Session, request: Request, context: CallContext) => Promise<Reply> {
  return async (session, request, context) => {
    const doc = session.unlocked(request.doc)
    return doc.exclusive(context.signal, () => change(doc, request, context, session))
  }
}

/** Answers about a hive that is not all there, if `known` can; otherwise once it is. */
export function beforeAll<Request extends AboutDocument, Reply>(
  known: (arrival: Arrival, request: Request) => Reply | null,
  answer: (session: Session, request: Request) => Reply,
): (session: Session, request: Request) => Reply | Promise<Reply> {
  return (session, request) => {
    const arrival = session.arrivals.get(request.doc)
    if (arrival === undefined) return answer(session, request)
    return known(arrival, request) ?? arrival.wait().then(() => answer(session, request))
  }
}
