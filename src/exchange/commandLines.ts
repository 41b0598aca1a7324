/**
 * A hive as commands: a line for every value below a key, and for every key that no such line creates, in stored
 * order, as far as it can be read.
 */

import type { Hive } from '../offreg/Hive.ts'
import { isTombstone, keyName, keyPath } from '../regf/keyNode.ts'
import { isTombstoneValue, storedValueName, valueName, valueType } from '../regf/keyValue.ts'
import type { CellOffset, FileOffset } from '../regf/offsets.ts'
import { ReadWatch } from '../regf/ReadWatch.ts'
import { SameNames } from '../regf/SameNames.ts'
import { dataCopy, dataSize } from '../regf/valueData.ts'
import { type WalkAnswer, walkSteps } from '../regf/walk.ts'
import type { Work } from '../work.ts'
import { type ByteSink, ByteText } from './ByteText.ts'
import type { CommandForm, Line, NoLine } from './commandForm.ts'

/** Data that is longer is in no line: commands are for people. */
const MOST_DATA = 1 << 20
const NOTHING = new Uint8Array()

/** A value without a line, or a key without one and everything below it. */
export interface Unwritten {
  /** Names from the root down. */
  readonly path: readonly string[]
  /** The name of the value; undefined for a key. */
  readonly value?: string | undefined
  readonly reason: NoLine | 'tombstone' | 'same-name'
}

/** What is written. */
export interface CommandScope {
  /** The key that is written with everything below it. */
  readonly top: CellOffset
  /** The path in the registry that stands for the root of the hive. */
  readonly prefix: string
}

/**
 * Writes a hive as commands.
 *
 * @param hive - the hive; it must not be edited meanwhile
 * @param scope - which key, and where it belongs
 * @param form - the kind of commands
 * @param sink - gets the lines in UTF-8
 * @param leaveOut - called for what the commands cannot hold
 * @returns false if something could not be read, so that it is missing
 */
export function* writeCommands(
  hive: Hive,
  scope: CommandScope,
  form: CommandForm,
  sink: ByteSink,
  leaveOut: (one: Unwritten) => void,
): Work<boolean> {
  const { cells, root } = hive
  const watch = new ReadWatch(cells.image)
  const names = new SameNames(cells)
  const out = new ByteText(sink)
  const prefix = scope.prefix.split('\\')
  const above = keyPath(cells, root, scope.top)
  /** The names from below the root down to the last key. */
  let path: string[] = []
  /** The line of the last key, until the line of a value creates that key. */
  let pending: string | null = null
  const putPending = () => {
    if (pending !== null) out.utf8(pending + form.lineEnd)
    pending = null
  }
  const visitor = {
    key(cell: CellOffset, key: FileOffset, depth: number): WalkAnswer {
      watch.key(key, depth)
      path.length = Math.max(0, above.length + depth - 1)
      if (depth === 0) path = [...above]
      else path.push(keyName(cells, cell, key))
      putPending()
      const isRepeated = names.key(cell, key, depth)
      if (isRepeated || isTombstone(cells, key)) {
        leaveOut({ path: [...path], reason: isRepeated ? 'same-name' : 'tombstone' })
        watch.skip()
        return 'skip'
      }
      const own = path.at(-1)
      const isNamed = own === undefined || (own !== '' && !own.includes('\\'))
      const line: Line = isNamed ? form.key([...prefix, ...path]) : { none: 'argument' }
      if ('none' in line) {
        leaveOut({ path: [...path], reason: line.none })
        watch.skip()
        return 'skip'
      }
      pending = line.line
      return undefined
    },
    value(cell: CellOffset, value: FileOffset): WalkAnswer {
      watch.value()
      const name = valueName(cells, cell, value)
      const isRepeated = names.value(cell, storedValueName(cells, cell, value))
      if (isRepeated || isTombstoneValue(cells, value)) {
        const reason = isRepeated ? 'same-name' : 'tombstone'
        leaveOut({ path: [...path], value: name, reason })
        return undefined
      }
      const size = dataSize(cells, value)
      const isLong = size > MOST_DATA
      const type = valueType(cells, value)
      const full = [...prefix, ...path]
      const data = isLong ? NOTHING : dataCopy(cells, value)
      if (!isLong && data.length < size) watch.miss()
      const line: Line = isLong ? { none: 'long' } : form.value(full, name, type, data)
      if ('none' in line) leaveOut({ path: [...path], value: name, reason: line.none })
      else {
        pending = null
        out.utf8(line.line + form.lineEnd)
      }
      return isLong ? 'pause' : undefined
    },
  }
  out.ascii(form.head)
  yield* walkSteps(cells, scope.top, visitor, scope.top === root ? hive.surveyedKeys : null)
  putPending()
  out.flush()
  watch.end()
  return watch.isWhole
}
