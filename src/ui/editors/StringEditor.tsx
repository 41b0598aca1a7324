import { type KeyboardEvent, useId, useMemo, useRef, useState } from 'react'
import {
  bytesAfterText,
  EDITOR,
  HOLDS_NUL,
  lineBreaksText,
  MARK_LEGEND,
  STORED_ODDLY,
  textLength,
} from '../../text/editors.ts'
import {
  readStringField,
  type StringField,
  storedText,
  writeStringField,
} from '../../values/stringField.ts'
import { standardType, VALUE_TYPE } from '../../values/valueType.ts'
import { Field, Note, selectClass } from '../common/Field.tsx'
import { DataArea } from './DataArea.tsx'
import { EditAsBinary } from './EditAsBinary.tsx'
import { EditorFrame } from './EditorFrame.tsx'
import { ExpansionPreview } from './ExpansionPreview.tsx'
import { Check, StoredOddly } from './StoredOddly.tsx'
import { useSettled } from './useSettled.ts'
import { type EditedValue, useSubmit } from './useSubmit.ts'

const MOST_ROWS = 10
/** Rows of a text that may have several lines. */
const LEAST_ROWS = 3
/** From this many units on, the dialog is wide. */
const LONG_UNITS = 1000

/**
 * The editor of strings, expandable strings and links. The field is a text area so that line breaks
 * survive: with one line it behaves like an input (Enter is OK), with more like a text (Enter
 * breaks the line).
 */
export function StringEditor({ value }: { readonly value: EditedValue }) {
  const link = standardType(value.type) === VALUE_TYPE.LINK
  const [stored] = useState(() => readStringField(value.data, { link }))
  const [text, setText] = useState(stored.text)
  const [type, setType] = useState(value.type)
  const [tidy, setTidy] = useState(false)
  const [multiLine, setMultiLine] = useState(false)
  const { refused, submit } = useSubmit(value)
  const field = useRef<HTMLTextAreaElement>(null)
  const dataId = useId()
  const typeId = useId()
  const switchable = value.type === VALUE_TYPE.SZ || value.type === VALUE_TYPE.EXPAND_SZ
  const hasBreaks = text.includes('\n')
  const several = hasBreaks || multiLine
  const marked = stored.otherBreaks > 0
  const untouched = text === stored.text && !tidy && !value.absent

  const save = () => {
    // An untouched value keeps every byte, including those after the text.
    void submit(untouched ? value.data : writeStringField(stored, text, { tidy }), type)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || several || event.nativeEvent.isComposing) return
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
      size={several || text.length > LONG_UNITS ? 'wide' : 'normal'}
    >
      <Field
        id={dataId}
        label={EDITOR.valueData}
        aside={
          <Length field={stored} text={text} tidy={tidy} kept={untouched ? value.data : null} />
        }
      >
        <DataArea
          ref={field}
          id={dataId}
          describedBy={`${dataId}-help`}
          rows={several ? Math.max(LEAST_ROWS, text.split('\n', MOST_ROWS).length) : 1}
          wrap={several}
          readOnly={value.readOnly}
          text={text}
          onText={setText}
          onKeyDown={onKeyDown}
        />
      </Field>
      <Check
        id={`${dataId}-lines`}
        label={EDITOR.severalLines}
        checked={several}
        disabled={value.readOnly || hasBreaks}
        onChange={setMultiLine}
      />
      {(several || marked || link) && (
        <div id={`${dataId}-help`}>
          {several && (
            <Note kind="hint">{lineBreaksText(stored.lineBreak, stored.otherBreaks)}</Note>
          )}
          {marked && <Note kind="hint">{MARK_LEGEND}</Note>}
          {link && <Note kind="hint">{EDITOR.linkNote}</Note>}
        </div>
      )}
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
      {type === VALUE_TYPE.EXPAND_SZ && <ExpansionPreview doc={value.doc} text={text} />}
      {text.includes('\0') && <Note kind="warning">{HOLDS_NUL}</Note>}
      <StoredOddly
        words={oddWords(stored, { kept: !tidy })}
        tidy={tidy}
        onTidy={setTidy}
        readOnly={value.readOnly}
      >
        <EditAsBinary />
      </StoredOddly>
    </EditorFrame>
  )
}

interface LengthProps {
  readonly field: StringField
  readonly text: string
  readonly tidy: boolean
  /** The stored bytes, while OK would leave them as they are. */
  readonly kept: Uint8Array | null
}

/** The numbers of characters and bytes that would be stored. */
function Length({ field, text, tidy, kept }: LengthProps) {
  const settled = useSettled(text)
  const characters = useMemo(() => storedText(field, settled).length, [field, settled])
  const rest = tidy ? field.usualRest : field.rest
  return textLength(characters, kept?.length ?? characters * 2 + rest.length)
}

function oddWords(field: StringField, { kept }: { readonly kept: boolean }): readonly string[] {
  const how = kept ? 'kept' : 'tidied'
  const words: string[] = []
  if (field.notes.includes('no-terminator')) words.push(STORED_ODDLY['no-terminator'][how])
  if (field.notes.includes('odd-length') && field.trailing === 1) {
    words.push(STORED_ODDLY['odd-length'][how])
  } else if (field.trailing > 0) {
    words.push(bytesAfterText(field.trailing, { kept }))
  }
  return words
}
