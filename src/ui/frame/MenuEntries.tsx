import { Menu } from '@base-ui/react/menu'
import { Check, ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { runCommand } from '../../commands/dispatch.ts'
import { ariaHotkey, formatHotkey } from '../../commands/keys.ts'
import type { MenuEntry } from '../../commands/menus.ts'
import { commandOf } from '../../commands/registry.ts'
import { useDocument, useDocuments } from '../../state/documents.ts'
import { KEYBOARD } from '../../state/environment.ts'
import { documentFor, goToFavorite } from '../../state/favorites.ts'
import { goToRows } from '../../state/focus.ts'
import { hunt } from '../../state/hunts.ts'
import { goTo } from '../../state/navigation.ts'
import { forgetRecentFiles } from '../../state/recentFiles.ts'
import { useRecentFiles } from '../../state/recentStore.ts'
import { openRecentFile } from '../../state/reopening.ts'
import { type Favorite, removeFavorite, useSettings } from '../../state/settings.ts'
import { COMMAND_TITLES, type CommandId, MENU_TEXT, MENU_TITLES } from '../../text/commands.ts'
import { favoriteTitle } from '../../text/favoriteTitle.ts'
import { HUNT_IDS, HUNTS } from '../../text/hunts.ts'
import { KNOWN_KEYS } from '../../text/knownKeys.ts'
import { openedAtText, RECENT } from '../../text/recentFiles.ts'
import { markedText } from '../../text/visibleText.ts'
import styles from './Menu.module.css'
import { MenuPopup } from './MenuPopup.tsx'
import { useCommand } from './useCommand.ts'

interface EntriesProps {
  readonly entries: readonly MenuEntry[]
  /** Runs an action once the menu has closed. */
  readonly choose: (act: () => void) => void
  readonly close: () => void
}

/** The items of a menu, made from the registry. */
export function MenuEntries({ entries, choose, close }: EntriesProps) {
  return entries.map((entry, at) => {
    // Entries never change their order, and separators have no id, so the index serves as their
    // key.
    const key = typeof entry === 'string' && entry !== '-' ? entry : at
    if (entry === '-') return <Menu.Separator key={key} className={styles.separator} />
    if (typeof entry === 'string') return <CommandItem key={key} id={entry} choose={choose} />
    if ('menu' in entry) {
      return (
        <Submenu key={key} title={MENU_TITLES[entry.menu]} close={close}>
          <MenuEntries entries={entry.entries} choose={choose} close={close} />
        </Submenu>
      )
    }
    if (entry.list === 'recent-files') return <RecentFiles key={key} choose={choose} />
    if (entry.list === 'hunts') return <Hunts key={key} choose={choose} />
    if (entry.list === 'known-keys') return <KnownKeys key={key} choose={choose} />
    return <Favorites key={key} remove={entry.list === 'remove-favorites'} choose={choose} />
  })
}

interface CommandItemProps {
  readonly id: CommandId
  readonly choose: EntriesProps['choose']
}

function CommandItem({ id, choose }: CommandItemProps) {
  const run = () => choose(() => runCommand(commandOf(id)))
  const { enabled, checked, about } = useCommand(id)
  const hotkey = commandOf(id).keys?.[0]
  const title = about ? `${COMMAND_TITLES[id]} ${markedText(about)}` : COMMAND_TITLES[id]
  const shared = {
    className: styles.item,
    disabled: !enabled,
    label: COMMAND_TITLES[id],
    title: about ? title : undefined,
    'aria-keyshortcuts': hotkey && ariaHotkey(hotkey, KEYBOARD),
  }
  const content = (
    <>
      <span className={styles.mark}>{checked && <Check size="0.875rem" aria-hidden="true" />}</span>
      <span className={styles.title}>{title}</span>
      <span className={styles.keys} aria-hidden="true">
        {hotkey && formatHotkey(hotkey, KEYBOARD)}
      </span>
    </>
  )
  if (checked === null) {
    return (
      <Menu.Item {...shared} onClick={run}>
        {content}
      </Menu.Item>
    )
  }
  return (
    <Menu.CheckboxItem {...shared} checked={checked} closeOnClick onCheckedChange={run}>
      {content}
    </Menu.CheckboxItem>
  )
}

interface SubmenuProps {
  readonly title: string
  readonly close: () => void
  readonly children: ReactNode
}

function Submenu({ title, close, children }: SubmenuProps) {
  return (
    <Menu.SubmenuRoot>
      <Menu.SubmenuTrigger className={styles.item}>
        <span className={styles.mark} />
        <span className={styles.title}>{title}</span>
        <ChevronRight className={styles.more} size="0.875rem" aria-hidden="true" />
      </Menu.SubmenuTrigger>
      <Menu.Portal>
        <Menu.Positioner className={styles.positioner} sideOffset={-2} alignOffset={-5}>
          <MenuPopup close={close}>{children}</MenuPopup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.SubmenuRoot>
  )
}

/** The files that were opened last. */
function RecentFiles({ choose }: { readonly choose: EntriesProps['choose'] }) {
  const files = useRecentFiles((state) => state.files)
  if (files.length === 0) return <NoEntries text={RECENT.none} />
  const now = Date.now()
  return (
    <>
      {files.map((file) => (
        <Menu.Item
          key={`${file.openedAt} ${file.name}`}
          className={styles.item}
          onClick={() => choose(() => void openRecentFile(file))}
        >
          <span className={styles.mark} />
          <span className={styles.title}>{markedText(file.name)}</span>
          <span className={styles.keys}>{openedAtText(file.openedAt, now)}</span>
        </Menu.Item>
      ))}
      <Menu.Separator className={styles.separator} />
      <Menu.Item className={styles.item} onClick={() => choose(() => void forgetRecentFiles())}>
        <span className={styles.mark} />
        <span className={styles.title}>{RECENT.forget}</span>
      </Menu.Item>
    </>
  )
}

/** The well-known keys of the hive on screen. */
function KnownKeys({ choose }: { readonly choose: EntriesProps['choose'] }) {
  const doc = useDocument(useDocuments(({ active }) => active))
  const keys = doc && KNOWN_KEYS[doc.info.kind]
  if (!keys) return <NoEntries text={MENU_TEXT.noKnownKeys} />
  const go = (path: string) =>
    choose(() => {
      goToRows('tree')
      void goTo(doc.info.doc, path)
    })
  return keys.map(({ title, path }) => (
    <Menu.Item key={path} className={styles.item} title={path} onClick={() => go(path)}>
      <span className={styles.mark} />
      <span className={styles.title}>{title}</span>
    </Menu.Item>
  ))
}

/** The ready-made searches. */
function Hunts({ choose }: { readonly choose: EntriesProps['choose'] }) {
  const hasHive = useDocuments(({ active }) => active !== null)
  return HUNT_IDS.map((id) => (
    <Menu.Item
      key={id}
      className={styles.item}
      disabled={!hasHive}
      title={HUNTS[id].about}
      onClick={() => choose(() => void hunt(id))}
    >
      <span className={styles.mark} />
      <span className={styles.title}>{HUNTS[id].title}</span>
    </Menu.Item>
  ))
}

/** The only line of a list without entries. */
function NoEntries({ text }: { readonly text: string }) {
  return (
    <Menu.Item className={styles.item} disabled>
      <span className={styles.mark} />
      <span className={styles.title}>{text}</span>
    </Menu.Item>
  )
}

interface FavoritesProps {
  readonly remove: boolean
  readonly choose: EntriesProps['choose']
}

function Favorites({ remove, choose }: FavoritesProps) {
  const favorites = useSettings((settings) => settings.favorites)
  if (favorites.length === 0) return <NoEntries text={MENU_TEXT.noFavorites} />
  const act = (favorite: Favorite) =>
    choose(() => (remove ? removeFavorite(favorite) : void goToFavorite(favorite)))
  return favorites.map((favorite) => (
    <Menu.Item
      key={`${favorite.kind}\\${favorite.path}`}
      className={styles.item}
      disabled={!remove && !documentFor(favorite)}
      title={[favorite.note, favoriteTitle(favorite.kind, favorite.path)]
        .filter(Boolean)
        .join('\n')}
      onClick={() => act(favorite)}
    >
      <span className={styles.mark} />
      <span className={styles.title}>{markedText(favorite.name)}</span>
      <span className={styles.keys}>{favorite.kind === 'unknown' ? '' : favorite.kind}</span>
    </Menu.Item>
  ))
}
