/** Messages about copying and pasting keys and values, and the words of the dialog that asks about taken names. */

import type { Clash, Clip, PasteResult } from '../worker/protocol.ts'
import { counted } from './counted.ts'
import { keyName, valueName } from './edits.ts'
import { markedText } from './visibleText.ts'

/** What was copied, in a few words: `Alpha`, `3 values`. */
export function clipName({ kind, name, values }: Pick<Clip, 'kind' | 'name' | 'values'>): string {
  if (kind === 'key') return keyName(markedText(name))
  return values === 1 ? valueName(markedText(name)) : counted(values, 'value')
}

/** Says what was copied or cut, and what other programs get of it. */
export function copiedClipText(clip: Clip, { cut }: { readonly cut: boolean }): string {
  const { kind, keys, values } = clip
  const size = kind === 'key' ? ` (${counted(keys, 'key')}, ${counted(values, 'value')})` : ''
  const text = `${cut ? 'Cut' : 'Copied'} ${clipName(clip)}${size}`
  return cut ? `${text}. It stays here until it is pasted; Esc takes the cut back.` : text
}

export interface CopyNotes {
  /** Whether the text was too long, so that other programs get only the path. */
  readonly short: boolean
  /** Keys and values that the text does not have. */
  readonly leftOut: number
  /** Whether it can be pasted into other tabs only while this one is open. */
  readonly here: boolean
  readonly hidden: boolean
}

/** What is special about a copy; undefined when nothing is. */
export function copyNotesText({ short, leftOut, here, hidden }: CopyNotes): string | undefined {
  const notes = [
    short
      ? 'Its text is too long for a clipboard: other programs get only the path of the key.'
      : '',
    leftOut > 0
      ? `${counted(leftOut, 'key or value', 'keys or values')} cannot be written as text.`
      : '',
    hidden ? 'The names contain hidden characters, which were copied as they are.' : '',
    here ? 'Other tabs can paste it while this one is open.' : '',
  ].filter((note) => note !== '')
  return notes.length > 0 ? notes.join(' ') : undefined
}

export const COPYING = 'Copying…'

/** The browser did not allow the clipboard. */
export const ONLY_HERE =
  'The browser did not allow the clipboard, so that it can be pasted only in this page.'

export function pastingText(name: string): string {
  return `Pasting ${name}…`
}

/** What a paste did. `how` is that of the request. */
export function pastedText(
  { label, keys, values }: PasteResult,
  {
    how,
    kind,
    into,
  }: {
    readonly how: 'paste' | 'move' | 'duplicate'
    readonly kind: 'key' | 'values'
    /** The hive it was pasted into, when it comes from another one. */
    readonly into: string | null
  },
): string {
  const done = { paste: 'Pasted', move: 'Moved', duplicate: 'Duplicated' }[how]
  const where = into === null ? '' : ` into ${into}`
  if (kind === 'values') {
    const what = values === 1 ? valueName(markedText(label.name)) : counted(values, 'value')
    return `${done} ${what}${where}`
  }
  const size = `${counted(keys, 'key')}, ${counted(values, 'value')}`
  return `${done} ${keyName(markedText(label.name))}${where}: ${size}`
}

/** What was not pasted; undefined when everything was. */
export function notPastedDetail({ left, skipped }: PasteResult): string | undefined {
  const notes = [
    skipped > 0 ? `${counted(skipped, 'name')} that exist here already were skipped.` : '',
    left > 0
      ? `${counted(left, 'key or value', 'keys or values')} could not be copied: no edit can set such a name or such flags.`
      : '',
  ].filter((note) => note !== '')
  return notes.length > 0 ? notes.join(' ') : undefined
}

export const PASTE_TEXT = {
  nothing:
    'There is nothing to paste: the clipboard has neither keys, values, .reg text nor the path of a key.',
  notAllowed: 'The browser did not let the page read the clipboard.',
  pressKeys: (keys: string) => `Press ${keys} to paste.`,
  gone: 'What was copied is no longer there: copy it again.',
  intoItself: 'A key cannot be moved into itself or below itself.',
  alreadyHere: 'It is here already.',
  keptOriginal: 'The original was not deleted, because not everything was copied.',
  cutEnded: 'Nothing is cut any more.',
} as const

/** The dialog about names that are taken, and how a copy is pasted. */
export const PASTE = {
  pasteTitle: (name: string) => `Paste ${name}`,
  moveTitle: (name: string) => `Move ${name}`,
  into: (path: string) => `Into ${path}`,
  paste: 'Paste',
  move: 'Move',
  cancel: 'Cancel',
  taken: (name: string) => `A key named ${name} is here already`,
  takenValues: (taken: number, total: number) =>
    `${taken === total ? '' : `${taken.toLocaleString('en')} of the `}${counted(total, 'value')} ${taken === 1 ? 'has a name that is' : 'have names that are'} taken here`,
  each: 'A choice for each',
  more: (count: number) => `The choice above applies to ${counted(count, 'more value')}.`,
  asAbove: 'As above',
  name: 'Name',
  there: 'Here now',
  copied: 'Copied',
  choice: 'Choice',
  choiceOf: (name: string) => `Choice for ${name}`,
  options: 'How to paste',
  security: 'Permissions',
  inherit: 'Inherit from the new parent key',
  keep: 'Keep those of the copied keys',
  times: 'Keep the last write times of the copied keys',
} as const

/** The choices for a key whose name is taken. */
export const KEY_CLASHES: Readonly<Record<Exclude<Clash, 'skip'>, string>> = {
  merge: 'Merge: add what is missing, and replace values that are in both',
  fill: 'Merge: add what is missing, and leave values that are in both as they are here',
  replace: 'Replace: delete the key that is here, with everything below it',
  both: 'Keep both: the copy gets another name',
}

/** The choices for values whose names are taken. */
export const VALUE_CLASHES: Readonly<Record<'replace' | 'skip' | 'both', string>> = {
  replace: 'Replace the values that are here',
  skip: 'Skip: leave the values that are here as they are',
  both: 'Keep both: the copies get other names',
}

export const VALUE_CLASHES_SHORT: Readonly<Record<'replace' | 'skip' | 'both', string>> = {
  replace: 'Replace',
  skip: 'Skip',
  both: 'Keep both',
}

/** What is beside the pointer while something is dragged. */
export const DRAG = {
  move: (name: string) => `Move ${name}`,
  copy: (name: string) => `Copy ${name}`,
  into: (name: string) => `into ${keyName(markedText(name))}`,
  nowhere: 'Drop it on a key; Esc cancels',
} as const
