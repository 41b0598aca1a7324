/** The words of the frame: empty state, tabs, bars, banners, notices and the dialogs about the page. */

import type { Access, HiveKind } from '../worker/protocol.ts'
import { counted } from './counted.ts'
import { keyName } from './edits.ts'
import { markedText } from './visibleText.ts'

export const PRODUCT = 'Propolis'

export const FRAME = {
  copyWhole: 'Copy all',
  openFiles: 'Open hive files',
  openHives: 'Open hives',
  tabs: 'Tabs',
  about: 'About this hive',
  openAnother: 'Open another hive',
  listHives: 'List open hives',
  palette: 'Go to key or command',
  privacyChip: 'Nothing leaves this computer',
  details: 'Details',
  closeDetails: 'Close details',
  closePanel: 'Close panel',
  resizeSides: 'Resize hives',
  keys: 'Keys',
  values: 'Values',
  tools: 'Navigation and history',
  address: 'Address',
  suggestions: 'Matching keys',
  siblings: 'Keys at this place',
  resizeTree: 'Resize keys and values',
  resizeDetails: 'Resize details',
  panelTabs: 'Lists',
  dismiss: 'Dismiss',
  dismissAll: 'Dismiss all',
  notices: 'Notices',
  working: 'In progress',
  cancel: 'Cancel',
  close: 'Close',
} as const

/** The lists in the bottom panel. */
export const PANEL_TITLES = {
  problems: 'Problems',
  changes: 'Changes',
  history: 'History',
  timeline: 'Timeline',
  sizes: 'Size of Keys',
  fileMap: 'File Map',
  technical: 'Technical',
  differences: 'Differences',
  deleted: 'Deleted',
  writable: 'Writable Keys',
  salvage: 'Salvage',
} as const

/** The name of the button that closes a tab of the bottom panel. */
export function closePanelTabText(title: string): string {
  return `Close ${title}`
}

/** The name of the splitter above a list in the bottom panel. */
export function resizePanelText(list: string): string {
  return `Resize ${list.toLowerCase()}`
}

/** Enter on a splitter hid its pane or showed it again. */
export function paneHiddenText(name: string, hidden: boolean): string {
  if (!hidden) return `${name} shown.`
  return `${name} hidden. Press Enter to show the pane again, or use the View menu.`
}

export const EMPTY = {
  title: 'Open a registry hive. Change it. Save it.',
  lead: 'Edit Windows registry hive files from any computer: no administrator rights, nothing to load or unload, every change can be undone. Only this page reads the file; nothing is sent anywhere.',
  drop: 'Drop a hive anywhere on this page',
  kinds: 'SYSTEM, SOFTWARE, SAM, SECURITY, NTUSER.DAT, UsrClass.dat, BCD, Amcache.hve',
  startFrom: 'Start from',
  sample: 'A sample hive',
  sampleHint: 'to look around',
  empty: 'A new, empty hive',
  emptyHint: 'to start from scratch',
  getHive: 'Get a hive from a Windows computer',
  command: 'reg save HKLM\\SOFTWARE software.hiv',
  copyCommand: 'Copy command',
  getHiveRest:
    'or copy it from a mounted image, a backup or another system’s Windows\\System32\\config folder. Windows locks the hives it is using.',
  keys: 'The keys you know',
  allKeys: 'All shortcuts',
} as const

/** Shortcuts shown on the first screen, by command. */
export const EMPTY_KEYS = [
  'file.open',
  'edit.modify',
  'edit.rename',
  'edit.undo',
  'go.address',
] as const

export const DROP = {
  title: 'Drop to open',
  orImport: 'Drop to open or import',
  hint: 'Each hive opens in its own tab; transaction logs go to their hive.',
} as const

/**
 * What becomes of a dropped text.
 *
 * @param hive - the hive that it is imported into
 * @param key - the key that it is dropped on; null for none
 */
export function dropImportText(hive: string, key: string | null): string {
  const below = key === null ? '' : `; its keys can go below ${markedText(key)}`
  return `A .reg file is imported into ${markedText(hive)}${below}.`
}

/** The button of a notice that brings a hive to the front. */
export const SHOW = 'Show'

/** A hive was opened in a tab in the background. */
export function openedText(title: string): string {
  return `${title} is open.`
}

/** Logs were added to a hive that is not shown. */
export function logsCameText(title: string): string {
  return `The transaction logs were added to ${title}.`
}

/** The file is already open. */
export function alreadyOpenText(
  title: string,
  unsaved: number,
): { readonly text: string; readonly detail?: string } {
  const text = `${title} is already open.`
  return unsaved === 0 ? { text } : { text, detail: `It has ${unsavedText(unsaved)}.` }
}

/** The button that opens the file a second time anyway. */
export const OPEN_SECOND = 'Open a second copy'

/** An editor with unsaved input was closed, with its hive or to ask a question about a hive. */
export function closedEditorText(title: string): string {
  return `The editor of a value in ${title} was closed. Your changes in it were not stored.`
}

/** Which hive a dialog is about, where several are open. */
export function inHiveText(title: string): string {
  return `In ${title}`
}

/** A tab's accessible name. */
export function tabName(
  name: string,
  { unsaved, locked }: { readonly unsaved: boolean; readonly locked: boolean },
): string {
  return [markedText(name), unsaved && 'unsaved', locked && 'locked'].filter(Boolean).join(', ')
}

export function closeTabText(name: string): string {
  return `Close ${markedText(name)}`
}

/** The title of the browser tab, marked while there are unsaved changes. */
export function pageTitle(name: string | null, options: { readonly unsaved: boolean }): string {
  const title = name === null ? PRODUCT : `${markedText(name)} - ${PRODUCT}`
  return options.unsaved ? `● ${title}` : title
}

