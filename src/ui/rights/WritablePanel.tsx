import { Download, Users } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { openContextMenu } from '../../state/dialogs.ts'
import { offerActions } from '../../state/panelActions.ts'
import {
  chooseAccounts,
  chooseRightsList,
  descriptorList,
  exportRights,
  goToKey,
  ORDINARY,
  openPermissions,
  type RightsView,
  rightsViews,
  writableList,
} from '../../state/rights.ts'
import { ACCOUNT_FIELD } from '../../text/permissions.ts'
import { foundSoFarText, WRITABLE, writableText } from '../../text/writable.ts'
import type { DocId } from '../../worker/protocol.ts'
import { Button, IconButton } from '../common/Button.tsx'
import { Check } from '../common/Check.tsx'
import { isPlain } from '../common/isPlain.ts'
import type { PanelProps } from '../frame/PanelProps.ts'
import { GridList } from '../lists/GridList.tsx'
import { ListHeader } from '../lists/ListHeader.tsx'
import { ListEmpty, ListPanel, ListWords } from '../lists/ListPanel.tsx'
import type { RowListHandle } from '../lists/RowList.tsx'
import { AccountField } from '../permissions/AccountField.tsx'
import { MeasuredHead } from '../pictures/MeasuredHead.tsx'
import { useMeasured } from '../pictures/useMeasured.ts'
import { DescriptorItem, WritableItem } from './RightsItems.tsx'
import styles from './rights.module.css'

const KEY_COLUMNS = [WRITABLE.key, WRITABLE.rights, WRITABLE.decidedBy]
const DESCRIPTOR_COLUMNS = [
  WRITABLE.used,
  WRITABLE.owner,
  WRITABLE.rights,
  WRITABLE.sddl,
  WRITABLE.firstKey,
]

/** The keys that ordinary users can write to, and how many keys share each descriptor. */
export function WritablePanel({ doc, tabs }: PanelProps) {
  const rows = useRef<RowListHandle>(null)
  const [choosing, setChoosing] = useState(false)
  const shown = useMeasured(rightsViews, doc)
  useEffect(() => offerActions(actionsOf(doc, shown)), [doc, shown])
  const { what, found, result, running } = shown
  return (
    <ListPanel
      label={WRITABLE.label}
      tabs={tabs}
      head={
        <>
          <MeasuredHead doc={doc} views={rightsViews} words={WRITABLE}>
            {result !== null && writableText(result)}
          </MeasuredHead>
          {running && found > 0 && <ListWords>{foundSoFarText(found)}</ListWords>}
        </>
      }
      rows={rows}
    >
      <div className={styles.panel}>
        <Tools doc={doc} shown={shown} choosing={choosing} setChoosing={setChoosing} />
        {choosing && <Accounts doc={doc} shown={shown} />}
        <div className={styles.list}>
          {what === 'keys' ? (
            <Keys doc={doc} shown={shown} rows={rows} />
          ) : (
            <Descriptors doc={doc} shown={shown} rows={rows} />
          )}
        </div>
      </div>
    </ListPanel>
  )
}

interface PartProps {
  readonly doc: DocId
  readonly shown: RightsView
}

interface ToolsProps extends PartProps {
  readonly choosing: boolean
  readonly setChoosing: (choosing: boolean) => void
}

function Tools({ doc, shown, choosing, setChoosing }: ToolsProps) {
  const { what, keys, descriptors } = shown
  const isEmpty = (what === 'keys' ? keys : descriptors).total === 0
  return (
    <div className={styles.tools}>
      {(['keys', 'descriptors'] as const).map((one) => (
        <Button
          key={one}
          look="quiet"
          className={styles.button}
          aria-pressed={what === one}
          onClick={() => chooseRightsList(doc, one)}
        >
          {WRITABLE[one]}
        </Button>
      ))}
      <Button
        look="quiet"
        className={styles.button}
        aria-expanded={choosing}
        onClick={() => setChoosing(!choosing)}
      >
        <Users size="0.875rem" aria-hidden="true" /> {WRITABLE.accounts}
      </Button>
      <IconButton
        label={WRITABLE.exportCsv}
        disabled={isEmpty}
        onClick={() => void exportRights(doc, 'csv')}
      >
        <Download size="0.9375rem" aria-hidden="true" />
      </IconButton>
    </div>
  )
}

