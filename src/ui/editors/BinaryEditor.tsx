import { type ClipboardEvent, useId, useMemo, useRef, useState } from 'react'
import { formatHex, hexDumpLine, parseHexText } from '../../bytes/hex.ts'
import { bytesLength, EDITOR, hexProblemText, LONG_TEXT, notPastedText } from '../../text/edits.ts'
import { areaClass, Field, Note } from '../common/Field.tsx'
import type { HexRefusal } from './byteActions.ts'
import { EditorFrame } from './EditorFrame.tsx'
import styles from './editors.module.css'
import { parseHexSlices } from './hexSlices.ts'
import { LongBytes } from './LongBytes.tsx'
import { type EditedValue, useSubmit } from './useSubmit.ts'

const BYTES_PER_LINE = 16
/** The most rows of characters beside the field; of a longer value the beginning is shown. */
const MOST_LINES = 12
/** Of more bytes than this, only those in view are drawn. */
const MOST_BYTES = 4096
/** Longer hex text may have more than `MOST_BYTES` bytes. */
const MOST_UNITS = MOST_BYTES * 4

interface BinaryEditorProps {
  readonly value: EditedValue
  /** Why the value is shown as bytes instead of in the editor of its type. */
  readonly note?: string
}

/** The editor of bytes as hex text, in any common spelling, with the characters beside it. */
export function BinaryEditor({ value, note }: BinaryEditorProps) {
  /**
   * The current bytes while there are many; null while there are few, and the field holds all their
   * text.
   */
  const [many, setMany] = useState(() => (value.data.length > MOST_BYTES ? value.data : null))
  const [text, setText] = useState(() => (many === null ? hexLines(value.data) : ''))
  const { refused, submit } = useSubmit(value)
  const field = useRef<HTMLTextAreaElement>(null)
  const dataId = useId()
  const helpId = `${dataId}-help`
  const parsed = useMemo(() => parseHexText(text), [text])
  /** The bytes before they became many. */
  const [few, setFew] = useState<Uint8Array | null>(null)
  const [notPasted, setNotPasted] = useState<HexRefusal | null>(null)
  /** Long text is being read as hex. */
  const [reading, setReading] = useState(false)
  const bytes = many ?? (parsed instanceof Uint8Array ? parsed : null)
  const problem = many !== null || parsed instanceof Uint8Array ? null : parsed

  const onPaste = (event: ClipboardEvent<HTMLTextAreaElement>) => {
    const pasted = event.clipboardData.getData('text/plain')
    if (value.readOnly || pasted.length <= MOST_UNITS) return
    event.preventDefault()
    const { selectionStart, selectionEnd } = event.currentTarget
    void takeLong(text.slice(0, selectionStart) + pasted + text.slice(selectionEnd))
  }
  /** Parses text that is too long for the field, or shows why it is not hex. */
  const takeLong = async (long: string) => {
    setReading(true)
    const read = await parseHexSlices(long)
    setReading(false)
    if (read instanceof Uint8Array) {
      setFew(parsed instanceof Uint8Array ? parsed : new Uint8Array(0))
      setMany(read)
      setNotPasted(null)
    } else {
      setNotPasted({ ...read, text: long })
    }
  }

  return (
    <EditorFrame
      title={EDITOR.binary}
      value={value}
      dataField={field}
      invalid={bytes === null || reading}
      refused={refused}
      onSubmit={() => bytes && void submit(bytes)}
      size="wide"
      enterIsOk
    >
      {note !== undefined && <Note kind="warning">{note}</Note>}
      <Field
        id={dataId}
        label={EDITOR.valueData}
        aside={bytes ? bytesLength(bytes.length) : undefined}
      >
        {many !== null ? (
          <LongBytes
            ref={field}
            id={dataId}
            describedBy={helpId}
            bytes={many}
            before={few}
            onBytes={setMany}
            onReading={setReading}
            onRefused={setNotPasted}
            readOnly={value.readOnly}
          />
        ) : (
          <textarea
            ref={field}
            id={dataId}
            className={areaClass}
            rows={7}
            dir="ltr"
            spellCheck={false}
            autoCapitalize="off"
            readOnly={value.readOnly || reading}
            aria-invalid={problem !== null}
            aria-describedby={helpId}
            value={text}
            onChange={({ target }) => {
              setNotPasted(null)
              if (target.value.length > MOST_UNITS) void takeLong(target.value)
              else setText(target.value)
            }}
            onFocus={(event) => event.target.select()}
            onPaste={onPaste}
          />
        )}
      </Field>
      {problem ? (
        <Note kind="error" id={helpId}>
          {hexProblemText(problem.error, ...placeOf(text, problem.at))}
        </Note>
      ) : (
        <Note kind="hint" id={helpId}>
          {many === null ? EDITOR.binaryHelp : LONG_TEXT.bytesHelp}
        </Note>
      )}
      {notPasted && (
        <Note kind="error">
          {notPastedText(hexProblemText(notPasted.error, ...placeOf(notPasted.text, notPasted.at)))}
        </Note>
      )}
      {many === null && bytes && bytes.length > 0 && <Characters bytes={bytes} />}
    </EditorFrame>
  )
}

/** The characters of the first bytes, as a hex view shows them. */
function Characters({ bytes }: { readonly bytes: Uint8Array }) {
  const lines = Math.min(Math.ceil(bytes.length / BYTES_PER_LINE), MOST_LINES)
  const starts = Array.from({ length: lines }, (_, line) => line * BYTES_PER_LINE)
  return (
    <div className={styles.dump} aria-hidden="true">
      {starts.map((start) => {
        const line = hexDumpLine(bytes, start, BYTES_PER_LINE)
        return (
          <div key={start} className={styles.dumpLine}>
            <span className={styles.offset}>{line.offset}</span>
            <span>{line.hex}</span>
            <span className={styles.characters}>{line.text}</span>
          </div>
        )
      })}
      {bytes.length > lines * BYTES_PER_LINE && <span className={styles.offset}>…</span>}
    </div>
  )
}

function hexLines(bytes: Uint8Array): string {
  const lines: string[] = []
  for (let at = 0; at < bytes.length; at += BYTES_PER_LINE) {
    lines.push(formatHex(bytes.subarray(at, at + BYTES_PER_LINE)))
  }
  return lines.join('\n')
}

/** Line and column of a position in the text, both from 1. */
function placeOf(text: string, at: number): [line: number, column: number] {
  const before = text.slice(0, at).split('\n')
  return [before.length, (before.at(-1)?.length ?? 0) + 1]
}
