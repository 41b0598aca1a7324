/**
 * The full structural check of a hive: every rule of regf-format 5.2 that needs no log, and the notes of 5.3
 * that are worth reporting. It never repairs anything. Edits rely on its survey: the free cells, the true
 * security reference counts, and the records that no edit may touch.
 *
 * A sequential pass finds the cells (`checks/CellMap.ts`), a walk from the root takes every cell that is
 * referred to (`checks/KeyWalk.ts`, `checks/ValueWalk.ts`), and the security ring comes last. The time is
 * linear in the size of the file and the memory a few percent of it, whatever the bytes are.
 */

import { boundedPath } from '../text/boundedPath.ts'
import { part, type Work } from '../work.ts'
import { Allocator } from './Allocator.ts'
import { type BaseBlock, computeChecksum } from './baseBlock.ts'
import type { CellStore } from './CellStore.ts'
import { CellMap } from './checks/CellMap.ts'
import { Findings } from './checks/Findings.ts'
import { KeyWalk } from './checks/KeyWalk.ts'
import { SecurityCheck } from './checks/SecurityCheck.ts'
import type { Finding } from './finding.ts'
import { keyPath } from './keyNode.ts'
import { BASE } from './layout.ts'
import type { Survey } from './survey.ts'

/** The result of a check. */
export interface CheckResult {
  /** In the order in which they were found: header, bins, cells, keys depth first, security, leaks. */
  readonly findings: readonly Finding[]
  /** Keys that can be reached, the root included. */
  readonly keys: number
  /** Values of those keys that can be read. */
  readonly values: number
  /** For `CellStore.adoptSurvey`. */
  readonly survey: Survey
}

export interface CheckOptions {
  /** The findings of opening the hive: bad bins and a file that ends early. */
  readonly openFindings?: readonly Finding[]
}

const RECORDS_A_STEP = 2048
/** The progress once the cells are found, and once the keys and values are walked. */
const CELLS_FOUND = 0.2
const KEYS_WALKED = 0.99

/**
 * Checks a hive completely. Afterwards the store either adopts the survey or is no longer edited.
 *
 * @param cells - the cells of the hive
 * @param base - the base block as it is now
 * @param options - findings made when the hive was opened
 * @returns the findings, the counts and the survey
 */
export function* checkHive(
  cells: CellStore,
  base: BaseBlock,
  options: CheckOptions = {},
): Work<CheckResult> {
  const { image, bins } = cells
  const findings = new Findings(bins, options.openFindings ?? [])
  checkBaseBlock(cells, base, findings)
  const map = new CellMap(cells)
  // Only what is needed later is named in the function, which the hive keeps.
  const { badBins, spilled } = findings
  const { pointedInto } = map
  const allocator = new Allocator(image, bins, map.starts, {
    has: (bin) => badBins.has(bin) || spilled.has(bin) || pointedInto.has(bin),
  })
  yield* part(map.scan(allocator, findings), 0, CELLS_FOUND)
  cells.starts = map.starts
  const context = { cells, map, findings }
  const security = new SecurityCheck(context)
  const walk = new KeyWalk(context, security)
  walk.start(base.rootCell)
  while (walk.step(RECORDS_A_STEP)) yield CELLS_FOUND + map.progress * (KEYS_WALKED - CELLS_FOUND)
  const spareLists = walk.settleLists((key) => {
    const path = keyPath(cells, base.rootCell, key)
    return boundedPath(path.length, (index) => path[index] as string)
  })
  yield* part(security.finish(!walk.isCutShort), KEYS_WALKED, 1)
  // Keys that could not be read may refer to cells that look unreferenced.
  if (!walk.isCutShort) map.reportUnreferenced(findings)
  for (const cell of map.freedLists) allocator.keep(cell)
  const { references, miscounted } = security
  const { damage } = findings
  const found = findings.finish()
  return {
    findings: found,
    keys: walk.keys,
    values: walk.values,
    survey: {
      allocator,
      references,
      miscounted,
      isSound: found.every(({ severity }) => severity !== 'error'),
      damage,
      badBins,
      unreached: map.pending,
      spareLists,
      pointedPast: map.pointedPast,
    },
  }
}

function checkBaseBlock({ image }: CellStore, base: BaseBlock, findings: Findings): void {
  if (!base.checksumValid) {
    const detail = { expected: computeChecksum(image), actual: image.u32(BASE.CHECKSUM) }
    findings.add('checksum-wrong', BASE.CHECKSUM, detail)
  }
  const { primarySequence, secondarySequence } = base
  if (primarySequence !== secondarySequence) {
    const detail = { expected: primarySequence, actual: secondarySequence }
    findings.add('sequence-differs', BASE.SECONDARY_SEQUENCE, detail)
  }
  const clustering = image.u32(BASE.CLUSTERING)
  if (clustering === 1) return
  findings.add('clustering-odd', BASE.CLUSTERING, { expected: 1, actual: clustering })
}
