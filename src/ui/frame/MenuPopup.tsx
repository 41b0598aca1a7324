import { Menu } from '@base-ui/react/menu'
import { type ComponentProps, useEffect, useRef } from 'react'
import styles from './Menu.module.css'

interface MenuPopupProps extends ComponentProps<typeof Menu.Popup> {
  /** Closes the whole menu with its submenus. */
  readonly close: () => void
  /** Whether it is opened with the keyboard; its first item then gets the focus. */
  readonly byKey?: () => boolean
}

/** The popup of a menu. Tab closes it; the arrows move in it. */
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

/** The first enabled item. */
function firstItem(popup: HTMLElement | null): HTMLElement | null {
  return popup?.querySelector<HTMLElement>('[role^=menuitem]:not([data-disabled])') ?? null
}

/**
 * Makes the hidden elements unfocusable that Base UI puts around an open menu to catch Tab. Tab is
 * handled here, and accessibility checkers report hidden elements that take the focus.
 */
function retireGuards(): void {
  requestAnimationFrame(() => {
    for (const guard of document.querySelectorAll('[data-base-ui-focus-guard]')) {
      guard.setAttribute('tabindex', '-1')
    }
  })
}
