import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useRef, useState } from 'react'
import { HiveError } from '../../errors.ts'
import { errorText } from '../../text/errors.ts'
import { cx } from './cx.ts'
import styles from './NameField.module.css'

interface Props {
  readonly label: string
  /** null while the name to propose is on its way. */
  readonly name: string | null
  /** What was typed last and refused, which is kept while the field is out of sight. */
  readonly typed: string | null
  /** Why it was refused. */
  readonly refused: unknown
  /** Where the field stands from the row's start, for the tree's indentation. */
  readonly className?: string | undefined
  /** Takes the name; false keeps the field open. */
  readonly commit: (text: string) => Promise<boolean>
  readonly cancel: () => void
  /** Takes the focus when the field closes while it has it. */
  readonly returnFocus: () => void
}

/**
 * A name typed in place, all of it selected. Enter and leaving commit it, Esc leaves everything as
 * it was. A refusal stands under the field and keeps it open.
 */
export function NameField(props: Props) {
  const { label, name, typed, refused, className, commit, cancel, returnFocus } = props
  const input = useRef<HTMLInputElement>(null)
  /** The text being committed, or refused already: leaving the field does not ask again. */
  const asked = useRef(typed)
  const untouched = useRef(name ?? '')
  /** Enter came before the name it takes. */
  const entered = useRef(false)
  const closing = useRef(false)
  const errorId = useId()
  // Of a field nobody typed in, a changed default would become the text.
  const [opening] = useState(typed ?? name ?? '')
  const [above, setAbove] = useState(false)
  const latest = useRef({ commit, cancel, returnFocus })
  latest.current = { commit, cancel, returnFocus }

  useLayoutEffect(() => {
    const field = input.current
    closing.current = false
    field?.focus({ preventScroll: true })
    field?.select()
    if (field && asked.current === null) untouched.current = field.value
    return () => {
      closing.current = true
      if (field && document.activeElement === field) latest.current.returnFocus()
    }
  }, [])

  // biome-ignore lint/correctness/useExhaustiveDependencies: only a name that has come counts
  useLayoutEffect(() => {
    const field = input.current
    if (!field || name === null || field.value !== '') return
    field.value = name
    untouched.current = field.value
    field.select()
    if (entered.current) void finish('enter')
  }, [name])

  useEffect(() => {
    if (refused === null) return
    const field = input.current
    const list = field?.closest('[role=tree], [role=grid]')
    if (!field || !list) return
    // Room for two lines of text under the field.
    setAbove(field.getBoundingClientRect().bottom + 64 > list.getBoundingClientRect().bottom)
    field.focus({ preventScroll: true })
    field.select()
  }, [refused])

  const finish = async (how: 'enter' | 'leave') => {
    const field = input.current
    if (!field || closing.current) return
    // The field drops line breaks of a hostile name: untouched, it still means that name.
    if (how === 'enter' && name === null && field.value === '') {
      entered.current = true
      return
    }
    const text = field.value === untouched.current ? (name ?? '') : field.value
    if (how === 'leave' && (asked.current === text || text === '')) return cancel()
    if (how === 'enter' && asked.current === text && refused === null) return
    asked.current = text
    await commit(text)
  }

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Enter') void finish('enter')
    else if (event.key === 'Escape') {
      closing.current = true
      returnFocus()
      cancel()
    } else {
      const command = event.ctrlKey || event.metaKey || event.altKey
      // What is saved has the name as it is typed.
      if (command && event.key.toLowerCase() === 's') void finish('leave')
      // The list's own keys are for the list; F keys, Ctrl+S and the like go on to the window.
      const ours = event.key.length === 1 || /^(Arrow|Home|End|Page)/.test(event.key)
      if (ours && !command) event.stopPropagation()
      return
    }
    event.preventDefault()
    event.stopPropagation()
  }

  const words = refused === null ? null : refusalText(refused, name)
  return (
    <span className={cx(styles.field, className)}>
      <input
        ref={input}
        className={styles.input}
        aria-label={label}
        aria-invalid={words !== null}
        aria-describedby={words ? errorId : undefined}
        autoCapitalize="off"
        autoComplete="off"
        spellCheck={false}
        defaultValue={opening}
        onKeyDown={onKeyDown}
        onClick={(event) => event.stopPropagation()}
        onMouseDown={(event) => event.stopPropagation()}
        onDoubleClick={(event) => event.stopPropagation()}
        onBlur={() => {
          // Leaving the window is not leaving the field.
          if (document.activeElement !== input.current) void finish('leave')
        }}
      />
      {words && (
        <span id={errorId} role="alert" className={cx(styles.error, above && styles.above)}>
          {words}
        </span>
      )}
    </span>
  )
}

function refusalText(refused: unknown, subject: string | null): string {
  if (!(refused instanceof HiveError)) return errorText('internal', {}).text
  const { text } = errorText(refused.code, { where: subject ?? undefined, ...refused.detail })
  return text
}
