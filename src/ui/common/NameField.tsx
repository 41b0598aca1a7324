import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useRef, useState } from 'react'
import { needsSpelling, readName, spellName } from '../../bytes/spelling.ts'
import { characterOf } from '../../commands/keys.ts'
import { HiveError } from '../../errors.ts'
import type { Naming } from '../../state/PagedList.ts'
import { errorText } from '../../text/errors.ts'
import { hasHiddenCharacter } from '../../text/hidden.ts'
import { NAME_FIELD } from '../../text/panes.ts'
import { hasHidden, markedText } from '../../text/visibleText.ts'
import { cx } from './cx.ts'
import styles from './NameField.module.css'
import { VisibleText } from './VisibleText.tsx'

/** The space around a note under a field, in pixels. */
const NOTE_GAP = 8

interface Props {
  readonly label: string
  readonly naming: Naming
  /** Commits the name; false keeps the field open. */
  readonly commit: (text: string) => Promise<boolean>
  readonly cancel: () => void
  /** Moves the focus when the field closes while it has the focus. */
  readonly returnFocus: () => void
}

/**
 * A field to type a name in place, with all of its text selected. Enter and leaving the field
 * commit the name, Esc discards it. A refusal is shown under the field, which stays open. Hidden
 * characters are written as escapes, since an input drops some of them, and are marked under the
 * field.
 */
export function NameField(props: Props) {
  const { label, naming, commit, cancel, returnFocus } = props
  const { name, typed, refused } = naming
  const input = useRef<HTMLInputElement>(null)
  /**
   * The text that is being committed or was refused: leaving the field does not commit it again.
   */
  const asked = useRef(typed)
  const spelled = name !== null && needsSpelling(name)
  const spell = (text: string) => (spelled ? spellName(text) : text)
  const read = (text: string) => (spelled ? readName(text) : text)
  const untouched = useRef(spell(name ?? ''))
  /** Enter was pressed before the proposed name had arrived. */
  const entered = useRef(false)
  const closing = useRef(false)
  const note = useRef<HTMLSpanElement>(null)
  const noteId = useId()
  // The default value must not change later: in an untouched field it would replace the text.
  const [opening] = useState(() => spell(typed ?? name ?? ''))
  /** The name in the field while it has hidden characters, otherwise null. */
  const [hidden, setHidden] = useState<string | null>(
    hiddenIn(typed ?? name ?? '', { whole: true }),
  )
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
    field.value = spell(name)
    untouched.current = field.value
    setHidden(hiddenIn(name, { whole: true }))
    field.select()
    if (entered.current) void finish('enter')
  }, [name])

  useEffect(() => {
    if (refused === null) return
    const field = input.current
    if (!field) return
    field.focus({ preventScroll: true })
    field.select()
  }, [refused])

  const noted = refused !== null || hidden !== null
  // biome-ignore lint/correctness/useExhaustiveDependencies: a refusal makes the note taller
  useLayoutEffect(() => {
    const field = input.current
    const list = field?.closest('[role=tree], [role=grid]')
    if (!noted || !field || !list) return
    const room = list.getBoundingClientRect().bottom - field.getBoundingClientRect().bottom
    setAbove(room < (note.current?.offsetHeight ?? 0) + NOTE_GAP)
  }, [noted, refused])

  const finish = async (how: 'enter' | 'leave') => {
    const field = input.current
    if (!field || closing.current) return
    if (how === 'enter' && name === null && field.value === '') {
      entered.current = true
      return
    }
    const text = field.value === untouched.current ? (name ?? '') : read(field.value)
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
      // A save commits the typed name first.
      if (command && characterOf(event) === 'S') void finish('leave')
      // Keys that the list would handle stay in the field; function keys, Ctrl+S and the like go on
      // to the window.
      const ours = event.key.length === 1 || /^(Arrow|Home|End|Page)/.test(event.key)
      if (ours && !command) event.stopPropagation()
      return
    }
    event.preventDefault()
    event.stopPropagation()
  }

  const words = refused === null ? null : refusalText(refused, name)
  return (
    <span className={styles.field}>
      <input
        ref={input}
        className={styles.input}
        aria-label={label}
        aria-invalid={words !== null}
        aria-describedby={noted ? noteId : undefined}
        autoCapitalize="off"
        autoComplete="off"
        spellCheck={false}
        defaultValue={opening}
        onInput={({ currentTarget: { value } }) => {
          const isUntouched = value === untouched.current
          setHidden(hiddenIn(isUntouched ? (name ?? '') : read(value), { whole: isUntouched }))
        }}
        onKeyDown={onKeyDown}
        onClick={(event) => event.stopPropagation()}
        onMouseDown={(event) => event.stopPropagation()}
        onDoubleClick={(event) => event.stopPropagation()}
        onBlur={() => {
          // Switching to another window does not count as leaving the field.
          if (document.activeElement !== input.current) void finish('leave')
        }}
      />
      {words && (
        <span
          ref={note}
          id={noteId}
          role="alert"
          className={cx(styles.note, styles.error, above && styles.above)}
        >
          {words}
        </span>
      )}
      {words === null && hidden !== null && (
        <span ref={note} id={noteId} className={cx(styles.note, above && styles.above)}>
          <span className="sr-only">{markedText(hidden)}</span>
          <span aria-hidden="true">
            <VisibleText text={hidden} />
          </span>
          {spelled && <span className={styles.hint}>{NAME_FIELD.spelled}</span>}
        </span>
      )}
    </span>
  )
}

/**
 * The text if it has hidden characters, otherwise null. A space at the end counts only in a `whole`
 * text, not while it is being typed.
 */
function hiddenIn(text: string, { whole }: { readonly whole: boolean }): string | null {
  return (whole ? hasHidden(text) : hasHiddenCharacter(text)) ? text : null
}

function refusalText(refused: unknown, subject: string | null): string {
  if (!(refused instanceof HiveError)) return errorText('internal', {}).text
  const { text, detail } = errorText(refused.code, {
    where: subject ?? undefined,
    ...refused.detail,
  })
  // An error in the hive needs its place and a next step; an error in the name does not.
  return refused.detail.offset === undefined ? text : `${text} ${detail}`
}
