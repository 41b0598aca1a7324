import { type RefObject, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { bytePlaceText, LONG_TEXT, selectedText } from '../../text/edits.ts'
import { Button } from '../common/Button.tsx'
import { ByteRows, hexOffset, offsetDigits } from './ByteRows.ts'
import { byteActions, type HexRefusal } from './byteActions.ts'
import { goTo, present } from './LongText.tsx'
import { withLongPaste } from './longPaste.ts'
import { PlaceField } from './PlaceField.tsx'
import { ReplaceHistory } from './ReplaceHistory.ts'
import { RowEditor } from './RowEditor.tsx'
import type { RowWindow } from './RowWindow.ts'

/** Bytes per row: the largest of these that fits. */
const PER_ROW = [16, 8, 4] as const
/** Columns per byte: two digits and a space. */
const PER_BYTE = 3

interface LongBytesProps {
  readonly ref: RefObject<HTMLTextAreaElement | null>
  readonly id: string
  readonly describedBy: string
  readonly bytes: Uint8Array
  /** The bytes before there were many; null when the editor opened with many. */
  readonly before: Uint8Array | null
  /** Called when reading a long paste begins and ends. */
  readonly onReading: (isReading: boolean) => void
  readonly onBytes: (bytes: Uint8Array) => void
  /** Called when pasted text was not hex; with null after the next action. */
  readonly onRefused: (error: HexRefusal | null) => void
  readonly readOnly: boolean
}

/** The field of many bytes: hex digits between their offsets and their characters. */
export function LongBytes(props: LongBytesProps) {
  const { ref, before, onBytes, onReading, onRefused } = props
  const [rows] = useState(() => new ByteRows(props.bytes, PER_ROW[0]))
  const [perRow, setPerRow] = useState<number>(PER_ROW[0])
  const [overwriting, setOverwriting] = useState(true)
  const [status, setStatus] = useState('')
  const window = useRef<RowWindow>(null)
  const [history] = useState(() => {
    const steps = new ReplaceHistory<Uint8Array>()
    if (before) steps.add({ at: 0, removed: before, inserted: props.bytes })
    return steps
  })
  const latest = useRef({ onBytes, onReading, onRefused, overwriting })
  latest.current = { onBytes, onReading, onRefused, overwriting }
  const actions = useMemo(() => {
    const editing = {
      rows,
      history,
      isOverwriting: () => latest.current.overwriting,
      toggleOverwriting: () => setOverwriting((now) => !now),
      onBytes: (bytes: Uint8Array) => latest.current.onBytes(bytes),
      onRefused: (error: HexRefusal | null) => latest.current.onRefused(error),
    }
    return withLongPaste(
      byteActions(editing, () => present(window)),
      {
        onReading: (isReading) => latest.current.onReading(isReading),
        isOpen: () => window.current !== null,
      },
    )
  }, [rows, history])
  useLayoutEffect(() => {
    if (before) goTo(ref, window, rows.end, rows.end)
  }, [before, ref, rows])

  const fold = (columns: number) => {
    const fitting = PER_ROW.find((count) => columns >= count * PER_BYTE - 1) ?? PER_ROW[2]
    rows.fold(fitting)
    setPerRow(fitting)
  }
  const onMove = () => {
    if (!window.current) return
    const { from, to } = window.current.range
    const selected = ((to + 1) >> 1) - (from >> 1)
    const place = bytePlaceText(hexOffset(from >> 1, rows.bytes.length), rows.bytes.length)
    setStatus(from < to ? selectedText(selected, 'byte') : place)
  }
  const goToOffset = (typed: string) => {
    const digits = typed.trim().replace(/^0x/i, '')
    const byte = /^[0-9a-f]+$/i.test(digits) ? Number.parseInt(digits, 16) : rows.bytes.length + 1
    return byte <= rows.bytes.length && goTo(ref, window, byte * 2, byte * 2)
  }
  return (
    <RowEditor
      ref={ref}
      handle={window}
      id={props.id}
      describedBy={props.describedBy}
      rows={rows}
      actions={actions}
      fold={fold}
      labelColumns={offsetDigits(rows.bytes.length)}
      rowColumns={perRow * PER_BYTE}
      readOnly={props.readOnly}
      direction="ltr"
      onMove={onMove}
      status={status || bytePlaceText(hexOffset(0, rows.bytes.length), rows.bytes.length)}
    >
      <Button
        title={overwriting ? LONG_TEXT.overwriteTitle : LONG_TEXT.insertTitle}
        onClick={() => setOverwriting(!overwriting)}
      >
        {overwriting ? LONG_TEXT.overwrite : LONG_TEXT.insert}
      </Button>
      <PlaceField label={LONG_TEXT.goToOffset} go={goToOffset} />
    </RowEditor>
  )
}
