/** Input files as hives whose keys can be looked up and edited; the files themselves are never written. */

import { Hive } from '../offreg/Hive.ts'
import { HiveImage } from '../regf/HiveImage.ts'
import { part, type Work } from '../work.ts'
import type { FileAccess } from './access.ts'
import { aboutFileSteps, HIVE_READ, readHive } from './input.ts'

/** A hive and where it came from. */
export interface Input {
  readonly path: string
  readonly hive: Hive
  /** The files it was read from, and their permissions. */
  readonly sources: readonly FileAccess[]
}

/**
 * Opens a hive file.
 *
 * @param room - bytes that the hive can grow by without being copied; they take memory only when it does
 * @throws HiveError `file-not-found`, `access-denied`, `read-failed`, `file-too-large`, and what
 *   `Hive.open` throws, all with the path as their subject
 */
export function* openInput(path: string, room = 0): Work<Input> {
  const { bytes, sources } = yield* part(readHive(path, room), 0, HIVE_READ)
  const image = new HiveImage(bytes.buffer, bytes.length)
  const opening = aboutFileSteps(path, Hive.openSteps(image))
  return { path, hive: yield* part(opening, HIVE_READ, 1), sources }
}
