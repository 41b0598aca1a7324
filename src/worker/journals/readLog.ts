/** Reads the log of a journal, a piece at a time. */

import { JournalSummary } from '../../journal/JournalSummary.ts'
import { LogReader } from '../../journal/LogReader.ts'
import type { JournalRecord } from '../../journal/records.ts'

/** Bytes that are read at once. */
const PIECE = 1 << 22

/**
 * Reads records as far as they are whole.
 *
 * @param log - the file
 * @param visit - gets each record in its order, and may take its time
 * @returns the reader, which knows where and how it ended
 * @throws HiveError `journal-damaged` when it is not a journal; what `visit` throws
 */
export async function readLog(
  log: Blob,
  visit: (record: JournalRecord) => Promise<void> | void,
): Promise<LogReader> {
  const reader = new LogReader(log.size)
  for (let at = 0; at < log.size && !reader.isDone; at += PIECE) {
    const bytes = new Uint8Array(await log.slice(at, at + PIECE).arrayBuffer())
    for (const record of reader.push(bytes)) {
      const pause = visit(record)
      if (pause !== undefined) await pause
    }
  }
  return reader
}

/** What a log holds, without the bytes of the hive. */
export async function summarise(
  log: Blob,
): Promise<{ readonly summary: JournalSummary; readonly reader: LogReader }> {
  const summary = new JournalSummary()
  const reader = await readLog(log, (record) => summary.add(record))
  return { summary, reader }
}
