/**
 * The fields of each on-disk structure in their order: the offsets of `layout.ts` with what is there. Every byte of a
 * structure belongs to one field (regf-format sections 1.1, 2.1, 2.2, 3.1, 3.3, 3.5, 3.6, 3.8).
 */

import { BASE, BIN, CELL, DB, LIST, NK, SK, VK } from './layout.ts'
import { BASE_BLOCK_SIZE } from './offsets.ts'

/** How the bytes of a field are read. */
export type FieldForm =
  /** A signature. */
  | 'letters'
  | 'u8'
  | 'u16'
  | 'u32'
  /** A 32-bit number that is best read in hexadecimal, such as a checksum. */
  | 'hex'
  /** The size of a cell: negative if it is allocated. */
  | 'cell-size'
  /** The offset of a cell. */
  | 'cell'
  /** The offset of a bin. */
  | 'bin'
  | 'filetime'
  | 'guid'
  | 'utf16'
  | 'file-flags'
  | 'key-flags'
  | 'value-flags'
  | 'layer'
  | 'access'
  | 'user-flags'
  | 'debug'
  | 'value-type'
  /** The size of the data of a value, with the bit for data that is inside the record. */
  | 'data-size'
  /** Without a meaning. */
  | 'bytes'

/** What a cell can hold. */
export type CellUse =
  | 'key'
  | 'value'
  | 'security'
  /** A list of subkeys: li, lf or lh. */
  | 'leaf'
  /** A list of such lists: ri. */
  | 'index'
  | 'value-list'
  | 'data'
  /** The db record of data in segments. */
  | 'big-data'
  | 'segment-list'
  | 'segment'
  | 'class'
  /** Nothing says what it holds. */
  | 'unknown'

/** A field of a structure. */
export interface Field {
  readonly name: FieldName
  /** Bytes from the start of the structure. */
  readonly at: number
  readonly size: number
  readonly form: FieldForm
  /** What is in the cell that it leads to. */
  readonly leadsTo?: CellUse
}

/** The names of fields, some of which several structures have. */
// biome-ignore format: a table
export type FieldName =
  | 'signature' | 'flags' | 'count' | 'spare' | 'reserved' | 'size' | 'name' | 'data'
  | 'primary-sequence' | 'secondary-sequence' | 'last-written' | 'major' | 'minor' | 'file-type'
  | 'file-format' | 'root-cell' | 'data-size' | 'clustering' | 'file-name' | 'resource-manager'
  | 'log' | 'transaction-manager' | 'guid-signature' | 'reorganized' | 'offreg-signature'
  | 'offreg-flags' | 'checksum' | 'offreg-time' | 'thaw-transaction-manager'
  | 'thaw-resource-manager' | 'thaw-log' | 'boot-type' | 'boot-recover' | 'bin-offset'
  | 'bin-size' | 'timestamp' | 'cell-size' | 'last-cell' | 'last-write' | 'access' | 'layer'
  | 'title-index' | 'parent' | 'subkey-count' | 'volatile-count' | 'subkey-list' | 'volatile-list'
  | 'value-count' | 'value-list' | 'security' | 'class' | 'max-subkey-name' | 'user-flags'
  | 'debug' | 'max-subkey-class' | 'max-value-name' | 'max-value-data' | 'work-var'
  | 'name-length' | 'class-length' | 'value-data-size' | 'value-data' | 'type' | 'next-security'
  | 'previous-security' | 'references' | 'descriptor-size' | 'descriptor' | 'entry' | 'hash'
  | 'hint' | 'segment-count' | 'segment-list' | 'segment' | 'slack' | 'free' | 'unreadable'

const field = (
  name: FieldName,
  at: number,
  size: number,
  form: FieldForm,
  leadsTo?: CellUse,
): Field => ({ name, at, size, form, ...(leadsTo && { leadsTo }) })

