import {
  type KeyboardEvent,
  type PointerEvent,
  type RefObject,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { parseHexText } from '../../bytes/hex.ts'
import { BYTES_PER_ROW, setBytesPerRow, useSettings } from '../../state/settings.ts'
import { bytePlaceText, LONG_TEXT, pastEndText, selectedText } from '../../text/editors.ts'
import { HEX } from '../../text/valueEditors.ts'
import { Button } from '../common/Button.tsx'
import { ByteRows, hexOffset, offsetDigits } from './ByteRows.ts'
import { byteActions, type HexRefusal } from './byteActions.ts'
import { DataInspector } from './DataInspector.tsx'
import { HexFind } from './HexFind.tsx'
import { HexTools } from './HexTools.tsx'
import { goTo, present } from './LongText.tsx'
import { withLongPaste } from './longPaste.ts'
import { PlaceField } from './PlaceField.tsx'
import { ReplaceHistory } from './ReplaceHistory.ts'
import styles from './RowEditor.module.css'
import { RowEditor } from './RowEditor.tsx'
import type { RowWindow } from './RowWindow.ts'

/** Bytes per row: the largest of these that fits. */
const PER_ROW = [32, 16, 8, 4] as const
/** Bytes per row before it is known what fits. */
const USUAL = 16
/** Columns per byte: two digits and a space. */
const PER_BYTE = 3
/** The same with the character beside the digits. */
const PER_BYTE_IN_ALL = 4

interface HexEditorProps {
  readonly ref: RefObject<HTMLTextAreaElement | null>
  readonly id: string
  readonly describedBy: string
  readonly bytes: Uint8Array
  /** The name and type of the value. */
  readonly name: string
  readonly type: number
  /** Called when reading a long paste begins and ends. */
  readonly onReading: (isReading: boolean) => void
  readonly onBytes: (bytes: Uint8Array) => void
  /** Called when pasted text was not hex; with null after the next action. */
  readonly onRefused: (error: HexRefusal | null) => void
  readonly readOnly: boolean
}

/**
 * The field of bytes of any number: hex digits between their offsets and their characters, with
 * finding, copying and the meaning of the bytes at the caret.
 */
export function HexEditor(props: HexEditorProps) {
  const { ref, onBytes, onReading, onRefused } = props
  const [rows] = useState(() => new ByteRows(props.bytes, USUAL))
  const [perRow, setPerRow] = useState<number>(USUAL)
  const [overwriting, setOverwriting] = useState(true)
  /** Whether characters are typed, and not hex digits. */
  const [asText, setAsText] = useState(false)
  /** The selected bytes, and whether any are. */
  const [caret, setCaret] = useState({ from: 0, to: 0 })
  const window = useRef<RowWindow>(null)
  const findField = useRef<HTMLInputElement>(null)
  const findAgain = useRef<((backward: boolean) => void) | null>(null)
  const placeField = useRef<HTMLInputElement>(null)
  const latest = useRef({ onBytes, onReading, onRefused, overwriting, asText })
  latest.current = { onBytes, onReading, onRefused, overwriting, asText }
  const { actions, replaceAll, fill } = useMemo(() => {
    const editing = {
      rows,
      history: new ReplaceHistory<Uint8Array>(),
      isOverwriting: () => latest.current.overwriting,
      toggleOverwriting: () => setOverwriting((now) => !now),
      isText: () => latest.current.asText,
      onBytes: (bytes: Uint8Array) => latest.current.onBytes(bytes),
      onRefused: (error: HexRefusal | null) => latest.current.onRefused(error),
    }
    const direct = byteActions(editing, () => present(window))
    return {
      replaceAll: direct.replaceAll,
      fill: direct.fill,
      actions: withLongPaste(direct, {
        isHex: () => !latest.current.asText,
        onReading: (isReading) => latest.current.onReading(isReading),
        isOpen: () => window.current !== null,
      }),
    }
  }, [rows])

  const chosen = useSettings((state) => state.bytesPerRow)
  /** The columns that there is room for. */
  const room = useRef(0)
  const fold = (columns: number) => {
    room.current = columns
    const most = Math.min(chosen ?? Number.POSITIVE_INFINITY, columns / PER_BYTE_IN_ALL)
    const fitting = PER_ROW.find((count) => count <= most) ?? PER_ROW[3]
    rows.fold(fitting)
    setPerRow(fitting)
  }
  const foldLatest = useRef(fold)
  foldLatest.current = fold
  // biome-ignore lint/correctness/useExhaustiveDependencies: the choice is what the fold follows
  useLayoutEffect(() => {
    if (room.current > 0) window.current?.layOut(() => foldLatest.current(room.current))
  }, [chosen])
  const selected = () => {
    const { from, to } = window.current?.range ?? { from: 0, to: 0 }
    return { from: from >> 1, to: from < to ? (to + 1) >> 1 : from >> 1 }
  }
  const select = (from: number, to: number) =>
    goTo(ref, window, from * 2, to * 2, { stay: document.activeElement !== ref.current })
  const fillSelected = (typed: string) => {
    const pattern = parseHexText(typed)
    if (!(pattern instanceof Uint8Array) || pattern.length === 0) return HEX.findNotHex
    return fill(pattern) ? null : HEX.fillNothing
  }
  const goToOffset = (typed: string) => {
    const byte = typedOffset(typed.trim())
    if (byte === null) return LONG_TEXT.goToOffsetTitle
    if (byte > rows.bytes.length) return pastEndText(typed.trim(), byte, rows.bytes.length)
    goTo(ref, window, byte * 2, byte * 2)
    return null
  }
  /** Clicks and drags in the characters beside the digits. */
  const onBeside = (event: PointerEvent<HTMLElement>) => {
    const begins = event.type === 'pointerdown'
    if (event.button > 0 || (!begins && event.buttons !== 1)) return
    const head = window.current?.positionBeside(event)
    if (head === undefined || head === null) return
    event.preventDefault()
    if (begins) {
      event.currentTarget.setPointerCapture(event.pointerId)
      setAsText(true)
      ref.current?.focus({ preventScroll: true })
    }
    const keep = !begins || event.shiftKey
    const anchor = keep ? (window.current?.selection.anchor ?? head) : head
    window.current?.select({ anchor, head })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const isMod = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey
    if (event.key === 'F3') findAgain.current?.(event.shiftKey)
    else if (isMod && event.code === 'KeyF') takeFocus(findField)
    else if (isMod && event.code === 'KeyG') takeFocus(placeField)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const { from, to } = caret
  const offset = hexOffset(from, rows.bytes.length)
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the fields inside it
    <div className={styles.withInspector} onKeyDown={onKeyDown}>
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
        onMove={() => setCaret(selected())}
        onRows={() => setAsText(false)}
        onBeside={onBeside}
        status={
          from < to
            ? selectedText(to - from, 'byte')
            : bytePlaceText(offset, from, rows.bytes.length)
        }
        below={
          <>
            <HexFind
              field={findField}
              again={findAgain}
              bytes={() => rows.bytes}
              selected={selected}
              select={select}
            />
            <HexTools
              bytes={() => rows.bytes}
              chosen={() => {
                const range = selected()
                return range.from < range.to ? rows.bytes.slice(range.from, range.to) : rows.bytes
              }}
              replaceAll={replaceAll}
              name={props.name}
              type={props.type}
              readOnly={props.readOnly}
            />
          </>
        }
      >
        <Button
          title={overwriting ? LONG_TEXT.overwriteTitle : LONG_TEXT.insertTitle}
          onClick={() => setOverwriting(!overwriting)}
        >
          {overwriting ? LONG_TEXT.overwrite : LONG_TEXT.insert}
        </Button>
        <Button
          title={asText ? HEX.textTitle : HEX.digitsTitle}
          onClick={() => {
            setAsText(!asText)
            ref.current?.focus({ preventScroll: true })
          }}
        >
          {asText ? HEX.text : HEX.digits}
        </Button>
        <PlaceField
          ref={placeField}
          label={LONG_TEXT.goToOffset}
          title={LONG_TEXT.goToOffsetTitle}
          go={goToOffset}
        />
        <BytesPerRowField />
        {!props.readOnly && <PlaceField label={HEX.fill} title={HEX.fillTitle} go={fillSelected} />}
      </RowEditor>
      <DataInspector bytes={rows.bytes} at={from} offset={offset} />
    </div>
  )
}

/** Chooses how many bytes a row has. */
function BytesPerRowField() {
  const chosen = useSettings((state) => state.bytesPerRow)
  const id = useId()
  return (
    <span className={styles.place}>
      <label htmlFor={id}>{HEX.perRow}</label>
      <select
        id={id}
        title={HEX.perRowTitle}
        value={String(chosen)}
        onChange={({ target }) =>
          setBytesPerRow(BYTES_PER_ROW.find((count) => String(count) === target.value) ?? null)
        }
      >
        {BYTES_PER_ROW.map((count) => (
          <option key={String(count)} value={String(count)}>
            {count ?? HEX.perRowAutomatic}
          </option>
        ))}
      </select>
    </span>
  )
}

function takeFocus(field: RefObject<HTMLInputElement | null>): void {
  field.current?.focus()
  field.current?.select()
}

/** An offset as it is typed: in hex, or in decimal if it says so. null for anything else. */
function typedOffset(text: string): number | null {
  const decimal = /^(?:0n(\d+)|(\d{1,3}(?:,\d{3})+))$/i.exec(text)
  if (decimal) return Number((decimal[1] ?? decimal[2] ?? '').replaceAll(',', ''))
  const digits = /^(?:0x)?([0-9a-f]+)$/i.exec(text)?.[1]
  return digits === undefined ? null : Number.parseInt(digits, 16)
}
