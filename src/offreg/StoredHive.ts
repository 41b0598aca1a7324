/**
 * A hive that is only read: opened from bytes, and checked. `Hive` adds keys as objects, and edits. What needs neither
 * of them can take this class, so that the command does not load their code.
 */

import { HiveError } from '../errors.ts'
import { BinTable } from '../regf/BinTable.ts'
import { type BaseBlock, minorVersion, readBaseBlock, requireHive } from '../regf/baseBlock.ts'
import { CellStore } from '../regf/CellStore.ts'
import { type CheckResult, checkHive } from '../regf/check.ts'
import { FINDINGS, type Finding, type Report } from '../regf/finding.ts'
import { HiveImage } from '../regf/HiveImage.ts'
import { findKeyNode } from '../regf/keyNode.ts'
import { BASE, BIN, NK } from '../regf/layout.ts'
import { BIN_UNIT, type CellOffset, type FileOffset, fileOffset } from '../regf/offsets.ts'
import { monotone, part, runToEnd, type Work, workWhile } from '../work.ts'

/** The progress of opening once the headers of the bins are read. */
const BINS_READ = 0.5
/** Cells that are walked between two pauses. */
const CELLS_A_STEP = 1 << 16
/** The share of a check that is spent opening the cells again. */
const OPEN_SHARE = 0.05
/** A check, and the revision of the bytes that were checked. */
interface Checked {
  readonly result: CheckResult
  readonly revision: number
}

/** A hive whose header and bins were read. */
interface Opened {
  readonly cells: CellStore
  readonly base: BaseBlock
  readonly findings: readonly Finding[]
}

export class StoredHive {
  readonly image: HiveImage
  readonly cells: CellStore
  /** The base block as it was when the hive was opened. */
  readonly base: BaseBlock
  readonly root: CellOffset
  /** The findings of opening: bad bins and a file that ends early. */
  readonly openFindings: readonly Finding[]
  #survey: Checked | null = null
  #check: Checked | null = null

  /**
   * Makes a hive of what `openedSteps` read.
   *
   * @param opened - the cells, the header and the findings of opening
   */
  protected constructor({ cells, base, findings }: Opened) {
    this.image = cells.image
    this.cells = cells
    this.base = base
    this.root = base.rootCell
    this.openFindings = findings
  }

  /**
   * Opens a hive. Only the header and the bin headers are read; `check` is the full validation.
   *
   * @param bytes - taken over when they fill their buffer, else copied
   * @throws HiveError the codes under "cannot be opened" in errors.ts
   */
  static open(bytes: Uint8Array<ArrayBuffer> | HiveImage): StoredHive {
    return runToEnd(StoredHive.openSteps(bytes))
  }

  /** Opens a hive in steps. */
  static *openSteps(bytes: Uint8Array<ArrayBuffer> | HiveImage): Work<StoredHive> {
    return new StoredHive(yield* openedSteps(bytes))
  }

  /** The version of the hive, such as `1.5`. */
  get version(): string {
    return `${this.base.major}.${this.base.minor}`
  }

  /**
   * Checks the hive as it was before its first edit. Edits rely on this check, and a save is
   * compared with it. It runs once and is kept.
   */
  survey(): CheckResult {
    return runToEnd(this.surveySteps())
  }