/** The base block. */
export const BASE_FIELDS: readonly Field[] = [
  field('signature', BASE.SIGNATURE, 4, 'letters'),
  field('primary-sequence', BASE.PRIMARY_SEQUENCE, 4, 'u32'),
  field('secondary-sequence', BASE.SECONDARY_SEQUENCE, 4, 'u32'),
  field('last-written', BASE.LAST_WRITTEN, 8, 'filetime'),
  field('major', BASE.MAJOR, 4, 'u32'),
  field('minor', BASE.MINOR, 4, 'u32'),
  field('file-type', BASE.TYPE, 4, 'u32'),
  field('file-format', BASE.FORMAT, 4, 'u32'),
  field('root-cell', BASE.ROOT_CELL, 4, 'cell', 'key'),
  field('data-size', BASE.DATA_SIZE, 4, 'u32'),
  field('clustering', BASE.CLUSTERING, 4, 'u32'),
  field('file-name', BASE.FILE_NAME, 64, 'utf16'),
  field('resource-manager', BASE.RESOURCE_MANAGER, 16, 'guid'),
  field('log', BASE.LOG, 16, 'guid'),
  field('flags', BASE.FLAGS, 4, 'file-flags'),
  field('transaction-manager', BASE.TRANSACTION_MANAGER, 16, 'guid'),
  field('guid-signature', BASE.GUID_SIGNATURE, 4, 'letters'),
  field('reorganized', BASE.REORGANIZED, 8, 'filetime'),
  field('offreg-signature', BASE.OFFREG_SIGNATURE, 4, 'letters'),
  field('offreg-flags', BASE.OFFREG_FLAGS, 4, 'hex'),
  field('reserved', BASE.RESERVED, BASE.CHECKSUM - BASE.RESERVED, 'bytes'),
  field('checksum', BASE.CHECKSUM, 4, 'hex'),
  field('offreg-time', BASE.OFFREG_TIME, 8, 'filetime'),
  field(
    'reserved',
    BASE.RESERVED_REST,
    BASE.THAW_TRANSACTION_MANAGER - BASE.RESERVED_REST,
    'bytes',
  ),
  field('thaw-transaction-manager', BASE.THAW_TRANSACTION_MANAGER, 16, 'guid'),
  field('thaw-resource-manager', BASE.THAW_RESOURCE_MANAGER, 16, 'guid'),
  field('thaw-log', BASE.THAW_LOG, 16, 'guid'),
  field('boot-type', BASE.BOOT_TYPE, 4, 'u32'),
  field('boot-recover', BASE.BOOT_RECOVER, BASE_BLOCK_SIZE - BASE.BOOT_RECOVER, 'u32'),
]

/** The header of a bin. */
export const BIN_FIELDS: readonly Field[] = [
  field('signature', BIN.SIGNATURE, 4, 'letters'),
  field('bin-offset', BIN.OFFSET, 4, 'bin'),
  field('bin-size', BIN.SIZE, 4, 'u32'),
  field('reserved', BIN.RESERVED, 8, 'bytes'),
  field('timestamp', BIN.TIMESTAMP, 8, 'filetime'),
  field('spare', BIN.SPARE, BIN.HEADER - BIN.SPARE, 'hex'),
]

/** What comes before the payload of a cell. */
export const CELL_FIELDS: readonly Field[] = [field('cell-size', CELL.SIZE, 4, 'cell-size')]

/** The same in versions 1.0 and 1.1. */
export const EARLY_CELL_FIELDS: readonly Field[] = [
  ...CELL_FIELDS,
  field('last-cell', CELL.LAST, 4, 'hex'),
]

