/** The words of the dialogs about hives, keys and the page itself. */

import { counted } from './counted.ts'
import { sizeText } from './page.ts'
import { markedText } from './visibleText.ts'

export const CLOSE_UNSAVED = {
  title: 'Close without saving?',
  save: 'Save',
  discard: 'Discard',
  cancel: 'Cancel',
} as const

/**
 * Asks before a hive is closed.
 *
 * @param isKept - whether its edits are kept on this device, where they can stay
 */
export function closeUnsavedText(name: string, unsaved: number, isKept: boolean): string {
  const it = unsaved === 1 ? 'it' : 'them'
  const ways = isKept
    ? `Discard loses ${it} for good. Keep for Later closes the hive and keeps ${it} on this device, to be resumed.`
    : `Closing the hive discards ${it} for good.`
  return `${markedText(name)} has ${counted(unsaved, 'unsaved step')}. ${ways}`
}

export const UPDATE = {
  ready: 'A new version is ready.',
  now: 'Apply',
  afterSaving: 'Apply after saving',
  waiting: 'You are asked again once your changes are saved.',
  title: 'Start the new version?',
  cancel: 'Not now',
  apply: 'Close and start',
} as const

/** Starting the new version closes these hives, none of which has unsaved changes. */
export function updateText(names: readonly string[]): string {
  const shown = names.map(markedText).join(', ')
  return `The page has to be reloaded, which closes ${counted(names.length, 'open hive')}: ${shown}. There are no unsaved changes to lose, but the undo history and the originals kept here are discarded.`
}

export const CHANGED_ON_DISK = {
  title: 'The file has changed',
  reload: 'Reload',
  saveAs: 'Save As…',
  overwrite: 'Overwrite',
  cancel: 'Cancel',
} as const

/** What happened to the file, and what each answer does. */
export function changedOnDiskText(name: string, unsaved: number): readonly string[] {
  const discards = unsaved === 0 ? '' : `, and discards ${counted(unsaved, 'unsaved step')}`
  return [
    `${markedText(name)} was changed by another program since it was opened or saved here. Nothing has been written yet.`,
    `Reload opens the file as it is now${discards}. Save As leaves it as it is. Overwrite destroys what the other program wrote. Neither loss can be undone.`,
  ]
}

export const ADD_FAVORITE = {
  title: 'Add to Favorites',
  name: 'Favorite name',
  note: 'Note',
  add: 'Add',
  cancel: 'Cancel',
} as const

export const FAVORITES = {
  title: 'Organize Favorites',
  list: 'Favorites',
  none: 'There are no favorites yet. Select a key and choose Add to Favorites.',
  name: 'Name',
  note: 'Note',
  up: 'Move up',
  down: 'Move down',
  remove: 'Remove',
  import: 'Import…',
  export: 'Export',
  file: 'File of favorites',
  close: 'Close',
} as const

export const KEY_PROPERTIES = {
  title: 'Key Properties',
  name: 'Name',
  path: 'Path',
  className: 'Class',
  noClass: 'none',
  lastWrite: 'Last write',
  values: 'Values',
  subkeys: 'Subkeys',
  flags: 'Flags',
  noFlags: 'none',
  link: 'Link',
  linkYes: 'This key is a link to another key',
  linkNo: 'no',
  layer: 'Layer',
  cell: 'File offset',
  descriptor: 'Security descriptor',
  virtualization: 'Virtualization',
  ok: 'OK',
  cancel: 'Cancel',
  target: 'Link target',
  below: 'Everything in it',
  measure: 'Measure',
  measuring: 'Measuring the hive…',
  keepsTimes: 'Keys of this hive keep their last write times when they are edited.',
} as const

/** The virtualization flags (offreg-api 3.19). */
export const VIRTUAL_FLAG_TITLES: readonly (readonly [flag: number, title: string])[] = [
  [2, 'Do not virtualize denied writes'],
  [4, 'Do not open with fewer rights than requested'],
  [8, 'New subkeys inherit these flags'],
]

/** How much a key and everything below it take. */
export function belowText(keys: number, values: number, bytes: number): string {
  return `${counted(keys, 'key')}, ${counted(values, 'value')}, ${counted(bytes, 'byte')}`
}

