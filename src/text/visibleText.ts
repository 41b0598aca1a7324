/**
 * Names and data as the page shows them: hidden characters (`hidden.ts`) and spaces at either end as marks. Names
 * are untrusted; nothing is stripped, everything is shown.
 *
 * What is shown is bounded, for a crafted name may have 65,535 characters of any kind: a long run of one
 * hidden character is one mark with its length, and behind `MOST_SHOWN` units or `MOST_MARKS` marks
 * stands `CUT`. Copy, Rename and the editors have the whole.
 */

import { HIDDEN_SOURCE, hasHiddenCharacter } from './hidden.ts'

/** UTF-16 units of an untrusted text that are shown at most, marks included. */
export const MOST_SHOWN = 1024
/** Marks in it at most: on the page each is a separate element. */
export const MOST_MARKS = 64
/** Stands for the rest of a text. */
export const CUT = '…'
/** A sentence may hold several names, each as long as is shown. */
const MOST_IN_SENTENCE = 4 * MOST_SHOWN
/** Equal hidden characters in a row that are one mark: `SOH×255`. */
const FOLDED_FROM = 4

/** A run of text as it is, or hidden characters with the mark that stands for them. */
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
  [0x180b, 'FVS1'],
  [0x180c, 'FVS2'],
  [0x180d, 'FVS3'],
  [0x180e, 'MVS'],
  [0x180f, 'FVS4'],
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

const EDGE_SPACE = /^ | $/
const SPACE_MARK = '·'

/** Whether a text holds anything that would not be seen. */
export function hasHidden(text: string): boolean {
  return hasHiddenCharacter(text) || EDGE_SPACE.test(text)
}

/** Pictures of controls, as the line of a value has them, and what else would not be seen in it. */
const UNSEEN_IN_DATA = new RegExp(`[\\u2400-\\u241f\\u2421\\u2424]|${HIDDEN_SOURCE}`, 'u')

/** The line of a value in parts. Not every font has pictures of controls, so they are parts too. */
export function dataParts(text: string): readonly VisiblePart[] {
  return dataLines([text])[0] ?? []
}

/**
 * The same of several strings on one line, bounded together: strings that find no room are left out, and `CUT`
 * is the last part then.
 */
export function dataLines(texts: readonly string[]): readonly (readonly VisiblePart[])[] {
  const room = { units: MOST_SHOWN, marks: MOST_MARKS }
  const lines: (readonly VisiblePart[])[] = []
  for (const text of texts) {
    // What stands between two of them is an element too.
    if (lines.length > 0 && --room.marks < 0) return [...lines, [{ text: CUT, mark: null }]]
    const { parts, cut } = UNSEEN_IN_DATA.test(text)
      ? partsOf(text, (one) => (UNSEEN_IN_DATA.test(one) ? picturedMark(one) : null), room)
      : plainParts(text, room)
    lines.push(parts)
    if (cut) break
  }
  return lines
}

function picturedMark(character: string): Mark {
  const point = character.charCodeAt(0)
  if (point < 0x2400 || point > 0x2424) return markOf(character)
  if (point === 0x2424) return { text: character, mark: 'NL', code: 'U+2424' }
  const control = point === 0x2421 ? 0x7f : point - 0x2400
  return { ...markOf(String.fromCharCode(control)), text: character }
}

/** The text in parts: what can be seen as it is, hidden characters as marks, and `CUT` where there is more. */
export function visibleParts(text: string): readonly VisiblePart[] {
  return partsWithin(text, MOST_SHOWN)
}

function partsWithin(text: string, units: number): readonly VisiblePart[] {
  const room = { units, marks: MOST_MARKS }
  if (!hasHidden(text)) return plainParts(text, room).parts
  const end = text.trimEnd().length
  const start = text.length - text.trimStart().length
  const markAt = (character: string, at: number) => {
    const outer = character === ' ' && (at >= end || at < start)
    return outer || hasHiddenCharacter(character) ? markOf(character) : null
  }
  return partsOf(text, markAt, room).parts
}

/** What is left of the bound. */
interface Room {
  units: number
  marks: number
}

interface Parts {
  readonly parts: readonly VisiblePart[]
  /** There is more, for which `CUT` stands. */
  readonly cut: boolean
}