const KEY_REST: readonly Field[] = [
  field('parent', NK.PARENT, 4, 'cell', 'key'),
  field('subkey-count', NK.SUBKEY_COUNT, 4, 'u32'),
  field('volatile-count', NK.VOLATILE_COUNT, 4, 'u32'),
  field('subkey-list', NK.SUBKEY_LIST, 4, 'cell', 'leaf'),
  // Windows uses it only in memory, so it leads nowhere in a file (3.1).
  field('volatile-list', NK.VOLATILE_LIST, 4, 'hex'),
  field('value-count', NK.VALUE_COUNT, 4, 'u32'),
  field('value-list', NK.VALUE_LIST, 4, 'cell', 'value-list'),
  field('security', NK.SECURITY, 4, 'cell', 'security'),
  field('class', NK.CLASS, 4, 'cell', 'class'),
  field('max-subkey-name', NK.MAX_SUBKEY_NAME, 2, 'u16'),
  field('user-flags', NK.USER_FLAGS, 1, 'user-flags'),
  field('debug', NK.DEBUG, 1, 'debug'),
  field('max-subkey-class', NK.MAX_SUBKEY_CLASS, 4, 'u32'),
  field('max-value-name', NK.MAX_VALUE_NAME, 4, 'u32'),
  field('max-value-data', NK.MAX_VALUE_DATA, 4, 'u32'),
  field('work-var', NK.WORK_VAR, 4, 'hex'),
  field('name-length', NK.NAME_LENGTH, 2, 'u16'),
  field('class-length', NK.CLASS_LENGTH, 2, 'u16'),
]

const KEY_START: readonly Field[] = [
  field('signature', NK.SIGNATURE, 2, 'letters'),
  field('flags', NK.FLAGS, 2, 'key-flags'),
  field('last-write', NK.LAST_WRITE, 8, 'filetime'),
]

/** The record of a key, up to its name. */
export const KEY_FIELDS: readonly Field[] = [
  ...KEY_START,
  field('access', NK.ACCESS_BITS, 1, 'access'),
  field('layer', NK.LAYER, 1, 'layer'),
  field('spare', NK.SPARE, 2, 'bytes'),
  ...KEY_REST,
]

/** The same in versions 1.0 and 1.1. */
export const EARLY_KEY_FIELDS: readonly Field[] = [
  ...KEY_START,
  field('title-index', NK.ACCESS_BITS, 4, 'u32'),
  ...KEY_REST,
]

const VALUE_START: readonly Field[] = [
  field('signature', VK.SIGNATURE, 2, 'letters'),
  field('name-length', VK.NAME_LENGTH, 2, 'u16'),
  field('value-data-size', VK.DATA_SIZE, 4, 'data-size'),
  field('value-data', VK.DATA, 4, 'cell', 'data'),
  field('type', VK.TYPE, 4, 'value-type'),
]

/** The record of a value, up to its name. */
export const VALUE_FIELDS: readonly Field[] = [
  ...VALUE_START,
  field('flags', VK.FLAGS, 2, 'value-flags'),
  field('spare', VK.SPARE, 2, 'bytes'),
]

/** The same in versions 1.0 and 1.1. */
export const EARLY_VALUE_FIELDS: readonly Field[] = [
  ...VALUE_START,
  field('title-index', VK.FLAGS, 4, 'u32'),
]

/** A security record, up to its descriptor. */
export const SECURITY_FIELDS: readonly Field[] = [
  field('signature', SK.SIGNATURE, 2, 'letters'),
  field('reserved', SK.RESERVED, 2, 'bytes'),
  field('next-security', SK.FLINK, 4, 'cell', 'security'),
  field('previous-security', SK.BLINK, 4, 'cell', 'security'),
  field('references', SK.REFERENCES, 4, 'u32'),
  field('descriptor-size', SK.SIZE, 4, 'u32'),
]

/** A list of subkeys or of such lists, up to its entries. */
export const LIST_FIELDS: readonly Field[] = [
  field('signature', LIST.SIGNATURE, 2, 'letters'),
  field('count', LIST.COUNT, 2, 'u16'),
]

/** The record of data in segments. */
export const BIG_DATA_FIELDS: readonly Field[] = [
  field('signature', DB.SIGNATURE, 2, 'letters'),
  field('segment-count', DB.COUNT, 2, 'u16'),
  field('segment-list', DB.SEGMENTS, 4, 'cell', 'segment-list'),
]
