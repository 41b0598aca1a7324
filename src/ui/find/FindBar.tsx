import { ChevronDown, ChevronUp, SlidersHorizontal, X } from 'lucide-react'
import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useRef } from 'react'
import { formatHotkey, matchesHotkey } from '../../commands/keys.ts'
import { KEYBOARD, useEnvironment } from '../../state/environment.ts'
import { findAll } from '../../state/find.ts'
import {
  changeFind,
  closeFind,
  fieldHasFocus,
  filterCount,
  recallText,
  setMoreFilters,
  useFind,
} from '../../state/findForm.ts'
import { findNext, stopFinding, useFound } from '../../state/findNext.ts'
import { COMMAND_TITLES } from '../../text/commands.ts'
import { FIND, filtersText, KIND_HINTS, KIND_TITLES } from '../../text/find.ts'
import type { DocId, QueryKind } from '../../worker/protocol.ts'
import { Button, IconButton } from '../common/Button.tsx'
import { cx } from '../common/cx.ts'
import { controlClass, Note, selectClass } from '../common/Field.tsx'
import { usePane } from '../common/usePane.ts'
import { focusRows } from '../frame/rowFocus.ts'
import { FindFilters } from './FindFilters.tsx'
import { FindOptions } from './FindOptions.tsx'
import styles from './find.module.css'
import { ReplaceLine } from './ReplaceLine.tsx'

const KINDS: readonly QueryKind[] = ['any', 'text', 'number', 'hex', 'regex']

/** Find: what to look for and where. It stays open while the user works in the panes. */
export function FindBar({ doc }: { readonly doc: DocId }) {
  const form = useFind()
  const { text, kind, fault, asked, more } = form
  const field = useRef<HTMLInputElement>(null)
  const bar = useRef<HTMLElement>(null)
  const pane = usePane('find', field)
  const id = useId()
  const isNarrow = useEnvironment((state) => state.width === 'narrow')
  // In a narrow window the options take turns with the rows.
  const showsOptions = !isNarrow || more || fault?.field === 'places'
  const inText = fault?.field === 'text' ? fault : null

  // biome-ignore lint/correctness/useExhaustiveDependencies: `asked` rises when it should have the focus
  useLayoutEffect(() => {
    const wrong = bar.current?.querySelector<HTMLInputElement>('input[aria-invalid=true]')
    const target = wrong ?? field.current
    target?.focus()
    fieldHasFocus()
    if (target !== field.current) return
    if (inText?.position == null) target?.select()
    else target?.setSelectionRange(inText.position, inText.text.length)
  }, [asked])

  const leave = () => {
    closeFind()
    focusRows()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const { target, key, shiftKey } = event
    const mod = KEYBOARD.mac ? event.metaKey : event.ctrlKey
    // In the field already, the key belongs to the browser's own search.
    if (target === field.current && matchesHotkey('Mod+F', event, KEYBOARD)) {
      event.stopPropagation()
    } else if (target === field.current && isArrow(key) && !mod && !event.altKey && !shiftKey) {
      if (recallText(key === 'ArrowUp' ? 1 : -1)) event.preventDefault()
    } else if (key === 'Escape') {
      event.preventDefault()
      if (!stopFinding()) leave()
    } else if (key === 'Enter' && target instanceof HTMLInputElement && !event.altKey) {
      event.preventDefault()
      if (event.repeat || event.nativeEvent.isComposing) return
      if (mod) void findAll()
      else findNext(shiftKey ? -1 : 1)
    }
  }
  const moreButton = (
    <Button
      look="quiet"
      className={styles.more}
      aria-expanded={more}
      aria-controls={more ? `${id}-filters` : undefined}
      onClick={() => setMoreFilters(!more)}
    >
      <SlidersHorizontal size="0.875rem" aria-hidden="true" />
      {isNarrow ? FIND.options : filtersText(filterCount(form))}
    </Button>
  )
  return (
    <section
      ref={bar}
      aria-label={FIND.label}
      className={styles.bar}
      onKeyDown={onKeyDown}
      {...pane}
    >
      <div className={styles.line}>
        <label className={cx(styles.label, form.replacing && styles.even)} htmlFor={`${id}-text`}>
          {FIND.what}
        </label>
        <input
          ref={field}
          id={`${id}-text`}
          className={cx(controlClass, styles.text)}
          value={text}
          onChange={(event) => changeFind({ text: event.target.value })}
          placeholder={KIND_HINTS[kind]}
          aria-invalid={inText !== null}
          aria-describedby={inText ? `${id}-fault` : undefined}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          dir="auto"
        />
        <select
          className={cx(selectClass, styles.kind)}
          aria-label={FIND.as}
          value={kind}
          onChange={(event) => changeFind({ kind: kindOf(event.target.value) })}
        >
          {KINDS.map((one) => (
            <option key={one} value={one}>
              {KIND_TITLES[one]}
            </option>
          ))}
        </select>
        <span className={styles.buttons}>
          <Button title={titled('edit.findNext', 'F3')} onClick={() => findNext(1)}>
            {FIND.next}
          </Button>
          <IconButton
            label={COMMAND_TITLES['edit.findPrevious']}
            shortcut={formatHotkey('Shift+F3', KEYBOARD)}
            onClick={() => findNext(-1)}
          >
            {form.direction === 'down' ? (
              <ChevronUp size="1rem" aria-hidden="true" />
            ) : (
              <ChevronDown size="1rem" aria-hidden="true" />
            )}
          </IconButton>
          <Button title={titled('edit.findAll', 'Mod+Shift+F')} onClick={() => void findAll()}>
            {FIND.all}
          </Button>
          {isNarrow && moreButton}
        </span>
        <Said />
        <IconButton label={FIND.close} shortcut="Esc" className={styles.close} onClick={leave}>
          <X size="0.9375rem" aria-hidden="true" />
        </IconButton>
      </div>
      {inText && (
        <Note id={`${id}-fault`} kind="error">
          {inText.text}
        </Note>
      )}
      {form.replacing && <ReplaceLine />}
      {showsOptions && <FindOptions>{!isNarrow && moreButton}</FindOptions>}
      {more && <FindFilters id={`${id}-filters`} doc={doc} />}
    </section>
  )
}

/** What Find Next did last. The element is there before its text, so that the text is announced. */
function Said() {
  const { said, times } = useFound()
  // What was said is not said again when Find is opened the next time.
  useEffect(() => () => useFound.setState({ said: null }), [])
  return (
    <span role="status" className={styles.said}>
      {said !== null && <span key={times}>{said}</span>}
    </span>
  )
}

function isArrow(key: string): boolean {
  return key === 'ArrowUp' || key === 'ArrowDown'
}

function kindOf(value: string): QueryKind {
  return KINDS.find((kind) => kind === value) ?? 'any'
}

function titled(id: keyof typeof COMMAND_TITLES, hotkey: string): string {
  return `${COMMAND_TITLES[id]} (${formatHotkey(hotkey, KEYBOARD)})`
}
