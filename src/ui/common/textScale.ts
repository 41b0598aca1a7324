/**
 * Lengths that follow the browser's font size. Scripts measure in design pixels, which are CSS pixels at the
 * usual font size of 16; style sheets say the same in rem.
 */

const USUAL_FONT_SIZE = 16

/** CSS pixels of one design pixel, as the browser's font size is now. */
export function textScale(): number {
  const size = Number.parseFloat(getComputedStyle(document.documentElement).fontSize)
  return size > 0 ? size / USUAL_FONT_SIZE : 1
}

/** A length in design pixels for a style. */
export function rems(pixels: number): string {
  return `${pixels / USUAL_FONT_SIZE}rem`
}
