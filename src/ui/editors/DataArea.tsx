import { type ClipboardEvent, type KeyboardEvent, type RefObject, useState } from 'react'
import { areaClass } from '../common/Field.tsx'
import { directionOf } from './direction.ts'
import { LongText, type LongTextStart } from './LongText.tsx'
import { ReplaceHistory, type Replacement } from './ReplaceHistory.ts'

/**
 * A text area lays out all of its text at each key stroke, which becomes noticeable beyond this
 * many units.
 */
const MOST_UNITS = 16_384
const MOST_LINES = 1000

interface DataAreaProps {
  readonly ref: RefObject<HTMLTextAreaElement | null>
  readonly id: string
  readonly describedBy: string
  readonly text: string
  readonly onText: (text: string) => void
  /** Lines that are shown before the field scrolls. */
  readonly rows: number
  /** Whether long lines are wrapped. */
  readonly wrap: boolean
  readonly readOnly: boolean
  readonly onKeyDown?: ((event: KeyboardEvent<HTMLTextAreaElement>) => void) | undefined
  /** Called when text is pasted, before it is in the field. */
  readonly onPaste?: (event: ClipboardEvent<HTMLTextAreaElement>) => void
}

/**
 * The field of a text, which is selected completely when the field gets the focus. Of a text that
 * is or becomes long, only the part in view is drawn.
 */
export function DataArea(props: DataAreaProps) {
  const { ref, id, describedBy, text, onText, rows, wrap, readOnly, onKeyDown } = props
  const [long, setLong] = useState<LongTextStart | 'opened' | null>(() =>
    isLong(text) ? 'opened' : null,
  )
  const direction = directionOf(text)
  if (long !== null) {
    return (
      <LongText
        ref={ref}
        id={id}
        describedBy={describedBy}
        text={text}
        onText={onText}
        readOnly={readOnly}
        direction={direction}
        start={long === 'opened' ? null : long}
        onKeyDown={onKeyDown}
      />
    )
  }
  /** Switches to the field for long text, where the step that made the text long can be undone. */
  const growLong = (step: Replacement<string>) => {
    const history = new ReplaceHistory<string>()
    history.add(step)
    setLong({ history, caret: step.at + step.inserted.length })
    onText(text.slice(0, step.at) + step.inserted + text.slice(step.at + step.removed.length))
  }
  const onPaste = (event: ClipboardEvent<HTMLTextAreaElement>) => {
    props.onPaste?.(event)
    const pasted = event.clipboardData.getData('text/plain').replace(/\r\n?/g, '\n')
    if (readOnly || !isLong(pasted)) return
    event.preventDefault()
    const { selectionStart: at, selectionEnd: end } = event.currentTarget
    growLong({ at, removed: text.slice(at, end), inserted: pasted })
  }
  return (
    <textarea
      ref={ref}
      id={id}
      className={areaClass}
      style={rows === 1 ? { minHeight: '2rem', resize: 'none' } : undefined}
      rows={rows}
      wrap={wrap ? 'soft' : 'off'}
      dir={direction}
      spellCheck={false}
      readOnly={readOnly}
      aria-describedby={describedBy}
      value={text}
      onChange={({ target: { value } }) => {
        if (isLong(value)) growLong({ at: 0, removed: text, inserted: value })
        else onText(value)
      }}
      onFocus={(event) => event.target.select()}
      onKeyDown={onKeyDown}
      onPaste={onPaste}
    />
  )
}

function isLong(text: string): boolean {
  if (text.length > MOST_UNITS) return true
  let lines = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++
  return lines > MOST_LINES
}
