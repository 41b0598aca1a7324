/** Copying keys and values out of a document, as a hive of their own and as .reg text. */

import { decodeLatin1 } from '../bytes/text.ts'
import { HiveError } from '../errors.ts'
import { writeCommands } from '../exchange/commandLines.ts'
import { POWERSHELL } from '../exchange/powershell.ts'
import { REG_ADD } from '../exchange/regAdd.ts'
import { type DetachedPart, detachSteps } from '../offreg/detach.ts'
import { Hive } from '../offreg/Hive.ts'
import { findKeyNode, keyName, keyPath } from '../regf/keyNode.ts'
import { eachValue, findKeyValue, valueName, valueType } from '../regf/keyValue.ts'
import type { CellOffset } from '../regf/offsets.ts'
import { subkeyCells } from '../regf/subkeyList.ts'
import { dataCopy, dataSize } from '../regf/valueData.ts'
import { walkSteps } from '../regf/walk.ts'
import { exportRegSteps } from '../regtext/exportReg.ts'
import { isPathName } from '../regtext/pathName.ts'
import { RegWriter } from '../regtext/RegWriter.ts'
import { ValuePlace } from '../regtext/ValuePlace.ts'
import { hasHidden, shownName } from '../text/visibleText.ts'
import { dataTextLength, dataTextSteps, valueLineSteps } from '../values/copiedText.ts'
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
const MOST_REG = 1 << 21
/**
 * The longest text of values, in UTF-16 units: browsers block the page for some 100 ms while they take over a text of
 * this length. Values of a crafted hive may share their data, so the file size does not bound the text of all.
 */
const MOST_LINES = 1 << 24
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
    const writing = textSteps(doc, request, chosen)
    const text = await runInSlices(part(writing, DETACHED, 1), {
      ...{ signal, onProgress: progress, atOnce: true },
    })
    const kept: KeptClip = { ...copy, kind: chosen.kind }
    return { ...described(session.clips.add(kept), kept), ...text, hive: onClipboard(kept) }
  })
}

