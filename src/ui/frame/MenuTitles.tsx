import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { MENU_BAR } from '../../commands/menus.ts'
import { enterPane, expectFocus, leavePane, registerPane } from '../../state/focus.ts'
import { showError } from '../../state/notices.ts'
import { MENU_TEXT, MENU_TITLES } from '../../text/commands.ts'
import { menuPart } from '../parts.ts'
import styles from './Menu.module.css'
import type { MenuBarProps } from './MenuBar.tsx'
import { focusRows } from './rowFocus.ts'

/** Keys that open the menu of the title with the focus. */
const OPENING_KEYS = ['Enter', ' ', 'ArrowDown', 'ArrowUp']

type Start = Omit<MenuBarProps, 'onReady'>

/**
 * The menu bar. Until somebody is about to use it, only its titles are drawn; then the menus are
 * loaded and take over, with the focus and the open menu where they are.
 */
export function LazyMenuBar() {
  const [Bar, setBar] = useState(() => menuPart.loaded)
  const start = useRef<Start>({ focused: null, open: null, byKey: false, before: null })
  /** Lets the keys go on that wait for the menus. */
  const release = useRef<(() => void) | null>(null)
  const use = (change: Partial<Start>) => {
    start.current = { ...start.current, ...change }
    const { focused, open } = start.current
    if (focused !== null || open !== null) release.current ??= expectFocus()
    menuPart.load().then((loaded) => setBar(() => loaded), fail)
  }
  const onReady = () => {
    release.current?.()
    release.current = null
  }
  const fail = (error: unknown) => {
    onReady()
    showError(error)
  }
  return Bar ? <Bar {...start.current} onReady={onReady} /> : <MenuTitles use={use} />
}

interface MenuTitlesProps {
  /** Says that the menus are needed, and how they begin. */
  readonly use: (start: Partial<Start>) => void
}

function MenuTitles({ use }: MenuTitlesProps) {
  const bar = useRef<HTMLDivElement>(null)
  const before = useRef<HTMLElement | null>(null)
  const titles = () => [...(bar.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])]
  const focusAt = (at: number) => titles()[at]?.focus()
  useEffect(
    () =>
      registerPane('menubar', () => {
        const [first] = bar.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? []
        first?.focus()
        return first !== undefined
      }),
    [],
  )
  const onKeyDown = (event: KeyboardEvent<HTMLElement>, at: number) => {
    const { key } = event
    const last = MENU_BAR.length - 1
    if (OPENING_KEYS.includes(key)) use({ open: at, byKey: true })
    else if (key === 'ArrowRight') focusAt(at === last ? 0 : at + 1)
    else if (key === 'ArrowLeft') focusAt(at === 0 ? last : at - 1)
    else if (key === 'Home') focusAt(0)
    else if (key === 'End') focusAt(last)
    else if (key === 'Escape') {
      if (before.current?.isConnected) before.current.focus()
      else focusRows()
    } else return
    event.preventDefault()
  }
  return (
    <div
      ref={bar}
      role="menubar"
      aria-label={MENU_TEXT.menuBar}
      className={styles.bar}
      onPointerEnter={() => use({})}
      onBlur={() => {
        leavePane('menubar')
        use({ focused: null })
      }}
    >
      {MENU_BAR.map(({ menu }, at) => (
        <button
          key={menu}
          type="button"
          role="menuitem"
          aria-haspopup="menu"
          aria-expanded={false}
          tabIndex={at === 0 ? 0 : -1}
          className={styles.trigger}
          onPointerDown={() => use({ open: at, byKey: false })}
          onKeyDown={(event) => onKeyDown(event, at)}
          onFocus={({ relatedTarget }) => {
            enterPane('menubar')
            const from = relatedTarget instanceof HTMLElement ? relatedTarget : null
            if (from === null || !bar.current?.contains(from)) before.current = from
            use({ focused: at, before: before.current })
          }}
          // Where a press is not of a pointer or a key: assistive technology.
          onClick={() => use({ open: at })}
        >
          {MENU_TITLES[menu]}
        </button>
      ))}
    </div>
  )
}
