/**
 * Finding or creating the security cell for a descriptor, and for the descriptor that a new key inherits
 * (regf-format 3.8, 6.7; offreg-api 7.3). security.ts reads and sets the security of keys.
 */

import { HiveError } from '../errors.ts'
import type { CellStore } from '../regf/CellStore.ts'
import { LIMIT, NK } from '../regf/layout.ts'
import { type CellOffset, type FileOffset, fileOffset } from '../regf/offsets.ts'
import { descriptorIn, referToSecurity, shareSecurity } from '../regf/securityCell.ts'
import { checkStoredDescriptor, type DescriptorProblem } from '../security/checkDescriptor.ts'
import {
  decodeDescriptor,
  encodeDescriptor,
  requireStoredDescriptor,
} from '../security/descriptor.ts'
import { inheritDescriptor } from '../security/inherit.ts'

/**
 * Adds a reference to a descriptor, in the security cell that has it or else in a new one next to
 * the root's.
 *
 * @param cells - the cells of the hive
 * @param root - cell offset of the root key
 * @param descriptor - the self-relative descriptor
 * @returns cell offset of the security cell
 * @throws HiveError `bad-descriptor` when Windows would not accept the descriptor, or it has more
 *   than 65,535 bytes
 * @throws HiveError `damaged` when a security cell in question may not be touched
 * @throws HiveError `list-full` when the descriptor is shared too often
 * @throws HiveError `hive-full`, `growth-blocked` when there is no room for a new cell
 */
export function referToDescriptor(
  cells: CellStore,
  root: CellOffset,
  descriptor: Uint8Array,
): CellOffset {
  requireStorable(descriptor)
  return referToSecurity(cells, descriptor, securityOf(cells, cells.payloadAt(root)))
}

/**
 * Adds a reference to the descriptor that a new subkey inherits: in the parent's own security cell
 * if the inherited descriptor is the same, otherwise in another one (regf-format 6.2 rule 15). It
 * is computed once for each cell, since keys are often created by the thousand below one parent.
 *
 * @param cells - the cells of the hive
 * @param root - cell offset of the root key
 * @param parent - file offset of the record of the parent
 * @returns cell offset of the security cell
 * @throws HiveError `damaged` when the descriptor of the parent cannot be used
 * @throws HiveError `bad-descriptor` when the inherited descriptor has more than 65,535 bytes
 * @throws HiveError `list-full` when the descriptor is shared too often
 * @throws HiveError `hive-full`, `growth-blocked` when there is no room for a new cell
 */
export function inheritSecurity(
  cells: CellStore,
  root: CellOffset,
  parent: FileOffset,
): CellOffset {
  const cell = securityOf(cells, parent)
  const known = cells.securityIndex.heirOf(cell)
  if (known !== undefined) {
    shareSecurity(cells, known)
    return known
  }
  const heir = newHeir(cells, root, cell)
  cells.securityIndex.setHeir(cell, heir)
  return heir
}

function newHeir(cells: CellStore, root: CellOffset, cell: CellOffset): CellOffset {
  const own = decodeDescriptor(readDescriptor(cells, cell))
  const inherited = inheritDescriptor(own)
  if (inherited !== own) return referToDescriptor(cells, root, encodeDescriptor(inherited))
  shareSecurity(cells, cell)
  return cell
}

/**
 * Reads the reference of a key to its security cell.
 *
 * @param cells - the cells of the hive
 * @param key - file offset of the record of the key
 * @returns cell offset, of any value
 */
export function securityOf(cells: CellStore, key: FileOffset): CellOffset {
  return cells.image.u32(key + NK.SECURITY) as CellOffset
}

/**
 * Copies the descriptor in a security cell.
 *
 * @param cells - the cells of the hive
 * @param cell - cell offset of the security cell
 * @param check - finds the problem of a descriptor that must not be used; by default, one that
 *   Windows refuses
 * @returns the self-relative descriptor
 * @throws HiveError `damaged` when the cell is not a security cell, may not be touched, or has such
 *   a descriptor
 */
export function readDescriptor(
  cells: CellStore,
  cell: CellOffset,
  check: (bytes: Uint8Array) => DescriptorProblem | null = checkStoredDescriptor,
): Uint8Array {
  cells.requireSound(cell)
  const found = descriptorIn(cells, cell)
  if (found === null) {
    throw new HiveError('damaged', 'the key has no descriptor', {
      offset: fileOffset(cell),
      finding: 'security-bad',
      actual: cell,
    })
  }
  const bytes = cells.image.bytesCopy(found.at, found.length)
  const problem = check(bytes)
  if (problem === null) return bytes
  const { field, at, actual } = problem
  throw new HiveError('damaged', `the descriptor of the key is not valid: ${field}`, {
    ...{ offset: found.at + at, finding: 'descriptor-bad', expected: field, actual },
  })
}

/** Refuses a descriptor that Windows would not accept, or that is longer than any known one. */
function requireStorable(descriptor: Uint8Array): void {
  requireStoredDescriptor(descriptor)
  if (descriptor.length <= LIMIT.DESCRIPTOR) return
  throw new HiveError('bad-descriptor', `a descriptor has at most ${LIMIT.DESCRIPTOR} bytes`, {
    ...{ part: 'size', expected: LIMIT.DESCRIPTOR, actual: descriptor.length },
  })
}
