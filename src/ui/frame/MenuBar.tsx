import { Menu } from '@base-ui/react/menu'
import { Menubar } from '@base-ui/react/menubar'
import { useEffect, useRef, useState } from 'react'
import { MENU_BAR, type Menu as MenuModel } from '../../commands/menus.ts'
import { enterPane, leavePane, registerPane } from '../../state/focus.ts'
import { MENU_TEXT, MENU_TITLES } from '../../text/commands.ts'
import { isPlain } from '../common/isPlain.ts'
import styles from './Menu.module.css'
import { MenuEntries } from './MenuEntries.tsx'
import { MenuPopup } from './MenuPopup.tsx'
import { focusRows } from './rowFocus.ts'
import { useMenuChoice } from './useMenuChoice.ts'

/** What the bar begins with, since it takes the place of its titles (`MenuTitles`). */
export interface MenuBarProps {
  /** Index of the menu whose title has the focus; null for none. */
  readonly focused: number | null
  /** Index of the menu that is open; null for none. */
  readonly open: number | null
  /** Whether it was opened with the keyboard. */
  readonly byKey: boolean
  /** The element that had the focus before the bar. */
  readonly before: HTMLElement | null
  /** Called once the bar has the focus. */
  readonly onReady: () => void
}

/** File, Edit, View, Favorites, Tools, Help. */
export function MenuBar(start: MenuBarProps) {
  const bar = useRef<HTMLDivElement>(null)
  /** The element that had the focus before the menu bar. */
  const before = useRef(start.before)
  /** Whether the keyboard rather than the mouse was used last here. */
  const byKey = useRef(start.byKey)
  /** Index of the open menu. */
  const [opened, setOpened] = useState<number | null>(null)
  useEffect(
    () =>
      registerPane('menubar', () => {
        const first = bar.current?.querySelector<HTMLElement>('[role="menuitem"]')
        first?.focus()
        return first !== null && first !== undefined
      }),
    [],
  )
  // biome-ignore lint/correctness/useExhaustiveDependencies: it begins once
  useEffect(() => {
    // By then the bar knows its titles, and follows the focus.
    const timer = setTimeout(() => {
      const titles = bar.current?.querySelectorAll<HTMLElement>('[role="menuitem"]')
      if (start.focused !== null) titles?.[start.focused]?.focus()
      setOpened(start.open)
      start.onReady()
    })
    return () => clearTimeout(timer)
  }, [])
  return (
    <Menubar
      ref={bar}
      className={styles.bar}
      aria-label={MENU_TEXT.menuBar}
      modal={false}
      onFocus={({ relatedTarget }) => {
        enterPane('menubar')
        const isOutside = relatedTarget instanceof HTMLElement && !isMenu(relatedTarget)
        if (isOutside) before.current = relatedTarget
      }}
      onBlur={() => leavePane('menubar')}
      onKeyDownCapture={() => {
        byKey.current = true
      }}
      onPointerMoveCapture={() => {
        byKey.current = false
      }}
      onPointerDownCapture={() => {
        byKey.current = false
      }}
      onKeyDown={(event) => {
        if (!(event.target instanceof HTMLElement) || !bar.current?.contains(event.target)) return
        if (event.key === 'Escape') leaveBar(before.current)
        else if (isPlain(event, event.key) && event.key.length === 1)
          goToMenu(bar.current, event.target, event.key)
      }}
    >
      {MENU_BAR.map((menu, at) => (
        <BarMenu
          key={menu.menu}
          menu={menu}
          isOpen={at === opened}
          onOpen={(isOpen) => setOpened((last) => (isOpen ? at : last === at ? null : last))}
          byKey={() => byKey.current}
        />
      ))}
    </Menubar>
  )
}

function isMenu(element: HTMLElement): boolean {
  return element.closest('[role=menubar], [role=menu]') !== null
}

/** Returns the focus to the element that had it, or to the rows if that is gone. */
function leaveBar(before: HTMLElement | null): void {
  if (before?.isConnected) before.focus()
  else focusRows()
}

/** Moves to the next menu whose title begins with a letter, wrapping at the end of the bar. */
function goToMenu(bar: HTMLElement, from: HTMLElement, letter: string): void {
  const titles = [...bar.querySelectorAll<HTMLElement>('[role=menuitem]')]
  const at = titles.indexOf(from) + 1
  const startsWithIt = ({ textContent }: HTMLElement) =>
    textContent.toLowerCase().startsWith(letter.toLowerCase())
  ;[...titles.slice(at), ...titles.slice(0, at)].find(startsWithIt)?.focus()
}

interface BarMenuProps {
  readonly menu: MenuModel
  readonly isOpen: boolean
  readonly onOpen: (isOpen: boolean) => void
  /** Whether it is opened with the keyboard. */
  readonly byKey: () => boolean
}

function BarMenu({ menu, isOpen, onOpen, byKey }: BarMenuProps) {
  const actions = useRef<Menu.Root.Actions>(null)
  const close = () => actions.current?.close()
  // A closing menu gives the focus back to the bar or passes it to the menu beside it. Only then
  // can the chosen command move it elsewhere.
  const choice = useMenuChoice()
  return (
    <Menu.Root
      open={isOpen}
      actionsRef={actions}
      // A menu that is opened again before it has closed keeps the choice.
      onOpenChange={(open) => {
        onOpen(open)
        if (open) choice.run()
      }}
      onOpenChangeComplete={(open) => {
        if (!open) choice.run()
      }}
    >
      <Menu.Trigger className={styles.trigger}>{MENU_TITLES[menu.menu]}</Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner className={styles.positioner} sideOffset={3}>
          <MenuPopup close={close} byKey={byKey}>
            <MenuEntries entries={menu.entries} choose={choice.choose} close={close} />
          </MenuPopup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}
