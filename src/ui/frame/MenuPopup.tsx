import { Menu } from '@base-ui/react/menu'
import type { ComponentProps } from 'react'
import styles from './Menu.module.css'

interface MenuPopupProps extends ComponentProps<typeof Menu.Popup> {
  /** Closes the whole menu, submenus and all. */
  readonly close: () => void
}

/** The box of a menu. Tab closes it; the arrows move in it. */
export function MenuPopup({ close, ...rest }: MenuPopupProps) {
  return (
    <Menu.Popup
      ref={retireGuards}
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

/**
 * Base UI puts focusable, hidden elements around an open menu to catch Tab. Tab is answered here, and
 * something hidden that takes the focus is an error to whoever checks the page.
 */
function retireGuards(popup: HTMLDivElement | null): void {
  if (!popup) return
  requestAnimationFrame(() => {
    for (const guard of document.querySelectorAll('[data-base-ui-focus-guard]')) {
      guard.setAttribute('tabindex', '-1')
    }
  })
}
