import { ListFilter, X } from 'lucide-react'
import { type KeyboardEvent, useId, useLayoutEffect, useRef } from 'react'
import { type Pane, registerPane } from '../../state/focus.ts'
import { FILTER } from '../../text/panes.ts'
import { IconButton } from './Button.tsx'
import styles from './FilterField.module.css'
import { useIsActiveSide } from './side.ts'

interface Props {
  /** The name under which a command moves the focus here. */
  readonly pane: Pane & `${string}-filter`
  readonly label: string
  readonly text: string
  /** How much was found; empty while nothing is filtered. */
  readonly found: string
  readonly change: (text: string) => void
  /** Goes to the rows that were found. */
  readonly enter: () => void
  /** Called for Esc in an empty field. */
  readonly leave: () => void
}

/**
 * A field above a list, which shows only the rows with the text that is typed. Enter and Down go to
 * the rows; Esc clears the field, and leaves it when it is empty.
 */
export function FilterField(props: Props) {
  const { pane, label, text, found, change, enter, leave } = props
  const field = useRef<HTMLInputElement>(null)
  const id = useId()
  const isActive = useIsActiveSide()
  // Before the next key, which may be the first letter.
  useLayoutEffect(() => {
    if (!isActive) return
    return registerPane(pane, () => {
      field.current?.focus()
      field.current?.select()
      return field.current !== null
    })
  }, [pane, isActive])
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.altKey || event.ctrlKey || event.metaKey) return
    if (event.key === 'Enter' || event.key === 'ArrowDown') enter()
    else if (event.key !== 'Escape') return
    else if (text !== '') change('')
    else leave()
    event.preventDefault()
  }
  return (
    <div className={styles.filter}>
      <ListFilter className={styles.icon} size="0.875rem" aria-hidden="true" />
      <input
        ref={field}
        type="search"
        className={styles.field}
        aria-label={label}
        aria-describedby={id}
        placeholder={label}
        value={text}
        maxLength={256}
        dir="auto"
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        onChange={(event) => change(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <span id={id} role="status" className={styles.found}>
        {found}
      </span>
      {text !== '' && (
        <IconButton
          label={FILTER.clear}
          shortcut="Esc"
          className={styles.clear}
          onClick={() => {
            change('')
            field.current?.focus()
          }}
        >
          <X size="0.875rem" aria-hidden="true" />
        </IconButton>
      )}
    </div>
  )
}
