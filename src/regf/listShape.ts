/**
 * The kind of the leaves of a subkey list and the number of their entries are chosen here, and nowhere else
 * (regf-format 3.7). A list with a single leaf is `lh` in version 1.5 and later, `lf` in 1.3 and 1.4 (`li`
 * from 508 entries on), and `li` in older versions. Below an ri there is only `lh` in 1.5 and later, and only
 * `li` in older versions: a kernel that splits such a leaf derives the size of its entries from the version,
 * and would destroy an `lf`.
 */

import { SIG } from './layout.ts'

/** Entries of 8 bytes that fill a bin of 4096 bytes: 507 × 8 + 4 is a cell of 4,064. */
const ONE_BIN = 507
/** The number of entries at which Windows splits a leaf. */
const MOST = 1012

/**
 * Chooses the kind of the leaves of a subkey list.
 *
 * @param minor - minor version of the hive
 * @param subkeys - number of subkeys in the list
 * @returns the signature of the leaves
 */
export function leafFor(minor: number, subkeys: number): number {
  if (minor >= 5) return SIG.LH
  return minor >= 3 && subkeys <= ONE_BIN ? SIG.LF : SIG.LI
}

/**
 * Limits the entries of a leaf that grows by edits.
 *
 * @param signature - signature of the leaf
 * @returns the most entries
 */
export function mostEntries(signature: number): number {
  return signature === SIG.LF ? ONE_BIN : MOST
}

/**
 * Limits the entries of a leaf in a list that is written at once, as the offline library does.
 *
 * @param signature - signature of the leaf
 * @returns the entries of a full leaf
 */
export function packedEntries(signature: number): number {
  return signature === SIG.LI ? MOST : ONE_BIN
}

/**
 * Distributes subkeys over leaves for a list that is written at once, as in a compacted copy: every
 * leaf but the last is full.
 *
 * @param minor - minor version of the hive
 * @param subkeys - number of subkeys in the list
 * @returns the number of entries of each leaf
 */
export function packedSizes(minor: number, subkeys: number): number[] {
  const most = packedEntries(leafFor(minor, subkeys))
  const leaves = Math.ceil(subkeys / most)
  return Array.from({ length: leaves }, (_, leaf) => Math.min(most, subkeys - leaf * most))
}

/**
 * Distributes subkeys evenly over leaves, for a list that an edit rewrites.
 *
 * @param minor - minor version of the hive
 * @param subkeys - number of subkeys in the list
 * @returns the number of entries of each leaf
 */
export function evenSizes(minor: number, subkeys: number): number[] {
  const leaves = Math.ceil(subkeys / mostEntries(leafFor(minor, subkeys)))
  return Array.from({ length: leaves }, (_, leaf) => {
    return Math.floor((subkeys * (leaf + 1)) / leaves) - Math.floor((subkeys * leaf) / leaves)
  })
}

/**
 * Checks whether Windows writes a leaf of this kind there. Other leaves are read, and rewritten by
 * the next edit of the key's subkeys.
 *
 * @param minor - minor version of the hive
 * @param signature - signature of the leaf
 * @param isIndexed - whether the leaf is below an ri
 * @returns true if Windows writes it
 */
export function isRightLeaf(minor: number, signature: number, isIndexed: boolean): boolean {
  if (isIndexed) return signature === leafFor(minor, Number.POSITIVE_INFINITY)
  return signature === SIG.LI || signature === leafFor(minor, 1)
}
