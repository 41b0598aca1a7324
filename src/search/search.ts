/**
 * Searches the keys and values of a hive. What was deleted is not searched.
 *
 * The raw bytes are scanned first, since that is much faster than a walk: if nothing is found there, there are no
 * hits. The walk goes on slowly meanwhile, so that hits at its beginning are found at once. When the scan has
 * ended, the walk looks only at records in which the scan found something, and ends when it has seen all of these.
 */

import type { CellStore } from '../regf/CellStore.ts'
import { keyLastWrite, storedKeyName } from '../regf/keyNode.ts'
import { storedValueName, valueType } from '../regf/keyValue.ts'
import { DB, INLINE, NK, SEGMENT_DATA, VK } from '../regf/layout.ts'
import type { CellOffset, FileOffset } from '../regf/offsets.ts'
import type { StoredName } from '../regf/storedName.ts'
import { dataPieces, dataSize, isBigData } from '../regf/valueData.ts'
import { type WalkAnswer, walkSteps } from '../regf/walk.ts'
import { standardType } from '../values/valueType.ts'
import { abandon, monotone, part, runToEnd, type Work } from '../work.ts'
import { Candidates } from './Candidates.ts'
import type { CompiledQuery } from './compile.ts'
import { dataRange, findInLarge, LARGE_DATA } from './largeData.ts'
import type { Match, Matcher } from './matchers.ts'
import type { Place, SearchQuery } from './query.ts'
import { RawScan } from './RawScan.ts'

/** A place where something was found. In each name and in the data of each value the first match counts. */
export interface Hit {
  readonly place: Place
  readonly key: CellOffset
  /** The keys from the one at which the search began down to this key. */
  readonly path: readonly CellOffset[]
  /** null if the hit is in the name of the key. */
  readonly value: CellOffset | null
  /** Where in the stored name or in the data it is. */
  readonly match: Match
}

/** Bytes that are scanned for each step of the walk meanwhile, when a whole hive is searched, and when a part is. */
const SCANNED_A_STEP = 16 << 20
const SCANNED_FOR_PART = 2 << 20
/** Hive bins of so many bytes are scanned first: that takes less time than a step of the walk. */
const SMALL = 1 << 18
/** The progress when the raw bytes are scanned. */
const SCANNED = 0.3
/** Bytes of data after which the walk pauses; well below a millisecond. */
const PAUSE_AFTER = 1 << 16

/**
 * Searches a key and everything below it, in steps. The bytes must not be edited meanwhile.
 *
 * @param cells - the cells of the hive
 * @param top - cell offset of the key
 * @param compiled - the query
 * @param found - called for every hit, in the order of the walk; returns true to end the search
 * @param whole - whether the key is the root
 * @returns true if everything was searched, false if `found` ended it
 */
export function* searchSteps(
  cells: CellStore,
  top: CellOffset,
  compiled: CompiledQuery,
  found: (hit: Hit) => unknown,
  whole = true,
): Work<boolean> {
  return yield* monotone(new Search(cells, top, compiled, found).steps(whole))
}

/**
 * Searches a key and everything below it without a pause.
 *
 * @param args - as for `searchSteps`
 * @returns true if everything was searched, false if `found` ended it
 */
export function search(...args: Parameters<typeof searchSteps>): boolean {
  return runToEnd(searchSteps(...args))
}

class Search {
  readonly #cells: CellStore
  readonly #top: CellOffset
  readonly #query: SearchQuery
  readonly #matcher: Matcher
  readonly #found: (hit: Hit) => unknown
  readonly #bytes: Uint8Array
  readonly #candidates: Candidates
  /** What is known of the raw bytes; null if every record has to be looked at. */
  #scan: RawScan | null = null
  /** The walk may end when it has seen every candidate: no two records share bytes. */
  #endsEarly = false
  /** `found` wants no more. */
  #isEnough = false
  readonly #findsKeys: boolean
  readonly #findsNames: boolean
  readonly #findsData: boolean
  #key = 0 as CellOffset
  /** The last key that was visited, and those above it. */
  readonly #path: CellOffset[] = []
  #isInTime = true
  /** A value of which the data is searched in steps, before the walk goes on. */
  #large: { readonly cell: CellOffset; readonly value: FileOffset } | null = null

