/** Exporting a document, or a part of it, as .reg text. */

import { HiveError } from '../errors.ts'
import { exportRegSteps, type LeftOut } from '../regtext/exportReg.ts'
import { readPrefix } from '../regtext/prefix.ts'
import { rowName, rowPath } from './displayNames.ts'
import type { HiveDocument } from './HiveDocument.ts'
import type { ExportedText, LeftOutRow, RequestOf, RowPage } from './protocol.ts'
import type { CallContext } from './rpc.ts'
import { runInSlices } from './slices.ts'

/** Bytes of text that are kept in memory; the browser may keep a Blob elsewhere. */
const KEPT = 1 << 24
/** Text of a crafted hive may have this many times its size, plus a little; more is not written. */
const MOST_TIMES = 64
const LITTLE = 1 << 20

/**
 * Writes a key of a document, and everything below it. Must be called within `exclusive`, since the hive is read over
 * many slices.
 *
 * @throws HiveError `bad-argument` for a prefix that is none; `result-too-large`; `out-of-memory`; `cancelled`
 */
export async function exportText(
  doc: HiveDocument,
  request: RequestOf<'exportText'>,
  { signal, progress }: CallContext,
): Promise<ExportedText> {
  const { hive, revision } = doc
  const { cells, root } = hive
  const prefix = readPrefix(request.prefix)
  if (prefix === null) {
    throw new HiveError('bad-argument', 'not the path of a registry key', {
      subject: request.prefix,
    })
  }
  const text = new BlobText(MOST_TIMES * hive.image.length + LITTLE)
  const leftOut: LeftOut[] = []
  const top = doc.keyCell(request.key)
  const keys = top === root ? hive.surveyedKeys : null
  const what = { cells, root, top, prefix, version: request.version, keys }
  const steps = exportRegSteps(what, text.write, (one) => leftOut.push(one))
  await runInSlices(steps, { signal, onProgress: progress })
  doc.texts.leftOut = { rows: leftOut, revision }
  return { blob: text.end(), leftOut: leftOut.length }
}

/** A page of what the text of the last export does not have. */
export function leftOutPage(
  { texts, revision }: HiveDocument,
  { from, count }: RequestOf<'leftOutRows'>,
): RowPage<LeftOutRow> {
  const { rows, revision: written } = texts.leftOut ?? { rows: [], revision }
  return {
    revision: written,
    total: rows.length,
    from,
    rows: rows.slice(from, from + count).map(({ path, value, reason }) => ({
      ...rowPath(path.length, (index) => path[index] as string),
      value: value === undefined ? null : rowName(value).name,
      reason,
    })),
  }
}

/** Collects text in Blobs, so that little of it is in memory. */
class BlobText {
  readonly #blobs: Blob[] = []
  #pieces: Uint8Array<ArrayBuffer>[] = []
  #kept = 0
  #left: number

  /** @param most - the most bytes */
  constructor(most: number) {
    this.#left = most
  }

  /** @throws HiveError `result-too-large` */
  readonly write = (bytes: Uint8Array): void => {
    this.#left -= bytes.length
    if (this.#left < 0) {
      throw new HiveError('result-too-large', 'the text is far larger than the hive', {
        expected: MOST_TIMES,
      })
    }
    this.#pieces.push(Uint8Array.from(bytes))
    this.#kept += bytes.length
    if (this.#kept >= KEPT) this.#flush()
  }

  end(): Blob {
    this.#flush()
    return new Blob(this.#blobs)
  }

  #flush(): void {
    this.#blobs.push(new Blob(this.#pieces))
    this.#pieces = []
    this.#kept = 0
  }
}
