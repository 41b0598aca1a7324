/**
 * Security cells (sk): they form one ring, are shared by content, and count their references. This file reads,
 * shares and releases them; the security room interprets descriptors (regf-format 3.8, 6.7). The counts come
 * from the survey of the check, never from the stored numbers.
 */

import { HiveError } from '../errors.ts'
import { requireStoredDescriptor } from '../security/descriptor.ts'
import { CellBits } from './CellBits.ts'
import type { CellStore } from './CellStore.ts'
import { LIMIT, NK, SIG, SK } from './layout.ts'
import { type CellOffset, type FileOffset, fileOffset, NIL } from './offsets.ts'

/** File offset of the record of a security cell; 0 if there is none. */
function findSecurity(cells: CellStore, cell: CellOffset): FileOffset {
  if (cells.payloadSize(cell) < SK.DESCRIPTOR) return 0 as FileOffset
  const security = cells.payloadAt(cell)
  return cells.image.u16(security) === SIG.SK ? security : (0 as FileOffset)
}

/**
 * Finds the descriptor of a key.
 *
 * @param cells - the cells of the hive
 * @param key - file offset of its record
 * @returns its file offset and length in bytes, truncated to its cell; null if the key has none
 *   that can be read
 */
export function locateDescriptor(
  cells: CellStore,
  key: FileOffset,
): { at: FileOffset; length: number } | null {
  return descriptorIn(cells, cells.image.u32(key + NK.SECURITY) as CellOffset)
}

/**
 * Finds the descriptor in a security cell.
 *
 * @param cells - the cells of the hive
 * @param cell - cell offset, of any value
 * @returns its file offset and length in bytes, truncated to the cell; null if there is no security
 *   cell
 */
export function descriptorIn(
  cells: CellStore,
  cell: CellOffset,
): { at: FileOffset; length: number } | null {
  const security = findSecurity(cells, cell)
  if (security === 0) return null
  const room = cells.payloadSize(cell) - SK.DESCRIPTOR
  const length = Math.min(cells.image.u32(security + SK.SIZE), room)
  return { at: (security + SK.DESCRIPTOR) as FileOffset, length }
}

/**
 * Lists the security cells that are linked with that of a key, as far as the links can be followed.
 *
 * @param cells - the cells of the hive
 * @param key - cell offset of the key; the root, usually
 * @returns their cell offsets, that of the key first
 */
export function linkedSecurity(cells: CellStore, key: CellOffset): CellOffset[] {
  const { image } = cells
  const seen = new CellBits(cells.bins.dataSize)
  const found: CellOffset[] = []
  let cell = image.u32(cells.payloadAt(key) + NK.SECURITY) as CellOffset
  for (;;) {
    const security = findSecurity(cells, cell)
    if (security === 0 || !seen.add(cell)) return found
    found.push(cell)
    cell = image.u32(security + SK.FLINK) as CellOffset
  }
}

/**
 * Adds a reference to a security cell.
 *
 * @param cells - the cells of the hive
 * @param cell - cell offset of the security cell
 * @throws HiveError `damaged` when the cell may not be touched
 * @throws HiveError `list-full` when the count would overflow
 */
export function shareSecurity(cells: CellStore, cell: CellOffset): void {
  cells.requireSound(cell)
  if (cells.references(cell) >= LIMIT.REFERENCES) {
    throw new HiveError('list-full', 'the descriptor is shared too often', {
      offset: fileOffset(cell),
      expected: LIMIT.REFERENCES,
    })
  }
  writeCount(cells, cell, cells.addReferences(cell, 1))
}

/**
 * A security cell with exactly this descriptor; NIL if there is none. Damaged cells, and cells that no key
 * refers to, are not considered.
 */
function findDescriptor(cells: CellStore, descriptor: Uint8Array): CellOffset {
  const known = cells.securityIndex.cells((add) => {
    for (const cell of cells.securityCells()) {
      const bytes = cells.isDamaged(cell) ? null : descriptorView(cells, cell)
      if (bytes !== null) add(bytes, cell)
    }
  })
  return known.find(descriptor, (cell) => descriptorView(cells, cell)) ?? NIL
}

