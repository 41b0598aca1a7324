import { useId, useRef, useState } from 'react'
import {
  EDITOR,
  EMPTY_STRINGS_KEPT,
  emptyStringsText,
  linesLength,
  STORED_ODDLY,
} from '../../text/edits.ts'
import { decodeMultiString } from '../../values/decode.ts'
import { encodeMultiString } from '../../values/encode.ts'
import { areaClass, Field, Note } from '../common/Field.tsx'
import { EditAsBinary } from './EditAsBinary.tsx'
import { EditorFrame } from './EditorFrame.tsx'
import styles from './editors.module.css'
import { type EditedValue, useSubmit } from './useSubmit.ts'

/** One string per line. Enter is a new line, Ctrl+Enter is OK. */
export function MultiStringEditor({ value }: { readonly value: EditedValue }) {
  const [stored] = useState(() => decodeMultiString(value.data))
  const [text, setText] = useState(() => stored.items.join('\n'))
  // Strings that are stored are not thrown away unasked; typed empty lines are slips.
  const [keepEmpty, setKeepEmpty] = useState(stored.notes.includes('empty-strings'))
  const { refused, submit } = useSubmit(value)
  const field = useRef<HTMLTextAreaElement>(null)
  const dataId = useId()
  const keepId = useId()
  const lines = splitLines(text)
  const empties = lines.filter((line) => line === '').length
  const items = keepEmpty ? lines : lines.filter((line) => line !== '')
  const data = encodeMultiString(items)
  const broken = stored.items.some((item) => /[\r\n]/.test(item))

  const save = () => {
    const untouched =
      items.length === stored.items.length && items.every((item, at) => item === stored.items[at])
    void submit(untouched && !value.absent ? value.data : data)
  }
  return (
    <EditorFrame
      title={EDITOR.multiString}
      value={value}
      dataField={field}
      invalid={false}
      refused={refused}
      onSubmit={save}
      size="wide"
    >
      <Field id={dataId} label={EDITOR.valueData} aside={linesLength(items.length, data.length)}>
        <textarea
          ref={field}
          id={dataId}
          className={areaClass}
          rows={12}
          wrap="off"
          dir="auto"
          spellCheck={false}
          readOnly={value.readOnly}
          aria-describedby={`${dataId}-help`}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onFocus={(event) => event.target.select()}
        />
      </Field>
      <Note kind="hint" id={`${dataId}-help`}>
        {EDITOR.multiHelp}
      </Note>
      {empties > 0 && (
        <Note kind="warning">
          <p>{keepEmpty ? EMPTY_STRINGS_KEPT : emptyStringsText(empties)}</p>
          <label className={styles.check} htmlFor={keepId}>
            <input
              id={keepId}
              type="checkbox"
              checked={keepEmpty}
              onChange={(event) => setKeepEmpty(event.target.checked)}
            />
            {EDITOR.keepEmpty}
          </label>
        </Note>
      )}
      {broken && (
        <Note kind="warning">
          {STORED_ODDLY['line-breaks']} <EditAsBinary />
        </Note>
      )}
      {stored.notes.includes('no-terminator') && (
        <Note kind="hint">{STORED_ODDLY['no-terminator']}</Note>
      )}
      {stored.notes.includes('odd-length') && <Note kind="hint">{STORED_ODDLY['odd-length']}</Note>}
    </EditorFrame>
  )
}

/** The strings of the field: a line break at the end closes the last one. */
function splitLines(text: string): readonly string[] {
  const lines = text.split('\n')
  while (lines.at(-1) === '') lines.pop()
  return lines
}
