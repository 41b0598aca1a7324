import { Fragment, memo } from 'react'
import { hexDumpLine } from '../../bytes/hex.ts'
import { partOfBytesText } from '../../text/twoHives.ts'
import type { SideDetails } from '../../worker/protocol.ts'
import panels from '../panels/panels.module.css'
import styles from './compare.module.css'

type Content = NonNullable<SideDetails['value']>

interface HexDiffProps {
  readonly own: Content
  readonly other: Content | null
  /** The number of bytes before the first that differ; null for none. */
  readonly differsAt: number | null
}

const PER_LINE = 8
/** The bytes that are drawn, and how many of them are before the first that differ. */
const MOST_BYTES = 1024
const BEFORE_BYTES = 64

/** The bytes of one side, those marked that are others on the other side. */
export const HexDiff = memo(function HexDiff({ own, other, differsAt }: HexDiffProps) {
  const first = differsAt === null ? 0 : Math.max(0, differsAt - BEFORE_BYTES)
  const from = first - (first % PER_LINE)
  const bytes = bytesFrom(own, from)
  const others = other && bytesFrom(other, from)
  const starts = Array.from(
    { length: Math.ceil(bytes.length / PER_LINE) },
    (_, at) => at * PER_LINE,
  )
  const isPart = from > 0 || bytes.length < own.size
  return (
    <>
      <pre className={panels.hex} dir="ltr">
        {starts.map((start) => {
          const { hex, text } = hexDumpLine(bytes, start, PER_LINE)
          const offset = (from + start).toString(16).toUpperCase().padStart(4, '0')
          return (
            <Fragment key={start}>
              <span className={panels.offset}>{offset}</span>
              {'  '}
              {runsOf(bytes, others, start).map(({ at, count, isOther }) => {
                const digits = hex.slice((at - start) * 3, (at - start + count) * 3 - 1)
                return <Fragment key={at}>{isOther ? <mark>{digits}</mark> : digits} </Fragment>
              })}
              {' '.repeat((PER_LINE - text.length) * 3 + 1)}
              <span className={panels.ascii}>{text}</span>
              {'\n'}
            </Fragment>
          )
        })}
      </pre>
      {isPart && <p className={styles.muted}>{partOfBytesText(from, bytes.length, own.size)}</p>}
    </>
  )
})

/** The bytes to be drawn, as far as they have come. */
function bytesFrom({ head, at, bytes }: Content, from: number): Uint8Array {
  const isInHead = from < head.length
  return isInHead
    ? head.subarray(from, from + MOST_BYTES)
    : bytes.subarray(Math.max(0, from - at), Math.max(0, from - at) + MOST_BYTES)
}

interface Run {
  readonly at: number
  readonly count: number
  readonly isOther: boolean
}

/** The bytes of a line in runs that are the same on both sides, or are not. */
function runsOf(bytes: Uint8Array, others: Uint8Array | null, start: number): readonly Run[] {
  const runs: Run[] = []
  const end = Math.min(start + PER_LINE, bytes.length)
  for (let at = start; at < end; ) {
    const isOther = others !== null && bytes[at] !== others[at]
    let next = at + 1
    while (next < end && (others !== null && bytes[next] !== others[next]) === isOther) next++
    runs.push({ at, count: next - at, isOther })
    at = next
  }
  return runs
}
