import { type KeyboardEvent, type RefObject, useId, useState } from 'react'
import { cx } from '../common/cx.ts'
import styles from './RowEditor.module.css'

interface PlaceFieldProps {
  readonly ref?: RefObject<HTMLInputElement | null>
  readonly label: string
  /** What can be typed, if the label does not say it. */
  readonly title?: string
  /** Goes to the typed place. Returns what is wrong with it, or null. */
  readonly go: (text: string) => string | null
}

/** A small field beside a long text: Enter goes to the place typed in it. */
export function PlaceField({ ref, label, title, go }: PlaceFieldProps) {
  const id = useId()
  const [text, setText] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing || event.ctrlKey || event.metaKey) {
      return
    }
    // Enter here must not act as OK.
    event.preventDefault()
    event.stopPropagation()
    setProblem(go(text))
  }
  return (
    <span className={styles.place}>
      <label htmlFor={id}>{label}</label>
      <input
        ref={ref}
        id={id}
        title={title}
        autoComplete="off"
        spellCheck={false}
        aria-invalid={problem !== null}
        aria-describedby={`${id}-problem`}
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          setProblem(null)
        }}
        onKeyDown={onKeyDown}
      />
      <span id={`${id}-problem`} role="status" className={cx(styles.outcome, styles.failed)}>
        {problem}
      </span>
    </span>
  )
}
