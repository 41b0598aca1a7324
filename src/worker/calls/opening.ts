/** Calls that open and close documents, and decide whether they may be edited. */

import { Hive } from '../../offreg/Hive.ts'
import { requireKeyName } from '../../offreg/rules.ts'
import { Arrival } from '../Arrival.ts'
import { describeFound, pairFound } from '../foundFiles.ts'
import { glanceAt } from '../glance.ts'
import { previewMerge, takeMerged } from '../merging.ts'
import { openAlready } from '../openAlready.ts'
import type { DocId, DocInfo, RequestOf } from '../protocol.ts'
import { readHead, readImage } from '../readFile.ts'
import { newestOf, openWithLogs, readLogs, sortFiles } from '../recovery.ts'
import type { CallContext } from '../rpc.ts'
import type { Session } from '../Session.ts'
import { buildSample, SAMPLE_NAME } from '../sample.ts'
import { diskStateOf } from '../saveTarget.ts'
import type { Handlers } from './handler.ts'

/** A file of this many bytes takes long enough to read that its first rows are shown before. */
const LEAST_FOR_GLANCE = 32 * 1024 * 1024
const EMPTY_NAME = 'NEW.hiv'
const NEW_MINOR = 5
const NEW_ROOT = 'ROOT'

export const openingCalls = {
  numberFrom: (session, { doc }) => session.numberFrom(doc),
  sortFiles: (session, { files }) => sortFiles(session, files),
  describeFound: (_, { files }) => files.map(describeFound),
  pairFound: (_, { files }) => pairFound(files),
  openAlready: async (session, request) => {
    // A file that is being read may be the same one.
    const arrivals = [...session.arrivals.values()]
    const alike = arrivals.filter(({ info }) => info.size === request.file.size)
    await Promise.allSettled(alike.map(({ opened }) => opened))
    return openAlready(session.documents, request)
  },
  open: async (session, request, context) => {
    const { logs, file } = request
    const size = logs.reduce((sum, log) => sum + log.file.size, file.size)
    session.requireRoomFor(size)
    const read = (id: DocId, call: CallContext) =>
      session.whileReading(size, () => open(session, id, request, call))
    const head = await session.whileReading(size, () => readHead(file))
    const id = session.reserve()
    return file.size < LEAST_FOR_GLANCE
      ? read(id, context)
      : openAtAGlance(session, { id, request, head, read }, context)
  },
  arrived: async (session, { doc }, { signal, progress }) => {
    const arrival = session.arrivals.get(doc)
    if (arrival === undefined) return session.document(doc).info
    arrival.onProgress = progress
    const stop = () => arrival.stop()
    signal.addEventListener('abort', stop)
    try {
      return await arrival.opened
    } finally {
      signal.removeEventListener('abort', stop)
    }
  },
  openSample: (session) => addBuilt(session, SAMPLE_NAME, buildSample()),
  openEmpty: (session, request) => openEmpty(session, request),
  previewMerge: (session, request, context) => previewMerge(session, request, context),
  openMerged: (session, { merge, name }) => addNew(session, name, takeMerged(session, merge)),
  dropMerged: (session) => {
    session.merged = null
  },
  openPlace: (session, { doc }) => session.addPlace(doc),
  close: async (session, { doc, keep }) => {
    if (keep) await session.document(doc).journal.copied
    session.close(doc, keep)
  },
  allowEditing: (session, { doc }) => {
    const document = session.unlocked(doc)
    document.hive.allowDirty()
    return document.info
  },
  setKeepsTimes: (session, { doc, keepsTimes }) => {
    const document = session.document(doc)
    document.keepsTimes = keepsTimes
    return document.info
  },
  setLocked: (session, { doc, locked }) => {
    const document = session.document(doc)
    document.locked = locked
    return document.info
  },
} satisfies Partial<Handlers>

interface LargeFile {
  readonly id: DocId
  readonly request: RequestOf<'open'>
  /** Its first bytes, which are those of a hive. */
  readonly head: Uint8Array
  /** Reads and opens it. */
  readonly read: (id: DocId, context: CallContext) => Promise<DocInfo>
}

/** Opens a large file. If its first rows can be read before all of it, the reply does not wait for the rest. */
async function openAtAGlance(
  session: Session,
  { id, request, head, read }: LargeFile,
  { signal, progress }: CallContext,
): Promise<DocInfo> {
  const stop = new AbortController()
  let onProgress = progress
  const opened = read(id, {
    signal: AbortSignal.any([signal, stop.signal]),
    progress: (done) => onProgress(done),
  })
  const failed = opened.then(
    () => null,
    () => null,
  )
  const glance = await Promise.race([glanceAt(request, id, head), failed])
  if (glance === null) return opened
  const arrival = new Arrival(glance, opened, stop)
  session.arrivals.set(id, arrival)
  onProgress = (done) => arrival.onProgress(done)
  opened.then(
    () => {
      if (arrival.isExpanded) {
        const { tree, hive } = session.document(id)
        tree.visible.setExpanded(hive.root, true)
      }
      session.arrivals.delete(id)
    },
    () => {},
  )
  return glance.info
}

async function open(
  session: Session,
  id: DocId,
  { name, file, handle, logs: files }: RequestOf<'open'>,
  context: CallContext,
): Promise<DocInfo> {
  const image = await readImage(file, context)
  const logs = await readLogs(files)
  const { hive, recovery } = await openWithLogs(image, logs, {
    signal: context.signal,
    withRoom: (bytes, job) => session.withRoom(bytes, job),
  })
  const newest = await newestOf(hive, logs, context)
  const recovered = recovery && {
    recovery,
    original: new Blob([image.bytesView(0, image.length)]),
    state: diskStateOf(image),
  }
  const modified = file instanceof File ? file.lastModified : null
  return session.add({ name, hive, handle, logs, newest, recovered, modified }, id)
}

const NOTHING = { handle: null, logs: [], newest: null, recovered: null, built: true } as const

function openEmpty(session: Session, request: RequestOf<'openEmpty'>): DocInfo {
  const { name, minor = NEW_MINOR, rootName = NEW_ROOT } = request
  requireKeyName(rootName)
  return addNew(session, name === '' ? EMPTY_NAME : name, Hive.create({ minor, rootName }))
}

/** Adds a hive that no file holds. */
function addNew(session: Session, name: string, hive: Hive): DocInfo {
  return session.add({ ...NOTHING, name, hive, unsaved: true })
}

function addBuilt(session: Session, name: string, hive: Hive): DocInfo {
  return session.add({ ...NOTHING, name, hive })
}
