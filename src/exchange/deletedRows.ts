/**
 * The rows of deleted records: one for each value, and one for each key of which no value was found. What is not known
 * of a record is null: the last write of a value whose key is not known, and data that is overwritten.
 */

import { joinKeySteps, spellKeyName, spellName } from '../bytes/spelling.ts'
import type { Above, DeletedRecords } from '../deleted/DeletedRecords.ts'
import { deletedData } from '../deleted/deletedData.ts'
import { type DeletedPath, deletedValueName, pathOfKey } from '../deleted/deletedPath.ts'
import { keyPath } from '../regf/keyNode.ts'
import { valueType } from '../regf/keyValue.ts'
import { NK } from '../regf/layout.ts'
import type { CellOffset, FileOffset } from '../regf/offsets.ts'
import { LEFT_OUT } from '../text/boundedPath.ts'
import type { Work } from '../work.ts'
import { newRow, setData, type TableRow, type TableWriter } from './TableRow.ts'
import type { RowScope } from './tableRows.ts'

/** Records between two pauses. */
const RECORDS_A_STEP = 256
/** The first name of a path that could be taken for names left out. */
const LEFT_OUT_ESCAPED = '\\u2026'

const encoder = new TextEncoder()

/**
 * Writes the rows of deleted records, and of records that only damage hides.
 *
 * @param found - the deleted records of the hive
 * @param scope - the name of the hive, and a key: with one, only records whose path is known to lead through it
 * @param writer - gets the rows
 */
export function* writeDeletedRows(
  found: DeletedRecords,
  scope: RowScope,
  writer: TableWriter,
): Work<void> {
  const rows = new DeletedRows(found, scope, writer)
  let done = 0
  for (const group of found.records().values()) {
    for (const at of group) {
      rows.add(at as FileOffset)
      if (++done % RECORDS_A_STEP === 0) yield done / found.count
    }
  }
}

class DeletedRows {
  readonly #found: DeletedRecords
  readonly #file: Uint8Array<ArrayBuffer>
  readonly #writer: TableWriter
  readonly #row: TableRow
  /** The names of the key that paths lead through; empty for the root, which takes all records. */
  readonly #within: readonly string[]
  /** The key whose path and time the row has; null at first. */
  #key: Above | null = null
  #isWithin = false

  constructor(found: DeletedRecords, scope: RowScope, writer: TableWriter) {
    this.#found = found
    const { cells, root } = found
    this.#file = cells.image.bytesView(0, cells.image.length)
    this.#writer = writer
    this.#row = newRow(scope.name)
    this.#within = keyPath(cells, root, scope.key ?? root)
  }

  add(at: FileOffset): void {
    const found = this.#found
    const { cells } = found
    const row = this.#row
    row.cell = cells.cellOf(at)
    row.state = found.state(at)
    row.isValue = found.hasValue(at)
    if (row.isValue) {
      this.#findKey(found.ownerOf(at))
      this.#value(at)
    } else {
      this.#findKey({ state: 'deleted', cell: row.cell })
      row.pieces = null
      // The rows of its values stand for it.
      if (found.valuesOf(row.cell).length > 0) return
    }
    if (!this.#isWithin) return
    this.#writer.add(row)
    row.isFirstOfKey = false
  }

  /** Sets the path and the last write. */
  #findKey(key: Above): void {
    const known = this.#key
    if (known !== null && known.cell === key.cell && known.state === key.state) return
    const found = this.#found
    const row = this.#row
    this.#key = key
    row.hasTime = key.state === 'live' || key.state === 'deleted'
    const path = row.hasTime ? pathOfKey(found, key) : { names: [], isWhole: false }
    this.#isWithin = this.#leadsWithin(path)
    const bytes = encoder.encode(spelled(path))
    row.path.source = bytes
    row.path.to = bytes.length
    row.isFirstOfKey = true
    if (!row.hasTime) return
    const { image } = found.cells
    const record = found.cells.payloadAt(key.cell as CellOffset)
    row.timeHigh = image.u32(record + NK.LAST_WRITE + 4)
    row.timeLow = image.u32(record + NK.LAST_WRITE)
  }

  #leadsWithin({ names, isWhole }: DeletedPath): boolean {
    const within = this.#within
    return within.length === 0 || (isWhole && within.every((name, index) => name === names[index]))
  }

  #value(at: FileOffset): void {
    const found = this.#found
    const row = this.#row
    const { name } = row
    name.source = encoder.encode(spellName(deletedValueName(found, at)))
    name.from = 0
    name.to = name.source.length
    row.type = valueType(found.cells, at)
    const data = deletedData(found, at)
    row.hasData = data.left > 0 || data.size === 0
    setData(row, this.#file, data.left > 0 ? data.pieces() : [])
  }
}

/** A path as a KEY; one that does not begin at the root begins with what stands for names left out. */
function spelled({ names, isWhole }: DeletedPath): string {
  const steps = names.map(spellKeyName)
  if (!isWhole) return joinKeySteps([LEFT_OUT, ...steps])
  if (steps[0] === LEFT_OUT) steps[0] = LEFT_OUT_ESCAPED
  return joinKeySteps(steps)
}