export const NEW_LINK = {
  title: 'New Link',
  name: 'Name',
  target: 'Link target',
  hint: 'Programs that open the link get the other key.',
  create: 'Create',
  cancel: 'Cancel',
  notAbsolute:
    'Type the whole path of a key, such as HKLM\\SYSTEM\\ControlSet001. A link cannot lead below HKEY_CURRENT_USER or HKEY_CLASSES_ROOT, which are other keys for each user.',
} as const

/** The form in which a target is stored. */
export function storedTargetText(target: string): string {
  return `Stored as ${markedText(target)}`
}

/** Names of the bits of a key's flags (regf-format, nk flags). */
const KEY_FLAG_NAMES: readonly (readonly [bit: number, name: string])[] = [
  [0x0001, 'Volatile'],
  [0x0002, 'Mount point'],
  [0x0004, 'Root'],
  [0x0008, 'Cannot be deleted'],
  [0x0010, 'Symbolic link'],
  [0x0020, 'Name stored as Latin-1'],
  [0x0040, 'Predefined handle'],
  [0x0080, 'Virtualization source'],
  [0x0100, 'Virtualization target'],
  [0x0200, 'Virtual store'],
]

/** The flags of a key in words, and unknown bits as a number. */
export function keyFlagsText(flags: number): string {
  const names = KEY_FLAG_NAMES.filter(([bit]) => flags & bit).map(([, name]) => name)
  const known = KEY_FLAG_NAMES.reduce((all, [bit]) => all | bit, 0)
  const rest = flags & ~known
  if (rest !== 0) names.push(hexText(rest, 4))
  const words = names.length === 0 ? KEY_PROPERTIES.noFlags : names.join(', ')
  return `${hexText(flags, 4)} (${words})`
}

export const HIVE_INFORMATION = {
  title: 'Hive Information',
  file: 'File',
  kind: 'Kind',
  prefix: 'Registry path',
  version: 'Version',
  size: 'Size',
  modified: 'File modified',
  sizeOpened: 'Size as opened',
  root: 'Root key',
  sequence: 'Sequence numbers as opened',
  state: 'State when opened',
  checksum: 'Header checksum as opened',
  checksumOk: 'valid',
  checksumBad: 'not valid',
  contents: 'Contents',
  sha256: 'SHA-256 as opened',
  noDigest: 'not available: browsers compute it on secure pages only',
  computing: 'computing…',
  saving: 'Save writes',
  inPlace: 'the file itself',
  download: 'a download of the same name',
  clean: 'clean',
  dirty: 'dirty: its logs were not applied',
  recovered: 'dirty: its logs are applied',
} as const

/** `14.8 MB (15,519,744 bytes)`. */
export function exactSizeText(bytes: number): string {
  const exact = counted(bytes, 'byte')
  return bytes < 1024 ? exact : `${sizeText(bytes)} (${exact})`
}

export function sequenceText(primary: number, secondary: number): string {
  return primary === secondary ? `${primary} (equal)` : `${primary} and ${secondary} (they differ)`
}

export function contentsText(keys: number, values: number): string {
  return `${counted(keys, 'key')}, ${counted(values, 'value')}`
}

export const ABOUT = {
  title: 'About Propolis',
  text: 'An editor for Windows registry hive files that runs in the browser, with nothing to install and nothing sent anywhere. Propolis is what bees seal and repair a hive with.',
  reads:
    'Reads hives of versions 1.0 to 1.6; edits and saves versions 1.2 to 1.6, keeping every byte that no edit touched in place. Versions 1.0 and 1.1 are converted first.',
  license: 'MIT licence.',
} as const

export const LICENCES = {
  title: 'Licences',
  lead: 'Propolis and the packages it contains, each with its licence. The same text is in licences.txt beside the page.',
  missing: 'The licences could not be loaded. They are in licences.txt beside the page.',
} as const

/** A number in hex with at least `digits` digits. */
export function hexText(value: number, digits: number): string {
  return `0x${(value >>> 0).toString(16).toUpperCase().padStart(digits, '0')}`
}

/** The dialog that creates all keys of a path. */
export const KEY_PATH = {
  title: 'New Key Path',
  path: 'Path',
  hint: 'Keys that do not exist are created, in one step. A path that begins with a root such as HKLM, or with a backslash, is one of the whole hive; any other begins below the selected key.',
  elsewhere: 'This path is not in this hive.',
  exists: 'This key exists already.',
  create: 'Create',
  cancel: 'Cancel',
} as const
