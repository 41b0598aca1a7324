import type { KeyboardEvent, Ref } from 'react'
import { areaClass } from '../common/Field.tsx'
import { directionOf } from './direction.ts'

interface DataAreaProps {
  readonly ref: Ref<HTMLTextAreaElement>
  readonly id: string
  readonly describedBy: string
  readonly text: string
  readonly onText: (text: string) => void
  /** Lines shown before it scrolls. */
  readonly rows: number
  /** Long lines are folded. */
  readonly wrap: boolean
  readonly readOnly: boolean
  readonly onKeyDown?: (event: KeyboardEvent<HTMLTextAreaElement>) => void
}

/** The field of a text: all of it is selected when the focus comes to it. */
export function DataArea(props: DataAreaProps) {
  const { ref, id, describedBy, text, onText, rows, wrap, readOnly, onKeyDown } = props
  return (
    <textarea
      ref={ref}
      id={id}
      className={areaClass}
      style={rows === 1 ? { minHeight: '2rem', resize: 'none' } : undefined}
      rows={rows}
      wrap={wrap ? 'soft' : 'off'}
      dir={directionOf(text)}
      spellCheck={false}
      readOnly={readOnly}
      aria-describedby={describedBy}
      value={text}
      onChange={(event) => onText(event.target.value)}
      onFocus={(event) => event.target.select()}
      onKeyDown={onKeyDown}
    />
  )
}
