import { Menu } from '@base-ui/react/menu'
import { Menubar } from '@base-ui/react/menubar'
import { useEffect, useRef } from 'react'
import { MENU_BAR, type Menu as MenuModel } from '../../commands/menus.ts'
import { enterPane, leavePane, registerPane } from '../../state/focus.ts'
import { MENU_TEXT, MENU_TITLES } from '../../text/commands.ts'
import styles from './Menu.module.css'
import { MenuEntries } from './MenuEntries.tsx'
import { MenuPopup } from './MenuPopup.tsx'
import { afterMenu, runAfterMenu } from './menuActions.ts'

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
  // Esc gives the focus back to the bar; a command sends it where the command is about.
  const chosen = useRef(false)
  const actions = useRef<Menu.Root.Actions>(null)
  const close = () => actions.current?.close()
  const choose = (act: () => void) => {
    chosen.current = true
    afterMenu(act)
  }
  return (
    <Menu.Root
      actionsRef={actions}
      onOpenChange={(open) => {
        if (open) chosen.current = false
      }}
    >
      <Menu.Trigger className={styles.trigger}>{MENU_TITLES[menu.menu]}</Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner className={styles.positioner} sideOffset={3}>
          <MenuPopup close={close} finalFocus={() => !chosen.current}>
            <MenuEntries
              entries={menu.entries}
              choose={choose}
              close={close}
              run={(id) => {
                chosen.current = true
                runAfterMenu(id)
              }}
            />
          </MenuPopup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}
