import type { KeyboardEvent, MouseEvent, RefObject } from 'react'
import { formatHex } from '../../bytes/hex.ts'
import { useSettings } from '../../state/settings.ts'
import { followTo, goUp, openFocused, technicalViews } from '../../state/technicalView.ts'
import { describeFinding } from '../../text/findings.ts'
import {
  blockTitle,
  cellTitle,
  FIELD_TEXT,
  faultText,
  fieldTitle,
  placeText,
  slackText,
  TECHNICAL,
  USE_TEXT,
} from '../../text/technical.ts'
import type { BlockRow, CellRow, DocId, FieldRow } from '../../worker/protocol.ts'
import { cx } from '../common/cx.ts'
import { isPlain } from '../common/isPlain.ts'
import { VisibleText } from '../common/VisibleText.tsx'
import { GridList } from '../lists/GridList.tsx'
import { Cell, CellNote, Clip, GridRow, type RowFrame } from '../lists/GridRow.tsx'
import { ListHeader } from '../lists/ListHeader.tsx'
import type { RowListHandle } from '../lists/RowList.tsx'
import { textOfField, textOfOwner } from './fieldText.ts'
import styles from './technical.module.css'

const { columns } = TECHNICAL
const BLOCK_COLUMNS = [
  ...[columns.part, columns.offset, columns.size],
  ...[columns.used, columns.free, columns.cells],
]
const CELL_COLUMNS = [columns.holds, columns.offset, columns.size, columns.owner, columns.slack]
const FIELD_COLUMNS = [columns.field, columns.value, columns.offset, columns.bytes]

interface StructureProps {
  readonly doc: DocId
  readonly handle: RefObject<RowListHandle | null>
}

/** The list of blocks, of cells or of fields, whichever is on show. */
export function StructureList({ doc, handle }: StructureProps) {
  const view = technicalViews.useView(doc)
  const lists = technicalViews.existing(doc)
  if (lists === undefined) return null
  const shared = {
    ...{ handle, name: `technical-${doc}`, label: TECHNICAL.structure },
    answerKey: (event: KeyboardEvent): boolean => {
      if (isPlain(event, 'Enter')) openFocused(doc)
      else if (isPlain(event, 'Backspace')) goUp(doc)
      else return false
      return true
    },
    onRowDoubleClick: () => openFocused(doc),
    isControl: (target: Element) => target.closest('button') !== null,
  }
  switch (view.level) {
    case 'blocks':
      return (
        <GridList
          {...shared}
          list={lists.blocks}
          view={view.blocks}
          columns={BLOCK_COLUMNS.length}
          className={styles.blocks}
          header={<ListHeader columns={BLOCK_COLUMNS} rows={handle} />}
          renderRow={(row, frame) => <BlockItem {...frame} row={row} />}
        />
      )
    case 'cells':
      return (
        <GridList
          {...shared}
          list={lists.cells}
          view={view.cells}
          columns={CELL_COLUMNS.length}
          className={styles.cells}
          header={<ListHeader columns={CELL_COLUMNS} rows={handle} />}
          renderRow={(row, frame) => <CellItem {...frame} row={row} />}
        />
      )
    case 'fields':
      return (
        <GridList
          {...shared}
          list={lists.fields}
          view={view.fields}
          columns={FIELD_COLUMNS.length}
          className={styles.fields}
          header={<ListHeader columns={FIELD_COLUMNS} rows={handle} />}
          renderRow={(row, frame) => (
            <FieldItem {...frame} row={row} follow={(at) => void followTo(doc, at)} />
          )}
        />
      )
  }
}

function BlockItem({ row, ...frame }: RowFrame & { readonly row: BlockRow }) {
  const { at, size, sums } = row
  const number = (count: number | undefined) => count?.toLocaleString('en') ?? ''
  return (
    <GridRow {...frame}>
      <Cell at={1} header>
        <Clip>{blockTitle(row)}</Clip>
        {sums !== null && sums.unreadable > 0 && (
          <CellNote className={styles.fault}>{TECHNICAL.wrong}</CellNote>
        )}
      </Cell>
      <Cell at={2} look="data">
        {placeText(at)}
      </Cell>
      <Cell at={3} look="data" className={styles.number}>
        {number(size)}
      </Cell>
      <Cell at={4} look="data" className={styles.number}>
        {number(sums?.used)}
      </Cell>
      <Cell at={5} look="data" className={styles.number}>
        {number(sums?.free)}
      </Cell>
      <Cell at={6} look="data" className={styles.number}>
        {number(sums?.cells)}
      </Cell>
    </GridRow>
  )
}

function CellItem({ row, ...frame }: RowFrame & { readonly row: CellRow }) {
  const { at, size, kind, owner, slack, isLost } = row
  const of = owner === null ? '' : textOfOwner(owner)
  return (
    <GridRow {...frame} className={cx((kind === 'free' || isLost) && styles.unused)}>
      <Cell at={1} header>
        <Clip>{cellTitle(row)}</Clip>
        {isLost && <CellNote title={TECHNICAL.lostAbout}>{TECHNICAL.lost}</CellNote>}
      </Cell>
      <Cell at={2} look="data">
        {placeText(at)}
      </Cell>
      <Cell at={3} look="data" className={styles.number}>
        {size.toLocaleString('en')}
      </Cell>
      <Cell at={4} look="data">
        <Clip title={of}>
          <VisibleText text={of} />
        </Clip>
      </Cell>
      <Cell at={5} look="data" className={cx(slack?.isClear === false && styles.slack)}>
        {slack && slackText(slack)}
      </Cell>
    </GridRow>
  )
}

interface FieldItemProps extends RowFrame {
  readonly row: FieldRow
  readonly follow: (at: number) => void
}

function FieldItem({ row, follow, ...frame }: FieldItemProps) {
  const { name, entry, at, size, value, bytes, leadsTo, fault, finding } = row
  const zone = useSettings(({ times }) => times)
  const text = textOfField(row, zone)
  const hex = `${formatHex(bytes)}${size > bytes.length ? ' …' : ''}`
  const isSlack = name === 'slack' && value.kind === 'bytes' && !value.isClear
  const wrong = fault === null ? null : faultText(fault)
  const click = (event: MouseEvent) => {
    event.stopPropagation()
    if (leadsTo) follow(leadsTo.at)
  }
  return (
    <GridRow {...frame}>
      <Cell at={1} header title={FIELD_TEXT[name].about}>
        <Clip>{fieldTitle(name, entry)}</Clip>
      </Cell>
      <Cell at={2} look="data" className={cx(isSlack && styles.slack)}>
        {leadsTo === null ? (
          <Clip title={text}>
            <VisibleText text={text} />
          </Clip>
        ) : (
          <button type="button" tabIndex={-1} className={styles.link} onClick={click}>
            <Clip>
              {USE_TEXT[leadsTo.use]} {leadsTo.name !== null && <VisibleText text={leadsTo.name} />}{' '}
              <span className={styles.muted}>{placeText(leadsTo.at)}</span>
            </Clip>
          </button>
        )}
        {wrong !== null && <CellNote className={styles.fault}>{wrong}</CellNote>}
        {wrong === null && finding !== null && (
          <CellNote
            className={cx(finding.severity !== 'info' && styles.fault)}
            title={describeFinding(finding)}
          >
            {describeFinding(finding)}
          </CellNote>
        )}
      </Cell>
      <Cell at={3} look="data">
        {placeText(at)}
      </Cell>
      <Cell at={4} look="data">
        <Clip className={styles.muted} dir="ltr">
          {hex}
        </Clip>
      </Cell>
    </GridRow>
  )
}