/** The accounts that count: those of ordinary users, and others that were added. */
function Accounts({ doc, shown: { sids, book } }: PartProps) {
  const all = [...ORDINARY, ...sids.filter((sid) => !ORDINARY.includes(sid))]
  return (
    <fieldset className={styles.accounts}>
      <legend className={styles.hint}>{WRITABLE.accountsHint}</legend>
      <div className={styles.checks}>
        {all.map((sid) => (
          <Check
            key={sid}
            label={book.nameOf(sid)}
            checked={sids.includes(sid)}
            // One is needed.
            disabled={sids.length === 1 && sids.includes(sid)}
            onChange={(on) =>
              chooseAccounts(doc, on ? [...sids, sid] : sids.filter((one) => one !== sid))
            }
          />
        ))}
      </div>
      <AccountField
        book={book}
        action={ACCOUNT_FIELD.add}
        choose={(sid) => chooseAccounts(doc, sids.includes(sid) ? sids : [...sids, sid])}
      />
    </fieldset>
  )
}

interface ListProps extends PartProps {
  readonly rows: React.RefObject<RowListHandle | null>
}

function Keys({ doc, shown, rows }: ListProps) {
  const { keys, result, book } = shown
  const list = writableList(doc)
  return (
    <>
      <GridList
        list={list}
        view={keys}
        handle={rows}
        name={`writable-${doc}`}
        label={WRITABLE.label}
        columns={KEY_COLUMNS.length}
        className={styles.keys}
        outdated={rightsViews.isOutdated(doc)}
        aria-busy={shown.running}
        header={<ListHeader columns={KEY_COLUMNS} rows={rows} />}
        renderRow={(row, frame) => <WritableItem {...frame} row={row} book={book} />}
        answerKey={(event) => answer(event, () => goFocused(doc))}
        openMenu={(about, at) => {
          if (about === 'row') openContextMenu('writable', at)
        }}
        onRowDoubleClick={() => goFocused(doc)}
      />
      {result !== null && keys.total === 0 && (
        <ListEmpty>
          <strong>{WRITABLE.none}</strong>
        </ListEmpty>
      )}
    </>
  )
}

function Descriptors({ doc, shown, rows }: ListProps) {
  const { descriptors, book } = shown
  return (
    <GridList
      list={descriptorList(doc)}
      view={descriptors}
      handle={rows}
      name={`descriptor-${doc}`}
      label={WRITABLE.descriptors}
      columns={DESCRIPTOR_COLUMNS.length}
      className={styles.descriptors}
      outdated={rightsViews.isOutdated(doc)}
      aria-busy={shown.running}
      header={<ListHeader columns={DESCRIPTOR_COLUMNS} rows={rows} />}
      renderRow={(row, frame) => <DescriptorItem {...frame} row={row} book={book} />}
      answerKey={(event) => answer(event, () => goFocused(doc))}
      openMenu={(about, at) => {
        if (about === 'row') openContextMenu('writable', at)
      }}
      onRowDoubleClick={() => goFocused(doc)}
    />
  )
}

function answer(event: KeyboardEvent, go: () => void): boolean {
  if (!isPlain(event, 'Enter')) return false
  go()
  return true
}

/** The selected row of the list on show. */
function focusedRow(doc: DocId) {
  return rightsViews.viewOf(doc).what === 'keys'
    ? writableList(doc).focused
    : descriptorList(doc).focused
}

function goFocused(doc: DocId): void {
  void (rightsViews.viewOf(doc).what === 'keys' ? writableList(doc) : descriptorList(doc)).inTurn(
    () => {
      const row = focusedRow(doc)
      if (row) setTimeout(() => void goToKey(doc, row.key))
    },
  )
}

function actionsOf(doc: DocId, { what, keys, descriptors }: RightsView) {
  const row = focusedRow(doc)
  const can = (what === 'keys' ? keys : descriptors).total > 0
  return {
    'edit.goToWritable': {
      can: row !== undefined,
      run: () => void (row && goToKey(doc, row.key)),
    },
    'edit.writablePermissions': {
      can: row !== undefined,
      run: () => row && openPermissions(doc, row.key),
    },
    'file.exportRightsCsv': { can, run: () => void exportRights(doc, 'csv') },
    'file.exportRightsJson': { can, run: () => void exportRights(doc, 'json') },
  }
}
