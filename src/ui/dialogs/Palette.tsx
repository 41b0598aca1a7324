import { Dialog as BaseDialog } from '@base-ui/react/dialog'
import { type KeyboardEvent, useId, useRef, useState } from 'react'
import type { Command } from '../../commands/Command.ts'
import { runCommand } from '../../commands/dispatch.ts'
import { formatHotkey } from '../../commands/keys.ts'
import { commands, fullTitle } from '../../commands/registry.ts'
import { closeDialog } from '../../state/dialogs.ts'
import { useDocuments } from '../../state/documents.ts'
import { focusPane } from '../../state/focus.ts'
import { goTo } from '../../state/navigation.ts'
import { KEYBOARD } from '../../state/surroundings.ts'
import { PALETTE } from '../../text/commands.ts'
import { cx } from '../common/cx.ts'
import dialogStyles from '../common/Dialog.module.css'
import { VisibleText } from '../common/VisibleText.tsx'
import { usePathCompletion } from '../frame/usePathCompletion.ts'
import styles from './Palette.module.css'

type Entry =
  | { readonly kind: 'command'; readonly id: string; readonly command: Command }
  | { readonly kind: 'path'; readonly id: string; readonly path: string }

const MOST_PATHS = 6

/** The command palette: every command that applies now, and every key by its path. */
export function Palette() {
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState(0)
  const doc = useDocuments((state) => state.active)
  const input = useRef<HTMLInputElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const listId = useId()
  const paths = usePathCompletion(doc, text.trim() === '' ? null : text)
  const entries = entriesOf(text, doc === null ? [] : paths, doc !== null)
  const at = Math.min(chosen, entries.length - 1)

  const choose = (index: number) => {
    const next = (index + entries.length) % entries.length
    setChosen(next)
    list.current?.children[next]?.scrollIntoView({ block: 'nearest' })
  }
  const act = (entry: Entry | undefined) => {
    if (!entry) return
    closeDialog()
    // Once the palette is gone and the focus is back in the page.
    setTimeout(() => {
      if (entry.kind === 'command') runCommand(entry.command)
      else if (doc !== null) {
        focusPane('tree')
        void goTo(doc, entry.path)
      }
    })
  }
  const answerKey = (key: string): boolean => {
    if (key === 'ArrowDown') choose(at + 1)
    else if (key === 'ArrowUp') choose(at - 1)
    else if (key === 'Enter') act(entries[at])
    else return false
    return true
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (!event.nativeEvent.isComposing && answerKey(event.key)) event.preventDefault()
  }
  return (
    <BaseDialog.Root open onOpenChange={(open) => !open && closeDialog()}>
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className={dialogStyles.backdrop} />
        <BaseDialog.Popup
          className={styles.popup}
          initialFocus={input}
          finalFocus={false}
          aria-label={PALETTE.label}
        >
          <input
            ref={input}
            className={styles.input}
            role="combobox"
            aria-label={PALETTE.label}
            aria-expanded={entries.length > 0}
            aria-controls={listId}
            aria-activedescendant={entries.length > 0 ? `${listId}-${at}` : undefined}
            aria-autocomplete="list"
            placeholder={PALETTE.label}
            autoComplete="off"
            spellCheck={false}
            value={text}
            onChange={(event) => {
              setText(event.target.value)
              setChosen(0)
            }}
            onKeyDown={onKeyDown}
          />
          <div
            ref={list}
            id={listId}
            className={styles.list}
            role="listbox"
            aria-label={PALETTE.list}
          >
            {entries.map((entry, index) => (
              <div
                key={entry.id}
                id={`${listId}-${index}`}
                role="option"
                tabIndex={-1}
                aria-selected={index === at}
                className={cx(styles.option, index === at && styles.chosen)}
                onPointerMove={() => setChosen(index)}
                onPointerDown={(event) => event.preventDefault()}
                onClick={() => act(entry)}
                onKeyDown={onKeyDown}
              >
                <EntryWords entry={entry} />
              </div>
            ))}
          </div>
          {entries.length === 0 && <p className={styles.none}>{PALETTE.none}</p>}
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  )
}

function EntryWords({ entry }: { readonly entry: Entry }) {
  if (entry.kind === 'path') {
    return (
      <>
        <span className={styles.hint}>{PALETTE.goTo}</span>
        <bdi dir="ltr" className={styles.path}>
          <VisibleText text={entry.path} />
        </bdi>
      </>
    )
  }
  const about = entry.command.about?.()
  const hotkey = entry.command.keys?.[0]
  return (
    <>
      <span>{fullTitle(entry.command)}</span>
      {about && <span className={styles.hint}>{about}</span>}
      {hotkey && <kbd className={styles.hotkey}>{formatHotkey(hotkey, KEYBOARD)}</kbd>}
    </>
  )
}

/** Commands whose words all start somewhere in the title; paths first when a backslash says so. */
function entriesOf(text: string, paths: readonly string[], canGo: boolean): readonly Entry[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const matching: Entry[] = commands
    .filter((command) => command.id !== 'view.palette' && command.when())
    .filter((command) => {
      const title = ` ${fullTitle(command).toLowerCase()}`
      return words.every((word) => title.includes(` ${word}`) || title.includes(`(${word}`))
    })
    .map((command) => ({ kind: 'command', id: command.id, command }))
  const isPath = /[\\/]/.test(text)
  const known = paths.slice(0, MOST_PATHS)
  // As it stands: the name of a key may end with a blank.
  const all = canGo && isPath && !known.includes(text) ? [text, ...known] : known
  const going: Entry[] = all.map((path) => ({ kind: 'path', id: `path ${path}`, path }))
  return isPath ? [...going, ...matching] : [...matching, ...going]
}
