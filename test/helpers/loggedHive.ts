/** A hive that Windows was still writing to, and the transaction log that completes it. */

import { encodeUtf16 } from '../../src/bytes/text.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { BASE, NK } from '../../src/regf/layout.ts'
import { corrupt, type Patch } from './corrupt.ts'
import { dirty, entriesOf, newLog, withNumbers } from './logs.ts'
import { bytesOf, everyKindOfValue } from './pageEngine.ts'

/** The sequence number of the hive, and of the entry of a log that belongs to it. */
export const LOG_SEQUENCE = 10

const HIVE = {
  name: 'ROOT',
  subkeys: [
    { name: 'Kept', values: everyKindOfValue() },
    { name: 'Old', subkeys: [{ name: 'X' }] },
  ],
}

const CLEAN = withNumbers(bytesOf(HIVE), LOG_SEQUENCE, LOG_SEQUENCE)

/** Keys `Kept`, with a value of each kind, and `Old` with a subkey. */
export const LOGGED = {
  clean: CLEAN,
  dirty: dirty(CLEAN, LOG_SEQUENCE),
  /** Removes `Old` and the first value of `Kept`, and adds `Fresh`. */
  log: logOf((hive) => {
    hive.key('Old').delete()
    hive.rootKey.create('Fresh')
    hive.key('Kept').value('Binary')?.delete()
  }),
}

/** Logs of that hive that should not be applied without a look at their preview. */
export const ODD_LOGS = {
  empty: new Uint8Array(),
  /** The checksum of its header is wrong. */
  unreadable: corrupt(LOGGED.log, { at: BASE.CHECKSUM, u32: 1 }),
  /** Leaves a key without its list, after missing entries. */
  damaging: logOf(
    (hive) => {
      const at = hive.cells.payloadAt(hive.key('Old').cell) + NK.SUBKEY_LIST
      hive.transact(({ cells }) => cells.image.setU32(at, 0x7000_0000))
    },
    { sequence: LOG_SEQUENCE + 2 },
  ),
  /** Leaves a hive that cannot be opened. */
  fatal: logOf((hive) => {
    const at = hive.cells.payloadAt(hive.root)
    hive.transact(({ cells }) => cells.image.setU16(at, 0))
  }),
  /** Its header has the name of another hive. */
  foreign: logOf((hive) => hive.key('Old').delete(), {
    header: { at: BASE.FILE_NAME, bytes: encodeUtf16('OTHER') },
  }),
}

/** The log that has the changes of `edit`. */
function logOf(
  edit: (hive: Hive) => void,
  options: { readonly sequence?: number; readonly header?: Patch } = {},
): Uint8Array<ArrayBuffer> {
  const { sequence = LOG_SEQUENCE, header } = options
  const hive = Hive.open(CLEAN.slice())
  edit(hive)
  const after = hive.image.bytesCopy(0, hive.image.length)
  const base = header === undefined ? CLEAN : corrupt(CLEAN, header)
  return newLog(base, entriesOf([CLEAN, withNumbers(after, LOG_SEQUENCE, LOG_SEQUENCE)], sequence))
}
