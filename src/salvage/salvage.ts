/**
 * Makes a sound hive of everything that can be read in a damaged one. Keys and values are created one by one in a
 * new, empty hive, so that the result is sound whatever the bytes of the old one are. Nothing is invented: each name
 * and each byte of data is in the file, and what was lost or had to be moved is in the report.
 */

import { HiveError } from '../errors.ts'
import { copyLimit } from '../offreg/compact/ReadBudget.ts'
import type { NewMinor } from '../offreg/create.ts'
import { Hive } from '../offreg/Hive.ts'
import type { HiveImage } from '../regf/HiveImage.ts'
import { LIMIT, NK, SIG } from '../regf/layout.ts'
import { BASE_BLOCK_SIZE } from '../regf/offsets.ts'
import { part, runToEnd, type Work } from '../work.ts'
import { type FoundKeys, findKeysSteps } from './findKeys.ts'
import { type Frame, frameSteps } from './frame.ts'
import { ROOT } from './KeyPlan.ts'
import { lostKeyName } from './lostKey.ts'
import { SalvageReport } from './SalvageReport.ts'
import { SalvageTarget } from './SalvageTarget.ts'

/** The progress once the frame is found, and the keys. */
const FRAMED = 0.05
const FOUND = 0.4
/** Minor versions: instead of those that are not written any more, and for data that is too long for older ones. */
const UPGRADED = 3
const WITH_BIG_DATA = 5

/** A salvaged hive, and what it lacks. */
export interface Salvaged {
  readonly hive: Hive
  readonly report: SalvageReport
}

/** When and how the new hive is made. */
export interface SalvageOptions {
  /** The time of its header: FILETIME, UTC 100 ns since 1601. */
  readonly now?: bigint | undefined
  /** The minor version of the new hive: that of the old one, or one that can hold all of its data. */
  readonly minor?: NewMinor | undefined
}

/**
 * Salvages a hive, in steps. The file is only read.
 *
 * @param image - the file, of any length and content
 * @param options - the time of the new header
 * @returns a sound hive, and the report
 * @throws HiveError `empty-file`, `not-a-hive` when there is nothing to salvage
 * @throws HiveError `out-of-memory` when there is no room for the new hive
 */
export function* salvageSteps(image: HiveImage, options: SalvageOptions = {}): Work<Salvaged> {
  const report = new SalvageReport()
  const frame = yield* part(frameSteps(image, report), 0, FRAMED)
  const found = yield* part(findKeysSteps(frame, report), FRAMED, FOUND)
  if (!found.hasRoot && found.plan.count === 1) {
    throw new HiveError('not-a-hive', 'there is no key in it', { offset: 0 })
  }
  const minor = options.minor ?? minorFor(frame)
  try {
    const writing = part(writeSteps(frame, found, report, minor, options), FOUND, 1)
    return { hive: yield* writing, report }
  } catch (error) {
    const isTooLong = error instanceof HiveError && error.code === 'data-too-large'
    if (!isTooLong || minor >= WITH_BIG_DATA) throw error
  }
  return yield* part(salvageSteps(image, { ...options, minor: WITH_BIG_DATA }), FOUND, 1)
}

/**
 * Salvages a hive without a pause.
 *
 * @param image - the file, of any length and content
 * @param options - the time of the new header
 * @returns a sound hive, and the report
 */
export function salvage(image: HiveImage, options?: SalvageOptions): Salvaged {
  return runToEnd(salvageSteps(image, options))
}

/** The version of the hive; one with the layout of 1.0 and 1.1 becomes 1.3. */
function minorFor({ cells: { minor } }: Frame): NewMinor {
  return minor < 2 ? UPGRADED : (minor as NewMinor)
}

function* writeSteps(
  frame: Frame,
  found: FoundKeys,
  report: SalvageReport,
  minor: NewMinor,
  { now }: SalvageOptions,
): Work<Hive> {
  const size = frame.cells.end - BASE_BLOCK_SIZE
  const root = frame.cells.record(found.plan.cell(ROOT), SIG.NK, NK.NAME)
  const name = root === 0 ? '' : lostKeyName(frame.cells, root).text
  const rootName = name === '' || name.length > LIMIT.KEY_NAME ? undefined : name
  const hive = Hive.create({
    ...{ minor, room: size + (size >>> 3) },
    ...(now === undefined ? {} : { now }),
    ...(rootName === undefined ? {} : { rootName }),
  })
  hive.survey()
  yield* hive.transactSteps((scope) => {
    const { cells } = scope
    cells.hasRoomToGrow = false
    cells.dataLimit = copyLimit(size)
    return new SalvageTarget(scope, frame, found, report).write()
  })
  hive.cells.hasRoomToGrow = true
  hive.cells.dataLimit = LIMIT.DATA_SIZE
  return hive
}
