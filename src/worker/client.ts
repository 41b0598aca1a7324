/** The page's side of the boundary: `EngineApi` as methods of an object that talks to the worker. */

import type { CallOptions, DocInfo, EngineApi, EngineClient, EngineEvent } from './protocol.ts'
import { Caller, type Port } from './rpc.ts'

/** Every method, and whether it takes a request; a new one that is missing here does not compile. */
const TAKES_REQUEST: Readonly<Record<keyof EngineApi, boolean>> = {
  sortFiles: true,
  openAlready: true,
  open: true,
  openSample: false,
  openEmpty: true,
  close: true,
  allowEditing: true,
  setLocked: true,
  addLogs: true,
  previewLogs: true,
  applyLogs: true,
  convert: true,
  visibleRows: true,
  setExpanded: true,
  expandAll: true,
  reveal: true,
  typeAhead: true,
  keyDetails: true,
  keyPath: true,
  values: true,
  valueIndex: true,
  valueDetails: true,
  valueData: true,
  resolvePath: true,
  completePath: true,
  freeName: true,
  edit: true,
  undo: true,
  redo: true,
  relocate: true,
  check: true,
  changes: true,
  digest: true,
  original: true,
  hasChanges: true,
  save: true,
  markSaved: true,
}

/** Methods that leave an open document behind. */
const OPENING: ReadonlySet<string> = new Set(['open', 'openSample', 'openEmpty'] as const)

/** Methods that change something: only the answer shows whether cancelling came in time. */
const CHANGING: ReadonlySet<string> = new Set([
  'edit',
  'undo',
  'redo',
  'applyLogs',
  'convert',
  'save',
] as const)

/** The client of an engine that answers at a port. */
export function connect(port: Port): EngineClient {
  const caller = new Caller(port)

  const closeLate = (result: unknown) => {
    const { doc } = result as DocInfo
    // Nobody waits for it, and if the engine stopped there is nothing to close.
    caller.call('close', { doc }).catch(() => {})
  }
  const call = (method: string, request: unknown, options: CallOptions | undefined) =>
    caller.call(method, request, {
      ...options,
      ...(OPENING.has(method) ? { onLate: closeLate } : {}),
      ...(CHANGING.has(method) ? { waits: true } : {}),
    })

  const methods = Object.fromEntries(
    Object.entries(TAKES_REQUEST).map(([method, takesRequest]) => [
      method,
      takesRequest
        ? (request: unknown, options?: CallOptions) => call(method, request, options)
        : (options?: CallOptions) => call(method, undefined, options),
    ]),
  )
  const listening: Pick<EngineClient, 'onEvent' | 'onStopped'> = {
    onEvent: (listener) => caller.onEvent((event) => listener(event as EngineEvent)),
    onStopped: (listener) => caller.onStopped(listener),
  }
  return { ...(methods as unknown as EngineClient), ...listening }
}

/** The client of the engine in a worker. A worker that fails is ended, whatever it was doing. */
export function createClient(worker: Worker): EngineClient {
  const client = connect(worker)
  client.onStopped(() => worker.terminate())
  return client
}
