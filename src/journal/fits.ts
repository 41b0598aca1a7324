/** Whether a record belongs to the bytes that it is applied to. */

import { HiveError } from '../errors.ts'
import type { HiveImage } from '../regf/HiveImage.ts'
import { BASE_BLOCK_SIZE } from '../regf/offsets.ts'
import { hashOfRuns } from './Difference.ts'
import { hashText } from './decode.ts'
import type { ChangedBytes, RepeatedEdit } from './records.ts'

/**
 * Refuses changed bytes of another hive, or of another state of it.
 *
 * @param image - the bytes before the change
 * @throws HiveError `journal-other-file`
 */
export function requireFits(image: HiveImage, changed: ChangedBytes): void {
  const { before, bytes, replacing, replaced } = changed
  const known = bytes.runs.slice(0, replacing * 2)
  if (before === image.length && hashText(hashOfRuns(image, known)) === replaced) return
  throw new HiveError('journal-other-file', 'the journal belongs to other bytes')
}

/**
 * The same for an edit, whose bins must be in the file.
 *
 * @throws HiveError `journal-other-file`
 */
export function requireEditFits(image: HiveImage, edit: RepeatedEdit): void {
  requireFits(image, edit)
  const room = edit.bytes.length - BASE_BLOCK_SIZE
  if (edit.dataSize <= room && edit.bytes.length >= edit.before) return
  throw new HiveError('journal-other-file', 'the journal has bins outside the file')
}

/** The hash by which a hive is recognised: that of its first page. */
export function headHash(image: HiveImage): string {
  return hashText(hashOfRuns(image, [0, Math.min(BASE_BLOCK_SIZE, image.length)]))
}
