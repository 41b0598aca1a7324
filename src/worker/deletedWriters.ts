/** Deleted records as text for other programs. */

import { joinKeySteps, spellKeyName, spellName } from '../bytes/spelling.ts'
import { describeRecord } from '../deleted/describe.ts'
import { csvCell } from '../exchange/csvCell.ts'
import { plainRecord } from '../exchange/deletedRecord.ts'
import type { FileOffset } from '../regf/offsets.ts'
import { LEFT_OUT } from '../text/boundedPath.ts'
import type { Work } from '../work.ts'
import type { ListedRecords } from './DocumentDeleted.ts'
import type { DeletedFormat } from './protocol.ts'

/** Records that are written between two pauses. */
const RECORDS_A_STEP = 128

const COLUMNS = [
  ...(['kind', 'state', 'path', 'name', 'type', 'size', 'left', 'lastWrite'] as const),
  ...(['confidence', 'whole', 'place', 'evidence', 'offset'] as const),
]

const FORMS = {
  /** A path that does not begin at the root begins with what stands for names left out. */
  path: ({ names, isWhole }: { readonly names: readonly string[]; readonly isWhole: boolean }) =>
    joinKeySteps([...(isWhole ? [] : [LEFT_OUT]), ...names.map(spellKeyName)]),
  name: spellName,
}

const encoder = new TextEncoder()

/**
 * Writes deleted records, in steps. Those that an edit has overwritten are left out.
 *
 * @param listed - the list
 * @param records - file offsets of the records to write; null for all that are listed
 * @param format - the form of the text
 * @param write - takes the text in pieces
 */
export function* writeDeletedSteps(
  { found, ids }: ListedRecords,
  records: readonly number[] | null,
  format: DeletedFormat,
  write: (bytes: Uint8Array) => void,
): Work<void> {
  const chosen = records === null ? null : new Set(records)
  write(encoder.encode(format === 'csv' ? `${COLUMNS.join(',')}\n` : '[\n'))
  let isFirst = true
  for (const [index, id] of ids.entries()) {
    const at = id as FileOffset
    if ((chosen === null || chosen.has(at)) && found.isThere(at)) {
      const plain = plainRecord(describeRecord(found, at), FORMS)
      if (format === 'csv') write(encoder.encode(`${csvLine(plain)}\n`))
      else write(encoder.encode(`${isFirst ? '' : ',\n'}${JSON.stringify(plain)}`))
      isFirst = false
    }
    if (index % RECORDS_A_STEP === 0) yield index / ids.length
  }
  if (format === 'json') write(encoder.encode('\n]\n'))
}

function csvLine(plain: ReturnType<typeof plainRecord>): string {
  const cells: Readonly<Record<string, unknown>> = {
    ...plain,
    ...('typeName' in plain && { type: plain.typeName }),
    evidence: plain.evidence.join(' '),
  }
  return COLUMNS.map((column) => csvCell(String(cells[column] ?? ''))).join(',')
}
