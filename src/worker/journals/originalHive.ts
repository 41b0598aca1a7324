/** The hive that kept edits were made to, as it was opened: from its copy, or from the file and its logs. */

import { HiveError } from '../../errors.ts'
import { headHash } from '../../journal/fits.ts'
import type { JournalSummary } from '../../journal/JournalSummary.ts'
import type { JournalStart } from '../../journal/records.ts'
import { Hive } from '../../offreg/Hive.ts'
import type { HiveImage } from '../../regf/HiveImage.ts'
import type { OpenedHive } from '../OpenedHive.ts'
import type { AppliedLogs, RequestOf } from '../protocol.ts'
import { readImage } from '../readFile.ts'
import { openWithLogs, readLogs } from '../recovery.ts'
import type { CallContext } from '../rpc.ts'
import type { Session } from '../Session.ts'
import { diskStateOf } from '../saveTarget.ts'
import { runInSlices } from '../slices.ts'
import type { JournalFolder } from './JournalStorage.ts'

/** Where the hive is read from. */
export interface OriginalSource {
  readonly blob: Blob
  /** Whether that is the copy that the journal has. */
  readonly isCopy: boolean
  /** The copy of the file that the hive was made of with its logs; null if there is none. */
  readonly file: Blob | null
}

export async function originalSource(
  folder: JournalFolder,
  { name, size, recovery }: JournalStart,
  { summary, file }: { readonly summary: JournalSummary; readonly file: Blob | null },
): Promise<OriginalSource> {
  const copy = summary.hasSnapshot ? await folder.readSnapshot('hive') : null
  if (copy?.size === size) {
    return { blob: copy, isCopy: true, file: await folder.readSnapshot('file') }
  }
  const detail = { subject: name, expected: size, actual: file?.size }
  if (file === null) throw new HiveError('journal-needs-file', 'there is no snapshot', detail)
  const isOther = recovery === null && file.size !== size
  if (isOther) throw new HiveError('journal-other-file', 'another size', detail)
  return { blob: file, isCopy: false, file: null }
}

/** Opens it. Throws the codes that `CALLS.resume` lists. */
export async function originalHive(
  session: Session,
  { blob, isCopy, file }: OriginalSource,
  { start, digest }: { readonly start: JournalStart; readonly digest: string | null },
  { logs: files }: RequestOf<'resume'>,
  context: CallContext,
): Promise<Pick<OpenedHive, 'hive' | 'recovered'>> {
  const image = await readImage(blob, context)
  if (isCopy || start.recovery === null) {
    requireOriginal(image, start)
    const hive = await runInSlices(Hive.openSteps(image), { atOnce: true })
    if (file === null || !isAppliedLogs(start.recovery)) return { hive, recovered: null }
    // In memory: the copy goes when the edits are forgotten.
    const original = new Blob([await file.arrayBuffer()])
    const state = Promise.resolve({ size: original.size, digest })
    return { hive, recovered: { recovery: start.recovery, original, state } }
  }
  if (files.length === 0) {
    const { name } = start
    throw new HiveError('journal-needs-file', 'there are no logs', { subject: name })
  }
  const { hive, recovery } = await openWithLogs(image, await readLogs(files), {
    signal: context.signal,
    withRoom: (bytes, job) => session.withRoom(bytes, job),
  })
  requireOriginal(hive.image, start)
  const original = new Blob([image.bytesView(0, image.length)])
  return { hive, recovered: recovery && { recovery, original, state: diskStateOf(image) } }
}

function requireOriginal(image: HiveImage, { head, name, size }: JournalStart): void {
  if (image.length === size && headHash(image) === head) return
  throw new HiveError('journal-other-file', 'another hive', { subject: name })
}

/** Whether a report has what is always shown of it; one that something else wrote is not shown. */
export function isAppliedLogs(value: unknown): value is AppliedLogs {
  if (!isObject(value) || typeof value.needed !== 'boolean' || !isObject(value.report)) return false
  const { verdicts } = value.report
  return Array.isArray(verdicts) && verdicts.every(isVerdict)
}

function isVerdict(value: unknown): boolean {
  return isObject(value) && typeof value.name === 'string' && Array.isArray(value.used)
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
