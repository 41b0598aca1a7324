/**
 * Which characters of a name or of data are hidden: a reader would not see them, or they change how the rest is
 * seen. The page marks them (`visibleText.ts`); paths that are copied and all that the command prints have escapes in
 * their place. All of them follow this one rule, so that what one of them shows, another cannot hide.
 *
 * Hidden are control and format characters, bidirectional ones among them; what Unicode lets a font ignore, such as
 * variation selectors and tags; separators and spaces other than the plain one; halves of surrogate pairs; and characters
 * with a blank for a picture.
 */

/** U+2800 is a pattern of no dots, U+1D159 a note without a head, U+13441 and U+13442 blank hieroglyphs, U+16FE4 a filler. */
const BLANKS = '\\u2800\\u{1d159}\\u{13441}\\u{13442}\\u{16fe4}'

/** The source of a regular expression, flag `u`, that matches one hidden character. */
export const HIDDEN_SOURCE = `[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}\\p{Default_Ignorable_Code_Point}${BLANKS}]|(?! )\\p{Zs}`

/** Most texts, which need no look at the properties of their characters. */
const ALL_VISIBLE = /^[\x20-\x7e]*$/

/** Made when it is needed: the sets of characters take the command about as long to make as to open a small hive. */
let pattern: RegExp | null = null

/** Whether a text has a hidden character. Spaces at its ends do not count. */
export function hasHiddenCharacter(text: string): boolean {
  return !ALL_VISIBLE.test(text) && text.search(hidden()) >= 0
}

/** The text with `\uXXXX` in place of every UTF-16 unit of hidden characters, in lower case. */
export function escapeHidden(text: string): string {
  return ALL_VISIBLE.test(text) ? text : text.replace(hidden(), escapeUnits)
}

function hidden(): RegExp {
  pattern ??= new RegExp(HIDDEN_SOURCE, 'gu')
  return pattern
}

function escapeUnits(text: string): string {
  let escapes = ''
  for (let at = 0; at < text.length; at++) {
    escapes += `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`
  }
  return escapes
}
