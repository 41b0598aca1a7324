import { ChevronRight } from 'lucide-react'
import { type ClipboardEvent, type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { isSpelledPath, spellTyped } from '../../bytes/spelling.ts'
import { copyKeyPath, registryPath } from '../../state/copying.ts'
import { documentOf } from '../../state/documents.ts'
import { enterPane, focusPane, leavePane, registerPane } from '../../state/focus.ts'
import { goTo } from '../../state/navigation.ts'
import { selectKey, useKeyDetails } from '../../state/tree.ts'
import { hasHiddenCharacter } from '../../text/hidden.ts'
import { FRAME, shortPrefix } from '../../text/page.ts'
import { CUT } from '../../text/visibleText.ts'
import type { DocId } from '../../worker/protocol.ts'
import { cx } from '../common/cx.ts'
import { VisibleText } from '../common/VisibleText.tsx'
import styles from './AddressBar.module.css'
import { usePathCompletion } from './usePathCompletion.ts'

/** Steps of a deep path that are drawn, besides the root: more would be too narrow to read. */
const MOST_STEPS = 8

/**
 * Where the selected key is, and a way to any other: an editable combobox whose suggestions come
 * from the hive. While nobody types in it, the path is drawn as steps to click on.
 */
export function AddressBar({ doc }: { readonly doc: DocId }) {
  const details = useKeyDetails(doc)
  const prefix = documentOf(doc)?.info.prefix ?? ''
  const path = details?.path ?? []
  const current = registryPath(prefix, path)
  /** The path is too long for the field, which has its ends. */
  const isCut = details?.pathCut === true
  /** null until something is typed: until then the field follows the selected key. */
  const [typed, setTyped] = useState<string | null>(null)
  const [focused, setFocused] = useState(false)
  const [asking, setAsking] = useState(false)
  const [chosen, setChosen] = useState(-1)
  const input = useRef<HTMLInputElement>(null)
  const listId = useId()
  const afterCut = isCut ? path.lastIndexOf(CUT) + 1 : 0
  const hidden = Math.max(afterCut, path.length - MOST_STEPS)
  /** The key of a name of the path: counted from its end, which is always there. */
  const keyAt = (at: number) => details?.ancestors.at(at - path.length)
  const suggestions = usePathCompletion(
    doc,
    asking && !(isCut && typed === null) ? (typed ?? current) : null,
  )
  const open = asking && suggestions.length > 0

  useEffect(
    () =>
      registerPane('address', () => {
        input.current?.focus()
        input.current?.select()
        return input.current !== null
      }),
    [],
  )

  // biome-ignore lint/correctness/useExhaustiveDependencies: another key came while its path was marked
  useEffect(() => {
    if (focused && typed === null) input.current?.select()
  }, [current])

  const close = () => {
    setAsking(false)
    setChosen(-1)
  }
  const go = (text: string) => {
    close()
    setTyped(null)
    focusPane('tree')
    // The ends of a path lead nowhere, and the key is where they say.
    if (!isCut || text !== current) void goTo(doc, text)
  }
  const type = (text: string) => {
    setTyped(spellTyped(text))
    setAsking(true)
    setChosen(-1)
  }
  const typeBelow = (path = '') => type(path + (isSpelledPath(path) ? '\\\\' : '\\'))
  const paste = (event: ClipboardEvent<HTMLInputElement>) => {
    // A field of one line would drop these from inside a name.
    const text = event.clipboardData.getData('text/plain').replace(/^[\r\n]+|[\r\n]+$/g, '')
    if (!hasHiddenCharacter(text)) return
    event.preventDefault()
    const { value, selectionStart, selectionEnd } = event.currentTarget
    type(value.slice(0, selectionStart ?? 0) + text + value.slice(selectionEnd ?? value.length))
  }
  const copy = (event: ClipboardEvent<HTMLInputElement>) => {
    const { selectionStart, selectionEnd, value } = event.currentTarget
    if (!isCut || value !== current || selectionStart !== 0 || selectionEnd !== value.length) return
    event.preventDefault()
    void copyKeyPath(doc)
  }
  const choose = (step: 1 | -1) => {
    if (!open) {
      setAsking(true)
      return
    }
    // One more place than suggestions: the text as typed.
    const places = suggestions.length + 1
    setChosen(((chosen + 1 + step + places) % places) - 1)
  }
  const giveUp = () => {
    close()
    if (open) return
    setTyped(null)
    focusPane('tree')
  }
  const answerKey = (key: string): boolean => {
    if (key === 'Enter') go(suggestions[chosen] ?? typed ?? current)
    else if (key === 'Escape') giveUp()
    else if (key === 'ArrowDown') choose(1)
    else if (key === 'ArrowUp') choose(-1)
    // Tab takes a suggestion to go on typing below it.
    else if (key === 'Tab' && open && chosen >= 0) typeBelow(suggestions[chosen])
    else return false
    return true
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
    if (answerKey(event.key)) event.preventDefault()
  }

  return (
    <div className={styles.address}>
      <input
        ref={input}
        className={cx(styles.input, !focused && styles.covered)}
        role="combobox"
        aria-label={FRAME.address}
        aria-autocomplete="list"
        aria-expanded={open}
        aria-controls={open ? listId : undefined}
        aria-activedescendant={open && chosen >= 0 ? `${listId}-${chosen}` : undefined}
        aria-keyshortcuts="Control+G F4"
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        dir="ltr"
        value={typed ?? current}
        onChange={(event) => {
          const { nativeEvent, target } = event
          // Text that an input method is still composing must stay as it is.
          const composing = nativeEvent instanceof InputEvent && nativeEvent.isComposing
          if (composing) setTyped(target.value)
          else type(target.value)
        }}
        onCompositionEnd={(event) => type(event.currentTarget.value)}
        onPaste={paste}
        onCopy={copy}
        onFocus={(event) => {
          enterPane('address')
          setFocused(true)
          event.target.select()
        }}
        onBlur={() => {
          leavePane('address')
          close()
          setFocused(false)
          setTyped(null)
        }}
        onKeyDown={onKeyDown}
      />
      {!focused && (
        <div className={styles.steps} aria-hidden="true">
          <Step
            name={shortPrefix(prefix)}
            last={path.length === 0}
            go={() => step(doc, details?.ancestors[0])}
          />
          {hidden > 0 && (
            <>
              <span>…</span>
              <ChevronRight className={styles.arrow} size="0.8125rem" />
            </>
          )}
          {path.slice(hidden).map((name, at) => (
            <Step
              key={path.slice(0, hidden + at + 1).join('\\')}
              name={name}
              last={hidden + at === path.length - 1}
              go={() => step(doc, keyAt(hidden + at))}
            />
          ))}
        </div>
      )}
      {open && (
        <div className={styles.list} role="listbox" id={listId} aria-label={FRAME.suggestions}>
          {suggestions.map((suggestion, at) => (
            <div
              key={suggestion}
              id={`${listId}-${at}`}
              role="option"
              tabIndex={-1}
              aria-selected={at === chosen}
              className={cx(styles.option, at === chosen && styles.chosen)}
              onPointerDown={(event) => {
                event.preventDefault()
                go(suggestion)
              }}
            >
              <bdi dir="ltr">
                <VisibleText text={suggestion} />
              </bdi>
            </div>
          ))}
        </div>
      )}
    </div>
  )
}

function step(doc: DocId, key: number | undefined): void {
  if (key === undefined) return
  focusPane('tree')
  void selectKey(doc, key)
}

interface StepProps {
  readonly name: string
  readonly last: boolean
  readonly go: () => void
}

function Step({ name, last, go }: StepProps) {
  return (
    <>
      <button
        type="button"
        tabIndex={-1}
        className={cx(styles.step, last && styles.last)}
        onClick={go}
      >
        <bdi dir="ltr">
          <VisibleText text={name} />
        </bdi>
      </button>
      {!last && <ChevronRight className={styles.arrow} size="0.8125rem" />}
    </>
  )
}
