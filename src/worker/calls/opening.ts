/** Calls that open and close documents, and decide whether they may be edited. */

import { Hive } from '../../offreg/Hive.ts'
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

export const openingCalls = {
  sortFiles: ({ documents }, { files }) => sortFiles(files, documents),
  openAlready: ({ documents }, request) => openAlready(documents, request),
  open: (session, request, context) => {
    const size = request.logs.reduce((sum, log) => sum + log.file.size, request.file.size)
    session.requireRoomFor(size)
    return session.whileReading(size, () => open(session, request, context))
  },
  openSample: (session) => addBuilt(session, SAMPLE_NAME, buildSample()),
  openEmpty: (session, { name }) =>
    addBuilt(session, name === '' ? EMPTY_NAME : name, Hive.create()),
  openPlace: (session, { doc }) => session.addPlace(doc),
  close: (session, { doc }) => session.close(doc),
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
    onDisk: diskStateOf(image),
  }
  return session.add({ name, hive, handle, logs, newest, recovered })
}

function addBuilt(session: Session, name: string, hive: Hive): DocInfo {
  const nothing = { handle: null, logs: [], newest: null, recovered: null }
  return session.add({ name, hive, ...nothing, built: true })
}
