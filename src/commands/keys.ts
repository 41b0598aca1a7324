/**
 * Hotkeys, in one spelling for the registry, the menus, `aria-keyshortcuts` and the shortcut sheet.
 * `Mod` is Ctrl, or Cmd on a Mac.
 */

type Modifier = 'Mod' | 'Shift' | 'Alt'

/** `Mod+Shift+Z`, `F2`, `Alt+Left`, `?`: modifiers in the order Mod, Alt, Shift, then the key. */
export type Hotkey = string

interface ParsedHotkey {
  readonly mod: boolean
  readonly alt: boolean
  readonly shift: boolean
  readonly key: string
}

/** The part of a KeyboardEvent that matters, so that tests need no DOM. */
export interface KeyPress {
  readonly key: string
  readonly code: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
}

/** The `KeyboardEvent.key` of each name that a hotkey uses. */
const KEY_NAMES: Readonly<Record<string, string>> = {
  Left: 'ArrowLeft',
  Right: 'ArrowRight',
  Up: 'ArrowUp',
  Down: 'ArrowDown',
  Del: 'Delete',
}

/** Keys that a page must not take (ui-anchors 3), or that browsers handle before the page. */
const RESERVED: readonly Hotkey[] = [
  ...['N', 'T', 'W', 'Shift+N', 'Shift+T', 'Shift+W', 'Shift+P', 'R', 'L', 'Tab', 'Shift+Tab'],
  ...['1', '2', '3', '4', '5', '6', '7', '8', '9', '0', '+', '-'],
].map((key) => `Mod+${key}`)

const RESERVED_ALONE: readonly Hotkey[] = [
  'Alt+F4',
  'Alt+D',
  'F5',
  'F11',
  'F12',
  'Tab',
  'Shift+Tab',
]

/** Splits a hotkey into its parts. */
export function parseHotkey(hotkey: Hotkey): ParsedHotkey {
  const parts = hotkey.split('+')
  const key = parts.pop() || '+'
  const has = (modifier: Modifier) => parts.includes(modifier)
  return { mod: has('Mod'), alt: has('Alt'), shift: has('Shift'), key: KEY_NAMES[key] ?? key }
}

/** Whether a key press is this hotkey. */
export function matchesHotkey(
  hotkey: Hotkey,
  press: KeyPress,
  platform: { readonly mac: boolean },
): boolean {
  const wanted = parseHotkey(hotkey)
  const mod = platform.mac ? press.metaKey : press.ctrlKey
  const otherMod = platform.mac ? press.ctrlKey : press.metaKey
  if (otherMod || mod !== wanted.mod || press.altKey !== wanted.alt) return false
  // Punctuation is typed with Shift on some keyboards and without it on others.
  const letter = /^[A-Z0-9]$/.test(wanted.key) || wanted.key.length > 1
  if (letter && press.shiftKey !== wanted.shift) return false
  // On a Mac, Alt+1 types a symbol, so the position of the key counts instead of its character.
  if (wanted.alt && /^[0-9]$/.test(wanted.key)) return press.code === `Digit${wanted.key}`
  return characterOf(press) === wanted.key.toUpperCase()
}

/**
 * The characters that Latin keyboard layouts type with letter keys: letters, and symbols such as
 * the `;` that Dvorak has on the Z key.
 */
const LATIN = /^[\p{Script=Latin}0-9'",.;:<>?!/]$/u

/**
 * The character of a key press for matching hotkeys, in upper case. Where the layout types no Latin
 * letter (Russian, Greek, Hebrew, Arabic), it is the character at that position on a US keyboard.
 */
export function characterOf({ key, code }: Pick<KeyPress, 'key' | 'code'>): string {
  const [, place] = /^Key([A-Z])$/.exec(code) ?? []
  return place !== undefined && !LATIN.test(key) ? place : key.toUpperCase()
}

/** Whether a browser or system keeps this key for itself. */
export function isReserved(hotkey: Hotkey): boolean {
  return RESERVED.includes(hotkey) || RESERVED_ALONE.includes(hotkey)
}

/**
 * Whether a text field has its own use for this key: plain typing, its own undo, its clipboard,
 * moving by words.
 */
export function belongsToText(hotkey: Hotkey, platform: { readonly mac: boolean }): boolean {
  const { mod, alt, key } = parseHotkey(hotkey)
  if (/^F[0-9]+$/.test(key)) return false
  if (mod) return ['Z', 'Y', 'C', 'X', 'V', 'A'].includes(key) || key === 'Enter'
  // Elsewhere Alt+Left leaves the page, and no text field uses it.
  if (alt) return platform.mac && key.startsWith('Arrow')
  return true
}

/** A hotkey as people read it: `Ctrl+Shift+Z`, `⇧⌘Z`. */
export function formatHotkey(hotkey: Hotkey, platform: { readonly mac: boolean }): string {
  const { mod, alt, shift, key } = parseHotkey(hotkey)
  const shown = Object.entries(KEY_NAMES).find(([, name]) => name === key)?.[0] ?? key
  if (platform.mac) return `${alt ? '⌥' : ''}${shift ? '⇧' : ''}${mod ? '⌘' : ''}${shown}`
  return [mod && 'Ctrl', alt && 'Alt', shift && 'Shift', shown].filter(Boolean).join('+')
}

/** A hotkey in the syntax of `aria-keyshortcuts`. */
export function ariaHotkey(hotkey: Hotkey, platform: { readonly mac: boolean }): string {
  const { mod, alt, shift, key } = parseHotkey(hotkey)
  const modName = platform.mac ? 'Meta' : 'Control'
  return [mod && modName, alt && 'Alt', shift && 'Shift', key].filter(Boolean).join('+')
}
