import { type KeyboardEvent, useId, useRef, useState } from 'react'
import { droppedBytesText, EDITOR, STORED_ODDLY, textLength } from '../../text/edits.ts'
import { decodeLink, decodeString } from '../../values/decode.ts'
import { encodeLink, encodeString } from '../../values/encode.ts'
import { standardType, VALUE_TYPE } from '../../values/valueType.ts'
import { areaClass, Field, Note, selectClass } from '../common/Field.tsx'
import { EditAsBinary } from './EditAsBinary.tsx'
import { EditorFrame } from './EditorFrame.tsx'
import { type EditedValue, useSubmit } from './useSubmit.ts'

const MOST_ROWS = 10

/**
 * Strings, expandable strings and links. The field is a text area so that line breaks survive: one
 * line behaves like an input (Enter is OK), more lines like text (Enter breaks the line).
 */
export function StringEditor({ value }: { readonly value: EditedValue }) {
  const link = standardType(value.type) === VALUE_TYPE.LINK
  const [stored] = useState(() => (link ? decodeLink(value.data) : decodeString(value.data)))
  const [text, setText] = useState(() => fieldText(stored.text))
  const [type, setType] = useState(value.type)
  const { refused, submit } = useSubmit(value)
  const field = useRef<HTMLTextAreaElement>(null)
  const dataId = useId()
  const typeId = useId()
  const switchable = value.type === VALUE_TYPE.SZ || value.type === VALUE_TYPE.EXPAND_SZ
  const lines = text.split('\n').length
  const changed = text !== fieldText(stored.text)
  const bytes = link ? encodeLink : encodeString
  const result = changed ? storedText(text, stored.text) : stored.text

  const save = () => {
    // What was not touched keeps every byte, those after the text included.
    if (!changed && type === value.type && !value.absent) return void submit(value.data)
    return void submit(bytes(result), type)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || lines > 1 || event.nativeEvent.isComposing)
      return
    event.preventDefault()
    event.currentTarget.closest('form')?.requestSubmit()
  }

  return (
    <EditorFrame
      title={EDITOR.string}
      value={value}
      dataField={field}
      invalid={false}
      refused={refused}
      onSubmit={save}
      size={lines > 1 ? 'wide' : 'normal'}
    >
      <Field
        id={dataId}
        label={EDITOR.valueData}
        aside={textLength(result.length, bytes(result).length)}
      >
        <textarea
          ref={field}
          id={dataId}
          className={areaClass}
          style={{ minHeight: '2rem', resize: lines > 1 ? 'vertical' : 'none' }}
          rows={Math.min(lines, MOST_ROWS)}
          wrap={lines > 1 ? 'soft' : 'off'}
          dir="auto"
          spellCheck={false}
          readOnly={value.readOnly}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onFocus={(event) => event.target.select()}
          onKeyDown={onKeyDown}
        />
      </Field>
      {lines > 1 && <Note kind="hint">{EDITOR.lineBreaks}</Note>}
      {switchable && (
        <Field id={typeId} label={EDITOR.type}>
          <select
            id={typeId}
            className={selectClass}
            value={type}
            disabled={value.readOnly}
            onChange={(event) => setType(Number(event.target.value))}
          >
            <option value={VALUE_TYPE.SZ}>{EDITOR.typeString}</option>
            <option value={VALUE_TYPE.EXPAND_SZ}>{EDITOR.typeExpand}</option>
          </select>
        </Field>
      )}
      {link && <Note kind="hint">{EDITOR.linkNote}</Note>}
      {stored.trailing > 0 && (
        <Note kind="warning">
          {droppedBytesText(stored.trailing)} <EditAsBinary />
        </Note>
      )}
      {stored.notes.includes('no-terminator') && (
        <Note kind="hint">{STORED_ODDLY['no-terminator']}</Note>
      )}
      {stored.notes.includes('odd-length') && stored.trailing === 0 && (
        <Note kind="hint">{STORED_ODDLY['odd-length']}</Note>
      )}
    </EditorFrame>
  )
}

/** A text area knows no line break but LF. */
function fieldText(text: string): string {
  return text.replace(/\r\n?/g, '\n')
}

/** The text as it is stored: with the line breaks the stored text had, Windows' own for a first one. */
function storedText(text: string, before: string): string {
  const lineFeedOnly = before.includes('\n') && !before.includes('\r')
  return lineFeedOnly ? text : text.replaceAll('\n', '\r\n')
}
