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
      /** What to draw: a picture such as ␀ or letters such as RLO. */
      readonly mark: string
      /** `U+202E`. */
      readonly code: string
    }

const NAMES: Readonly<Record<number, string>> = {
  127: '␡',
  133: 'NEL',
  160: 'NBSP',
  173: 'SHY',
  847: 'CGJ',
  1564: 'ALM',
  4447: 'HF',
  4448: 'HF',
  6068: 'VIS',
  6069: 'VIS',
  6158: 'MVS',
  8203: 'ZWSP',
  8204: 'ZWNJ',
  8205: 'ZWJ',
  8206: 'LRM',
  8207: 'RLM',
  8232: 'LS',
  8233: 'PS',
  8234: 'LRE',
  8235: 'RLE',
  8236: 'PDF',
  8237: 'LRO',
  8238: 'RLO',
  8288: 'WJ',
  8294: 'LRI',
  8295: 'RLI',
  8296: 'FSI',
  8297: 'PDI',
  10240: 'BLANK',
  12288: 'IDSP',
  12644: 'HF',
  65279: 'BOM',
  65440: 'HF',
}

/** Controls, format characters, separators but the plain space, and halves of surrogate pairs. */
const HIDDEN =
  /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0]|\u034f|(?! )\p{Zs}/u
const EDGE_SPACE = /^ | $/

/** Whether a text holds anything that would not be seen. */
export function hasHidden(text: string): boolean {
  return HIDDEN.test(text) || EDGE_SPACE.test(text)
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

function markOf(character: string): VisiblePart {
  const point = character.codePointAt(0) ?? 0
  const hex = point.toString(16).toUpperCase().padStart(4, '0')
  const code = `U+${hex}`
  if (point === 0x20) return { text: character, mark: '·', code }
  // The block of control pictures follows the order of the controls.
  if (point < 0x20) return { text: character, mark: String.fromCharCode(0x2400 + point), code }
  return { text: character, mark: NAMES[point] ?? hex, code }
}
