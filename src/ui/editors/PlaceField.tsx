import { type KeyboardEvent, type RefObject, useId, useState } from 'react'
import styles from './RowEditor.module.css'

interface PlaceFieldProps {
  readonly ref?: RefObject<HTMLInputElement | null>
  readonly label: string
  /** What can be typed, if the label does not say it. */
  readonly title?: string
  /** Goes to the typed place; false when there is no such place. */
  readonly go: (text: string) => boolean
}

/** A small field beside a long text: Enter goes to the place typed in it. */
export function PlaceField({ ref, label, title, go }: PlaceFieldProps) {
  const id = useId()
  const [text, setText] = useState('')
  const [failed, setFailed] = useState(false)
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing || event.ctrlKey || event.metaKey) {
      return
    }
    // Enter here must not act as OK.
    event.preventDefault()
    event.stopPropagation()
    setFailed(!go(text))
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
        aria-invalid={failed}
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          setFailed(false)
        }}
        onKeyDown={onKeyDown}
      />
    </span>
  )
}
