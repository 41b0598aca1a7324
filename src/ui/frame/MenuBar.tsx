import { Menu } from '@base-ui/react/menu'
import { Menubar } from '@base-ui/react/menubar'
import { useEffect, useRef } from 'react'
import { MENU_BAR, type Menu as MenuModel } from '../../commands/menus.ts'
import { enterPane, leavePane, registerPane } from '../../state/focus.ts'
import { MENU_TEXT, MENU_TITLES } from '../../text/commands.ts'
import { afterMenu } from './afterMenu.ts'
import styles from './Menu.module.css'
import { MenuEntries } from './MenuEntries.tsx'
import { MenuPopup } from './MenuPopup.tsx'

/** File, Edit, View, Favorites, Tools, Help. */
export function MenuBar() {
  const bar = useRef<HTMLDivElement>(null)
  useEffect(
    () =>
      registerPane('menubar', () => {
        const first = bar.current?.querySelector<HTMLElement>('[role="menuitem"]')
        first?.focus()
        return first !== null && first !== undefined
      }),
    [],
  )
  return (
    <Menubar
      ref={bar}
      className={styles.bar}
      aria-label={MENU_TEXT.menuBar}
      modal={false}
      onFocus={() => enterPane('menubar')}
      onBlur={() => leavePane('menubar')}
    >
      {MENU_BAR.map((menu) => (
        <BarMenu key={menu.menu} menu={menu} />
      ))}
    </Menubar>
  )
}

function BarMenu({ menu }: { readonly menu: MenuModel }) {
  const actions = useRef<Menu.Root.Actions>(null)
  const close = () => actions.current?.close()
  // A closing menu gives the focus back to the bar, or hands it to the menu beside it; only then can
  // what was chosen send it elsewhere.
  const chosen = useRef<(() => void) | null>(null)
  const choose = (act: () => void) => {
    chosen.current = act
  }
  return (
    <Menu.Root
      actionsRef={actions}
      onOpenChangeComplete={(open) => {
        if (open || !chosen.current) return
        afterMenu(chosen.current)
        chosen.current = null
      }}
    >
      <Menu.Trigger className={styles.trigger}>{MENU_TITLES[menu.menu]}</Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner className={styles.positioner} sideOffset={3}>
          <MenuPopup close={close}>
            <MenuEntries entries={menu.entries} choose={choose} close={close} />
          </MenuPopup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}
