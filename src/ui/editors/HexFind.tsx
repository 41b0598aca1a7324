import { type KeyboardEvent, type RefObject, useId, useState } from 'react'
import {
  type BytePattern,
  exactPattern,
  findBytesSteps,
  textPattern,
} from '../../bytes/findBytes.ts'
import { parseHexText } from '../../bytes/hex.ts'
import { LONG_TEXT } from '../../text/editors.ts'
import { HEX, hexFoundText } from '../../text/valueEditors.ts'
import { runInSlices } from '../../worker/slices.ts'
import { Button } from '../common/Button.tsx'
import { cx } from '../common/cx.ts'
import styles from './RowEditor.module.css'

type What = 'hex' | 'utf16' | 'utf8'

interface HexFindProps {
  /** The field, which gets the focus for a new search. */
  readonly field: RefObject<HTMLInputElement | null>
  readonly bytes: () => Uint8Array
  /** The selected bytes; a search begins after them. */
  readonly selected: () => { readonly from: number; readonly to: number }
  readonly select: (from: number, to: number) => void
  /** Repeats the search. */
  readonly again: RefObject<((backward: boolean) => void) | null>
}

/** Finds bytes or text in the hex editor: Enter finds the next place, Shift+Enter the one before. */
export function HexFind({ field, bytes, selected, select, again }: HexFindProps) {
  const id = useId()
  const [typed, setTyped] = useState('')
  const [what, setWhat] = useState<What>('hex')
  const [outcome, setOutcome] = useState<{
    readonly text: string
    readonly failed: boolean
  } | null>(null)
  const find = async (backward: boolean) => {
    const pattern = patternOf(typed, what)
    if (pattern === null) {
      setOutcome({ text: typed === '' ? HEX.findNothing : HEX.findNotHex, failed: true })
      field.current?.focus()
      return
    }
    const { from, to } = selected()
    const start = backward ? from - 1 : from === to ? from : from + 1
    const work = findBytesSteps(bytes(), pattern, { from: start, backward })
    const at = await runInSlices(work, { atOnce: true })
    setOutcome({ text: hexFoundText(at), failed: at < 0 })
    if (at >= 0) select(at, at + pattern.bytes.length)
  }
  again.current = (backward) => void find(backward)
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing || event.ctrlKey || event.metaKey) {
      return
    }
    // Enter here must not act as OK.
    event.preventDefault()
    event.stopPropagation()
    void find(event.shiftKey)
  }
  return (
    <span className={styles.find}>
      <label htmlFor={id}>{LONG_TEXT.find}</label>
      <input
        ref={field}
        id={id}
        autoComplete="off"
        spellCheck={false}
        aria-invalid={outcome?.failed ?? false}
        aria-describedby={`${id}-outcome`}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value)
          setOutcome(null)
        }}
        onKeyDown={onKeyDown}
      />
      <select
        aria-label={HEX.findAs}
        value={what}
        onChange={({ target }) => {
          setOutcome(null)
          setWhat(target.value === 'utf16' || target.value === 'utf8' ? target.value : 'hex')
        }}
      >
        <option value="hex">{HEX.findHex}</option>
        <option value="utf16">{HEX.findUtf16}</option>
        <option value="utf8">{HEX.findAscii}</option>
      </select>
      <Button title={HEX.previousTitle} onClick={() => void find(true)}>
        {HEX.previous}
      </Button>
      <Button title={HEX.nextTitle} onClick={() => void find(false)}>
        {HEX.next}
      </Button>
      <span
        id={`${id}-outcome`}
        role="status"
        className={cx(styles.outcome, outcome?.failed && styles.failed)}
      >
        {outcome?.text}
      </span>
    </span>
  )
}

function patternOf(typed: string, what: What): BytePattern | null {
  if (typed === '') return null
  if (what !== 'hex') return textPattern(typed, what)
  const bytes = parseHexText(typed)
  return bytes instanceof Uint8Array && bytes.length > 0 ? exactPattern(bytes) : null
}
