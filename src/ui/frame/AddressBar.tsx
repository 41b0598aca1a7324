import { Autocomplete } from '@base-ui/react/autocomplete'
import { ChevronRight } from 'lucide-react'
import { type ClipboardEvent, type ComponentProps, useEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { isSpelledPath, spellTyped } from '../../bytes/spelling.ts'
import { copyKeyPath, registryPath } from '../../state/copying.ts'
import { documentOf } from '../../state/documents.ts'
import { enterPane, focusPane, goToRows, leavePane, registerPane } from '../../state/focus.ts'
import { goTo } from '../../state/navigation.ts'
import { openSiblings } from '../../state/siblings.ts'
import { selectKey, useKeyDetails } from '../../state/tree.ts'
import { hasHiddenCharacter } from '../../text/hidden.ts'
import { FRAME, shortPrefix } from '../../text/page.ts'
import { CUT } from '../../text/visibleText.ts'
import type { DocId } from '../../worker/protocol.ts'
import { ComboOption } from '../common/ComboOption.tsx'
import { cx } from '../common/cx.ts'
import { inOwnTask } from '../common/ownTask.tsx'
import { VisibleText } from '../common/VisibleText.tsx'
import styles from './AddressBar.module.css'
import { SiblingMenu } from './SiblingMenu.tsx'
import { usePathCompletion } from './usePathCompletion.ts'

type InputProps = ComponentProps<typeof Autocomplete.Input>

const NONE: readonly string[] = []

/** The most steps of a path that are drawn besides the root; more would be too narrow to read. */
const MOST_STEPS = 8

/**
 * The address bar: the path of the selected key, and an editable combobox for going to another,
 * with suggestions from the hive. While it is not edited, the path is drawn as steps to click on.
 */
export function AddressBar({ doc }: { readonly doc: DocId }) {
  const details = useKeyDetails(doc)
  const prefix = documentOf(doc)?.info.prefix ?? ''
  const path = details?.path ?? []
  const current = registryPath(prefix, path)
  /** Whether the path was cut because it is too long for the field. */
  const isCut = details?.pathCut === true
  /**
   * The typed text. null until something is typed, so that the field shows the path of the selected
   * key.
   */
  const [typed, setTyped] = useState<string | null>(null)
  const [focused, setFocused] = useState(false)
  const [asking, setAsking] = useState(false)
  /** The suggestion that is highlighted with the arrows or the mouse. */
  const chosen = useRef<string | undefined>(undefined)
  const input = useRef<HTMLInputElement>(null)
  const afterCut = isCut ? path.lastIndexOf(CUT) + 1 : 0
  const hidden = Math.max(afterCut, path.length - MOST_STEPS)
  /**
   * The key at a step of the path. It is counted from the end, since the middle of a long path is
   * cut.
   */
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

  const close = () => setAsking(false)
  const go = (text: string) => {
    close()
    setTyped(null)
    goToRows('tree')
    // A cut path cannot be looked up, and its key is already selected.
    if (!isCut || text !== current) void goTo(doc, text)
  }
  const type = (text: string) => {
    setTyped(spellTyped(text))
    setAsking(true)
  }
  /**
   * Enters a text that was not typed in the field. The suggestions close, so that none of them is
   * chosen.
   */
  const enter = (text: string) => {
    flushSync(close)
    type(text)
  }
  const enterBelow = (path: string) => enter(path + (isSpelledPath(path) ? '\\\\' : '\\'))
  const paste = (event: ClipboardEvent<HTMLInputElement>) => {
    // An input would drop line breaks from inside a name.
    const text = event.clipboardData.getData('text/plain').replace(/^[\r\n]+|[\r\n]+$/g, '')
    if (!hasHiddenCharacter(text)) return
    event.preventDefault()
    const { value, selectionStart, selectionEnd } = event.currentTarget
    enter(value.slice(0, selectionStart ?? 0) + text + value.slice(selectionEnd ?? value.length))
  }
  const copy = (event: ClipboardEvent<HTMLInputElement>) => {
    const { selectionStart, selectionEnd, value } = event.currentTarget
    if (!isCut || value !== current || selectionStart !== 0 || selectionEnd !== value.length) return
    event.preventDefault()
    void copyKeyPath(doc)
  }
  const giveUp = () => {
    close()
    if (open) return
    setTyped(null)
    focusPane('tree')
  }
  /** Handles keys that the combobox does not; returns whether the key was one. */
  const answerKey = (key: string): boolean => {
    const suggestion = open ? chosen.current : undefined
    if (key === 'Enter' && suggestion === undefined) go(typed ?? current)
    else if (key === 'Escape') giveUp()
    else if (!open && (key === 'ArrowDown' || key === 'ArrowUp')) setAsking(true)
    // Tab accepts the suggestion, so that the user can go on typing below it.
    else if (key === 'Tab' && suggestion !== undefined) enterBelow(suggestion)
    else return false
    return true
  }
  const onKeyDown: InputProps['onKeyDown'] = (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
    if (!answerKey(event.key)) return
    event.preventDefault()
    event.preventBaseUIHandler()
  }

  return (
    <div className={styles.address}>
      <Autocomplete.Root
        inline
        open
        mode="none"
        highlightItemOnHover={false}
        items={open ? suggestions : NONE}
        value={typed ?? current}
        onValueChange={(text, { reason }) => {
          if (reason === 'input-change') type(text)
        }}
        onItemHighlighted={(suggestion) => {
          chosen.current = suggestion
        }}
      >
        <Autocomplete.Input
          ref={input}
          className={cx(styles.input, !focused && styles.covered)}
          aria-label={FRAME.address}
          aria-autocomplete="list"
          aria-expanded={open}
          aria-keyshortcuts="Control+G F4"
          dir="ltr"
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
        {open && (
          <Autocomplete.List className={styles.list} aria-label={FRAME.suggestions}>
            {(suggestion: string) => (
              <ComboOption
                key={suggestion}
                value={suggestion}
                className={styles.option}
                onPick={() => go(suggestion)}
              >
                <bdi dir="ltr">
                  <VisibleText text={suggestion} />
                </bdi>
              </ComboOption>
            )}
          </Autocomplete.List>
        )}
      </Autocomplete.Root>
      {!focused && (
        <div className={styles.steps} aria-hidden="true">
          <Step
            name={shortPrefix(prefix)}
            last={path.length === 0}
            go={() => step(doc, details?.ancestors[0])}
            open={
              hidden === 0 ? (at) => siblings(doc, details?.ancestors[0], keyAt(0), at) : undefined
            }
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
              open={(where) => siblings(doc, keyAt(hidden + at), keyAt(hidden + at + 1), where)}
            />
          ))}
        </div>
      )}
      <SiblingMenu />
    </div>
  )
}

