/** Copying keys and values out of a document, as a hive of their own and as .reg text. */

import { HiveError } from '../errors.ts'
import { type DetachedPart, detachSteps } from '../offreg/detach.ts'
import { Hive } from '../offreg/Hive.ts'
import { findKeyNode, keyName, keyPath } from '../regf/keyNode.ts'
import { eachValue, findKeyValue, valueName } from '../regf/keyValue.ts'
import type { CellOffset } from '../regf/offsets.ts'
import { subkeyCells } from '../regf/subkeyList.ts'
import { walkSteps } from '../regf/walk.ts'
import { exportRegSteps } from '../regtext/exportReg.ts'
import { RegWriter } from '../regtext/RegWriter.ts'
import { ValuePlace } from '../regtext/ValuePlace.ts'
import { shownName } from '../text/visibleText.ts'
import { part, type Work } from '../work.ts'
import type { KeptClip } from './Clips.ts'
import type { HiveDocument } from './HiveDocument.ts'
import type { Clip, ClipId, Copied, KeyId, RequestOf, ValueId } from './protocol.ts'
import { readHive } from './readFile.ts'
import type { CallContext } from './rpc.ts'
import type { Session } from './Session.ts'
import { runInSlices } from './slices.ts'

/** The largest hive that is put on the clipboard itself, in bytes: as text it is a third longer. */
const MOST_ON_CLIPBOARD = 1 << 19
/** The longest .reg text, in bytes of UTF-16. */
const MOST_TEXT = 1 << 21
/** The progress of copying once everything is copied. */
const DETACHED = 0.7
/** The name of a copied root key that has none. */
const ROOT_NAME = 'ROOT'

/**
 * Copies a key or values of a document. It is kept until two later copies were made.
 *
 * @throws HiveError `stale`, `damaged`, `too-deep`, `out-of-memory`, `cancelled`
 */
export async function copyOut(
  session: Session,
  request: RequestOf<'copy'>,
  { signal, progress }: CallContext,
): Promise<Copied> {
  const doc = session.document(request.doc)
  return doc.exclusive(signal, async () => {
    const chosen = chosenPart(doc, request.key, request.values)
    const steps = part(detachSteps(doc.hive.cells, chosen), 0, DETACHED)
    const copy = await runInSlices(steps, { signal, onProgress: progress, atOnce: true })
    const text = new BoundedText()
    const writing = part(textSteps(doc, request, chosen, text), DETACHED, 1)
    await runInSlices(writing, { signal, onProgress: progress, atOnce: true })
    const kept: KeptClip = { ...copy, kind: chosen.kind }
    const clip = session.clips.add(kept)
    return {
      ...described(clip, kept),
      reg: text.text,
      regLeftOut: text.leftOut,
      hive: kept.hive.image.length <= MOST_ON_CLIPBOARD ? kept.hive.finishedCopy() : null,
    }
  })
}

/** What is to be copied from a place of a document. */
export function chosenPart(
  doc: HiveDocument,
  key: KeyId,
  values: readonly ValueId[] | null,
): DetachedPart {
  const cell = doc.keyCell(key)
  if (values !== null) {
    return { kind: 'values', values: values.map((value) => doc.valueCell(value)) }
  }
  const { cells } = doc.hive
  const name = keyName(cells, cell, cells.payloadAt(cell))
  return { kind: 'key', key: cell, name: name === '' ? ROOT_NAME : name }
}

/** A copy as a file that another page can take over. */
export function clipFile(session: Session, clip: ClipId): Blob {
  return new Blob([session.clips.get(clip).hive.finish()])
}

/**
 * Takes over a copy that another page made.
 *
 * @throws HiveError the codes of opening a hive; `damaged` when it is not as this engine makes copies
 */
