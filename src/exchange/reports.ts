/**
 * A key and everything below it for people to read: as the text that regedit writes and prints, and as an HTML page.
 * Keys come in stored order with their class and last write, values with type and data. Names and data are spelled, so
 * that nothing in them is hidden and none of them is taken for a part of the report.
 */

import { formatFiletime } from '../bytes/filetime.ts'
import { spellKeyName, spellName } from '../bytes/spelling.ts'
import type { Hive } from '../offreg/Hive.ts'
import { keyClass, keyLastWrite, keyName, keyPath } from '../regf/keyNode.ts'
import { valueName, valueType } from '../regf/keyValue.ts'
import type { CellOffset, FileOffset } from '../regf/offsets.ts'
import { ReadWatch } from '../regf/ReadWatch.ts'
import { dataCopy, dataSize } from '../regf/valueData.ts'
import { type WalkAnswer, walkSteps } from '../regf/walk.ts'
import type { Work } from '../work.ts'
import type { ByteSink } from './ByteText.ts'

/** The key of a report. */
export interface ReportKey {
  /** Its path in the registry, spelled. */
  readonly path: string
  /** Spelled; null for none. */
  readonly className: string | null
  /** In UTC. */
  readonly lastWrite: string
}

/** A value of a report. */
export interface ReportValue {
  /** Its place among the values of the key, from 0. */
  readonly index: number
  /** As it is stored. */
  readonly name: string
  readonly type: number
  /** Bytes of all the data. */
  readonly size: number
  /** The first bytes of it, as many as the form shows. */
  readonly data: Uint8Array
}

/** A kind of report. */
export interface ReportForm {
  /** The most bytes of data that are shown. */
  readonly mostData: number
  /** What comes before the first key. */
  begin(): string
  key(key: ReportKey): string
  value(value: ReportValue): string
  /** What comes after the values of a key. */
  endKey(): string
  end(): string
  encode(text: string): Uint8Array<ArrayBuffer>
}

/** What is reported. */
export interface ReportScope {
  /** The key that is reported with everything below it. */
  readonly top: CellOffset
  /** The path in the registry that stands for the root of the hive. */
  readonly prefix: string
}

/** Units of text that are passed on at once. */
const PIECE = 1 << 15
/** Bytes of data after which the walk pauses. */
const MUCH = 1 << 14

/**
 * Writes a report.
 *
 * @param hive - the hive; it must not be edited meanwhile
 * @param scope - which key, and where it belongs
 * @param form - the kind of report
 * @param sink - gets the bytes
 * @returns false if something could not be read, so that it is missing
 */
export function* writeReport(
  hive: Hive,
  scope: ReportScope,
  form: ReportForm,
  sink: ByteSink,
): Work<boolean> {
  const { cells, root, surveyedKeys } = hive
  const above = keyPath(cells, root, scope.top)
  const watch = new ReadWatch(cells.image)
  let text = form.begin()
  /** The names below the key at which the report begins, down to the last key. */
  const below: string[] = []
  let values = -1
  const put = (more: string) => {
    text += more
    if (text.length < PIECE) return
    sink(form.encode(text))
    text = ''
  }
  const visitor = {
    key(cell: CellOffset, key: FileOffset, depth: number): undefined {
      watch.key(key, depth)
      if (values >= 0) put(form.endKey())
      values = 0
      below.length = Math.max(0, depth - 1)
      if (depth > 0) below.push(keyName(cells, cell, key))
      const className = keyClass(cells, key)
      put(
        form.key({
          path: [scope.prefix, ...[...above, ...below].map(spellKeyName)].join('\\'),
          className: className === null ? null : spellName(className),
          lastWrite: formatFiletime(keyLastWrite(cells, key)),
        }),
      )
    },
    value(cell: CellOffset, value: FileOffset): WalkAnswer {
      watch.value()
      const size = dataSize(cells, value)
      const data = dataCopy(cells, value, form.mostData)
      if (data.length < Math.min(size, form.mostData)) watch.miss()
      put(
        form.value({
          ...{ index: values++, name: valueName(cells, cell, value), size },
          ...{ type: valueType(cells, value), data },
        }),
      )
      return size > MUCH ? 'pause' : undefined
    },
  }
  yield* walkSteps(cells, scope.top, visitor, scope.top === root ? surveyedKeys : null)
  watch.end()
  if (values >= 0) put(form.endKey())
  text += form.end()
  sink(form.encode(text))
  return watch.isWhole
}
