/**
 * The security cell of a key: one that has the descriptor already, or a new one, and what a new key gets
 * from its parent (regf-format 3.8, 6.7; offreg-api 7.3). Reading and setting security is security.ts.
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
 * Makes one more key refer to a descriptor: in the cell that has it, else in a new one beside the root's.
 *
 * @throws HiveError `bad-descriptor`, `damaged`, `list-full` when it is shared too often, `hive-full`
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
 * Makes one more key refer to the descriptor that a new subkey inherits, however the key is created: the
 * parent's own cell where the inherited descriptor says the same, else a cell of its own (regf-format 6.2
 * rule 15). Computed once for each cell, since keys are often created by the thousand below one parent.
 *
 * @param parent - the record of the key the subkey is for
 * @throws HiveError `damaged`, `bad-descriptor`, `list-full` when it is shared too often, `hive-full`
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

/** The security cell a key refers to. */
export function securityOf(cells: CellStore, key: FileOffset): CellOffset {
  return cells.image.u32(key + NK.SECURITY) as CellOffset
}

/**
 * A copy of the descriptor in a security cell.
 *
 * @param check - what is wrong with one that must not be used: by default, that Windows refuses it
 * @throws HiveError `damaged` when the cell is none, the check found an error in it, or the descriptor
 *   is wrong
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

/** @throws HiveError `bad-descriptor` for one that Windows refuses, or longer than any that is known */
function requireStorable(descriptor: Uint8Array): void {
  requireStoredDescriptor(descriptor)
  if (descriptor.length <= LIMIT.DESCRIPTOR) return
  throw new HiveError('bad-descriptor', `a descriptor has at most ${LIMIT.DESCRIPTOR} bytes`, {
    ...{ part: 'size', expected: LIMIT.DESCRIPTOR, actual: descriptor.length },
  })
}
