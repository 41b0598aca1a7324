import {
  type KeyboardEvent,
  type RefObject,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { LONG_TEXT, linePlaceText, noSuchLineText, selectedText } from '../../text/editors.ts'
import { HEX, hexFoundText } from '../../text/valueEditors.ts'
import { PlaceField } from './PlaceField.tsx'
import type { ReplaceHistory } from './ReplaceHistory.ts'
import { RowEditor } from './RowEditor.tsx'
import type { RowWindow } from './RowWindow.ts'
import { TextRows } from './TextRows.ts'
import { textActions } from './textActions.ts'

const MIN_COLUMNS = 16
/**
 * The most rows. Those of a text of many megabytes are longer, so that its height stays within the
 * browsers' limit.
 */
const MOST_ROWS = 500_000

/** The replacement that made the text long. */
export interface LongTextStart {
  readonly history: ReplaceHistory<string>
  readonly caret: number
}

interface LongTextProps {
  readonly ref: RefObject<HTMLTextAreaElement | null>
  readonly id: string
  readonly describedBy: string
  readonly text: string
  readonly onText: (text: string) => void
  readonly readOnly: boolean
  readonly direction: 'ltr' | 'rtl'
  /** null when the text was already long when the editor opened. */
  readonly start: LongTextStart | null
  readonly onKeyDown?: ((event: KeyboardEvent<HTMLTextAreaElement>) => void) | undefined
}

/** The field of a long text, with its lines numbered. */
export function LongText(props: LongTextProps) {
  const { ref, text, onText, start } = props
  const [rows] = useState(() => new TextRows(text, MIN_COLUMNS))
  const window = useRef<RowWindow>(null)
  const [status, setStatus] = useState('')
  const given = useRef(onText)
  given.current = onText
  const actions = useMemo(
    () =>
      textActions(
        rows,
        () => present(window),
        (now) => given.current(now),
        start?.history,
      ),
    [rows, start],
  )
  useLayoutEffect(() => {
    if (start === null) return
    ref.current?.focus({ preventScroll: true })
    window.current?.select({ anchor: start.caret, head: start.caret })
  }, [start, ref])

  const onMove = () => {
    if (!window.current) return
    const { from, to } = window.current.range
    if (from < to) setStatus(selectedText(to - from, 'character'))
    else setStatus(placeText(rows, from))
  }
  const goToLine = (typed: string) => {
    const line = Number(typed.replaceAll(',', ''))
    if (!Number.isInteger(line) || line < 1 || line > rows.lineCount) {
      return noSuchLineText(rows.lineCount)
    }
    const at = rows.lineStart(line - 1)
    goTo(ref, window, at, at)
    return null
  }
  const find = (typed: string) => {
    if (typed === '') return HEX.findNothing
    const from = (window.current?.range.from ?? -1) + 1
    const next = rows.text.indexOf(typed, from)
    const at = next < 0 ? rows.text.indexOf(typed) : next
    if (at < 0) return hexFoundText(at)
    goTo(ref, window, at, at + typed.length, { stay: true })
    return null
  }
  return (
    <RowEditor
      ref={ref}
      handle={window}
      id={props.id}
      describedBy={props.describedBy}
      rows={rows}
      actions={actions}
      fold={(columns) => rows.fold(foldColumns(columns, rows.end))}
      labelColumns={String(rows.lineCount).length}
      rowColumns={null}
      readOnly={props.readOnly}
      direction={props.direction}
      onMove={onMove}
      onKeyDown={props.onKeyDown}
      status={status || placeText(rows, 0)}
    >
      <PlaceField label={LONG_TEXT.goToLine} go={goToLine} />
      <PlaceField label={LONG_TEXT.find} go={find} />
    </RowEditor>
  )
}

function placeText(rows: TextRows, position: number): string {
  const line = rows.lineOf(rows.placeOf(position).row)
  return linePlaceText(line + 1, rows.lineCount, position - rows.lineStart(line) + 1)
}

function foldColumns(columns: number, length: number): number {
  return Math.max(MIN_COLUMNS, columns, Math.ceil(length / MOST_ROWS))
}

/**
 * Selects a range and moves the focus to it; with `stay` the focus stays, so that the user can go
 * on to the next match.
 */
export function goTo(
  field: RefObject<HTMLTextAreaElement | null>,
  window: RefObject<RowWindow | null>,
  from: number,
  to: number,
  { stay = false }: { readonly stay?: boolean } = {},
): void {
  window.current?.select({ anchor: from, head: to })
  if (!stay) field.current?.focus({ preventScroll: true })
}

/** The window of a mounted editor. */
export function present(window: RefObject<RowWindow | null>): RowWindow {
  if (!window.current) throw new TypeError('the editor is not mounted')
  return window.current
}