export async function adoptClip(session: Session, file: Blob, context: CallContext): Promise<Clip> {
  session.requireRoomFor(file.size)
  const named = new File([file], 'copy')
  const hive = Hive.open(await session.whileReading(file.size, () => readHive(named, context)))
  const { signal } = context
  const { findings } = await runInSlices(hive.surveySteps(), { signal })
  const isDamaged = findings.some(({ severity }) => severity === 'error')
  if (isDamaged) throw new HiveError('damaged', 'the copy of another page is damaged')
  const kept = await runInSlices(countSteps(hive), { signal })
  return described(session.clips.add(kept), kept)
}

function* countSteps(hive: Hive): Work<KeptClip> {
  const { cells, root } = hive
  const counts = { keys: -1, values: 0, depth: 0, lost: 0 }
  yield* walkSteps(cells, root, {
    key(_, __, depth) {
      counts.keys++
      counts.depth = Math.max(counts.depth, depth)
      return undefined
    },
    value() {
      counts.values++
      return undefined
    },
  })
  const kind = clipKeys(hive).length > 0 ? 'key' : 'values'
  return { hive, ...counts, kind }
}

/** The keys of a copy that were chosen. */
export function clipKeys({ cells, root }: Hive): CellOffset[] {
  return [...subkeyCells(cells, cells.payloadAt(root))] as CellOffset[]
}

/** The values of a copy that were chosen, in the order of the source. */
export function clipValues({ cells, root }: Hive): CellOffset[] {
  const found: CellOffset[] = []
  eachValue(cells, cells.payloadAt(root), (cell) => {
    if (findKeyValue(cells, cell) !== 0) found.push(cell)
    return false
  })
  return found
}

function described(clip: ClipId, kept: KeptClip): Clip {
  const { hive, kind, keys, values, lost } = kept
  const { cells } = hive
  const [key] = clipKeys(hive)
  const [value] = clipValues(hive)
  let name = ''
  if (key !== undefined) name = keyName(cells, key, findKeyNode(cells, key))
  else if (value !== undefined) name = valueName(cells, value, cells.payloadAt(value))
  return { clip, kind, name: shownName(name), keys, values, lost, size: hive.image.length }
}

/** Writes what is copied as .reg text. */
function* textSteps(
  doc: HiveDocument,
  { key, prefix }: { readonly key: KeyId; readonly prefix: string },
  chosen: DetachedPart,
  text: BoundedText,
): Work<void> {
  const { cells, root } = doc.hive
  try {
    if (chosen.kind === 'key') {
      const what = { cells, root, top: chosen.key, prefix, version: 5, keys: null } as const
      yield* exportRegSteps(what, text.write, () => text.leftOut++)
      return
    }
    const writer = new RegWriter(5, text.write)
    const names = keyPath(cells, root, doc.keyCell(key))
    if (!writer.key([prefix, ...names].join('\\'))) text.leftOut += chosen.values.length
    const place = new ValuePlace(cells)
    for (const cell of chosen.values) {
      const bytes = cells.image.bytesView(0, cells.image.length)
      if (!writer.storedValue(bytes, place.find(cells.payloadAt(cell)))) text.leftOut++
      yield 0
    }
    writer.end()
  } catch (error) {
    if (!(error instanceof TooLong)) throw error
  }
}

/** Ends the writing of a text that is too long for a clipboard. */
class TooLong extends Error {}

/** A text up to a length. */
class BoundedText {
  /** Keys and values that the text does not have. */
  leftOut = 0
  #pieces: string[] = []
  #length = 0
  readonly #decoder = new TextDecoder('utf-16le')

  /** The whole text; null if it is too long. */
  get text(): string | null {
    return this.#length > MOST_TEXT ? null : this.#pieces.join('')
  }

  readonly write = (bytes: Uint8Array): void => {
    this.#length += bytes.length
    if (this.#length > MOST_TEXT) {
      this.#pieces = []
      throw new TooLong()
    }
    this.#pieces.push(this.#decoder.decode(bytes, { stream: true }))
  }
}
