/**
 * Logs of Windows NT to 8: one bitmap of dirty 512-byte pages and their contents (regf-format 4.2).
 * Each log is cumulative; two are never combined.
 */

import { LOG_HEADER, type LogFile, type LogPage, type LogReason } from './logFile.ts'

/** `DIRT` */
const DIRT = 0x54524944
const PAGE = 512

/** The dirty pages, neighbours joined; or why the log cannot be used. */
export function readDirtyPages({ image, header }: LogFile): LogPage[] | LogReason {
  if (image.length < LOG_HEADER + 4 || image.u32(LOG_HEADER) !== DIRT) return 'no-dirt'
  const bitmap = LOG_HEADER + 4
  const bitmapBytes = header.dataSize / (PAGE * 8)
  if (bitmap + bitmapBytes > image.length) return 'pages-missing'
  let from = Math.ceil((bitmap + bitmapBytes) / PAGE) * PAGE
  const pages: LogPage[] = []
  for (let page = 0; page < bitmapBytes * 8; page++) {
    if ((image.u8(bitmap + (page >>> 3)) & (1 << (page & 7))) === 0) continue
    if (from + PAGE > image.length) return 'pages-missing'
    const last = pages.at(-1)
    const to = page * PAGE
    if (last !== undefined && last.to + last.length === to && last.length < 1 << 20) {
      pages[pages.length - 1] = { ...last, length: last.length + PAGE }
    } else {
      pages.push({ to, from, length: PAGE })
    }
    from += PAGE
  }
  return pages
}
