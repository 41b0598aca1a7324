/**
 * Cases of offreg-api 9 that are not tested exactly as they are written: calls that do not exist here, and decisions
 * about cases for which sources disagree or say nothing. Every other case is a test with its number.
 */

/** A buffer and its length are one capacity here, so one cannot be given without the other. */
const NO_LENGTH = 'a buffer without a length cannot be passed: a capacity is both'

/** Cases without a test, by number. */
export const NOT_APPLICABLE: Readonly<Record<number, string>> = {
  70: NO_LENGTH,
  78: NO_LENGTH,
  86: NO_LENGTH,
  111: NO_LENGTH,
}

/** Cases with a test of the decision, by number. */
export const DECIDED: Readonly<Record<number, string>> = {
  8: 'a file system that refuses stands for the missing permission; a real file too, unless the tests run as root, who may read everything',
  9: '5, as the file interface of Windows has it',
  20: '87: an error was seen, its number was not',
  29: 'accepted, as seen; refused with `documented`',
  32: '508 levels below the root are created and the next is 87; the library was seen to stop at about there',
  38: '87 for every option but 0 and 2: a volatile key could only be lost on saving',
  40: '87: no number is known',
  45: 'the same handle, which then takes one close more',
  61: 'succeeds, with the new spelling',
  62: '183, as RegRenameKey',
  63: '87, as for every other call that would touch the root',
  83: 'asking for the size alone is asking for everything: the data has it',
  91: 'the stored bytes, whatever the capacity: no NUL is written after them',
  104: 'always as counted: what follows the bytes in memory is not looked at, even where it can be seen',
  112: '4, as seen; the documentation has 3',
  122: 'where nothing is inherited, full control for SYSTEM and Administrators; the outcome is not known',
  127: 'inherited, as in Windows; whether the offline library does so is not known',
  132: '87: no number is known',
  133: '80, as seen; 183 with `documented`',
  138: 'without the mark `OfRg`, which would name another writer',
  144: 'the later hive wins',
  146: 'honoured',
  147: '6',
  148: '6',
  149: '87, and the hive stays open',
}
