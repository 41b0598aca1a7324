/**
 * Characters of registry names that would not be seen, or would change how the rest is seen: NUL and
 * other controls, bidirectional overrides, zero-width characters, unusual spaces, halves of surrogate
 * pairs, and spaces at either end. Names are untrusted; nothing is stripped, everything is shown.
 */

/** A run of text as it is, or one hidden character with the mark that stands for it. */
export type VisiblePart =
  | { readonly text: string; readonly mark: null }
  | {
      readonly text: string
      /** The letters to draw, such as NUL or RLO: not every font has pictures of controls. */
      readonly mark: string
      /** `U+202E`. */
      readonly code: string
    }

/** The names of the controls from 0 to 0x1f. */
const CONTROLS = `NUL SOH STX ETX EOT ENQ ACK BEL BS TAB LF VT FF CR SO SI
DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US`.split(/\s/)

const NAMES: ReadonlyMap<number, string> = new Map([
  [0x007f, 'DEL'],
  [0x0085, 'NEL'],
  [0x00a0, 'NBSP'],
  [0x00ad, 'SHY'],
  [0x034f, 'CGJ'],
  [0x061c, 'ALM'],
  [0x115f, 'HF'],
  [0x1160, 'HF'],
  [0x17b4, 'VIS'],
  [0x17b5, 'VIS'],
  [0x180e, 'MVS'],
  [0x200b, 'ZWSP'],
  [0x200c, 'ZWNJ'],
  [0x200d, 'ZWJ'],
  [0x200e, 'LRM'],
  [0x200f, 'RLM'],
  [0x2028, 'LS'],
  [0x2029, 'PS'],
  [0x202a, 'LRE'],
  [0x202b, 'RLE'],
  [0x202c, 'PDF'],
  [0x202d, 'LRO'],
  [0x202e, 'RLO'],
  [0x2060, 'WJ'],
  [0x2066, 'LRI'],
  [0x2067, 'RLI'],
  [0x2068, 'FSI'],
  [0x2069, 'PDI'],
  [0x2800, 'BLANK'],
  [0x3000, 'IDSP'],
  [0x3164, 'HF'],
  [0xfeff, 'BOM'],
  [0xffa0, 'HF'],
])

/** Controls, format characters, separators but the plain space, and halves of surrogate pairs. */
const HIDDEN =
  /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0]|\u034f|(?! )\p{Zs}/u
const EDGE_SPACE = /^ | $/
const SPACE_MARK = '·'

/** Whether a text holds anything that would not be seen. */
export function hasHidden(text: string): boolean {
  return HIDDEN.test(text) || EDGE_SPACE.test(text)
}

/** Pictures of controls, as the line of a value has them, and what else would not be seen in it. */
const UNSEEN_IN_DATA = new RegExp(`[\\u2400-\\u241f\\u2421\\u2424]|${HIDDEN.source}`, 'u')

/** The line of a value in parts. Not every font has pictures of controls, so they are parts too. */
export function dataParts(text: string): readonly VisiblePart[] {
  if (!UNSEEN_IN_DATA.test(text)) return [{ text, mark: null }]
  const parts: VisiblePart[] = []
  let plain = ''
  for (const character of text) {
    if (!UNSEEN_IN_DATA.test(character)) {
      plain += character
      continue
    }
    if (plain !== '') parts.push({ text: plain, mark: null })
    plain = ''
    parts.push(picturedMark(character))
  }
  if (plain !== '') parts.push({ text: plain, mark: null })
  return parts
}

function picturedMark(character: string): VisiblePart {
  const point = character.charCodeAt(0)
  if (point < 0x2400 || point > 0x2424) return markOf(character)
  if (point === 0x2424) return { text: character, mark: 'NL', code: 'U+2424' }
  const control = point === 0x2421 ? 0x7f : point - 0x2400
  return { ...markOf(String.fromCharCode(control)), text: character }
}

/** The text in parts, every hidden character a part of its own. */
export function visibleParts(text: string): readonly VisiblePart[] {
  if (!hasHidden(text)) return [{ text, mark: null }]
  const parts: VisiblePart[] = []
  const end = text.trimEnd().length
  const start = text.length - text.trimStart().length
  let plain = ''
  let at = 0
  for (const character of text) {
    const outer = character === ' ' && (at >= end || at < start)
    at += character.length
    if (!outer && !HIDDEN.test(character)) {
      plain += character
      continue
    }
    if (plain !== '') parts.push({ text: plain, mark: null })
    plain = ''
    parts.push(markOf(character))
  }
  if (plain !== '') parts.push({ text: plain, mark: null })
  return parts
}

/**
 * The text with a mark in place of each hidden character, where only plain text can stand: notices,
 * titles, accessible names. `⟨RLO⟩`, and `⟨SP⟩` for a space at either end.
 */
export function markedText(text: string): string {
  return spelled(visibleParts(text))
}

/** The same of the line of a value. */
export function markedData(text: string): string {
  return spelled(dataParts(text))
}

function spelled(parts: readonly VisiblePart[]): string {
  return parts
    .map(({ text: own, mark }) => (mark === null ? own : `⟨${mark === SPACE_MARK ? 'SP' : mark}⟩`))
    .join('')
}

/** Whether a character is invisible wherever it stands. A space between words does not count. */
export function isHidden(character: string): boolean {
  return HIDDEN.test(character)
}

function markOf(character: string): VisiblePart {
  const point = character.codePointAt(0) ?? 0
  const hex = point.toString(16).toUpperCase().padStart(4, '0')
  const code = `U+${hex}`
  if (point === 0x20) return { text: character, mark: SPACE_MARK, code }
  return { text: character, mark: CONTROLS[point] ?? NAMES.get(point) ?? hex, code }
}