export function openingText(name: string, done: number): string {
  const shown = markedText(name)
  return done > 0 && done < 1 ? `Opening ${shown}: ${Math.floor(done * 100)}%` : `Opening ${shown}…`
}

const SIZE_UNITS = ['bytes', 'KB', 'MB', 'GB'] as const

/** A file size for people: `14.8 MB`. */
export function sizeText(bytes: number): string {
  const power = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), SIZE_UNITS.length - 1)
  if (power === 0) return `${bytes} bytes`
  return `${(bytes / 1024 ** power).toFixed(power === 1 ? 0 : 1)} ${SIZE_UNITS[power]}`
}

/** What kind of hive it is. */
export function kindText(kind: HiveKind): string {
  return kind === 'unknown' ? 'Hive' : `${kind} hive`
}

const LONG_ROOTS: readonly (readonly [long: string, short: string])[] = [
  ['HKEY_LOCAL_MACHINE', 'HKLM'],
  ['HKEY_CURRENT_USER', 'HKCU'],
  ['HKEY_USERS', 'HKU'],
  ['HKEY_CLASSES_ROOT', 'HKCR'],
]

/** Shortens `HKEY_LOCAL_MACHINE\SYSTEM` to `HKLM\SYSTEM` where space is limited. */
export function shortPrefix(prefix: string): string {
  const root = LONG_ROOTS.find(([long]) => prefix.startsWith(long))
  return root ? root[1] + prefix.slice(root[0].length) : prefix
}

export const STATUS = {
  noHive: 'No hive open',
  readyOffline: 'Ready offline',
  utcTitle: 'All times are in UTC. Click for the time of this computer.',
  localTitle: 'All times are those of this computer. Click for UTC.',
  readOnly: 'Read-only',
  locked: 'Locked',
  keepsTimes: 'Times are kept',
  saving: 'Checking and saving…',
  downloaded: 'Saved as a download',
  logsNotApplied: 'Logs not applied',
} as const

/**
 * The zone that times are shown in.
 *
 * @param zone - its name, such as `UTC+02:00`
 */
export function timesText(zone: string, { local }: { readonly local: boolean }): string {
  return local ? `Local time, now ${zone}` : zone
}

export function countsText(values: number, subkeys: number): string {
  return `${counted(values, 'value')} · ${counted(subkeys, 'subkey')}`
}

/** In a narrow window, the button from the keys to the values of the selected one. */
export function toValuesText(key: string, values: number): string {
  return `${markedText(keyName(key))}: ${counted(values, 'value')}`
}

export function backToKeysText(key: string | null): string {
  return key === null ? 'Keys' : `Keys · ${markedText(keyName(key))}`
}

/** The steps that were not saved; what they changed is counted in the list of changes. */
export function unsavedText(count: number): string {
  return counted(count, 'unsaved step')
}

export function checkingText(done: number): string {
  return `Checking the hive: ${Math.floor(done * 100)}%`
}

/** The number of errors and warnings; `outdated` if the hive was edited after the check. */
export function problemsText(
  errors: number,
  warnings: number,
  { outdated }: { readonly outdated: boolean },
): string {
  const parts = []
  if (errors > 0) parts.push(counted(errors, 'error'))
  if (warnings > 0) parts.push(counted(warnings, 'warning'))
  if (parts.length > 0 && outdated) parts.push('before the last changes')
  return parts.join(', ')
}

/** Why a hive is read-only. The text for a dirty hive is in `recovery.ts`. */
export const ACCESS_TEXT: Readonly<
  Record<
    Exclude<Access, 'editable' | 'locked' | 'dirty'>,
    { readonly text: string; readonly detail: string }
  >
> = {
  'old-version': {
    text: 'This hive has an early format, so it is read-only.',
    detail:
      'Versions 1.0 and 1.1 can only be viewed. To edit this hive, convert it to version 1.3 first; the file is not changed until you save.',
  },
  'unknown-version': {
    text: 'The header of this hive is damaged, so it is read-only.',
    detail: 'Its checksum is wrong and its version is unknown. What can be read is shown.',
  },
  truncated: {
    text: 'This file ends early, so it is read-only.',
    detail: 'Part of the hive is missing. Copy the file again; what can be read is shown.',
  },
}

export const BANNER = {
  showProblems: 'Show problems',
  stopped: 'The engine has stopped.',
  stoppedDetail:
    'The hives on this page can no longer be read or saved. Edits that are kept on this device are offered again, others are lost; the files themselves are unchanged.',
  startAgain: 'Start again',
  reload: 'Reload the page',
} as const

/** A part of the page could not be loaded. */
export const PART_MISSING = {
  text: 'A part of this page could not be loaded.',
  detail:
    'The server cannot be reached, or has a newer version of the page. Save your changes, then reload the page.',
} as const

/** The background check found errors. */
export function findingsText(errors: number, options: { readonly editable: boolean }): string {
  const rest = options.editable
    ? 'Undamaged parts can be read and edited; edits that would touch damage are refused.'
    : 'Undamaged parts can be read.'
  return `This hive has ${counted(errors, 'error')}. ${rest}`
}

/** A read-only hive that has not changed since it was opened is not saved. */
export function nothingToSaveText(name: string): string {
  return `No changes to save in ${name}.`
}

/** A sound copy is made of a damaged hive; it is not repaired in place. */
export const SALVAGE_OFFER = {
  label: 'Salvage to new tab',
  detail: 'Salvage copies everything that can be read into a new, sound hive.',
} as const
