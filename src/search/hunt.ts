/**
 * Hunts: ready-made searches for what investigators look for first, in the whole hive. What each value is tested for
 * is bounded, whatever the value has.
 */

import { decodeLatin1, decodeUtf16 } from '../bytes/text.ts'
import type { CellStore } from '../regf/CellStore.ts'
import { keyLastWrite, keyName, storedKeyName } from '../regf/keyNode.ts'
import { storedValueName, valueName, valueType } from '../regf/keyValue.ts'
import { type CellOffset, type FileOffset, NIL } from '../regf/offsets.ts'
import type { StoredName } from '../regf/storedName.ts'
import { dataCopy, dataSize } from '../regf/valueData.ts'
import { type WalkAnswer, walkSteps } from '../regf/walk.ts'
import { hasHidden } from '../text/visibleText.ts'
import { part, type Work } from '../work.ts'
import { HUNT_PLACES, type HuntId, type HuntPlace } from './huntRules.ts'
import { isTextType, type Match } from './matchers.ts'
import type { Hit } from './search.ts'

/** Bytes of data from which a value counts as big. */
const BIG = 64 << 10
/** Bytes of data that are looked at for executables and texts, and for entropy. */
const LOOKED_AT = 256 << 10
const SAMPLED = 64 << 10
/** Bytes of data after which the walk pauses. */
const PAUSE_AFTER = 32 << 10
/** The least bytes of data of which the entropy says something, and the bits in a byte of compressed or encrypted data. */
const LEAST_SAMPLE = 2048
const HIGH_ENTROPY = 7.2
/** Characters of a text in base64 that are not a word by chance. */
const LEAST_BASE64 = 120
/** Bytes of a text at a known place. */
const MOST_TEXT = 8192
/** What was written this long before the newest write of the hive is recent: a day, in 100 ns. */
const RECENT = 24n * 3600n * 10_000_000n
/** Bytes of a value that a hit marks. */
const MARKED = 64
/** The progress of `recent` once the newest write is known. */
const NEWEST_KNOWN = 0.5

/**
 * Runs a hunt, in steps. The bytes must not be edited meanwhile.
 *
 * @param cells - the cells of the hive
 * @param root - cell offset of the root key
 * @param hunt - what is looked for, and the kind of the hive, on which known places depend
 * @param found - called for every hit, in the order of the walk; returns true to end the hunt
 * @returns true if everything was searched, false if `found` ended it
 */
export function* huntSteps(
  cells: CellStore,
  root: CellOffset,
  hunt: { readonly id: HuntId; readonly kind: string },
  found: (hit: Hit) => unknown,
): Work<boolean> {
  const { id, kind } = hunt
  let since: bigint | null = null
  if (id === 'recent') since = yield* part(newestWrite(cells, root), 0, NEWEST_KNOWN)
  const places = HUNT_PLACES[id]?.filter(({ hive }) => hive === kind) ?? null
  const walk = walkSteps(cells, root, new Hunt(cells, { id, places, since }, found))
  return yield* part(walk, since === null ? 0 : NEWEST_KNOWN, 1)
}

/** The newest last write of any key. */
function* newestWrite(cells: CellStore, root: CellOffset): Work<bigint> {
  let newest = 0n
  yield* walkSteps(cells, root, {
    key(_cell, key) {
      const written = keyLastWrite(cells, key)
      if (written > newest) newest = written
      return undefined
    },
    value: () => undefined,
  })
  return newest - RECENT
}

interface Target {
  readonly id: HuntId
  /** Where it looks; null for everywhere. */
  readonly places: readonly HuntPlace[] | null
  /** The time from which keys count as recent. */
  readonly since: bigint | null
}

class Hunt {
  readonly #cells: CellStore
  readonly #target: Target
  readonly #found: (hit: Hit) => unknown
  /** The last key that was visited, and those above it. */
  readonly #path: CellOffset[] = []
  /** For each level the places that the key of that level is in or above. */
  readonly #near: (readonly HuntPlace[])[] = []
  #isEnough = false

  constructor(cells: CellStore, target: Target, found: (hit: Hit) => unknown) {
    this.#cells = cells
    this.#target = target
    this.#found = found
  }

