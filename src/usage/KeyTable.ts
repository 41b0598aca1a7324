/** The keys of a hive, with the bytes, keys and values below each. */

/** What was measured of the keys, level by level: the root comes first, and the subkeys of a key are in one run. */
export interface KeyTable {
  readonly count: number
  /** Where the subkeys of each key begin. They end where those of the next key begin. */
  readonly firsts: Uint32Array
  /** Bytes of the key's own cells and of those below it. */
  readonly bytes: Uint32Array
  /** Keys below each, and the key itself. */
  readonly keys: Uint32Array
  /** Values of the key and of those below it. */
  readonly values: Uint32Array
  /** Where each key is in the next three columns, which are in the order in which the keys were found. */
  readonly found: Uint32Array
  /** Cell offsets. */
  readonly cells: Uint32Array
  /** The last write times: the high and low halves of each FILETIME. */
  readonly timesHigh: Uint32Array
  readonly timesLow: Uint32Array
}
