/**
 * The walk over all keys from the root, depth first with an explicit stack: it checks subkey lists, their
 * order, and each key once (regf-format 5.2 rules 9, 14 to 26). Subkeys of a key that was reached before are
 * not walked again, so the work is bounded by the size of the file. Keys below the deepest allowed level are
 * walked last, as if each were a root. The walk runs in steps.
 */

import { type BoundedPath, boundedName, boundedPath, LEFT_OUT } from '../../text/boundedPath.ts'
import { CellBits } from '../CellBits.ts'
import type { FindingCode } from '../finding.ts'
import { keyName } from '../keyNode.ts'
import { BASE, KEY_FLAG, LIMIT, LIST, NK, SIG } from '../layout.ts'
import { isRightLeaf, leafFor } from '../listShape.ts'
import { type CellOffset, type FileOffset, NIL } from '../offsets.ts'
import { isFreedList, leafEntrySize } from '../subkeyList.ts'
import type { Damage } from '../survey.ts'
import { NO_CELL, TAKEN } from './CellMap.ts'
import type { CheckContext } from './CheckContext.ts'
import type { FindingDetail, Whereabouts } from './Findings.ts'
import {
  checkClass,
  checkKeyName,
  checkKeyRecord,
  checkLinkKey,
  checkTombstoneKey,
  expectedHint,
  reportNoKey,
} from './keyRecord.ts'
import { isOldOrder, orderOfKeys } from './nameOrder.ts'
import { checkRoot } from './rootCheck.ts'
import type { SecurityCheck } from './SecurityCheck.ts'
import { StaleLists } from './StaleLists.ts'
import { ValueWalk } from './ValueWalk.ts'

/** One level more than allowed, so that a key that is too deep can be named. */
const LEVELS = LIMIT.DEPTH + 2

/** Findings already reported for a key's subkey list; each is reported once per key. */
const REPORTED = { ORDER: 1, HASH: 2, BROKEN: 4, KIND: 8, EMPTY: 16 } as const

export class KeyWalk implements Whereabouts {
  /** Keys that can be reached and read. */
  keys = 0
  /** Some keys are out of reach: a list or a key could not be read, or its count is wrong. */
  isCutShort = false
  readonly #stale: StaleLists
  readonly #context: CheckContext
  readonly #security: SecurityCheck
  readonly #values: ValueWalk
  /** Keys that are too deep, whose values and subkeys remain to be checked. */
  readonly #deep: number[] = []
  /** The damage of all keys being walked, once the walk is below the deepest level; null before. */
  #tooDeep: Damage | null = null
  /** The key whose path was last computed, and that path, which all findings of the key share. */
  #located: CellOffset = NIL
  #path: BoundedPath = { names: [], leftOut: [] }
  /** The signature that the only leaf of a key should have. */
  readonly #usualLeaf: number
  #depth = -1
  // One entry a level of the walk.
  readonly #cell = new Uint32Array(LEVELS)
  readonly #name: (string | null)[] = Array.from({ length: LEVELS }, () => null)
  /** The cell the key refers to: the ri, or the only leaf. */
  readonly #list = new Uint32Array(LEVELS)
  readonly #indexEntry = new Float64Array(LEVELS)
  readonly #indexLeft = new Uint32Array(LEVELS)
  readonly #leaf = new Uint32Array(LEVELS)
  readonly #leafSignature = new Uint16Array(LEVELS)
  readonly #entrySize = new Uint8Array(LEVELS)
  readonly #entry = new Float64Array(LEVELS)
  readonly #entriesLeft = new Uint32Array(LEVELS)
  /** Entries of all leaves so far. */
  readonly #sum = new Float64Array(LEVELS)
  readonly #previous = new Uint32Array(LEVELS)
  readonly #maxName = new Uint32Array(LEVELS)
  readonly #reported = new Uint8Array(LEVELS)

  /**
   * Prepares a walk; `start` begins it.
   *
   * @param context - the parts of the check
   * @param security - counts the references to security cells
   */
  constructor(context: CheckContext, security: SecurityCheck) {
    this.#context = context
    this.#usualLeaf = leafFor(context.cells.minor, 1)
    this.#security = security
    this.#values = new ValueWalk(context)
    this.#stale = new StaleLists(context)
  }

