import { Autocomplete } from '@base-ui/react/autocomplete'
import { Dialog as BaseDialog } from '@base-ui/react/dialog'
import { useMemo, useRef, useState } from 'react'
import type { Command } from '../../commands/Command.ts'
import { runCommand } from '../../commands/dispatch.ts'
import { formatHotkey } from '../../commands/keys.ts'
import { commands, fullTitle } from '../../commands/registry.ts'
import { closeDialog } from '../../state/dialogs.ts'
import { useDocument, useDocuments } from '../../state/documents.ts'
import { KEYBOARD } from '../../state/environment.ts'
import { focusPane } from '../../state/focus.ts'
import { hunt } from '../../state/hunts.ts'
import { goTo } from '../../state/navigation.ts'
import { MENU_TITLES, PALETTE } from '../../text/commands.ts'
import { HUNT_IDS, HUNTS } from '../../text/hunts.ts'
import { KNOWN_KEYS, type KnownKey } from '../../text/knownKeys.ts'
import type { HuntId } from '../../worker/protocol.ts'
import { ComboOption } from '../common/ComboOption.tsx'
import dialogStyles from '../common/Dialog.module.css'
import { VisibleText } from '../common/VisibleText.tsx'
import { usePathCompletion } from '../frame/usePathCompletion.ts'
import styles from './Palette.module.css'

type Entry =
  | { readonly kind: 'command'; readonly id: string; readonly command: Command }
  /** A ready-made search. */
  | { readonly kind: 'hunt'; readonly id: string; readonly hunt: HuntId }
  /** A key by its path; a well-known one has a title too. */
  | { readonly kind: 'path'; readonly id: string; readonly path: string; readonly title?: string }

const MOST_PATHS = 6

/** The command palette: every command that applies now, and every key by its path. */
export function Palette() {
  const [text, setText] = useState('')
  const doc = useDocuments((state) => state.active)
  const kind = useDocument(doc)?.info.kind
  const input = useRef<HTMLInputElement>(null)
  const paths = usePathCompletion(doc, text.trim() === '' ? null : text)
  const entries = useMemo(
    () => [
      ...entriesOf(text, doc === null ? [] : paths, doc !== null),
      ...knownEntries(text, kind && KNOWN_KEYS[kind]),
      ...(doc === null ? [] : huntEntries(text)),
    ],
    [text, paths, doc, kind],
  )

  const act = (entry: Entry) => {
    closeDialog()
    // This runs once the palette has closed and the focus is back in the page.
    setTimeout(() => {
      if (entry.kind === 'command') runCommand(entry.command)
      else if (entry.kind === 'hunt') void hunt(entry.hunt)
      else if (doc !== null) {
        focusPane('tree')
        void goTo(doc, entry.path)
      }
    })
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
          <Autocomplete.Root
            inline
            open
            mode="none"
            autoHighlight="always"
            keepHighlight
            items={entries}
            itemToStringValue={({ id }: Entry) => id}
            value={text}
            onValueChange={setText}
          >
            <Autocomplete.Input
              ref={input}
              className={styles.input}
              aria-label={PALETTE.label}
              aria-expanded={entries.length > 0}
              aria-autocomplete="list"
              placeholder={PALETTE.label}
            />
            <Autocomplete.List className={styles.list} aria-label={PALETTE.list}>
              {(entry: Entry) => (
                <ComboOption
                  key={entry.id}
                  value={entry}
                  className={styles.option}
                  onPick={() => act(entry)}
                >
                  <EntryWords entry={entry} />
                </ComboOption>
              )}
            </Autocomplete.List>
          </Autocomplete.Root>
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
        {entry.title && <span>{entry.title}</span>}
        <bdi dir="ltr" className={styles.path}>
          <VisibleText text={entry.path} />
        </bdi>
      </>
    )
  }
  if (entry.kind === 'hunt') {
    return (
      <>
        <span className={styles.hint}>{MENU_TITLES.hunts}</span>
        <span>{HUNTS[entry.hunt].title}</span>
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

/** The well-known keys of a hive whose titles have words that start with each typed word. */
function knownEntries(text: string, keys: readonly KnownKey[] = []): readonly Entry[] {
  if (text.trim() === '') return []
  return keys
    .filter(({ title }) => hasWords(title, text))
    .map(({ title, path }) => ({ kind: 'path', id: `known ${path}`, path, title }))
}

/** The ready-made searches whose titles, or `hunt`, have words that start with each typed word. */
function huntEntries(text: string): readonly Entry[] {
  if (text.trim() === '') return []
  return HUNT_IDS.filter((id) => hasWords(`${MENU_TITLES.hunts} ${HUNTS[id].title}`, text)).map(
    (id) => ({ kind: 'hunt', id: `hunt ${id}`, hunt: id }),
  )
}

/** Whether a title has a word that starts with each typed word. */
function hasWords(title: string, text: string): boolean {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const inTitle = ` ${title.toLowerCase()}`
  return words.every((word) => inTitle.includes(` ${word}`) || inTitle.includes(`(${word}`))
}

/**
 * The entries for a typed text: commands whose title has a word starting with each typed word, and
 * paths, which come first when the text has a backslash.
 */
function entriesOf(text: string, paths: readonly string[], canGo: boolean): readonly Entry[] {
  const matching: Entry[] = commands
    .filter((command) => command.id !== 'view.palette' && command.when())
    .filter((command) => hasWords(fullTitle(command), text))
    .map((command) => ({ kind: 'command', id: command.id, command }))
  const isPath = /[\\/]/.test(text)
  const known = paths.slice(0, MOST_PATHS)
  // The text is used untrimmed, since the name of a key may end with a blank.
  const all = canGo && isPath && !known.includes(text) ? [text, ...known] : known
  const going: Entry[] = all.map((path) => ({ kind: 'path', id: `path ${path}`, path }))
  return isPath ? [...going, ...matching] : [...matching, ...going]
}
