import { Menu } from '@base-ui/react/menu'
import { type ComponentProps, useEffect, useRef } from 'react'
import styles from './Menu.module.css'

interface MenuPopupProps extends ComponentProps<typeof Menu.Popup> {
  /** Closes the whole menu, submenus and all. */
  readonly close: () => void
  /** Whether a key opens it: its first item has the focus then. */
  readonly byKey?: () => boolean
}

/** The box of a menu. Tab closes it; the arrows move in it. */
export function MenuPopup({ close, byKey, ...rest }: MenuPopupProps) {
  const popup = useRef<HTMLDivElement>(null)
  useEffect(retireGuards, [])
  const first = () => (byKey?.() ? firstItem(popup.current) : null) ?? true
  return (
    <Menu.Popup
      ref={popup}
      {...(byKey === undefined ? {} : { initialFocus: first })}
      className={styles.popup}
      onKeyDown={(event) => {
        if (event.key !== 'Tab') return
        event.preventDefault()
        close()
      }}
      {...rest}
    />
  )
}

/** The first item that can be chosen. */
function firstItem(popup: HTMLElement | null): HTMLElement | null {
  return popup?.querySelector<HTMLElement>('[role^=menuitem]:not([data-disabled])') ?? null
}

/**
 * Base UI puts focusable, hidden elements around an open menu to catch Tab. Tab is answered here, and
 * something hidden that takes the focus is an error to whoever checks the page.
 */
function retireGuards(): void {
  requestAnimationFrame(() => {
    for (const guard of document.querySelectorAll('[data-base-ui-focus-guard]')) {
      guard.setAttribute('tabindex', '-1')
    }
  })
}
