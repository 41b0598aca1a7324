import { Menu } from '@base-ui/react/menu'
import { Check, ChevronDown, Lock } from 'lucide-react'
import { useRef } from 'react'
import { activate, useDocuments } from '../../state/documents.ts'
import { hiveOf } from '../../state/places.ts'
import { titlesOf } from '../../state/titles.ts'
import { FRAME, tabName } from '../../text/page.ts'
import { markedText } from '../../text/visibleText.ts'
import type { DocId } from '../../worker/protocol.ts'
import { IconButton } from '../common/Button.tsx'
import { VisibleText } from '../common/VisibleText.tsx'
import menu from './Menu.module.css'
import { MenuPopup } from './MenuPopup.tsx'
import styles from './TabBar.module.css'
import { useMenuChoice } from './useMenuChoice.ts'

/** A menu of all open hives, for when the strip has no room for their tabs. */
export function TabList() {
  const { docs, active: place } = useDocuments()
  const active = place === null ? null : hiveOf(place)
  const titles = titlesOf(docs)
  const actions = useRef<Menu.Root.Actions>(null)
  const choice = useMenuChoice()
  return (
    <Menu.Root
      actionsRef={actions}
      modal={false}
      onOpenChangeComplete={(open) => {
        if (!open) choice.run()
      }}
    >
      <Menu.Trigger render={<IconButton label={FRAME.listHives} className={styles.listButton} />}>
        <ChevronDown size="1rem" aria-hidden="true" />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner className={menu.positioner} sideOffset={3} align="end">
          <MenuPopup close={() => actions.current?.close()} aria-label={FRAME.openHives}>
            <Menu.RadioGroup
              value={active}
              onValueChange={(doc: DocId) => choice.choose(() => activate(doc))}
            >
              {docs.map(({ info, state }) => {
                const title = titles.get(info.doc) ?? info.name
                const locked = info.access === 'locked'
                const name = tabName(title, { unsaved: state.unsaved > 0, locked })
                return (
                  <Menu.RadioItem
                    key={info.doc}
                    value={info.doc}
                    className={menu.item}
                    label={title}
                    aria-label={name}
                    closeOnClick
                  >
                    <span className={menu.mark}>
                      {info.doc === active && <Check size="0.875rem" aria-hidden="true" />}
                    </span>
                    <span className={menu.title} title={markedText(title)}>
                      <VisibleText text={title} />
                    </span>
                    {state.unsaved > 0 && <span className={styles.dot} />}
                    {locked && <Lock className={styles.lock} size="0.8125rem" aria-hidden="true" />}
                  </Menu.RadioItem>
                )
              })}
            </Menu.RadioGroup>
          </MenuPopup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}
