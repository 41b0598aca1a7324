/**
 * The first rows of a large hive, read from its file before the whole of it is. Only what these rows are made of is
 * read, by the code that reads a whole hive, which gets the missing pieces and is run again. Nothing is checked: what is
 * odd at this point is left to opening, which says what is wrong.
 */

import { Hive } from '../offreg/Hive.ts'
import type { BaseBlock } from '../regf/baseBlock.ts'
import { PartialImage, PIECE } from '../regf/PartialImage.ts'
import { HiveDocument } from './HiveDocument.ts'
import type { DocId, DocInfo, RequestOf, TreePage } from './protocol.ts'
import { treePage } from './treeReplies.ts'

/** Rows that are read: more than a screen has. */
const ROWS = 100
/** Limits of what is read, whatever the hive says. */
const MOST_ROUNDS = 32
const MOST_PIECES = 1024

/** What is known of a hive before all of its file is read. */
export interface Glance {
  readonly info: DocInfo
  /** Its header, by which logs are paired with it. */
  readonly base: BaseBlock
  /** The first rows, with the root expanded. */
  readonly page: TreePage
}

/** Reads the first rows of a file whose first piece is there; null when that takes the whole file, or does not work. */
export async function glanceAt(
  request: RequestOf<'open'>,
  doc: DocId,
  head: Uint8Array,
): Promise<Glance | null> {
  const { file } = request
  const image = new PartialImage(file.size)
  image.add(0, head)
  let pieces = 0
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const glance = glanceIn(image, request, doc)
    const missed = image.takeMissed()
    if (missed.length === 0) return glance
    pieces += missed.length
    if (pieces > MOST_PIECES) return null
    try {
      await Promise.all(missed.map((at) => readPiece(file, image, at)))
    } catch {
      return null
    }
  }
  return null
}

async function readPiece(file: Blob, image: PartialImage, at: number): Promise<void> {
  image.add(at, new Uint8Array(await file.slice(at, at + PIECE).arrayBuffer()))
}

/** The rows as far as the pieces that are there tell; null when they cannot be read. */
function glanceIn(
  image: PartialImage,
  { name, file, handle, logs }: RequestOf<'open'>,
  doc: DocId,
): Glance | null {
  try {
    const hive = Hive.glimpse(image)
    const modified = file instanceof File ? file.lastModified : null
    const opened = { name, hive, handle, logs: [], newest: null, recovered: null, modified }
    const document = new HiveDocument(opened, doc, () => {})
    document.tree.visible.setExpanded(hive.root, true)
    const page = treePage(document, { doc, from: 0, count: ROWS })
    const names = logs.map((log) => log.name)
    const info = { ...document.info, arriving: true, logs: names }
    // It ends the check that every document begins with.
    document.close()
    return { info, base: hive.base, page }
  } catch {
    return null
  }
}
