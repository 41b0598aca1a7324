import { type KeyboardEvent, useId, useMemo, useRef, useState } from 'react'
import {
  EDITOR,
  EMPTY_STRINGS_KEPT,
  emptyStringsText,
  HOLDS_NUL,
  linesLength,
  MARK_LEGEND,
  nulsAfterList,
  STORED_ODDLY,
  UNCLEAR_END,
} from '../../text/edits.ts'
import { CARRIAGE_RETURN_MARK, hasMarks, LINE_FEED_MARK } from '../../values/breakMarks.ts'
import {
  closingNuls,
  endsClearly,
  keepsClosing,
  type ListField,
  listItems,
  readListField,
  writeListField,
} from '../../values/listField.ts'
import { Field, Note } from '../common/Field.tsx'
import { DataArea } from './DataArea.tsx'
import { EditorFrame } from './EditorFrame.tsx'
import { Check, StoredOddly } from './StoredOddly.tsx'
import { useSettled } from './useSettled.ts'
import { type EditedValue, useSubmit } from './useSubmit.ts'

/** NULs after the text of the last string: its own and that of the list. */
const USUAL_NULS = 2

/** One string per line. Enter is a new line, Shift+Enter a break inside a string, Ctrl+Enter is OK. */
export function MultiStringEditor({ value }: { readonly value: EditedValue }) {
  const [stored] = useState(() => readListField(value.data))
  const [text, setText] = useState(stored.text)
  // Strings that are stored are not thrown away unasked; typed empty lines are slips.
  const [hadEmpty] = useState(stored.notes.includes('empty-strings'))
  const [keepEmpty, setKeepEmpty] = useState(hadEmpty)
  const [tidy, setTidy] = useState(false)
  const { refused, submit } = useSubmit(value)
  const field = useRef<HTMLTextAreaElement>(null)
  const dataId = useId()
  const keepId = useId()
  const settled = useSettled(text)
  const lines = useMemo(() => listItems(settled), [settled])
  const empties = useMemo(() => lines.filter(isEmpty).length, [lines])
  const marked = useMemo(() => hasMarks(settled), [settled])
  const items = keepEmpty ? lines : lines.filter(isNotEmpty)
  const closed = keepsClosing(stored, items.length) && !tidy
  const nuls = closed ? closingNuls(stored) : USUAL_NULS

  const save = () => {
    const untouched = text === stored.text && keepEmpty === hadEmpty && !tidy && !value.absent
    if (untouched) return void submit(value.data)
    const all = listItems(text)
    void submit(writeListField(stored, keepEmpty ? all : all.filter(isNotEmpty), { tidy }))
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
      <Field
        id={dataId}
        label={EDITOR.valueData}
        aside={linesLength(items.length, keepEmpty ? empties : 0, sizeOf(stored, items, closed))}
      >
        <DataArea
          ref={field}
          id={dataId}
          describedBy={`${dataId}-help`}
          rows={12}
          wrap={false}
          readOnly={value.readOnly}
          text={text}
          onText={setText}
          onKeyDown={insertBreak}
        />
      </Field>
      <div id={`${dataId}-help`}>
        <Note kind="hint">{EDITOR.multiHelp}</Note>
        {marked && <Note kind="hint">{MARK_LEGEND}</Note>}
      </div>
      {empties > 0 && (
        <Note kind="warning">
          <p>{keepEmpty ? EMPTY_STRINGS_KEPT : emptyStringsText(empties)}</p>
          {keepEmpty && !endsClearly(items, nuls) && <p>{UNCLEAR_END}</p>}
          <Check
            id={keepId}
            label={EDITOR.keepEmpty}
            checked={keepEmpty}
            disabled={value.readOnly}
            onChange={setKeepEmpty}
          />
        </Note>
      )}
      {settled.includes('\0') && <Note kind="warning">{HOLDS_NUL}</Note>}
      <StoredOddly
        words={oddWords(stored, { kept: closed })}
        tidy={tidy}
        onTidy={setTidy}
        readOnly={value.readOnly}
      />
    </EditorFrame>
  )
}

/** Shift+Enter: a line break inside a string, which the field shows as marks. */
function insertBreak(event: KeyboardEvent<HTMLTextAreaElement>): void {
  const { key, shiftKey, ctrlKey, metaKey, currentTarget } = event
  if (key !== 'Enter' || !shiftKey || ctrlKey || metaKey || event.nativeEvent.isComposing) return
  event.preventDefault()
  if (currentTarget.readOnly) return
  // The one way that the field's own undo takes back.
  currentTarget.ownerDocument.execCommand(
    'insertText',
    false,
    CARRIAGE_RETURN_MARK + LINE_FEED_MARK,
  )
}

function sizeOf(stored: ListField, items: readonly string[], closed: boolean): number {
  if (items.length === 0) return closed ? stored.closing.length : 2
  const closing = closed ? stored.closing.length : 2 * USUAL_NULS
  return items.reduce((sum, item) => sum + item.length + 1, -1) * 2 + closing
}

function oddWords(
  { notes, closing }: ListField,
  { kept }: { readonly kept: boolean },
): readonly string[] {
  const how = kept ? 'kept' : 'tidied'
  const words: string[] = []
  if (notes.includes('no-terminator')) words.push(STORED_ODDLY['list-not-closed'][how])
  if (notes.includes('zeros-after-terminator')) {
    words.push(nulsAfterList((closing.length >> 1) - USUAL_NULS, { kept }))
  }
  if (notes.includes('odd-length')) words.push(STORED_ODDLY['odd-length'][how])
  return words
}

function isEmpty(text: string): boolean {
  return text === ''
}

function isNotEmpty(text: string): boolean {
  return text !== ''
}
