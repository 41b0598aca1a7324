import { useId, useMemo, useRef, useState } from 'react'
import { formatHex, hexDumpLine, parseHexText } from '../../bytes/hex.ts'
import { bytesLength, EDITOR, hexProblemText } from '../../text/edits.ts'
import { areaClass, Field, Note } from '../common/Field.tsx'
import { EditorFrame } from './EditorFrame.tsx'
import styles from './editors.module.css'
import { type EditedValue, useSubmit } from './useSubmit.ts'

const BYTES_PER_LINE = 16
/** Rows of the reading beside the field; a longer value shows its beginning. */
const MOST_LINES = 12

interface BinaryEditorProps {
  readonly value: EditedValue
  /** Why these bytes are shown instead of what they stand for. */
  readonly note?: string
}

/** Bytes as hex text, in any spelling people paste, with their characters beside. */
export function BinaryEditor({ value, note }: BinaryEditorProps) {
  const [text, setText] = useState(() => hexLines(value.data))
  const { refused, submit } = useSubmit(value)
  const field = useRef<HTMLTextAreaElement>(null)
  const dataId = useId()
  const parsed = useMemo(() => parseHexText(text), [text])
  const bytes = parsed instanceof Uint8Array ? parsed : null
  const problem = parsed instanceof Uint8Array ? null : parsed

  return (
    <EditorFrame
      title={EDITOR.binary}
      value={value}
      dataField={field}
      invalid={bytes === null}
      refused={refused}
      onSubmit={() => bytes && void submit(bytes)}
      size="wide"
    >
      {note !== undefined && <Note kind="warning">{note}</Note>}
      <Field
        id={dataId}
        label={EDITOR.valueData}
        aside={bytes ? bytesLength(bytes.length) : undefined}
      >
        <textarea
          ref={field}
          id={dataId}
          className={areaClass}
          rows={7}
          dir="ltr"
          spellCheck={false}
          autoCapitalize="off"
          readOnly={value.readOnly}
          aria-invalid={problem !== null}
          aria-describedby={`${dataId}-help`}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onFocus={(event) => event.target.select()}
        />
      </Field>
      {problem ? (
        <Note kind="error" id={`${dataId}-help`}>
          {hexProblemText(problem.error, ...placeOf(text, problem.at))}
        </Note>
      ) : (
        <Note kind="hint" id={`${dataId}-help`}>
          {EDITOR.binaryHelp}
        </Note>
      )}
      {bytes && bytes.length > 0 && <Characters bytes={bytes} />}
    </EditorFrame>
  )
}

/** The beginning of the bytes the way a hex view shows them. */
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

/** Line and column, both from 1, of a place in the text. */
function placeOf(text: string, at: number): [line: number, column: number] {
  const before = text.slice(0, at).split('\n')
  return [before.length, (before.at(-1)?.length ?? 0) + 1]
}