/** The address bar in the toolbar: until it is drawn, an empty field of the same size. */
export const FirstAddress = inOwnTask(
  AddressBar,
  <div className={styles.address}>
    <div className={styles.input} />
  </div>,
)

function step(doc: DocId, key: number | undefined): void {
  if (key === undefined) return
  focusPane('tree')
  void selectKey(doc, key)
}

/** Opens the list of the subkeys of a step, at the arrow after it. */
function siblings(
  doc: DocId,
  parent: number | undefined,
  current: number | undefined,
  place: { readonly x: number; readonly y: number },
): void {
  if (parent !== undefined) void openSiblings({ doc, parent, place }, current ?? null)
}

interface StepProps {
  readonly name: string
  readonly last: boolean
  readonly go: () => void
  /** Opens the keys below this step. */
  readonly open?: ((at: { readonly x: number; readonly y: number }) => void) | undefined
}

function Step({ name, last, go, open }: StepProps) {
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
      {!last && (
        <button
          type="button"
          tabIndex={-1}
          data-between=""
          className={styles.between}
          disabled={!open}
          onClick={({ currentTarget }) => {
            const { left, bottom } = currentTarget.getBoundingClientRect()
            open?.({ x: left, y: bottom + 4 })
          }}
        >
          <ChevronRight className={styles.arrow} size="0.8125rem" />
        </button>
      )}
    </>
  )
}
