import { Fragment, memo, useLayoutEffect, useRef, useState } from 'react'
import { hexDumpLine } from '../../bytes/hex.ts'
import { DETAILS_WORDS } from '../../text/panes.ts'
import styles from './panels.module.css'

/** Characters of a line besides its bytes: offset, gaps and padding. */
const AROUND_CHARACTERS = 9
/** Characters per byte: two digits, a space, and its letter. */
const PER_BYTE = 4
const NARROW = 8
const WIDE = 16

/** Bytes as offset, hexadecimal and text, 16 per line if there is room, otherwise 8. */
export const HexDump = memo(function HexDump({ bytes }: { readonly bytes: Uint8Array }) {
  const element = useRef<HTMLPreElement>(null)
  const perLine = usePerLine(element)
  const digits = bytes.length > 0xffff ? 8 : 4
  const starts = Array.from({ length: Math.ceil(bytes.length / perLine) }, (_, at) => at * perLine)
  return (
    <pre ref={element} className={styles.hex} dir="ltr">
      {starts.map((start) => {
        const line = hexDumpLine(bytes, start, perLine)
        return (
          <Fragment key={start}>
            <span className={styles.offset} title={DETAILS_WORDS.dataOffset}>
              {line.offset.slice(-digits)}
            </span>
            {`  ${line.hex.padEnd(perLine * 3 - 1)}  `}
            <span className={styles.ascii}>{line.text}</span>
            {'\n'}
          </Fragment>
        )
      })}
    </pre>
  )
})

/** How many bytes fit in a line, updated when the pane is resized. */
function usePerLine(element: { readonly current: HTMLPreElement | null }): number {
  const [perLine, setPerLine] = useState(NARROW)
  useLayoutEffect(() => {
    const block = element.current
    const frame = block?.parentElement
    if (!block || !frame) return
    const measure = () => {
      const character = Number.parseFloat(getComputedStyle(block).fontSize) * 0.602
      const room = frame.clientWidth / character
      setPerLine(room >= AROUND_CHARACTERS + WIDE * PER_BYTE ? WIDE : NARROW)
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(frame)
    return () => observer.disconnect()
  }, [element])
  return perLine
}