/** A copy in base64, if it is small. */
function onClipboard({ hive }: KeptClip): string | null {
  if (hive.image.length > MOST_ON_CLIPBOARD) return null
  return btoa(decodeLatin1(hive.finish()))
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
export async function adoptClip(
  session: Session,
  from: Blob | string,
  context: CallContext,
): Promise<Clip> {
  const file = typeof from === 'string' ? new Blob([bytesOfBase64(from)]) : from
  session.requireRoomFor(file.size)
  const hive = Hive.open(await session.whileReading(file.size, () => readHive(file, context)))
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

/** What other programs get. */
type Text = Pick<Copied, 'text' | 'leftOut' | 'hidden'>

/** Writes what is copied: in the form that was asked for, otherwise keys as .reg text and values as lines. */
function textSteps(
  doc: HiveDocument,
  request: RequestOf<'copy'>,
  chosen: DetachedPart,
): Work<Text> {
  const { form } = request
  if (form === 'reg-add' || form === 'powershell') return commandSteps(doc, request, chosen)
  if (chosen.kind === 'key' || form === 'reg') return regSteps(doc, request, chosen)
  return lineSteps(doc, chosen.values)
}

/** Writes what is copied as commands. */
function* commandSteps(
  doc: HiveDocument,
  { key, prefix, form }: RequestOf<'copy'>,
  chosen: DetachedPart,
): Work<Text> {
  const { cells, root } = doc.hive
  const text = new BoundedText('utf-8')
  const commands = { ...(form === 'powershell' ? POWERSHELL : REG_ADD), head: '' }
  let leftOut = 0
  try {
    if (chosen.kind === 'key') {
      const scope = { top: chosen.key, prefix }
      yield* writeCommands(doc.hive, scope, commands, text.write, () => leftOut++)
    } else {
      const names = keyPath(cells, root, doc.keyCell(key))
      const isPath = names.every(isPathName)
      const path = [...prefix.split('\\'), ...names]
      const encoder = new TextEncoder()
      for (const [index, cell] of chosen.values.entries()) {
        const at = cells.payloadAt(cell)
        const name = valueName(cells, cell, at)
        const line = commands.value(path, name, valueType(cells, at), dataCopy(cells, at))
        if (!isPath || 'none' in line) leftOut++
        else text.write(encoder.encode(line.line + commands.lineEnd))
        yield index / chosen.values.length
      }
    }
  } catch (error) {
    if (!(error instanceof TooLong)) throw error
  }
  return { text: text.text, leftOut, hidden: false }
}

/** Writes what is copied as .reg text. */
function* regSteps(
  doc: HiveDocument,
  { key, prefix }: { readonly key: KeyId; readonly prefix: string },
  chosen: DetachedPart,
): Work<Text> {
  const { cells, root } = doc.hive
  const text = new BoundedText('utf-16le')
  let leftOut = 0
  try {
    if (chosen.kind === 'key') {
      const what = { cells, root, top: chosen.key, prefix, version: 5, keys: null } as const
      yield* exportRegSteps(what, text.write, () => leftOut++)
    } else {
      const writer = new RegWriter(5, text.write)
      const bytes = cells.image.bytesView(0, cells.image.length)
      const place = new ValuePlace(cells)
      const names = keyPath(cells, root, doc.keyCell(key))
      // Without the line of its key, a value would belong to none.
      const hasKey = names.every(isPathName) && writer.key([prefix, ...names].join('\\'))
      for (const [index, cell] of chosen.values.entries()) {
        if (!hasKey || !writer.storedValue(bytes, place.find(cells.payloadAt(cell)))) leftOut++
        yield index / chosen.values.length
      }
      writer.end()
    }
  } catch (error) {
    if (!(error instanceof TooLong)) throw error
  }
  return { text: text.text, leftOut, hidden: false }
}

/** Writes values as lines of a table; of a single one only the data. */
function* lineSteps({ hive }: HiveDocument, values: readonly CellOffset[]): Work<Text> {
  const { cells } = hive
  const lines: string[] = []
  let length = 0
  let hidden = false
  for (const [index, cell] of values.entries()) {
    const at = cells.payloadAt(cell)
    const type = valueType(cells, at)
    length += dataTextLength({ type, size: dataSize(cells, at) })
    if (length > MOST_LINES) return { text: null, leftOut: 0, hidden }
    const value = { name: valueName(cells, cell, at), type, data: dataCopy(cells, at) }
    const done = index / values.length
    const steps = values.length === 1 ? dataTextSteps(value) : valueLineSteps(value)
    hidden ||= values.length > 1 && hasHidden(value.name)
    lines.push(yield* part(steps, done, (index + 1) / values.length))
    yield done
  }
  return { text: lines.join('\n'), leftOut: 0, hidden }
}

function bytesOfBase64(text: string): Uint8Array<ArrayBuffer> {
  let binary = ''
  try {
    binary = atob(text)
  } catch {
    // It is not base64, and so no hive.
  }
  return Uint8Array.from(binary, (byte) => byte.charCodeAt(0))
}

/** Ends the writing of a text that is too long for a clipboard. */
class TooLong extends Error {}

/** Text up to a length. */
class BoundedText {
  #pieces: string[] = []
  #length = 0
  readonly #decoder: TextDecoder

  constructor(encoding: 'utf-16le' | 'utf-8') {
    this.#decoder = new TextDecoder(encoding)
  }

  /** The whole text; null if it is too long. */
  get text(): string | null {
    return this.#length > MOST_REG ? null : this.#pieces.join('')
  }

  readonly write = (bytes: Uint8Array): void => {
    this.#length += bytes.length
    if (this.#length > MOST_REG) {
      this.#pieces = []
      throw new TooLong()
    }
    this.#pieces.push(this.#decoder.decode(bytes, { stream: true }))
  }
}
