import { type LogPosition, LogWriter } from '../../journal/LogWriter.ts'
import type { JournalFolder } from './JournalStorage.ts'

/**
 * Opens the log of a journal to be written.
 *
 * @param folder - the journal
 * @param position - where to go on; what is after it is removed. Without it a new log is begun
 * @returns the writer, which holds the file until it is closed
 * @throws DOMException when it cannot be written; the file is closed again then
 */
export async function openLog(folder: JournalFolder, position?: LogPosition): Promise<LogWriter> {
  const file = await folder.openLog()
  try {
    return new LogWriter(file, position)
  } catch (error) {
    file.close()
    throw error
  }
}
