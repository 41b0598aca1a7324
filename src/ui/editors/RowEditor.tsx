import {
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  type RefObject,
  useId,
  useLayoutEffect,
  useRef,
} from 'react'
import { type FieldActions, watchInput } from './FieldInput.ts'
import styles from './RowEditor.module.css'
import type { RowSource } from './RowSource.ts'
import { RowWindow } from './RowWindow.ts'

/** Columns assumed where there is no layout, as in tests. */
const ASSUMED_COLUMNS = 80
/** Columns around the labels. */
const LABEL_SPACE = 2
/** Digits whose width is measured to find that of a column. */
const RULER = '0'.repeat(50)

interface RowEditorProps {
  readonly ref: RefObject<HTMLTextAreaElement | null>
  /** The window while the editor is mounted, otherwise null. */
  readonly handle: RefObject<RowWindow | null>
  readonly id: string
  readonly describedBy: string
  readonly rows: RowSource
  readonly actions: FieldActions
  /** Folds the content into rows of this many columns. */
  readonly fold: (columns: number) => void
  /** Columns that the labels before the rows take. */
  readonly labelColumns: number
  /** Columns that the rows take when text follows them; otherwise null. */
  readonly rowColumns: number | null
  readonly readOnly: boolean
  readonly direction: 'ltr' | 'rtl'
  /** Called when the caret or the selection has changed. */
  readonly onMove: () => void
  readonly onKeyDown?: ((event: KeyboardEvent<HTMLTextAreaElement>) => void) | undefined
  /** The position of the caret, as text. */
  readonly status: string
  /** Called when the user clicks in the rows. */
  readonly onRows?: () => void
  /** Called for clicks and drags in the text beside the rows. */
  readonly onBeside?: (event: PointerEvent<HTMLElement>) => void
  /** Fields for going to a place. */
  readonly children: ReactNode
  /** More tools, under the position of the caret. */
  readonly below?: ReactNode
}

/** The field for content that is too long for a text area: it holds only the rows in view. */
export function RowEditor(props: RowEditorProps) {
  const { ref, handle, id, rows, actions, fold, labelColumns, rowColumns, onMove } = props
  const scroller = useRef<HTMLDivElement>(null)
  const spacer = useRef<HTMLDivElement>(null)
  const labels = useRef<HTMLPreElement>(null)
  const asides = useRef<HTMLPreElement>(null)
  const ruler = useRef<HTMLSpanElement>(null)
  const latest = useRef({ fold, onMove, labelColumns })
  latest.current = { fold, onMove, labelColumns }
  const statusId = useId()

  useLayoutEffect(() => {
    const style = spacer.current?.style
    style?.setProperty('--label-columns', `${labelColumns + LABEL_SPACE}ch`)
    if (rowColumns !== null) style?.setProperty('--row-columns', `${rowColumns}ch`)
  }, [labelColumns, rowColumns])
  useLayoutEffect(() => {
    const field = ref.current
    if (!scroller.current || !spacer.current || !labels.current || !field) return
    const elements = {
      scroller: scroller.current,
      spacer: spacer.current,
      labels: labels.current,
      asides: asides.current,
      field,
    }
    const window = new RowWindow(elements, rows, () => latest.current.onMove())
    handle.current = window
    const layOut = () => {
      const column = (ruler.current?.getBoundingClientRect().width ?? 0) / RULER.length
      const columns =
        column > 0 ? Math.floor(elements.scroller.clientWidth / column) : ASSUMED_COLUMNS
      // One column is reserved for the caret after the last one.
      window.layOut(() =>
        latest.current.fold(columns - latest.current.labelColumns - LABEL_SPACE - 1),
      )
    }
    layOut()
    const observer = new ResizeObserver(layOut)
    observer.observe(elements.scroller)
    // The size of the ruler changes with the font.
    if (ruler.current) observer.observe(ruler.current)
    const stopWatching = window.watch()
    const stopInput = watchInput(field, window, actions)
    return () => {
      observer.disconnect()
      stopWatching()
      stopInput()
      handle.current = null
    }
  }, [ref, handle, rows, actions])

  return (
    <div className={styles.editor} dir="ltr">
      <div ref={scroller} className={styles.scroller}>
        <div ref={spacer} className={styles.spacer}>
          <span ref={ruler} className={styles.ruler} aria-hidden="true">
            {RULER}
          </span>
          <pre ref={labels} className={styles.labels} aria-hidden="true" />
          <textarea
            ref={ref}
            id={id}
            className={styles.field}
            wrap="off"
            dir={props.direction}
            spellCheck={false}
            autoCapitalize="off"
            readOnly={props.readOnly}
            aria-describedby={`${props.describedBy} ${statusId}`}
            onKeyDown={props.onKeyDown}
            onPointerDown={props.onRows}
          />
          {rowColumns !== null && (
            <pre
              ref={asides}
              className={styles.asides}
              aria-hidden="true"
              onPointerDown={props.onBeside}
              onPointerMove={props.onBeside}
            />
          )}
        </div>
      </div>
      <div className={styles.bar}>
        <span id={statusId} className={styles.status}>
          {props.status}
        </span>
        {props.children}
      </div>
      {props.below && <div className={styles.bar}>{props.below}</div>}
    </div>
  )
}