/** A text without anything hidden. */
function plainParts(text: string, room: Room): Parts {
  if (text.length <= room.units) {
    room.units -= text.length
    return { parts: [{ text, mark: null }], cut: false }
  }
  const kept = text.slice(0, endOfWhole(text, room.units))
  room.units = 0
  return { parts: [{ text: kept + CUT, mark: null }], cut: true }
}

type Mark = Exclude<VisiblePart, { readonly mark: null }>

function partsOf(
  text: string,
  markAt: (character: string, at: number) => Mark | null,
  room: Room,
): Parts {
  const parts: VisiblePart[] = []
  let plain = ''
  const flush = () => {
    if (plain !== '') parts.push({ text: plain, mark: null })
    plain = ''
  }
  for (let at = 0; at < text.length; ) {
    const character = String.fromCodePoint(text.codePointAt(at) ?? 0)
    const one = markAt(character, at)
    const run = one === null ? null : folded(one, runLength(text, at, character))
    // Brackets stand around a mark in plain text.
    room.units -= run === null ? character.length : run.mark.length + 2
    if (run !== null) room.marks--
    if (room.units < 0 || room.marks < 0) {
      plain += CUT
      flush()
      return { parts, cut: true }
    }
    if (run === null) {
      plain += character
      at += character.length
      continue
    }
    flush()
    parts.push(run)
    at += run.text.length
  }
  flush()
  return { parts, cut: false }
}

/** A mark of a run: of the whole where that is long, else of its first character. */
function folded(one: Mark, count: number): Mark {
  if (count < FOLDED_FROM) return one
  return { ...one, text: one.text.repeat(count), mark: `${one.mark}×${count.toLocaleString('en')}` }
}

/** How often a character stands in a row. */
function runLength(text: string, from: number, character: string): number {
  let count = 1
  while (text.startsWith(character, from + count * character.length)) count++
  return count
}

/** The end of the last whole character of a text within so many units. */
function endOfWhole(text: string, units: number): number {
  const last = text.charCodeAt(units - 1)
  return last >= 0xd800 && last < 0xdc00 ? units - 1 : units
}

/** Whether a text is longer than is shown. */
export function isCut(text: string): boolean {
  return (
    visibleParts(text)
      .map((part) => part.text)
      .join('') !== text
  )
}

/**
 * A name as a row carries it: its beginning and `CUT` when it is longer than is shown. The parts of what is
 * carried are those of the name, but for the length of a run that goes on.
 */
export function shownName(name: string): string {
  return name.length <= MOST_SHOWN ? name : name.slice(0, endOfWhole(name, MOST_SHOWN)) + CUT
}

/**
 * The text with a mark in place of each hidden character, where only plain text can stand: titles,
 * accessible names, names in sentences. `⟨RLO⟩`, `⟨SOH×255⟩` for a long run, and `⟨SP⟩` for a space at
 * either end.
 */
export function markedText(text: string): string {
  return spelled(visibleParts(text))
}

/** The same of a sentence, the names in which are marked or have nothing to mark. */
export function markedSentence(text: string): string {
  return spelled(partsWithin(text, MOST_IN_SENTENCE))
}

/** The same of the lines of a value, bounded together. */
export function markedLines(texts: readonly string[]): readonly string[] {
  return dataLines(texts).map(spelled)
}

function spelled(parts: readonly VisiblePart[]): string {
  return parts
    .map(({ text: own, mark }) => (mark === null ? own : `⟨${mark.replace(SPACE_MARK, 'SP')}⟩`))
    .join('')
}

function markOf(character: string): Mark {
  const point = character.codePointAt(0) ?? 0
  const hex = point.toString(16).toUpperCase().padStart(4, '0')
  const code = `U+${hex}`
  if (point === 0x20) return { text: character, mark: SPACE_MARK, code }
  return { text: character, mark: nameOf(point) ?? hex, code }
}

function nameOf(point: number): string | undefined {
  if (point >= 0xfe00 && point <= 0xfe0f) return `VS${point - 0xfe00 + 1}`
  if (point >= 0xe0100 && point <= 0xe01ef) return `VS${point - 0xe0100 + 17}`
  return CONTROLS[point] ?? NAMES.get(point)
}
