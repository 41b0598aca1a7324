/**
 * The compacting writer behind ORSaveHive: a whole hive, or one key and all below it, written again in
 * the format of a version, nothing of free space or slack with it (offreg-api 3.5, 6, 7, 8.30). Equal
 * input gives equal bytes; a compacted hive compacts to itself. Nothing is put on a disk here.
 *
 * The copy has what a reader can see of the hive, in the order it is stored in, and the header 7.4
 * describes. Large data below version 1.4 gets a cell of just its size: the power of two Windows
 * rounds up to is room to grow, and a file twice as long.
 */

import { HiveError } from '../errors.ts'
import { allocate } from '../regf/allocate.ts'
import type { CheckResult } from '../regf/check.ts'
import { MAX_NOTES } from '../regf/checks/Findings.ts'
import type { Finding } from '../regf/finding.ts'
import { HiveImage } from '../regf/HiveImage.ts'
import { requireKeyNode } from '../regf/keyNode.ts'
import { BASE } from '../regf/layout.ts'
import type { CellOffset } from '../regf/offsets.ts'
import { part, runToEnd, type Work } from '../work.ts'
import { writeBaseBlock } from './compact/baseBlock.ts'
import { CopyScope } from './compact/CopyScope.ts'
import { PackedBins } from './compact/PackedBins.ts'
import { copyLimit } from './compact/ReadBudget.ts'
import { TreeCopy } from './compact/TreeCopy.ts'
import type { NewMinor } from './create.ts'
import type { Hive } from './Hive.ts'

export interface CompactOptions {
  /** Minor version to write: 5 for 1.5. `minorForOs` knows which Windows gets which. */
  readonly minor: NewMinor
  /** The key that becomes the root of the new hive; the root when it is not given. */
  readonly key?: CellOffset | undefined
  /** Copies what can be read of a hive that has errors, which is refused otherwise. */
  readonly damaged?: boolean | undefined
}

const RECORDS_A_STEP = 1024
/** How much of the work is the check, when that was not made yet. */
const CHECK_SHARE = 0.3
/** Bytes of bins a hive made of one key begins with. */
const PART_SIZE = 1 << 20
/** Bytes of bins that a copy of a hive with errors has room for beside those of the hive: records may be shared. */
const DAMAGED_SPARE = 1 << 24

/**
 * Compacts a hive in steps. The hive is checked first if necessary, and must not be edited
 * meanwhile.
 *
 * @param hive - the hive
 * @param options - the version to write, the key that becomes the root, and whether damage is
 *   allowed
 * @returns the new file, which may be a view of a longer buffer that ends with zeros
 * @throws HiveError `damaged` when the hive has errors, or the key cannot be reached
 * @throws HiveError `layered-key` when the version cannot store a key of a layered hive
 * @throws HiveError `data-too-large`, `hive-full` when the copy would exceed a limit
 * @throws HiveError `out-of-memory` when there is no room for the copy
 * @throws HiveError `stale` when the hive was edited meanwhile
 */
export function* compactSteps(hive: Hive, options: CompactOptions): Work<Uint8Array<ArrayBuffer>> {
  const { minor, key = hive.root } = options
  const { cells } = hive
  const { image } = cells
  const checked = cells.surveyed ? 0 : CHECK_SHARE
  const check = yield* part(hive.surveySteps(), 0, checked)
  const first = check.findings.find(({ severity }) => severity === 'error')
  if (first !== undefined && options.damaged !== true) throw refusal(first)
  requireKeyNode(cells, key, BASE.ROOT_CELL)
  const isPart = key !== hive.root
  // The check saw nothing of what hangs on a key that nothing leads to.
  if (isPart && first === undefined) cells.requireSound(key)
  const { dataSize } = cells.bins
  const limit = copyLimit(dataSize)
  const spare = first === undefined ? dataSize >>> 6 : DAMAGED_SPARE
  const room = isPart ? Math.min(PART_SIZE, dataSize) : Math.min(dataSize + spare, limit)
  const out = new PackedBins(room, limit)
  const copy = new TreeCopy(
    new CopyScope(hive, out, {
      minor,
      damaged: first !== undefined,
      hashesRight: first === undefined && hive.isAsSurveyed && hasRightHashes(check),
    }),
  )
  const { revision } = image
  const root = copy.start(key)
  while (copy.step(RECORDS_A_STEP)) {
    // The check may have been made when there were fewer.
    yield checked + Math.min(1, copy.keys / (check.keys + 1)) * (1 - checked)
    if (image.revision !== revision) throw new HiveError('stale', 'the hive was edited meanwhile')
  }
  const { length, buffer } = out.finish()
  const seen = hive.outnumbered
  writeBaseBlock(image, new HiveImage(buffer, length), {
    seen,
    minor,
    root,
    dataSize: out.dataSize,
    isPart,
  })
  // Room behind the end that nobody touched is no memory yet, and a hive that grows can use it.
  const isTight = buffer.byteLength - length <= length
  const bytes = new Uint8Array(buffer, 0, length)
  if (isTight) return bytes
  const fitting = new Uint8Array(allocate(length))
  fitting.set(bytes)
  return fitting
}

/**
 * Compacts a hive without a pause. Throws the errors of `compactSteps`.
 *
 * @param hive - the hive
 * @param options - the version to write, the key that becomes the root, and whether damage is
 *   allowed
 * @returns the new file
 */
export function compactHive(hive: Hive, options: CompactOptions): Uint8Array<ArrayBuffer> {
  return runToEnd(compactSteps(hive, options))
}

/** Whether the check compared every hash and found none wrong. */
function hasRightHashes({ findings }: CheckResult): boolean {
  return findings.length < MAX_NOTES && findings.every(({ code }) => code !== 'hash-wrong')
}

function refusal({ code, offset, expected, actual }: Finding): HiveError {
  return new HiveError('damaged', `the hive has an error: ${code}`, {
    offset,
    finding: code,
    expected,
    actual,
  })
}
