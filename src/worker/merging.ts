/** Merges open hives and files into a new hive, which is kept until it is opened as a document. */

import { type ComparedHive, type Comparison, compareSteps } from '../compare/compare.ts'
import type { KeyAttribute } from '../compare/difference.ts'
import { HiveError } from '../errors.ts'
import type { NewMinor } from '../offreg/create.ts'
import { Hive } from '../offreg/Hive.ts'
import { type Laid, mergeSteps } from '../offreg/merge.ts'
import { compactCheckedSteps } from '../offreg/saveGate.ts'
import { inTurn, part, type Work } from '../work.ts'
import type { HiveDocument } from './HiveDocument.ts'
import type { MergedSource, MergePreview, MergeSource, RequestOf } from './protocol.ts'
import { readHive } from './readFile.ts'
import type { CallContext } from './rpc.ts'
import type { Session } from './Session.ts'
import { runInSlices } from './slices.ts'

/** The progress once the files are read, checked, merged and compacted; the rest is comparing with the base. */
const READ = 0.2
const CHECKED = 0.4
const MERGED = 0.65
const COMPACTED = 0.9
const ATTRIBUTES: readonly KeyAttribute[] = ['flags', 'class', 'security']

let lastMerge = 0

/** A hive to merge. */
interface Input {
  readonly name: string
  readonly hive: Hive
}

/**
 * Merges hives. The open ones are not edited meanwhile.
 *
 * @throws HiveError the codes of `CALLS.previewMerge`
 */
export async function previewMerge(
  session: Session,
  { sources }: RequestOf<'previewMerge'>,
  context: CallContext,
): Promise<MergePreview> {
  session.merged = null
  const documents = sources.flatMap((one) =>
    one.kind === 'document' ? [session.document(one.doc)] : [],
  )
  const sizes = sources.map((one) =>
    one.kind === 'file' ? one.file.size : session.document(one.doc).hive.image.length,
  )
  const read = sources.reduce((sum, one) => sum + (one.kind === 'file' ? one.file.size : 0), 0)
  // Besides the files there are the merged hive and its compacted copy for a while.
  const most = sizes.reduce((sum, size) => sum + size, 0)
  return session.withRoom(read + 2 * most, () =>
    unedited(documents, context.signal, async () => {
      const reading = { ...context, progress: (done: number) => context.progress(done * READ) }
      const inputs = await openSources(session, sources, reading)
      const { preview, hive } = await runInSlices(merging(inputs), {
        signal: context.signal,
        onProgress: (done) => context.progress(READ + done * (1 - READ)),
      })
      const id = ++lastMerge
      session.merged = { id, hive }
      return { merge: id, ...preview }
    }),
  )
}

/** Runs a job while none of the documents is edited. They wait in one order, so that two jobs cannot block each other. */
function unedited<T>(
  documents: readonly HiveDocument[],
  signal: AbortSignal,
  job: () => Promise<T>,
): Promise<T> {
  const ordered = [...new Set(documents)].sort((a, b) => a.id - b.id)
  return ordered.reduceRight<() => Promise<T>>(
    (inner, document) => () => document.exclusive(signal, inner),
    job,
  )()
}

async function openSources(
  session: Session,
  sources: readonly MergeSource[],
  { signal, progress }: CallContext,
): Promise<Input[]> {
  const inputs: Input[] = []
  for (const [at, source] of sources.entries()) {
    if (source.kind === 'document') {
      const { name, hive } = session.document(source.doc)
      inputs.push({ name, hive })
      continue
    }
    const { name, file } = source
    const part = (done: number) => progress((at + done) / sources.length)
    inputs.push({ name, hive: await openFile(name, file, { signal, progress: part }) })
  }
  return inputs
}

async function openFile(name: string, file: Blob, context: CallContext): Promise<Hive> {
  try {
    const image = await readHive(file, context)
    return await runInSlices(Hive.openSteps(image), { signal: context.signal })
  } catch (error) {
    if (!(error instanceof HiveError)) throw error
    throw new HiveError(error.code, error.message, { subject: name, ...error.detail })
  }
}

function* merging(inputs: readonly Input[]): Work<{
  readonly preview: Omit<MergePreview, 'merge'>
  readonly hive: Hive
}> {
  const share = (done: number) => (done - READ) / (1 - READ)
  const size = ({ hive }: Input) => hive.image.length
  yield* part(
    inTurn(inputs, size, ({ hive }) => hive.surveySteps()),
    0,
    share(CHECKED),
  )
  const laid = new Map<Hive, Laid>()
  const hives = inputs.map(({ hive }) => hive)
  const steps = mergeSteps(hives, { laid: (hive, counts) => laid.set(hive, counts) })
  const merged = yield* part(steps, share(CHECKED), share(MERGED))
  const minor = merged.cells.minor as NewMinor
  const compacting = compactCheckedSteps(merged, { minor })
  const hive = yield* part(compacting, share(MERGED), share(COMPACTED))
  const changes = yield* part(changesOf(hives[0] ?? hive, hive), share(COMPACTED), 1)
  const { keys, values } = hive.survey()
  const sources = inputs.map((input) => sourceOf(input, laid.get(input.hive)))
  const { version, image } = hive
  return { hive, preview: { version, size: image.length, keys, values, sources, changes } }
}

function* changesOf(base: Hive, merged: Hive): Work<Comparison> {
  const side = (hive: Hive): ComparedHive => {
    const { cells, root } = hive
    return { cells, root, keys: hive.survey().keys, isSound: cells.isSound(root) }
  }
  return yield* compareSteps(side(base), side(merged), () => {}, { attributes: ATTRIBUTES })
}

function sourceOf({ name, hive }: Input, used: Laid = { keys: 0, values: 0 }): MergedSource {
  const { keys, values, findings } = hive.survey()
  const errors = findings.filter(({ severity }) => severity === 'error').length
  return { name, version: hive.version, keys, values, used, errors, dirty: hive.base.dirty }
}

/**
 * The merged hive, which is not kept any longer.
 *
 * @throws HiveError `stale` when it is gone
 */
export function takeMerged(session: Session, merge: number): Hive {
  const { merged } = session
  if (merged?.id !== merge) throw new HiveError('stale', 'the merged hive is gone')
  session.merged = null
  return merged.hive
}
