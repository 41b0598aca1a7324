/**
 * Logs of Windows NT to 8: one bitmap of dirty 512-byte pages and their contents (regf-format 4.2).
 * Each log is cumulative; two are never combined.
 */

import { roundUp } from '../regf/offsets.ts'
import type { Work } from '../work.ts'
import { LOG_HEADER, type LogFile, type LogPage, type LogReason } from './logFile.ts'

/** `DIRT` */
const DIRT = 0x54524944
const PAGE = 512
/** Bytes of the bitmap that take about a millisecond to examine. */
const PIECE = 1 << 12

/**
 * Reads the dirty pages of a log, in steps.
 *
 * @param log - the log
 * @param room - the largest size of the hive bins in bytes that is allowed (hostile input 83)
 * @returns the pages, with neighbours joined, or the reason why the log cannot be used
 */
export function* readDirtyPages(
  { image, header }: LogFile,
  room: number,
): Work<LogPage[] | LogReason> {
  const bitmap = LOG_HEADER + 4
  if (image.length < bitmap || image.u32(LOG_HEADER) !== DIRT) return 'no-dirt'
  const bytes = header.dataSize / (PAGE * 8)
  if (bitmap + bytes > image.length) return 'pages-missing'
  if (header.dataSize > room) return 'too-large'
  const pages: LogPage[] = []
  let from = roundUp(bitmap + bytes, PAGE)
  let run = { to: 0, from, length: 0 }
  for (let byte = 0; byte < bytes; byte++) {
    const bits = image.u8(bitmap + byte)
    for (let bit = 0; bits >>> bit !== 0; bit++) {
      if ((bits & (1 << bit)) === 0) continue
      const to = (byte * 8 + bit) * PAGE
      if (run.to + run.length !== to) {
        if (run.length > 0) pages.push(run)
        run = { to, from, length: 0 }
      }
      run.length += PAGE
      from += PAGE
    }
    if (byte % PIECE === 0) yield byte / bytes
  }
  if (from > image.length) return 'pages-missing'
  if (run.length > 0) pages.push(run)
  return pages
}
