import { Menu } from '@base-ui/react/menu'
import { ChevronDown, Download } from 'lucide-react'
import { useState } from 'react'
import { EXPORT_RESULTS } from '../../commands/menus.ts'
import { focusPane } from '../../state/focus.ts'
import { filterHits } from '../../state/hitLists.ts'
import type { Search } from '../../state/searches.ts'
import { leftText, RESULTS } from '../../text/find.ts'
import buttons from '../common/Button.module.css'
import { cx } from '../common/cx.ts'
import { FilterField } from '../common/FilterField.tsx'
import menus from '../frame/Menu.module.css'
import { MenuEntries } from '../frame/MenuEntries.tsx'
import { MenuPopup } from '../frame/MenuPopup.tsx'
import { listButton } from '../lists/ListPanel.tsx'
import styles from './results.module.css'

/** The filter of a list of results, and the menu that exports it. */
export function ResultsTools({ search }: { readonly search: Search }) {
  const { id, filter, view, total } = search
  const toRows = () => focusPane('panel')
  return (
    <div className={styles.tools}>
      <span className={styles.filter}>
        <FilterField
          pane="panel-filter"
          label={RESULTS.filter}
          text={filter}
          found={filter === '' ? '' : leftText(view.total, total)}
          change={(text) => filterHits(id, text)}
          enter={toRows}
          leave={toRows}
        />
      </span>
      <ExportMenu />
    </div>
  )
}

/** A button that opens the menu of the forms in which the results are exported. */
function ExportMenu() {
  const [open, setOpen] = useState(false)
  const close = () => setOpen(false)
  return (
    <Menu.Root open={open} onOpenChange={setOpen} modal={false}>
      <Menu.Trigger
        className={cx(buttons.button, buttons.quiet, listButton, styles.export)}
        aria-label={RESULTS.export}
        title={RESULTS.export}
      >
        <Download size="0.875rem" aria-hidden="true" />
        <ChevronDown size="0.75rem" aria-hidden="true" />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner className={menus.positioner} side="top" align="end" sideOffset={4}>
          <MenuPopup close={close}>
            <MenuEntries
              entries={EXPORT_RESULTS.entries}
              choose={(act) => setTimeout(act)}
              close={close}
            />
          </MenuPopup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}
