/** Puts a session behind a port: which of its methods can be called, and what their replies hand over. */

import type { EngineApi, ReplyOf } from './protocol.ts'
import { type Method, type Port, serve } from './rpc.ts'
import { Session } from './session.ts'

/** Copies of data are handed over: nobody else holds them. */
const TRANSFERS: {
  readonly [M in keyof EngineApi]: ((result: ReplyOf<M>) => Transferable[]) | null
} = {
  sortFiles: null,
  openAlready: null,
  open: null,
  openSample: null,
  openEmpty: null,
  close: null,
  allowEditing: null,
  setLocked: null,
  addLogs: null,
  previewLogs: null,
  applyLogs: null,
  convert: null,
  visibleRows: null,
  setExpanded: null,
  expandAll: null,
  reveal: null,
  typeAhead: null,
  keyDetails: null,
  keyPath: null,
  values: null,
  valueIndex: null,
  valueDetails: ({ head }) => [head.buffer],
  valueData: ({ data }) => [data.buffer],
  resolvePath: null,
  completePath: null,
  freeName: null,
  edit: null,
  undo: null,
  redo: null,
  relocate: null,
  check: null,
  changes: null,
  digest: null,
  original: null,
  hasChanges: null,
  save: null,
  markSaved: null,
}

/** Answers the engine's calls at a port with a session of its own. */
export function serveSession(port: Port): void {
  const methods = new Map<string, Method>()
  const send = serve(port, methods)
  const session = new Session((event) => send(event))
  for (const [name, transfer] of Object.entries(TRANSFERS)) {
    const handle = session[name as keyof EngineApi].bind(session) as Method['handle']
    methods.set(name, transfer === null ? { handle } : { handle, transfer: transfer as never })
  }
}
