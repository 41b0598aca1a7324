/** A dirty hive with its logs. */

import type { NamedFile } from '../../src/worker/protocol.ts'
import { dirty, entriesOf, newLog, someVersions } from '../helpers/logs.ts'

type Bytes = Uint8Array<ArrayBuffer>

/** A dirty hive, its two logs, and the hive that results from them. */
export function dirtyHive() {
  const states = someVersions()
  const [first, second, third, last] = states as [Bytes, Bytes, Bytes, Bytes]
  const logs = [
    file('TEST.LOG1', newLog(first, entriesOf([first, second, third], 10))),
    file('TEST.LOG2', newLog(third, entriesOf([third, last], 12))),
  ]
  return { bytes: dirty(first), states, logs, last }
}

export function file(name: string, bytes: Bytes): NamedFile {
  return { name, file: new Blob([bytes]) }
}
