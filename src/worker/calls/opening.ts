/** Calls that open and close documents, and decide whether they may be edited. */

import { Hive } from '../../offreg/Hive.ts'
import { requireKeyName } from '../../offreg/rules.ts'
import { describeFound, pairFound } from '../foundFiles.ts'
import { previewMerge, takeMerged } from '../merging.ts'
import { openAlready } from '../openAlready.ts'
import type { DocInfo, RequestOf } from '../protocol.ts'
import { readHive } from '../readFile.ts'
import { newestOf, openWithLogs, readLogs, sortFiles } from '../recovery.ts'
import type { CallContext } from '../rpc.ts'
import type { Session } from '../Session.ts'
import { buildSample, SAMPLE_NAME } from '../sample.ts'
import { diskStateOf } from '../saveTarget.ts'
import type { Handlers } from './handler.ts'

const EMPTY_NAME = 'NEW.hiv'
const NEW_MINOR = 5
const NEW_ROOT = 'ROOT'

export const openingCalls = {
  sortFiles: ({ documents }, { files }) => sortFiles(files, documents),
  describeFound: (_, { files }) => files.map(describeFound),
  pairFound: (_, { files }) => pairFound(files),
  openAlready: ({ documents }, request) => openAlready(documents, request),
  open: (session, request, context) => {
    const size = request.logs.reduce((sum, log) => sum + log.file.size, request.file.size)
    session.requireRoomFor(size)
    return session.whileReading(size, () => open(session, request, context))
  },
  openSample: (session) => addBuilt(session, SAMPLE_NAME, buildSample()),
  openEmpty: (session, request) => openEmpty(session, request),
  previewMerge: (session, request, context) => previewMerge(session, request, context),
  openMerged: (session, { merge, name }) => addNew(session, name, takeMerged(session, merge)),
  dropMerged: (session) => {
    session.merged = null
  },
  openPlace: (session, { doc }) => session.addPlace(doc),
  close: (session, { doc, keep }) => session.close(doc, keep),
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

async function open(
  session: Session,
  { name, file, handle, logs: files }: RequestOf<'open'>,
  context: CallContext,
): Promise<DocInfo> {
  const image = await readHive(file, context)
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
  return session.add({ name, hive, handle, logs, newest, recovered, modified })
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
