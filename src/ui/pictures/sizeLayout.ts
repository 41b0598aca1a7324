import { hierarchy, treemap } from 'd3-hierarchy'
import type { SizePicture, UsageRow } from '../../worker/protocol.ts'
import type { Size } from './useSize.ts'

/** A part of a key: a subkey, its own cells, or the subkeys that are too small to be drawn. */
export type Part =
  | { readonly kind: 'key'; readonly row: UsageRow }
  | { readonly kind: 'own' }
  | { readonly kind: 'rest' }

/** Where something is drawn, in pixels. */
export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** A part where it is drawn. */
export interface Placed {
  readonly part: Part
  readonly box: Box
  /** Its own parts, which are only outlined. */
  readonly inner: readonly { readonly row: UsageRow; readonly box: Box }[]
}

interface Node {
  readonly part?: Part
  readonly inner?: UsageRow
  readonly bytes: number
  readonly children?: readonly Node[]
}

/** The height of the name above the parts of a part. */
const HEAD = 18

/**
 * Places the parts of a key: the area of each is its share of the bytes.
 *
 * @param picture - the key and its parts
 * @param size - the size of the picture in pixels
 * @returns the parts that have any bytes, the largest first
 */
export function placeParts(picture: SizePicture, { width, height }: Size): Placed[] {
  const { parts, own, rest } = picture
  const nodes: Node[] = parts.map(({ parts: inner, ...row }) => {
    const part: Part = { kind: 'key', row }
    if (inner.length === 0) return { part, bytes: row.bytes }
    const drawn = inner.map((one): Node => ({ inner: one, bytes: one.bytes }))
    const left = row.bytes - inner.reduce((sum, { bytes }) => sum + bytes, 0)
    return { part, bytes: 0, children: [...drawn, { bytes: left }] }
  })
  nodes.push(
    { part: { kind: 'own' }, bytes: own.bytes },
    { part: { kind: 'rest' }, bytes: rest.bytes },
  )
  const root = hierarchy<Node>({ bytes: 0, children: nodes }).sum(({ bytes }) => bytes)
  root.sort((a, b) => (b.value ?? 0) - (a.value ?? 0))
  const placed = treemap<Node>()
    .size([width, height])
    .paddingInner(2)
    .paddingTop((node) => (node.depth === 1 ? HEAD : 0))(root)
  return (placed.children ?? []).flatMap((node) => {
    const { part } = node.data
    if (part === undefined || (node.value ?? 0) === 0) return []
    const inner = (node.children ?? []).flatMap((child) =>
      child.data.inner === undefined ? [] : [{ row: child.data.inner, box: boxOf(child) }],
    )
    return [{ part, box: boxOf(node), inner }]
  })
}

interface Corners {
  readonly x0: number
  readonly y0: number
  readonly x1: number
  readonly y1: number
}

function boxOf({ x0, y0, x1, y1 }: Corners): Box {
  return { x: x0, y: y0, width: Math.max(0, x1 - x0), height: Math.max(0, y1 - y0) }
}

/**
 * Finds the neighbour of a box.
 *
 * @param boxes - all boxes
 * @param from - the index of one
 * @param key - the arrow key that was pressed
 * @returns the index of the nearest box in that direction; the same if there is none
 */
export function neighbour(boxes: readonly Box[], from: number, key: string): number {
  const here = boxes[from]
  if (here === undefined) return 0
  const [dx, dy] = DIRECTIONS[key] ?? [0, 0]
  let best = from
  let least = Number.POSITIVE_INFINITY
  for (const [index, box] of boxes.entries()) {
    const along =
      dx === 0
        ? gap(here.y, here.height, box.y, box.height, dy)
        : gap(here.x, here.width, box.x, box.width, dx)
    if (index === from || along < 0) continue
    const across =
      dx === 0
        ? apart(here.x, here.width, box.x, box.width)
        : apart(here.y, here.height, box.y, box.height)
    const distance = along + across * 4
    if (distance < least) {
      least = distance
      best = index
    }
  }
  return best
}

const DIRECTIONS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}

/** How far a span is from another one in a direction; negative if it is not on that side. */
function gap(at: number, length: number, other: number, otherLength: number, step: number): number {
  return (step > 0 ? other - (at + length) : at - (other + otherLength)) + 0.5
}

/** How far two spans are from each other; 0 if they overlap, and a little for the distance of their beginnings. */
function apart(at: number, length: number, other: number, otherLength: number): number {
  const distance = Math.max(0, other - (at + length), at - (other + otherLength))
  return distance + Math.abs(other - at) / 1e4
}
