/**
 * Lengths that scale with the browser's font size. Scripts measure in design pixels, which are CSS
 * pixels at the usual font size of 16; style sheets use rem.
 */

const USUAL_FONT_SIZE = 16

/** CSS pixels per design pixel at the browser's current font size. */
export function textScale(): number {
  const size = Number.parseFloat(getComputedStyle(document.documentElement).fontSize)
  return size > 0 ? size / USUAL_FONT_SIZE : 1
}

/** A length in design pixels as a CSS value. */
export function rems(pixels: number): string {
  return `${pixels / USUAL_FONT_SIZE}rem`
}