  /** Runs `survey` in steps. */
  *surveySteps(): Work<CheckResult> {
    if (this.#survey !== null) return this.#survey.result
    const result = yield* checkHive(this.cells, this.base, { openFindings: this.openFindings })
    this.cells.adoptSurvey(result.survey)
    this.#survey = { result, revision: this.image.revision }
    return result
  }

  /** The number of keys that the survey counted; null if it was not made yet. */
  get surveyedKeys(): number | null {
    return this.#survey?.result.keys ?? null
  }

  /** Whether the bytes are still those that the survey was made of. */
  get isAsSurveyed(): boolean {
    return this.#survey?.revision === this.image.revision
  }

  /** Checks the hive as it is now. The result is kept until the next edit. */
  check(): CheckResult {
    return runToEnd(this.checkSteps())
  }

  /** Runs `check` in steps. An edit in between restarts it. */
  checkSteps(): Work<CheckResult> {
    return monotone(this.#checkUntilCurrent())
  }

  *#checkUntilCurrent(): Work<CheckResult> {
    const survey = yield* this.surveySteps()
    if (this.#survey?.revision === this.image.revision) return survey
    for (;;) {
      if (this.#check?.revision === this.image.revision) return this.#check.result
      this.#check = yield* this.#checkOnce()
    }
  }

  /** One run of the check; null when an edit interrupted it. */
  *#checkOnce(): Work<Checked | null> {
    const { image } = this
    const { revision } = image
    const result = yield* workWhile(this.#checkApart(), () => image.revision === revision)
    return result && { result, revision }
  }

  /** A check on a separate `CellStore`, so that the one for edits stays as the survey left it. */
  *#checkApart(): Work<CheckResult> {
    const openFindings: Finding[] = []
    const { image } = this
    const size = { bytes: this.cells.bins.dataSize, sure: true }
    const scan = BinTable.scan(image, size, collectInto(openFindings))
    const cells = new CellStore(image, this.cells.minor, yield* part(scan, 0, OPEN_SHARE))
    return yield* part(checkHive(cells, this.#headerNow(), { openFindings }), OPEN_SHARE, 1)
  }

  /** The base block as it is in the file. After an edit, the next save finishes it. */
  #headerNow(): BaseBlock {
    const stored = readBaseBlock(this.image)
    const isFinished = stored.primarySequence !== this.base.primarySequence
    if (!isFinished) return { ...this.base, dataSize: stored.dataSize }
    return { ...stored, checksumValid: true, dirty: false }
  }
}

/**
 * Reads what a hive is opened with.
 *
 * @param bytes - taken over when they fill their buffer, else copied
 * @returns the cells, the header and the findings of opening
 * @throws HiveError the codes under "cannot be opened" in errors.ts
 */
export function* openedSteps(bytes: Uint8Array<ArrayBuffer> | HiveImage): Work<Opened> {
  const image = imageOf(bytes)
  const base = requireHive(image)
  const findings: Finding[] = []
  const size = { bytes: base.dataSize, sure: base.checksumValid }
  const scan = BinTable.scan(image, size, collectInto(findings))
  const cells = new CellStore(image, minorVersion(image), yield* part(scan, 0, BINS_READ))
  yield* part(requireRoot(cells, base.rootCell), BINS_READ, 1)
  return { cells, base, findings }
}

/**
 * Reads what a hive that is not all there is opened with. Only what its root is made of is read, and nothing is found to
 * be wrong but what cannot be shown.
 *
 * @param image - the hive file, of which the missing pieces read as 0
 * @returns the cells and the header
 * @throws HiveError the codes of `requireHive`; `bad-root`; `bad-data-size` when a scan of the bins is needed
 */
export function openedInPart(image: HiveImage): Opened {
  const base = requireHive(image)
  const bytes = image.length - fileOffset(0 as CellOffset)
  const { dataSize, rootCell } = base
  if (!base.checksumValid || dataSize > bytes || dataSize % BIN_UNIT !== 0) {
    throw new HiveError('bad-data-size', 'the bins have to be scanned', {
      offset: BASE.DATA_SIZE,
      expected: bytes,
      actual: dataSize,
    })
  }
  const cells = new CellStore(image, minorVersion(image), BinTable.unread(image, dataSize))
  if (findKeyNode(cells, rootCell) === 0 || !nameFits(cells, rootCell))
    throw badRoot(cells, rootCell)
  return { cells, base, findings: [] }
}

function imageOf(bytes: Uint8Array<ArrayBuffer> | HiveImage): HiveImage {
  if (bytes instanceof HiveImage) return bytes
  const isWhole = bytes.byteLength === bytes.buffer.byteLength
  return new HiveImage(isWhole ? bytes.buffer : bytes.slice().buffer)
}

function collectInto(findings: Finding[]): Report {
  return (code, at, detail) => {
    findings.push({ code, severity: FINDINGS[code], offset: at as FileOffset, ...detail })
  }
}

/**
 * Refuses a root that is not a key node in an allocated cell (regf-format 5.2 rule 9; a root cell
 * that was too small was CVE-2024-26174).
 */
function* requireRoot(cells: CellStore, root: CellOffset): Work<void> {
  const isKey = findKeyNode(cells, root) !== 0 && nameFits(cells, root)
  if (isKey && (yield* isCellStart(cells, root))) return
  throw badRoot(cells, root)
}

function badRoot(cells: CellStore, root: CellOffset): HiveError {
  const size = cells.payloadSize(root)
  return new HiveError('bad-root', 'the root cell is not a key node', {
    offset: size < 0 ? BASE.ROOT_CELL : fileOffset(root),
    expected: 'nk',
    actual: size < 0 ? `0x${root.toString(16)}` : size,
  })
}

function nameFits(cells: CellStore, root: CellOffset): boolean {
  const length = cells.image.u16(cells.payloadAt(root) + NK.NAME_LENGTH)
  return NK.NAME + length <= cells.payloadSize(root)
}

/** Whether `wanted` is a cell boundary, found by walking its bin from the first cell. */
function* isCellStart(cells: CellStore, wanted: CellOffset): Work<boolean> {
  const { bins, image } = cells
  const first = bins.start(bins.binAt(wanted)) + BIN.HEADER
  let cell = first
  for (let walked = 1; cell < wanted; walked++) {
    const size = Math.abs(image.i32(fileOffset(cell as CellOffset)))
    if (size < 8) return false
    cell += size
    if (walked % CELLS_A_STEP === 0) yield Math.min(1, (cell - first) / (wanted - first))
  }
  return cell === wanted
}