  key(cell: CellOffset, key: FileOffset, depth: number): WalkAnswer {
    this.#path.length = depth
    this.#path.push(cell)
    const { id, places, since } = this.#target
    if (places !== null) return this.#enter(cell, key, depth, places)
    if (since !== null && keyLastWrite(this.#cells, key) >= since) this.#tellName(key, null)
    else if (depth > 0 && isNamed(id, () => keyName(this.#cells, cell, key))) {
      this.#tellName(key, null)
    }
    return this.#answer()
  }

  value(cell: CellOffset, value: FileOffset): WalkAnswer {
    const { id, places } = this.#target
    if (places !== null) this.#testPlaces(cell, value)
    else if (isNamed(id, () => valueName(this.#cells, cell, value))) this.#tellName(value, cell)
    else {
      const size = dataSize(this.#cells, value)
      const match = this.#matchData(value, size)
      if (match !== null) this.#tell('data', cell, match)
      if (size > PAUSE_AFTER && id !== 'big-values') return this.#answer() ?? 'pause'
    }
    return this.#answer()
  }

  /** Goes into a key that is at, above or below a place. */
  #enter(
    cell: CellOffset,
    key: FileOffset,
    depth: number,
    places: readonly HuntPlace[],
  ): WalkAnswer {
    const above = depth === 0 ? places : (this.#near[depth - 1] ?? [])
    if (depth === 0) this.#near[0] = above
    else {
      const name = keyName(this.#cells, cell, key).toLowerCase()
      this.#near[depth] = above.filter(({ path, below }) => {
        return depth <= path.length ? isName(path[depth - 1] as string, name) : below === true
      })
    }
    return this.#near[depth]?.length === 0 ? 'skip' : undefined
  }

  #testPlaces(cell: CellOffset, value: FileOffset): void {
    const depth = this.#path.length - 1
    const near = (this.#near[depth] ?? []).filter(({ path }) => path.length <= depth)
    if (near.length === 0) return
    const cells = this.#cells
    const name = valueName(cells, cell, value).toLowerCase()
    const named = near.filter(({ names }) => names === null || names.includes(name))
    if (named.length === 0) return
    const bytes = dataCopy(cells, value, MOST_TEXT)
    const length = isTextType(valueType(cells, value)) ? textLength(bytes) : null
    // Nothing is started by an empty text.
    if ((length ?? bytes.length) === 0) return
    const text = decodeUtf16(bytes.subarray(0, length ?? 0))
    if (!named.some(({ test }) => test?.(text) ?? true)) return
    this.#tell('data', cell, {
      offset: 0,
      length: Math.min(length ?? bytes.length, MARKED * 2),
      encoding: length === null ? 'bytes' : 'utf16',
    })
  }

  /** What of the data of a value is looked for; null if nothing is. */
  #matchData(value: FileOffset, size: number): Match | null {
    const cells = this.#cells
    switch (this.#target.id) {
      case 'big-values':
        return size < BIG ? null : wholeMatch(size)
      case 'executables':
        return size < 64 ? null : executableIn(dataCopy(cells, value, LOOKED_AT))
      case 'base64':
        return size < LEAST_BASE64 ? null : base64In(dataCopy(cells, value, LOOKED_AT))
      case 'entropy':
        return size < LEAST_SAMPLE || isTextType(valueType(cells, value))
          ? null
          : entropyOf(dataCopy(cells, value, SAMPLED)) < HIGH_ENTROPY
            ? null
            : wholeMatch(size)
      default:
        return null
    }
  }

  #tellName(record: FileOffset, value: CellOffset | null): void {
    const key = this.#path.at(-1) ?? (NIL as CellOffset)
    const name: StoredName =
      value === null
        ? storedKeyName(this.#cells, key, record)
        : storedValueName(this.#cells, value, record)
    const { length, latin1 } = name
    const match: Match = { offset: 0, length, encoding: latin1 ? 'latin1' : 'utf16' }
    this.#tell(value === null ? 'key' : 'name', value, match)
  }

  #tell(place: Hit['place'], value: CellOffset | null, match: Match): void {
    if (this.#isEnough) return
    const key = this.#path.at(-1) ?? (NIL as CellOffset)
    const hit = { place, key, path: this.#path.slice(), value, match }
    this.#isEnough = this.#found(hit) === true
  }

  #answer(): WalkAnswer {
    return this.#isEnough ? 'stop' : undefined
  }
}

/** Whether a hunt for names wants one. */
function isNamed(id: HuntId, name: () => string): boolean {
  if (id === 'null-names') return name().includes('\0')
  return id === 'hidden-names' && hasHidden(name())
}

function isName(wanted: string, name: string): boolean {
  if (wanted === '*' || wanted === name) return true
  return wanted === 'controlset' && /^(controlset\d{3}|currentcontrolset)$/.test(name)
}

function wholeMatch(size: number): Match {
  return { offset: 0, length: Math.min(size, MARKED), encoding: 'bytes' }
}

/** The size in bytes of a text without the NULs that end it. */
function textLength(bytes: Uint8Array): number {
  let end = bytes.length & ~1
  while (end > 0 && bytes[end - 1] === 0 && bytes[end - 2] === 0) end -= 2
  return end
}

/** A program in bytes: `MZ`, and where the header of it says, `PE`. */
function executableIn(bytes: Uint8Array): Match | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  for (let at = bytes.indexOf(0x4d); at >= 0; at = bytes.indexOf(0x4d, at + 1)) {
    if (at + 64 > bytes.length) return null
    if (bytes[at + 1] !== 0x5a) continue
    const header = at + view.getUint32(at + 60, true)
    if (header + 4 > bytes.length || view.getUint32(header, true) !== 0x4550) continue
    return { offset: at, length: 2, encoding: 'bytes' }
  }
  return null
}

const BASE64 = new RegExp(`[A-Za-z0-9+/]{${LEAST_BASE64},}={0,2}`, 'g')

/** A long text in base64, as UTF-16 or as bytes. A run of hexadecimal digits is none. */
function base64In(bytes: Uint8Array): Match | null {
  for (const unit of [2, 1] as const) {
    const text =
      unit === 2 ? decodeUtf16(bytes.subarray(0, bytes.length & ~1)) : decodeLatin1(bytes)
    for (const { 0: run, index } of text.matchAll(BASE64)) {
      if (!/[g-z]/.test(run) || !/[A-Z]/.test(run)) continue
      const length = Math.min(run.length, MARKED) * unit
      return { offset: index * unit, length, encoding: unit === 2 ? 'utf16' : 'latin1' }
    }
  }
  return null
}

/** Shannon's entropy: bits of information in a byte. */
function entropyOf(bytes: Uint8Array): number {
  const counts = new Uint32Array(256)
  for (const byte of bytes) counts[byte] = (counts[byte] as number) + 1
  let bits = 0
  for (const count of counts) {
    if (count > 0) bits -= (count / bytes.length) * Math.log2(count / bytes.length)
  }
  return bits
}
