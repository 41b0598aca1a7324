import { checkNow } from '../state/checks.ts'
import { type OptionalColumn, resetColumns, toggleColumn, useColumns } from '../state/columns.ts'
import { openDialog } from '../state/dialogs.ts'
import { useDocuments } from '../state/documents.ts'
import { setSheet, useEnvironment } from '../state/environment.ts'
import { focusPane, focusPaneWhenShown, goToRows } from '../state/focus.ts'
import { goToPanelTab } from '../state/goToPanel.ts'
import { setKeyOrder } from '../state/keyOrder.ts'
import {
  enlargePanel,
  type FixedTab,
  hidePanel,
  type OpenedTab,
  type PanelTab,
  panelTab,
  usePanel,
} from '../state/panel.ts'
import { type Search, searchesOf } from '../state/searches.ts'
import {
  resetLayout,
  setShown,
  setTheme,
  setTimes,
  type Theme,
  useSettings,
} from '../state/settings.ts'
import { endSplit, showBeside, shownSides, showSecondPlace } from '../state/sides.ts'
import { valuesView } from '../state/valueRows.ts'
import { filterValues, setOrder } from '../state/values.ts'
import type { CommandId } from '../text/commands.ts'
import type { DocId, KeyOrder } from '../worker/protocol.ts'
import type { Command } from './Command.ts'
import { documentIs, targetPane, withDocument, withHive } from './target.ts'

const always = () => true
const hasDocument = () => documentIs(() => true)

function theme(id: 'view.themeSystem' | 'view.themeLight' | 'view.themeDark', to: Theme): Command {
  return {
    id,
    context: 'global',
    checked: () => useSettings.getState().theme === to,
    when: always,
    run: () => setTheme(to),
  }
}

/** Goes to the filter of the pane that the user is in. */
function filter(): void {
  const inGrid = targetPane() === 'grid'
  goToRows(inGrid ? 'grid' : 'tree')
  withDocument((doc) => {
    if (inGrid && valuesView(doc).filter === null) void filterValues(doc, '')
  })
  const field = inGrid ? 'grid-filter' : 'tree-filter'
  if (focusPane(field)) return
  // The field is drawn before the next key, in a window that shows the pane, and otherwise soon after.
  queueMicrotask(() => {
    if (!focusPane(field)) setTimeout(() => focusPane(field))
  })
}

function column(id: CommandId & `view.column${string}`, of: OptionalColumn): Command {
  return {
    id,
    context: 'global',
    checked: () => useColumns.getState().shown.includes(of),
    when: hasDocument,
    run: () => toggleColumn(of),
  }
}

function keyOrder(id: CommandId & `view.keys${string}`, order: KeyOrder): Command {
  return {
    id,
    context: 'global',
    checked: () => useSettings.getState().keyOrder === order,
    when: hasDocument,
    run: () => setKeyOrder(order),
  }
}

function times(id: 'view.timesUtc' | 'view.timesLocal', zone: 'utc' | 'local'): Command {
  return {
    id,
    context: 'global',
    checked: () => useSettings.getState().times === zone,
    when: always,
    run: () => setTimes(zone),
  }
}

/**
 * Whether the details are on show. In a window that is not wide they are a sheet over the values.
 */
function detailsShown(): boolean {
  const { width, sheet } = useEnvironment.getState()
  return width === 'wide' ? useSettings.getState().details : sheet
}

function toggleDetails(): void {
  const shown = !detailsShown()
  if (useEnvironment.getState().width === 'wide') setShown('details', shown)
  else setSheet(shown)
}

/** Shows and hides a list or view of a hive. */
export function panelCommand(
  id: CommandId & `${'view' | 'tools'}.${string}`,
  tab: FixedTab | OpenedTab,
): Command {
  return {
    id,
    context: 'global',
    checked: () => showsPanel((shown) => shown === tab),
    when: hasDocument,
    run: () =>
      withDocument((doc) => (panelTab(doc) === tab ? hidePanel(doc) : goToPanelTab(doc, tab))),
  }
}

function showsPanel(test: (tab: PanelTab | null) => boolean): boolean {
  return documentIs(({ info }) => test(panelTab(info.doc)))
}

/** Gives the panel the room of the values, or gives it back. The focus stays in the panel. */
function toggleEnlarged(): void {
  enlargePanel(!usePanel.getState().enlarged)
  focusPaneWhenShown('panel')
}

function lastResults(doc: DocId): Search | undefined {
  return searchesOf(doc).findLast(({ listed }) => listed)
}

