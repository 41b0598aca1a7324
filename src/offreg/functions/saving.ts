/** ORSaveHive (offreg-api 3.5, 6). */

import { minorForOs } from '../osVersion.ts'
import { compactHive } from '../save.ts'
import { compactionErrors, passGate } from '../saveGate.ts'
import { WIN32 } from '../winError.ts'
import { answer, badArgument, type Failure } from './answer.ts'
import type { HivePlace } from './files.ts'
import { type ORHKEY, openOf } from './handles.ts'

/** A hive that was saved. */
export interface Saved {
  readonly status: 0
  /** The bytes of the file. */
  readonly bytes: Uint8Array<ArrayBuffer>
}

/**
 * Saves a hive, or a key and everything below it, as a new file: compacted, without a trace of what
 * was deleted, in the format of a Windows version. The hive stays open.
 *
 * 5.0 is written as 1.3, which stores at most 1 MiB of data per value (87, and `error` names the
 * value); 5.1, 5.2, 6.0, 6.1, 6.2, 6.3 and 10.0 as 1.5. The documentation knows four of these;
 * others are 87, for which no number was seen. The root of a saved key has the name `ROOT`. The
 * library's own mark is not written, since it would name another writer.
 *
 * @param handle - handle of the root, or of the key to save
 * @param place - where to write the file; null to get only the bytes
 * @param osMajor - major version of Windows
 * @param osMinor - minor version of Windows
 * @returns 0 with the bytes; 3, 5, 29 according to the files; 6; 8; 50 for layers of a 1.6 hive
 *   that cannot be written (merge them first); 80 when the file exists, 183 as documented; 87; 1018
 */
export function ORSaveHive(
  handle: ORHKEY,
  place: HivePlace | null,
  osMajor: number,
  osMinor: number,
): Saved | Failure {
  let isDocumented = false
  const saved = answer((): Saved => {
    const { hive, key, owner } = openOf(handle)
    isDocumented = owner.settings.documented === true
    const os = { major: osMajor, minor: osMinor }
    const minor = minorForOs(os, { documentedOnly: isDocumented })
    if (minor === null) throw badArgument(`there is no hive for Windows ${osMajor}.${osMinor}`)
    const bytes = compactHive(hive, { minor, key: key.cell })
    passGate(hive.survey(), bytes, compactionErrors)
    place?.files.write(place.path, bytes)
    return { status: 0, bytes }
  })
  if (!isDocumented || saved.status !== WIN32.ERROR_FILE_EXISTS) return saved
  return { ...saved, status: WIN32.ERROR_ALREADY_EXISTS }
}