/**
 * Adds a reference to a descriptor, in the security cell that has it or else in a new one.
 *
 * @param cells - the cells of the hive
 * @param descriptor - the bytes of the descriptor
 * @param after - cell offset of the security cell after which a new one is linked
 * @returns cell offset of the security cell
 * @throws HiveError `bad-descriptor` when Windows would not accept the descriptor
 * @throws HiveError `damaged` when a security cell in question may not be touched
 * @throws HiveError `list-full` when the count would overflow
 * @throws HiveError `hive-full`, `growth-blocked` when there is no room for a new one
 */
export function referToSecurity(
  cells: CellStore,
  descriptor: Uint8Array,
  after: CellOffset,
): CellOffset {
  const found = findDescriptor(cells, descriptor)
  if (found === NIL) return writeSecurity(cells, descriptor, after)
  shareSecurity(cells, found)
  return found
}

/** A view of a cell's descriptor, valid until the next edit. */
function descriptorView(cells: CellStore, cell: CellOffset): Uint8Array | null {
  const found = descriptorIn(cells, cell)
  return found === null ? null : cells.image.bytesView(found.at, found.length)
}

/**
 * Removes a reference from a security cell. Without the last one, the cell is unlinked and freed.
 *
 * @param cells - the cells of the hive
 * @param cell - cell offset of the security cell
 * @throws HiveError `damaged` when the cell or a neighbour in the ring may not be touched
 */
export function releaseSecurity(cells: CellStore, cell: CellOffset): void {
  cells.requireSound(cell)
  const left = cells.addReferences(cell, -1)
  if (left > 0) {
    writeCount(cells, cell, left)
    return
  }
  const { image } = cells
  const security = cells.payloadAt(cell)
  const next = image.u32(security + SK.FLINK) as CellOffset
  const previous = image.u32(security + SK.BLINK) as CellOffset
  cells.requireSound(next)
  cells.requireSound(previous)
  const descriptor = descriptorView(cells, cell)
  if (descriptor !== null) cells.securityIndex.remove(descriptor, cell)
  image.setU32(cells.payloadAt(previous) + SK.FLINK, next)
  image.setU32(cells.payloadAt(next) + SK.BLINK, previous)
  cells.free(cell)
}

/**
 * Writes a new security cell with one reference, linked after another one or alone in its ring.
 * Descriptors enter a hive only here and in a compaction, and neither writes one that Windows
 * refuses.
 *
 * @param cells - the cells of the hive
 * @param descriptor - the bytes of the descriptor
 * @param after - cell offset of a security cell of the ring; NIL for the first one of a hive
 * @returns its cell offset
 * @throws HiveError `bad-descriptor` when Windows would not accept the descriptor
 * @throws HiveError `damaged` when a neighbour in the ring may not be touched
 * @throws HiveError `hive-full`, `growth-blocked` when there is no room for it
 */
export function writeSecurity(
  cells: CellStore,
  descriptor: Uint8Array,
  after: CellOffset,
): CellOffset {
  const { image } = cells
  requireStoredDescriptor(descriptor)
  if (after !== NIL) {
    cells.requireSound(after)
    cells.requireSound(image.u32(cells.payloadAt(after) + SK.FLINK) as CellOffset)
  }
  const cell = cells.allocate(SK.DESCRIPTOR + descriptor.length)
  const security = cells.payloadAt(cell)
  image.setU16(security + SK.SIGNATURE, SIG.SK)
  image.setU32(security + SK.SIZE, descriptor.length)
  image.setBytes(security + SK.DESCRIPTOR, descriptor)
  const previous = after === NIL ? cell : after
  const next = after === NIL ? cell : (image.u32(cells.payloadAt(after) + SK.FLINK) as CellOffset)
  image.setU32(security + SK.FLINK, next)
  image.setU32(security + SK.BLINK, previous)
  image.setU32(cells.payloadAt(previous) + SK.FLINK, cell)
  image.setU32(cells.payloadAt(next) + SK.BLINK, cell)
  writeCount(cells, cell, cells.addReferences(cell, 1))
  cells.securityIndex.add(descriptor, cell)
  return cell
}

function writeCount(cells: CellStore, cell: CellOffset, count: number): void {
  cells.image.setU32(cells.payloadAt(cell) + SK.REFERENCES, count)
}