/** Showing and hiding parts of the window, the theme, and the dialogs about the page itself. */
export const viewCommands: readonly Command[] = [
  {
    id: 'view.statusBar',
    context: 'global',
    checked: () => useSettings.getState().statusBar,
    when: always,
    run: () => setShown('statusBar', !useSettings.getState().statusBar),
  },
  {
    id: 'view.details',
    context: 'global',
    checked: detailsShown,
    when: hasDocument,
    run: toggleDetails,
  },
  panelCommand('view.problems', 'problems'),
  panelCommand('view.changes', 'changes'),
  panelCommand('view.history', 'history'),
  panelCommand('view.timeline', 'timeline'),
  panelCommand('view.sizes', 'sizes'),
  panelCommand('view.fileMap', 'fileMap'),
  {
    id: 'view.sideBySide',
    context: 'global',
    checked: () => shownSides() !== null,
    when: () => hasDocument() && useEnvironment.getState().roomy,
    run: () => (shownSides() === null ? showBeside() : endSplit()),
  },
  {
    id: 'view.secondPlace',
    context: 'global',
    when: () => hasDocument() && useEnvironment.getState().roomy,
    run: () => void showSecondPlace(),
  },
  {
    id: 'view.enlargePanel',
    context: 'global',
    checked: () => usePanel.getState().enlarged,
    when: () => useEnvironment.getState().width !== 'narrow' && showsPanel((tab) => tab !== null),
    run: toggleEnlarged,
  },
  {
    id: 'view.results',
    context: 'global',
    checked: () => showsPanel((tab) => typeof tab === 'number'),
    when: () => documentIs(({ info }) => lastResults(info.doc) !== undefined),
    run: () =>
      withDocument((doc) => {
        const last = lastResults(doc)
        if (typeof panelTab(doc) === 'number') hidePanel(doc)
        else if (last) goToPanelTab(doc, last.id)
      }),
  },
  theme('view.themeSystem', 'system'),
  theme('view.themeLight', 'light'),
  theme('view.themeDark', 'dark'),
  {
    id: 'view.filter',
    context: 'panes',
    keys: ['/', 'Mod+Shift+L'],
    when: hasDocument,
    run: filter,
  },
  column('view.columnType', 'type'),
  column('view.columnSize', 'size'),
  column('view.columnOffset', 'offset'),
  {
    id: 'view.storedOrder',
    context: 'global',
    checked: () => documentIs(({ info }) => valuesView(info.doc).order.column === 'stored'),
    when: hasDocument,
    run: () => withDocument((doc) => setOrder(doc, 'stored')),
  },
  { id: 'view.resetColumns', context: 'global', when: hasDocument, run: resetColumns },
  {
    id: 'view.keyTimes',
    context: 'global',
    checked: () => useSettings.getState().keyTimes,
    when: hasDocument,
    run: () => setShown('keyTimes', !useSettings.getState().keyTimes),
  },
  {
    id: 'view.pathInAddress',
    context: 'global',
    checked: () => useSettings.getState().pathInAddress,
    when: always,
    run: () => setShown('pathInAddress', !useSettings.getState().pathInAddress),
  },
  keyOrder('view.keysStored', 'stored'),
  keyOrder('view.keysNatural', 'natural'),
  keyOrder('view.keysNewest', 'newest'),
  keyOrder('view.keysOldest', 'oldest'),
  times('view.timesUtc', 'utc'),
  times('view.timesLocal', 'local'),
  {
    id: 'view.split',
    context: 'global',
    when: () => hasDocument() && useEnvironment.getState().width !== 'narrow',
    run: () => focusPane('splitter'),
  },
  { id: 'view.resetLayout', context: 'global', when: always, run: resetLayout },
  {
    id: 'view.palette',
    context: 'global',
    keys: ['Mod+K'],
    when: () => !useDocuments.getState().stopped,
    run: () => openDialog({ type: 'palette' }),
  },
  {
    id: 'tools.check',
    context: 'global',
    when: hasDocument,
    run: () => {
      withHive((doc) => goToPanelTab(doc, 'problems'))
      withHive(checkNow)
    },
  },
  {
    id: 'help.shortcuts',
    context: 'global',
    keys: ['F1', '?'],
    when: always,
    run: () => openDialog({ type: 'shortcuts' }),
  },
  {
    id: 'help.privacy',
    context: 'global',
    when: always,
    run: () => openDialog({ type: 'privacy' }),
  },
  {
    id: 'help.licences',
    context: 'global',
    when: always,
    run: () => openDialog({ type: 'licences' }),
  },
  { id: 'help.about', context: 'global', when: always, run: () => openDialog({ type: 'about' }) },
]
