/** The bits of the fields that are made of them (regf-format 1.4, 3.1.1, 3.1.2, 3.3, 3.12). */

import { LAYERED } from '../regf/baseBlock.ts'
import { KEY_FLAG, LAYER, LAYER_INHERIT_CLASS, VALUE_FLAG, VIRTUAL_FLAG } from '../regf/layout.ts'
import type { LaidForm } from './FieldList.ts'

/** The names of bits. */
// biome-ignore format: a table
export type FlagName =
  | 'transactions' | 'layered'
  | 'volatile' | 'hive-exit' | 'hive-entry' | 'no-delete' | 'link' | 'narrow-name' | 'predefined'
  | 'virtual-source' | 'virtual-target' | 'virtual-store'
  | 'tombstone' | 'supersede-local' | 'supersede-tree' | 'inherit-class'
  | 'touched-early' | 'touched-late'
  | 'is-32-bit' | 'by-reflection' | 'no-reflection'
  | 'no-virtualization' | 'no-silent-fail' | 'recurse'
  | 'break-open' | 'break-delete' | 'break-security' | 'break-create-subkey'
  | 'break-delete-subkey' | 'break-set-value' | 'break-delete-value' | 'break-virtualize'

type Bits = readonly (readonly [bits: number, name: FlagName])[]

/** Virtualization flags are in the high half of the byte. */
const HIGH = 4

const BITS: Partial<Readonly<Record<LaidForm, Bits>>> = {
  'file-flags': [
    [1, 'transactions'],
    [LAYERED, 'layered'],
  ],
  'key-flags': [
    [KEY_FLAG.VOLATILE, 'volatile'],
    [KEY_FLAG.HIVE_EXIT, 'hive-exit'],
    [KEY_FLAG.HIVE_ENTRY, 'hive-entry'],
    [KEY_FLAG.NO_DELETE, 'no-delete'],
    [KEY_FLAG.SYM_LINK, 'link'],
    [KEY_FLAG.COMP_NAME, 'narrow-name'],
    [KEY_FLAG.PREDEF_HANDLE, 'predefined'],
    [KEY_FLAG.VIRTUAL_SOURCE, 'virtual-source'],
    [KEY_FLAG.VIRTUAL_TARGET, 'virtual-target'],
    [KEY_FLAG.VIRTUAL_STORE, 'virtual-store'],
  ],
  'value-flags': [
    [VALUE_FLAG.COMP_NAME, 'narrow-name'],
    [VALUE_FLAG.TOMBSTONE, 'tombstone'],
  ],
  access: [
    [1, 'touched-early'],
    [2, 'touched-late'],
  ],
  'user-flags': [
    [1, 'is-32-bit'],
    [2, 'by-reflection'],
    [4, 'no-reflection'],
    [VIRTUAL_FLAG.DONT_VIRTUALIZE << HIGH, 'no-virtualization'],
    [VIRTUAL_FLAG.DONT_SILENT_FAIL << HIGH, 'no-silent-fail'],
    [VIRTUAL_FLAG.RECURSE << HIGH, 'recurse'],
  ],
  debug: [
    [0x01, 'break-open'],
    [0x02, 'break-delete'],
    [0x04, 'break-security'],
    [0x08, 'break-create-subkey'],
    [0x10, 'break-delete-subkey'],
    [0x20, 'break-set-value'],
    [0x40, 'break-delete-value'],
    [0x80, 'break-virtualize'],
  ],
  layer: [[LAYER_INHERIT_CLASS, 'inherit-class']],
}

const LAYERS: ReadonlyMap<number, FlagName> = new Map([
  [LAYER.TOMBSTONE, 'tombstone'],
  [LAYER.SUPERSEDE_LOCAL, 'supersede-local'],
  [LAYER.SUPERSEDE_TREE, 'supersede-tree'],
])
const LAYER_BITS = 3

/**
 * Names the bits that are set in a field.
 *
 * @param form - the form of the field
 * @param number - what it holds
 * @returns the names of known bits, and the bits that have no name; null for a field of another form
 */
export function flagsIn(
  form: LaidForm,
  number: number,
): { readonly set: readonly FlagName[]; readonly rest: number } | null {
  const bits = BITS[form]
  if (bits === undefined) return null
  const named = bits.filter(([bit]) => (number & bit) !== 0)
  const set = named.map(([, name]) => name)
  const layer = form === 'layer' ? LAYERS.get(number & LAYER_BITS) : undefined
  const known = named.reduce((sum, [bit]) => sum | bit, layer === undefined ? 0 : LAYER_BITS)
  return { set: layer === undefined ? set : [layer, ...set], rest: number & ~known }
}