  constructor(
    cells: CellStore,
    top: CellOffset,
    { query, matcher }: CompiledQuery,
    found: (hit: Hit) => unknown,
  ) {
    this.#cells = cells
    this.#top = top
    this.#query = query
    this.#matcher = matcher
    this.#found = found
    this.#bytes = cells.image.bytesView(0, cells.image.length)
    this.#candidates = new Candidates(cells.image.length)
    const { places, types, leastSize, mostSize } = query
    const isAny = types === null && leastSize <= 0 && mostSize === Number.POSITIVE_INFINITY
    this.#findsKeys = isAny && places.includes('key')
    this.#findsNames = places.includes('name')
    this.#findsData = places.includes('data')
  }

  *steps(isWhole: boolean): Work<boolean> {
    this.#scan = RawScan.of(this.#cells, this.#matcher, this.#candidates)
    const walk = this.#walk()
    try {
      if (this.#scan === null) return yield* walk
      const scanned = yield* this.#scanAndWalk(this.#scan, walk, isWhole)
      if (scanned !== null) return scanned
      return yield* part(walk, SCANNED, 1)
    } finally {
      abandon(walk)
    }
  }

  /** Scans the raw bytes; returns the answer if there is one then, or null if the walk has to go on. */
  *#scanAndWalk(scan: RawScan, walk: Work<boolean>, isWhole: boolean): Work<boolean | null> {
    const scanning = scan.steps()
    const between = isWhole ? SCANNED_A_STEP : SCANNED_FOR_PART
    const isSmall = this.#cells.bins.dataSize <= SMALL
    for (let walkAt = isSmall ? Number.POSITIVE_INFINITY : scan.scannedTo; ; ) {
      if (scan.scannedTo >= walkAt) {
        const walked = walk.next()
        if (walked.done === true) return walked.value
        walkAt = scan.scannedTo + between
      }
      const step = scanning.next()
      if (step.done === true) break
      yield step.value * SCANNED
    }
    if (scan.isDense) {
      this.#scan = null
      return null
    }
    this.#endsEarly = this.#cells.isSound(this.#top)
    const isNothing = this.#candidates.count === 0
    return isNothing || (this.#endsEarly && this.#candidates.left === 0) ? true : null
  }

  *#walk(): Work<boolean> {
    const walk = walkSteps(this.#cells, this.#top, {
      key: (cell, key, depth) => this.#visitKey(cell, key, depth),
      value: (cell, value) => this.#visitValue(cell, value),
    })
    try {
      for (;;) {
        const step = walk.next()
        if (this.#large !== null) yield* this.#lookAtLarge(this.#large)
        if (this.#isEnough) return false
        if (step.done === true) return true
        yield step.value
      }
    } finally {
      abandon(walk)
    }
  }

  #visitKey(cell: CellOffset, key: FileOffset, depth: number): WalkAnswer {
    this.#key = cell
    this.#path.length = depth
    this.#path.push(cell)
    this.#isInTime = this.#passesTime(key)
    if (!this.#findsKeys || !this.#isInTime) return undefined
    const at = key + NK.NAME
    const length = this.#cells.image.u16(key + NK.NAME_LENGTH)
    if (!this.#mayMatch(at, at + length)) return undefined
    this.#lookAtName(storedKeyName(this.#cells, cell, key), null)
    return this.#answer()
  }

  #visitValue(cell: CellOffset, value: FileOffset): WalkAnswer {
    if (!this.#isInTime || !this.#passes(value)) return undefined
    const cells = this.#cells
    let looked = false
    if (this.#findsNames) {
      const at = value + VK.NAME
      if (this.#mayMatch(at, at + cells.image.u16(value + VK.NAME_LENGTH))) {
        this.#lookAtName(storedValueName(cells, cell, value), cell)
        looked = true
      }
    }
    if (this.#findsData && this.#dataMayMatch(value)) {
      const size = dataSize(cells, value)
      if (size > LARGE_DATA) {
        this.#large = { cell, value }
        return 'pause'
      }
      this.#lookAtData(cell, value)
      if (size > PAUSE_AFTER) return this.#answer() ?? 'pause'
      looked = true
    }
    return looked ? this.#answer() : undefined
  }

  #lookAtName(name: StoredName, value: CellOffset | null): void {
    const match = this.#matcher.inName(this.#bytes, name)
    if (match !== null) {
      const offset = match.offset - name.at
      this.#tell(value === null ? 'key' : 'name', value, { ...match, offset })
    }
  }

  #lookAtData(cell: CellOffset, value: FileOffset): void {
    const cells = this.#cells
    const pieces = dataPieces(cells, value)
    const type = valueType(cells, value)
    const [only] = pieces
    if (only !== undefined && pieces.length === 1) {
      this.#lookAtSpan(cell, this.#bytes, only.at, only.at + only.length, type)
      return
    }
    const joined = dataRange(cells.image, pieces, 0, Number.POSITIVE_INFINITY)
    this.#lookAtSpan(cell, joined, 0, joined.length, type)
  }

