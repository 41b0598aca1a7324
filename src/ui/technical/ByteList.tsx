import { type KeyboardEvent, useRef } from 'react'
import { formatHex, hexDumpLine } from '../../bytes/hex.ts'
import {
  BYTES_A_ROW,
  type FileRange,
  moveCaret,
  openPlace,
  technicalViews,
} from '../../state/technicalView.ts'
import { byteRowName, caretText, placeText, TECHNICAL } from '../../text/technical.ts'
import type { ByteRow, DocId } from '../../worker/protocol.ts'
import { cx } from '../common/cx.ts'
import { isPlain } from '../common/isPlain.ts'
import { GridList } from '../lists/GridList.tsx'
import { Cell, GridRow, type RowFrame } from '../lists/GridRow.tsx'
import { ListHeader } from '../lists/ListHeader.tsx'
import type { RowListHandle } from '../lists/RowList.tsx'
import styles from './technical.module.css'

const { columns } = TECHNICAL
const COLUMNS = [columns.offset, columns.bytes, columns.text]
const DIGITS = Array.from({ length: BYTES_A_ROW }, (_, index) => index)

interface ByteListProps {
  readonly doc: DocId
  /** Moves the focus to the list of fields. */
  readonly toStructure: () => void
}

/** The bytes of the file with a cursor. Enter goes to the field that the byte is in. */
export function ByteList({ doc, toStructure }: ByteListProps) {
  const rows = useRef<RowListHandle>(null)
  const view = technicalViews.useView(doc)
  const list = technicalViews.existing(doc)?.bytes
  if (list === undefined) return null
  const { caret, mark, place } = view
  const open = () => {
    void openPlace(doc, technicalViews.viewOf(doc).caret)
    toStructure()
  }
  const answerKey = (event: KeyboardEvent): boolean => {
    const { caret: at } = technicalViews.viewOf(doc)
    if (isPlain(event, 'ArrowLeft')) moveCaret(doc, at - 1)
    else if (isPlain(event, 'ArrowRight')) moveCaret(doc, at + 1)
    else if (isPlain(event, 'ArrowUp')) moveCaret(doc, at - BYTES_A_ROW)
    else if (isPlain(event, 'ArrowDown')) moveCaret(doc, at + BYTES_A_ROW)
    else if (isPlain(event, 'Enter')) open()
    else return false
    return true
  }
  return (
    <div className={styles.bytes}>
      <GridList
        list={list}
        view={view.bytes}
        handle={rows}
        name={`bytes-${doc}`}
        label={TECHNICAL.bytes}
        columns={COLUMNS.length}
        className={styles.hex}
        header={<ListHeader columns={COLUMNS} rows={rows} />}
        renderRow={(row, frame) => (
          <ByteItem {...frame} row={row} caret={caret} mark={mark} cell={place?.cell ?? null} />
        )}
        answerKey={answerKey}
        onRowClick={(event, index) => {
          const byte = byteOf(event.target)
          moveCaret(doc, index * BYTES_A_ROW + byte)
        }}
        onRowDoubleClick={open}
      />
      <p className={styles.caret} role="status">
        {caretText(caret, place?.field.at ?? null, place?.cell.at ?? null)}
      </p>
    </div>
  )
}

interface ByteItemProps extends RowFrame {
  readonly row: ByteRow
  readonly caret: number
  readonly mark: FileRange | null
  readonly cell: FileRange | null
}

function ByteItem({ row, caret, mark, cell, ...frame }: ByteItemProps) {
  const { id, bytes } = row
  const from = id * BYTES_A_ROW
  const text = hexDumpLine(bytes, 0).text
  const classOf = (index: number) => {
    const at = from + index
    return cx(
      isIn(cell, at) && styles.inCell,
      isIn(mark, at) && styles.marked,
      at === caret && styles.cursor,
    )
  }
  return (
    <GridRow {...frame} aria-label={byteRowName(from, formatHex(bytes))}>
      <Cell at={1} header look="data" className={styles.muted}>
        {placeText(from)}
      </Cell>
      <Cell at={2} look="data" className={styles.digits} dir="ltr">
        {DIGITS.slice(0, bytes.length).map((index) => (
          <span key={index} data-byte={index} className={classOf(index)}>
            {formatHex(bytes.subarray(index, index + 1))}
          </span>
        ))}
      </Cell>
      <Cell at={3} look="data" className={styles.letters} dir="ltr">
        {DIGITS.slice(0, bytes.length).map((index) => (
          <span key={index} data-byte={index} className={classOf(index)}>
            {text[index]}
          </span>
        ))}
      </Cell>
    </GridRow>
  )
}

function isIn(range: FileRange | null, at: number): boolean {
  return range !== null && at >= range.at && at < range.at + range.size
}

/** The byte of a row that an element shows; the first one of an element that shows none. */
function byteOf(target: EventTarget): number {
  const element = target instanceof Element ? target.closest<HTMLElement>('[data-byte]') : null
  return Number(element?.dataset.byte ?? 0)
}
