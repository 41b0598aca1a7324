import { useId, useRef, useState } from 'react'
import { parseBase64 } from '../../bytes/byteForms.ts'
import { encodeUtf16 } from '../../bytes/text.ts'
import { useSettings } from '../../state/settings.ts'
import {
  bytesLength,
  EDITOR,
  hexProblemText,
  LONG_TEXT,
  notPastedText,
} from '../../text/editors.ts'
import { HEX } from '../../text/valueEditors.ts'
import { Button } from '../common/Button.tsx'
import { Field, Note } from '../common/Field.tsx'
import type { HexRefusal } from './byteActions.ts'
import { EditorFrame } from './EditorFrame.tsx'
import styles from './editors.module.css'
import { HexEditor } from './HexEditor.tsx'
import { type EditedValue, useSubmit } from './useSubmit.ts'

interface BinaryEditorProps {
  readonly value: EditedValue
  /** Why the value is shown as bytes instead of in the editor of its type. */
  readonly note?: string
}

/** The editor of bytes. */
export function BinaryEditor({ value, note }: BinaryEditorProps) {
  const [bytes, setBytes] = useState(value.data)
  const bytesPerRow = useSettings((state) => state.bytesPerRow)
  const { refused, submit } = useSubmit(value)
  const isWide = bytes.length > 16 && (bytesPerRow ?? 32) === 32
  const field = useRef<HTMLTextAreaElement>(null)
  const dataId = useId()
  const helpId = `${dataId}-help`
  const [notPasted, setNotPasted] = useState<HexRefusal | null>(null)
  /** Long text is being read as hex. */
  const [reading, setReading] = useState(false)
  return (
    <EditorFrame
      title={EDITOR.binary}
      value={value}
      dataField={field}
      invalid={reading}
      refused={refused}
      onSubmit={() => void submit(bytes)}
      size={isWide ? 'full' : 'widest'}
      enterIsOk
    >
      {note !== undefined && <Note kind="warning">{note}</Note>}
      <Field id={dataId} label={EDITOR.valueData} aside={bytesLength(bytes.length)}>
        <HexEditor
          ref={field}
          id={dataId}
          describedBy={helpId}
          bytes={value.data}
          name={value.name}
          type={value.type}
          onBytes={setBytes}
          onReading={setReading}
          onRefused={setNotPasted}
          readOnly={value.readOnly}
        />
      </Field>
      {notPasted && (
        <NotHex
          refusal={notPasted}
          onChosen={() => field.current?.focus({ preventScroll: true })}
        />
      )}
      <Note kind="hint" id={helpId}>
        {LONG_TEXT.bytesHelp}
      </Note>
    </EditorFrame>
  )
}

interface NotHexProps {
  readonly refusal: HexRefusal
  readonly onChosen: () => void
}

/** Says why pasted text is not hex, and offers what else it may be. */
function NotHex({ refusal, onChosen }: NotHexProps) {
  const { error, at, text, insert } = refusal
  const base64 = parseBase64(text)
  const choose = (bytes: Uint8Array) => {
    insert(bytes)
    onChosen()
  }
  return (
    <Note kind="error">
      <p>{notPastedText(hexProblemText(error, ...placeOf(text, at)))}</p>
      <div className={styles.pasteAs}>
        {base64 && <Button onClick={() => choose(base64)}>{HEX.pasteBase64}</Button>}
        <Button onClick={() => choose(encodeUtf16(text))}>{HEX.pasteUtf16}</Button>
        <Button onClick={() => choose(new TextEncoder().encode(text))}>{HEX.pasteUtf8}</Button>
      </div>
    </Note>
  )
}

/** Line and column of a position in the text, both from 1. */
function placeOf(text: string, at: number): [line: number, column: number] {
  const before = text.slice(0, at).split('\n')
  return [before.length, (before.at(-1)?.length ?? 0) + 1]
}
