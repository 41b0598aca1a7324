import { Menu } from '@base-ui/react/menu'
import { useRef } from 'react'
import { CONTEXT_MENUS } from '../../commands/menus.ts'
import { type ContextMenu, closeContextMenu, useDialogs } from '../../state/dialogs.ts'
import { focusPane, type Pane } from '../../state/focus.ts'
import { MENU_TEXT, MENU_TITLES } from '../../text/commands.ts'
import styles from './Menu.module.css'
import { MenuEntries } from './MenuEntries.tsx'
import { MenuPopup } from './MenuPopup.tsx'
import { useMenuChoice } from './useMenuChoice.ts'

/** The context menu of the tree, the grid and the lists of the bottom panel, at the pointer or at the focused row. */
export function PaneMenu() {
  const menu = useDialogs((state) => state.menu)
  return menu && <OpenMenu key={`${menu.kind} ${menu.x} ${menu.y}`} menu={menu} />
}

function OpenMenu({ menu }: { readonly menu: ContextMenu }) {
  const pane = PANES[menu.kind]
  const chosen = useRef(false)
  const choice = useMenuChoice(pane)
  const close = () => {
    closeContextMenu()
    if (!chosen.current) focusPane(pane)
  }
  const anchor = { getBoundingClientRect: () => new DOMRect(menu.x, menu.y, 0, 0) }
  return (
    <Menu.Root
      open
      modal={false}
      onOpenChange={(open) => {
        if (!open) close()
      }}
    >
      <Menu.Portal>
        <Menu.Positioner className={styles.positioner} anchor={anchor} side="bottom" align="start">
          <MenuPopup
            close={close}
            byKey={() => menu.byKey}
            aria-label={labelOf(menu.kind)}
            finalFocus={false}
          >
            <MenuEntries
              entries={CONTEXT_MENUS[menu.kind]}
              close={close}
              choose={(act) => {
                chosen.current = true
                choice.choose(act)
                choice.run()
              }}
            />
          </MenuPopup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}

function labelOf(kind: ContextMenu['kind']): string {
  if (kind.endsWith('new')) return MENU_TITLES.new
  if (kind === 'columns') return MENU_TITLES.columns
  if (kind === 'results' || kind === 'replacements') return MENU_TEXT.resultsMenu
  if (kind === 'history') return MENU_TEXT.historyMenu
  if (kind === 'timeline') return MENU_TEXT.timelineMenu
  if (kind === 'sizes') return MENU_TEXT.sizesMenu
  if (kind === 'file-map') return MENU_TEXT.fileMapMenu
  if (kind === 'writable') return MENU_TEXT.writableMenu
  if (kind === 'changes') return MENU_TEXT.changesMenu
  if (kind === 'differences') return MENU_TEXT.differencesMenu
  if (kind === 'deleted') return MENU_TEXT.deletedMenu
  if (kind === 'changes-options') return MENU_TEXT.changesOptions
  return kind === 'tree' ? MENU_TEXT.treeMenu : MENU_TEXT.gridMenu
}

/** The pane that a menu is about. */
const PANES: Readonly<Record<ContextMenu['kind'], Pane>> = {
  tree: 'tree',
  'tree-new': 'tree',
  grid: 'grid',
  'grid-new': 'grid',
  'grid-empty': 'grid',
  columns: 'grid',
  results: 'panel',
  replacements: 'panel',
  history: 'panel',
  deleted: 'panel',
  timeline: 'panel',
  sizes: 'panel',
  'file-map': 'panel',
  writable: 'panel',
  changes: 'panel',
  'changes-options': 'panel',
  differences: 'panel',
}
