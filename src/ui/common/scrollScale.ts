/**
 * Positions of rows in a list that is taller than an element can be. Browsers cap the height of an
 * element at 17.9 (Firefox) to 33.5 million pixels, so a taller list is drawn in a spacer of 16
 * million pixels, and the scroll position is scaled: dragging the thumb is coarse, small steps stay
 * exact.
 */

/** The height of the tallest spacer. */
export const MOST_PIXELS = 16_000_000

/** The layout of a list, in pixels. */
export interface ScrollFrame {
  /** The height of all rows together. */
  readonly full: number
  /** The height of the element that the rows are drawn in. */
  readonly spacer: number
  /** The height of the visible part. */
  readonly viewport: number
}

/** The frame of `count` rows. */
export function frameOf(count: number, row: number, viewport: number): ScrollFrame {
  const full = count * row
  return { full, spacer: Math.min(full, MOST_PIXELS), viewport }
}

/** Whether positions in the list differ from scroll positions. */
export function isScaled(frame: ScrollFrame): boolean {
  return frame.full > frame.spacer
}

/** The position, limited to the list. */
export function clampTop(frame: ScrollFrame, top: number): number {
  return Math.max(0, Math.min(top, frame.full - frame.viewport))
}

/** The scroll position that corresponds to a position in the list. */
export function scrollTopOf(frame: ScrollFrame, top: number): number {
  if (!isScaled(frame)) return top
  return (top * (frame.spacer - frame.viewport)) / (frame.full - frame.viewport)
}

/**
 * The position in the list after the browser scrolled from `before` to `after`. A step of up to two
 * screens (wheel, keys, touch, a click beside the thumb) moves by that many pixels; a larger one is
 * a drag of the thumb and goes to the place it points at.
 */
export function topAfterScroll(
  frame: ScrollFrame,
  top: number,
  scroll: { readonly before: number; readonly after: number },
): number {
  if (!isScaled(frame)) return clampTop(frame, scroll.after)
  const step = scroll.after - scroll.before
  if (Math.abs(step) <= frame.viewport * 2) return clampTop(frame, top + step)
  const { full, spacer, viewport } = frame
  return clampTop(frame, (scroll.after * (full - viewport)) / (spacer - viewport))
}

/**
 * The position that brings a row into view. For a row that is near, the list moves as little as
 * possible; a row more than a screen away comes to the middle, so that the user sees what is around
 * it.
 */
export function topToShow(
  frame: ScrollFrame,
  top: number,
  row: { readonly from: number; readonly height: number },
): number {
  const { from, height } = row
  const { viewport } = frame
  const end = from + height
  if (from >= top && end <= top + viewport) return top
  if (from < top - viewport || end > top + viewport * 2) {
    return clampTop(frame, from - Math.floor((viewport - height) / 2))
  }
  return clampTop(frame, from < top ? from : end - viewport)
}