  /** Values of these keys that can be read. */
  get values(): number {
    return this.#values.values
  }

  /**
   * Returns the path of the key that is being checked.
   *
   * @returns its names from the root down, bounded in length
   */
  path(): BoundedPath {
    const key = this.key()
    if (key === this.#located) return this.#path
    this.#located = key
    // Only the last names of a key that is too deep are known.
    const first = this.#tooDeep === null ? 1 : 0
    const known = boundedPath(this.#depth + 1 - first, (index) => this.#nameAt(first + index))
    this.#path = first === 1 ? known : belowUnknown(known)
    return this.#path
  }

  /**
   * Returns the key that is being checked.
   *
   * @returns its cell offset
   */
  key(): CellOffset {
    return this.#cell[this.#depth] as CellOffset
  }

  /**
   * Returns the value that is being checked.
   *
   * @returns its cell offset; undefined if there is none
   */
  value(): CellOffset | undefined {
    return this.#values.current
  }

  /**
   * Starts at the root.
   *
   * @param root - cell offset of the root key, of any value
   */
  start(root: CellOffset): void {
    const { cells, map, findings } = this.#context
    const room = map.peekUnwalked(root)
    if (!this.#isKey(root, room)) {
      reportNoKey(this.#context, root, BASE.ROOT_CELL, [])
      this.isCutShort = true
      return
    }
    findings.locate(this)
    map.walk(root)
    this.#push(root)
    const key = cells.payloadAt(root)
    if (checkRoot(this.#context, root)) this.isCutShort = true
    const flags = cells.image.u16(key + NK.FLAGS)
    checkKeyName(this.#context, root, key, room, flags, 0)
    this.#enter(root, key, room, flags)
  }

  /**
   * Checks some records.
   *
   * @param budget - about how many
   * @returns false when all are done
   */
  step(budget: number): boolean {
    let left = budget
    while (left > 0) {
      const depth = this.#depth
      if (this.#values.isBusy) {
        left = this.#values.run(left)
      } else if (depth < 0) {
        if (!this.#enterDeep()) return false
      } else if ((this.#entriesLeft[depth] as number) > 0) {
        this.#checkEntry(depth)
        left--
      } else if ((this.#indexLeft[depth] as number) > 0) {
        this.#openNextLeaf(depth)
        left--
      } else {
        this.#leave(depth)
      }
    }
    return true
  }

  /**
   * Decides about the lists of keys without subkeys, after the walk.
   *
   * @param path - returns the path of a key
   * @returns the empty lists that belong to exactly one key
   */
  settleLists(path: (key: CellOffset) => BoundedPath): CellBits {
    if (this.#stale.reportHidden(path)) this.isCutShort = true
    // A key that could not be read may refer to any of them.
    return this.isCutShort ? new CellBits(0) : this.#stale.takeSpare()
  }

  /** Continues with a key that was too deep; false if there are no more. */
  #enterDeep(): boolean {
    const { cells, map, findings } = this.#context
    const cell = this.#deep.pop()
    if (cell === undefined) {
      findings.locate(null)
      return false
    }
    const key = cells.payloadAt(cell as CellOffset)
    this.#tooDeep ??= { code: 'too-deep', offset: key, expected: LIMIT.DEPTH }
    this.#push(cell)
    this.#enter(cell, key, map.payloadOf(cell), cells.image.u16(key + NK.FLAGS))
    return true
  }

  #push(cell: number): void {
    const depth = ++this.#depth
    this.#cell[depth] = cell
    this.#name[depth] = null
    this.#indexLeft[depth] = 0
    this.#entriesLeft[depth] = 0
  }

  #checkEntry(depth: number): void {
    const { cells, map, findings } = this.#context
    const entry = this.#entry[depth] as number
    this.#entry[depth] = entry + (this.#entrySize[depth] as number)
    this.#entriesLeft[depth] = (this.#entriesLeft[depth] as number) - 1
    const cell = cells.image.u32(entry)
    const room = map.peekUnwalked(cell)
    if (!this.#isKey(cell, room)) {
      const owners = [this.#leaf[depth] as number, this.#list[depth] as number]
      if (reportNoKey(this.#context, cell, entry, owners)) this.isCutShort = true
      return
    }
    const key = cells.payloadAt(cell as CellOffset)
    this.#push(cell)
    if (!map.walk(cell)) findings.addShared('shared-cell', cell, entry, [])
    const flags = cells.image.u16(key + NK.FLAGS)
    const hash = checkKeyName(this.#context, cell, key, room, flags, depth + 1)
    if (cells.image.u32(key + NK.PARENT) !== this.#cell[depth]) this.#reportParent(cell, key, depth)
    const previous = this.#previous[depth] as number
    if (previous !== 0 && orderOfKeys(cells, previous, cell) >= 0) {
      this.#reportOrder(previous, cell, entry, depth)
    }
    this.#previous[depth] = cell
    if (((this.#reported[depth] as number) & REPORTED.HASH) === 0)
      this.#checkHash(entry, key, hash, depth)
    const length = cells.image.u16(key + NK.NAME_LENGTH)
    const bytes = (flags & KEY_FLAG.COMP_NAME) !== 0 ? length * 2 : length
    if (bytes > (this.#maxName[depth] as number)) this.#maxName[depth] = bytes
    const isDeep = depth >= LIMIT.NEW_DEPTH || this.#tooDeep !== null
    if (isDeep && this.#isPutOff(cell, key, depth + 1)) return
    this.#enter(cell, key, room, flags)
  }

  /** Reports a deep key. Returns whether it is so deep that its contents are walked last. */
  #isPutOff(cell: number, key: number, level: number): boolean {
    const { findings } = this.#context
    const isFirst = this.#tooDeep === null
    if (this.#tooDeep !== null) findings.addDamage(cell, this.#tooDeep)
    if (isFirst && level === LIMIT.NEW_DEPTH + 1) {
      findings.add('key-deep', key, { expected: LIMIT.NEW_DEPTH, actual: level })
    }
    if (level <= LIMIT.DEPTH) return false
    if (isFirst) {
      findings.add('too-deep', key, { expected: LIMIT.DEPTH, actual: level, damages: [cell] })
    }
    this.#deep.push(cell)
    this.#depth--
    return true
  }

  /** Everything of a key but its name and place: the rest of the record, values, list. */
  #enter(cell: number, key: number, room: number, flags: number): void {
    const context = this.#context
    const { image } = context.cells
    this.keys++
    if (room > LIMIT.KEY_PAYLOAD || (flags & KEY_FLAG.IN_MEMORY) !== 0) {
      checkKeyRecord(context, { cell, key, room }, flags)
    }
    this.#security.refer(cell, key)
    if (image.u16(key + NK.CLASS_LENGTH) !== 0) checkClass(context, cell, key)
    if ((flags & KEY_FLAG.SYM_LINK) !== 0) checkLinkKey(context, cell, key)
    if (context.cells.minor >= 6) checkTombstoneKey(context, cell, key)
    this.#values.start(cell, key)
    this.#openList(cell, key, this.#depth)
  }

  #openList(cell: number, key: number, depth: number): void {
    const { cells, map, findings } = this.#context
    const { image } = cells
    this.#sum[depth] = 0
    this.#previous[depth] = 0
    this.#maxName[depth] = 0
    this.#reported[depth] = 0
    const field = key + NK.SUBKEY_LIST
    const list = image.u32(field)
    this.#list[depth] = list
    if (image.u32(key + NK.SUBKEY_COUNT) === 0) {
      this.#stale.note(cell, list)
      return
    }
    if (map.peek(list) === NO_CELL && !isFreedList(cells, list as CellOffset, key as FileOffset)) {
      this.#reportBroken(depth, 'reference-bad', field, { actual: list, damages: [cell] })
      return
    }
    const at = cells.payloadAt(list as CellOffset)
    const signature = image.u16(at)
    if (leafEntrySize(signature) !== 0) {
      this.#openLeaf(list, field, depth)
      return
    }
    if (signature !== SIG.RI) {
      const detail = { expected: 'li, lf, lh or ri', actual: signature, damages: [list, cell] }
      this.#reportBroken(depth, 'signature-wrong', at, detail)
      return
    }
    const room = this.#enterList(list, field, depth)
    if (room < 0) return
    const count = image.u16(at + LIST.COUNT)
    const fitting = Math.floor((room - LIST.ENTRIES) / 4)
    if (count === 0) {
      const detail = { expected: 1, actual: 0, damages: [list] }
      findings.add('index-empty', at + LIST.COUNT, detail)
    } else if (count > fitting) {
      const detail = { expected: fitting, actual: count, damages: [list], spills: list }
      this.#reportBroken(depth, 'list-past-cell', at + LIST.COUNT, detail)
    }
    this.#indexEntry[depth] = at + LIST.ENTRIES
    this.#indexLeft[depth] = Math.min(count, fitting)
  }

  #openNextLeaf(depth: number): void {
    const { cells, map } = this.#context
    const entry = this.#indexEntry[depth] as number
    this.#indexEntry[depth] = entry + 4
    this.#indexLeft[depth] = (this.#indexLeft[depth] as number) - 1
    const list = this.#list[depth] as number
    const leaf = cells.image.u32(entry)
    const key = cells.payloadAt(this.#cell[depth] as CellOffset)
    if (map.peek(leaf) === NO_CELL && !isFreedList(cells, leaf as CellOffset, key)) {
      this.#reportBroken(depth, 'reference-bad', entry, { actual: leaf, damages: [list] })
      return
    }
    const at = cells.payloadAt(leaf as CellOffset)
    const actual = cells.image.u16(at)
    if (leafEntrySize(actual) !== 0) {
      this.#openLeaf(leaf, entry, depth)
      return
    }
    const code = actual === SIG.RI ? 'index-nested' : 'signature-wrong'
    const detail = { expected: 'li, lf or lh', actual, damages: [leaf, list] }
    this.#reportBroken(depth, code, at, detail)
  }

  /** Makes a leaf the current one. */
  #openLeaf(leaf: number, field: number, depth: number): void {
    const { cells } = this.#context
    const room = this.#enterList(leaf, field, depth)
    if (room < 0) return
    const at = cells.payloadAt(leaf as CellOffset)
    const signature = cells.image.u16(at)
    const size = leafEntrySize(signature)
    const count = cells.image.u16(at + LIST.COUNT)
    const fitting = Math.floor((room - LIST.ENTRIES) / size)
    if (count > fitting) {
      const damages = [leaf, this.#list[depth] as number]
      const detail = { expected: fitting, actual: count, damages, spills: leaf }
      this.#reportBroken(depth, 'list-past-cell', at + LIST.COUNT, detail)
    }
    if (signature !== this.#usualLeaf || leaf !== this.#list[depth]) this.#checkShape(leaf, depth)
    this.#leaf[depth] = leaf
    this.#leafSignature[depth] = signature
    this.#entrySize[depth] = size
    this.#entry[depth] = at + LIST.ENTRIES
    this.#entriesLeft[depth] = Math.min(count, fitting)
    this.#sum[depth] = (this.#sum[depth] as number) + count
  }

  /** Reports a leaf that Windows would not write there (regf-format 3.7), once per key. */
  #checkShape(leaf: number, depth: number): void {
    const { cells, findings } = this.#context
    const reported = this.#reported[depth] as number
    const at = cells.payloadAt(leaf as CellOffset)
    const actual = cells.image.u16(at)
    const isIndexed = leaf !== this.#list[depth]
    if ((reported & REPORTED.KIND) === 0 && !isRightLeaf(cells.minor, actual, isIndexed)) {
      this.#reported[depth] = reported | REPORTED.KIND
      const expected = leafFor(cells.minor, isIndexed ? Number.POSITIVE_INFINITY : 1)
      findings.add('list-kind', at, { expected, actual })
    }
    if ((reported & REPORTED.EMPTY) === 0 && isIndexed && cells.image.u16(at + LIST.COUNT) === 0) {
      this.#reported[depth] = (this.#reported[depth] as number) | REPORTED.EMPTY
      findings.add('leaf-empty', at + LIST.COUNT)
    }
  }

  /**
   * Payload bytes of a list that is walked now, or `TAKEN` when it was walked for another key. A list in a
   * free cell is one that `isFreedList` found sound.
   */
  #enterList(list: number, field: number, depth: number): number {
    const { cells, map, findings } = this.#context
    const found = map.peekUnwalked(list)
    if (found >= 0 && map.walk(list)) return found
    const owners = [this.#cell[depth] as number, this.#list[depth] as number]
    if (found === NO_CELL && map.walkFreed(list)) {
      findings.add('list-freed', field, { actual: list, damages: [...owners, list] })
      return cells.freePayloadSize(list as CellOffset)
    }
    const room = found === NO_CELL ? TAKEN : found
    if (room < 0) this.#reported[depth] = (this.#reported[depth] as number) | REPORTED.BROKEN
    findings.addShared('shared-cell', list, field, owners)
    return room
  }

  #leave(depth: number): void {
    const { cells, findings } = this.#context
    const cell = this.#cell[depth] as CellOffset
    const key = cells.payloadAt(cell)
    const count = cells.image.u32(key + NK.SUBKEY_COUNT)
    const sum = this.#sum[depth] as number
    if (count !== sum && ((this.#reported[depth] as number) & REPORTED.BROKEN) === 0) {
      if (count > sum) this.isCutShort = true
      const damages = [cell, this.#list[depth] as number]
      findings.add('subkey-count', key + NK.SUBKEY_COUNT, { expected: sum, actual: count, damages })
    }
    const maximum = cells.image.u16(key + NK.MAX_SUBKEY_NAME)
    const longest = this.#maxName[depth] as number
    if (maximum < longest) findings.addCounted('maximum-too-small', key + NK.MAX_SUBKEY_NAME)
    this.#depth--
  }

  #isKey(cell: number, room: number): boolean {
    const { cells } = this.#context
    return room >= NK.NAME && cells.image.u16(cells.payloadAt(cell as CellOffset)) === SIG.NK
  }

  /** Reports the fault of a list, whose entries then cannot be counted. */
  #reportBroken(depth: number, code: FindingCode, at: number, detail: FindingDetail): void {
    this.#reported[depth] = (this.#reported[depth] as number) | REPORTED.BROKEN
    this.isCutShort = true
    this.#context.findings.add(code, at, detail)
  }

  #reportParent(cell: number, key: number, depth: number): void {
    const expected = this.#cell[depth] as number
    const actual = this.#context.cells.image.u32(key + NK.PARENT)
    this.#context.findings.add('parent-wrong', key + NK.PARENT, {
      expected,
      actual,
      damages: [cell],
    })
  }

  /** Equal names are reported each time, a wrong order once per key. */
  #reportOrder(previous: number, cell: number, entry: number, depth: number): void {
    const { cells, findings } = this.#context
    const damages = [this.#list[depth] as number]
    if (orderOfKeys(cells, previous, cell) === 0) {
      findings.add('subkey-duplicate', entry, {
        actual: boundedName(this.#nameAt(this.#depth)),
        damages,
      })
      return
    }
    if (((this.#reported[depth] as number) & REPORTED.ORDER) !== 0) return
    const code = isOldOrder(cells, previous, cell) ? 'subkey-order-upcase' : 'subkey-order'
    if (code === 'subkey-order')
      this.#reported[depth] = (this.#reported[depth] as number) | REPORTED.ORDER
    findings.add(code, entry, { actual: boundedName(this.#nameAt(this.#depth)), damages })
  }

  /** Checks the hash of an lh entry or the hint of an lf entry; reported once per key. */
  #checkHash(entry: number, key: number, hash: number, depth: number): void {
    const { cells, findings } = this.#context
    const signature = this.#leafSignature[depth] as number
    if (signature === SIG.LI) return
    const actual = cells.image.u32(entry + 4)
    const expected = signature === SIG.LH ? hash : expectedHint(cells.image, key, actual)
    if (actual === expected) return
    this.#reported[depth] = (this.#reported[depth] as number) | REPORTED.HASH
    findings.add('hash-wrong', entry + 4, { expected, actual })
  }

  #nameAt(depth: number): string {
    const known = this.#name[depth] as string | null
    if (known !== null) return known
    const { cells } = this.#context
    const cell = this.#cell[depth] as CellOffset
    const name = keyName(cells, cell, cells.payloadAt(cell))
    this.#name[depth] = name
    return name
  }
}

/** A path whose first names are not known. */
function belowUnknown({ names, leftOut }: BoundedPath): BoundedPath {
  return { names: [LEFT_OUT, ...names], leftOut: [0, ...leftOut.map((index) => index + 1)] }
}