  #lookAtSpan(cell: CellOffset, bytes: Uint8Array, from: number, to: number, type: number): void {
    const match = this.#matcher.inData({ bytes, from, to, start: from, end: to }, type)
    if (match !== null) this.#tell('data', cell, { ...match, offset: match.offset - from })
  }

  *#lookAtLarge({ cell, value }: { cell: CellOffset; value: FileOffset }): Work<void> {
    this.#large = null
    const cells = this.#cells
    const pieces = dataPieces(cells, value)
    const finding = findInLarge(cells.image, pieces, valueType(cells, value), this.#matcher)
    // The walk does not know of these steps, so they are no progress.
    const match = yield* part(finding, 0, 0)
    if (match !== null) this.#tell('data', cell, match)
  }

  #tell(place: Place, value: CellOffset | null, match: Match): void {
    if (this.#isEnough) return
    this.#isEnough =
      this.#found({ place, key: this.#key, path: this.#path.slice(), value, match }) === true
  }

  #answer(): WalkAnswer {
    const isEnd = this.#isEnough || (this.#endsEarly && this.#candidates.left === 0)
    return isEnd ? 'stop' : undefined
  }

  /** Whether a match may be in a range of the file. */
  #mayMatch(from: number, to: number): boolean {
    const scan = this.#scan
    return scan === null || to > scan.scannedTo || this.#candidates.take(from, to)
  }

  /** Whether a match may be in the data of a value. The data itself is not read. */
  #dataMayMatch(value: FileOffset): boolean {
    if (this.#scan === null) return true
    const cells = this.#cells
    const stored = cells.image.u32(value + VK.DATA_SIZE)
    if (stored >= INLINE) return this.#mayMatch(value + VK.DATA, value + VK.DATA + 4)
    const cell = cells.image.u32(value + VK.DATA) as CellOffset
    const at = cells.payloadAt(cell)
    if (this.#mayMatch(value + VK.DATA, value + VK.DATA + 4)) return true
    if (stored <= SEGMENT_DATA) return this.#mayMatch(at, at + stored)
    let may = isBigData(cells, cell, stored) && this.#mayMatch(at, at + DB.SEGMENTS)
    for (const piece of dataPieces(cells, value)) {
      if (this.#mayMatch(piece.at, piece.at + piece.length)) may = true
    }
    return may
  }

  #passesTime(key: FileOffset): boolean {
    const { writtenFrom, writtenTo } = this.#query
    if (writtenFrom === null && writtenTo === null) return true
    const written = keyLastWrite(this.#cells, key)
    if (writtenFrom !== null && written < writtenFrom) return false
    return writtenTo === null || written < writtenTo
  }

  #passes(value: FileOffset): boolean {
    const { types, leastSize, mostSize } = this.#query
    if (types !== null) {
      const type = valueType(this.#cells, value)
      if (!types.includes(type) && !types.includes(standardType(type) ?? type)) return false
    }
    if (leastSize <= 0 && mostSize === Number.POSITIVE_INFINITY) return true
    const size = dataSize(this.#cells, value)
    return size >= leastSize && size <= mostSize
  }
}
