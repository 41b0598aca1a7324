import { openDialog } from '../state/dialogs.ts'
import { activate, useDocuments } from '../state/documents.ts'
import { favoritePath } from '../state/favorites.ts'
import { cyclePane, focusPane } from '../state/focus.ts'
import { canGoBack, canGoForward, goBack, goForward, goToLinkTarget } from '../state/navigation.ts'
import { useSettings } from '../state/settings.ts'
import { openSiblings, parentOfSelected } from '../state/siblings.ts'
import { leaveSide } from '../state/sides.ts'
import { collapse, expand, expandAllBelow, goUp, keyDetails } from '../state/tree.ts'
import { selectedKey, selectedRow } from '../state/treeRows.ts'
import type { CommandId } from '../text/commands.ts'
import { FAVORITE_TOO_LONG } from '../text/favoriteTitle.ts'
import type { DocId, KeyId, TreeRow } from '../worker/protocol.ts'
import type { Command } from './Command.ts'
import { documentIs, withDocument } from './target.ts'

const hasDocument = () => documentIs(() => true)

const TABS: readonly (CommandId & `go.tab${number}`)[] = [
  'go.tab1',
  'go.tab2',
  'go.tab3',
  'go.tab4',
  'go.tab5',
  'go.tab6',
  'go.tab7',
  'go.tab8',
  'go.tab9',
]

/**
 * Why the selected key cannot be a favorite: a favorite is a path that the page stores between
 * visits.
 */
function favoriteReason(): string | null {
  const isCut = documentIs((doc) => keyDetails(doc.info.doc)?.pathCut === true)
  return isCut ? FAVORITE_TOO_LONG : null
}

function tab(id: CommandId, index: number): Command {
  const at = () => useDocuments.getState().docs[index]
  return {
    id,
    context: 'global',
    keys: [`Alt+${index + 1}`],
    about: () => at()?.info.name ?? null,
    when: () => at() !== undefined,
    run: () => {
      const doc = at()
      if (doc) activate(doc.info.doc)
    },
  }
}

function onKey(
  id: CommandId,
  applies: (row: TreeRow) => boolean,
  act: (doc: DocId, key: KeyId) => unknown,
): Command {
  return {
    id,
    context: 'tree',
    when: () =>
      documentIs((doc) => {
        const row = selectedRow(doc.info.doc)
        return row !== undefined && applies(row)
      }),
    run: () =>
      withDocument((doc) => {
        const key = selectedKey(doc)
        if (key !== null) act(doc, key)
      }),
  }
}

/** Going to keys, panes and tabs. */
export const navigateCommands: readonly Command[] = [
  {
    id: 'go.back',
    context: 'global',
    keys: ['Alt+Left'],
    when: () => documentIs((doc) => canGoBack(doc.info.doc)),
    run: () => withDocument(goBack),
  },
  {
    id: 'go.forward',
    context: 'global',
    keys: ['Alt+Right'],
    when: () => documentIs((doc) => canGoForward(doc.info.doc)),
    run: () => withDocument(goForward),
  },
  {
    id: 'go.up',
    context: 'panes',
    keys: ['Backspace', 'Alt+Up'],
    when: () => documentIs((doc) => selectedRow(doc.info.doc)?.level !== 1),
    run: () => withDocument(goUp),
  },
  {
    id: 'go.address',
    context: 'global',
    keys: ['Mod+G', 'F4'],
    when: hasDocument,
    run: () => void focusPane('address'),
  },
  {
    id: 'go.siblings',
    context: 'panes',
    keys: ['Alt+Down'],
    when: () => documentIs(({ info }) => parentOfSelected(info.doc) !== null),
    run: () =>
      withDocument((doc) => {
        const parent = parentOfSelected(doc)
        if (parent !== null) void openSiblings({ doc, parent, place: null }, selectedKey(doc))
      }),
  },
  {
    id: 'go.linkTarget',
    context: 'tree',
    when: () => documentIs(({ info }) => keyDetails(info.doc)?.linkTarget != null),
    run: () => withDocument(goToLinkTarget),
  },
  {
    id: 'go.nextPane',
    context: 'global',
    keys: ['F6'],
    when: hasDocument,
    run: () => cyclePane(1, () => leaveSide(1)),
  },
  {
    id: 'go.previousPane',
    context: 'global',
    keys: ['Shift+F6'],
    when: hasDocument,
    run: () => cyclePane(-1, () => leaveSide(-1)),
  },
  {
    id: 'go.menuBar',
    context: 'global',
    keys: ['F10'],
    when: () => true,
    run: () => void focusPane('menubar'),
  },
  onKey('tree.expand', (row) => row.subkeyCount > 0 && !row.expanded, expand),
  onKey('tree.collapse', (row) => row.subkeyCount > 0 && row.expanded, collapse),
  onKey('tree.expandAll', (row) => row.subkeyCount > 0, expandAllBelow),
  {
    id: 'favorites.add',
    context: 'global',
    when: () => documentIs((doc) => keyDetails(doc.info.doc)?.pathCut === false),
    blocked: favoriteReason,
    run: () =>
      withDocument((doc) => {
        const details = keyDetails(doc)
        if (details) openDialog({ type: 'add-favorite', doc, path: favoritePath(details.path) })
      }),
  },
  {
    id: 'favorites.organize',
    context: 'global',
    when: () =>
      useDocuments.getState().docs.length > 0 || useSettings.getState().favorites.length > 0,
    run: () => openDialog({ type: 'favorites' }),
  },
  ...TABS.map(tab),
]
