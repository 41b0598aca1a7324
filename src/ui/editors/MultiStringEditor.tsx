import { type ClipboardEvent, type KeyboardEvent, useId, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import {
  EDITOR,
  EMPTY_STRINGS_KEPT,
  emptyStringsText,
  HOLDS_NUL,
  linesLength,
  MARK_LEGEND,
  nulsAfterList,
  STORED_ODDLY,
  splitListText,
  UNCLEAR_END,
} from '../../text/editors.ts'
import {
  CARRIAGE_RETURN_MARK,
  escapeMarks,
  hasMarks,
  LINE_FEED_MARK,
} from '../../values/breakMarks.ts'
import {
  closingNuls,
  endsClearly,
  keepsClosing,
  type ListField,
  listSize,
  storedCount,
  writeListFieldSteps,
} from '../../values/listField.ts'
import { runInSlices } from '../../worker/slices.ts'
import { Button } from '../common/Button.tsx'
import { Field, Note } from '../common/Field.tsx'
import { DataArea } from './DataArea.tsx'
import { EditorFrame } from './EditorFrame.tsx'
import { moveLines, partsOfList } from './lines.ts'
import { Check, StoredOddly } from './StoredOddly.tsx'
import { useListLines } from './useListLines.ts'
import { type EditedValue, useSubmit } from './useSubmit.ts'

/** NULs after the last string: one for the string and one for the list. */
const USUAL_NULS = 2

interface MultiStringEditorProps {
  readonly value: EditedValue
  /** Its data, as it was read. */
  readonly stored: ListField
}

/**
 * The editor of a list of strings, one per line. Enter starts a new string, Shift+Enter breaks the
 * line inside a string, Ctrl+Enter is OK.
 */
export function MultiStringEditor({ value, stored }: MultiStringEditorProps) {
  const [text, setText] = useState(stored.text)
  const [marked, setMarked] = useState(stored.marked)
  /** A field for long text reads its text only once, so another text needs a new field. */
  const [renewed, setRenewed] = useState(false)
  // Empty strings that were stored are kept unless the user chooses otherwise; typed empty lines
  // are dropped as slips.
  const hadEmpty = stored.lines.empty > 0
  const [keepEmpty, setKeepEmpty] = useState(hadEmpty)
  const [tidy, setTidy] = useState(false)
  /** What was pasted last, if it is a list in one line. */
  const [list, setList] = useState<{ text: string; parts: readonly string[] } | null>(null)
  const { refused, submit } = useSubmit(value)
  const field = useRef<HTMLTextAreaElement>(null)
  const dataId = useId()
  const keepId = useId()
  const lines = useListLines(stored, text, marked)
  /** The text is being converted to the data to store. */
  const [writing, setWriting] = useState(false)
  const how = { marked, keepEmpty, tidy }
  const closed = keepsClosing(stored, storedCount(lines, how)) && !tidy
  const nuls = closed ? closingNuls(stored) : USUAL_NULS

  const save = async () => {
    const untouched =
      text === stored.text &&
      marked === stored.marked &&
      keepEmpty === hadEmpty &&
      !tidy &&
      !value.absent
    if (untouched) return await submit(value.data)
    setWriting(true)
    const data = await runInSlices(writeListFieldSteps(stored, text, how), { atOnce: true })
    setWriting(false)
    await submit(data)
  }
  /**
   * Shift+Enter inserts a line break inside a string. From the first one on, such breaks are shown
   * as marks.
   */
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    const { key, shiftKey, ctrlKey, metaKey, currentTarget } = event
    if (movesLines(event)) {
      event.preventDefault()
      if (!value.readOnly) moveInField(currentTarget, key === 'ArrowUp' ? -1 : 1)
      return
    }
    if (key !== 'Enter' || !shiftKey || ctrlKey || metaKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    if (value.readOnly) return
    if (marked || !hasMarks(text)) {
      setMarked(true)
      typeBreak(currentTarget)
      return
    }
    // Characters that look like marks are escaped from now on.
    const { selectionStart } = currentTarget
    const isWhole = currentTarget.value === text
    flushSync(() => {
      setMarked(true)
      setText(escapeMarks(text))
      if (!isWhole) setRenewed(true)
    })
    if (isWhole) {
      const caret = escapeMarks(text.slice(0, selectionStart)).length
      currentTarget.setSelectionRange(caret, caret)
      typeBreak(currentTarget)
    } else {
      field.current?.focus()
    }
  }
  const onPaste = ({ clipboardData }: ClipboardEvent<HTMLElement>) => {
    const pasted = clipboardData.getData('text/plain')
    const parts = partsOfList(pasted)
    setList(value.readOnly || parts === null ? null : { text: pasted, parts })
  }
  /** Replaces the list that was pasted by its parts, one a line. */
  const split = () => {
    const at = list === null ? -1 : (field.current?.value.indexOf(list.text) ?? -1)
    if (field.current !== null && list !== null && at >= 0) {
      typeOver(field.current, at, at + list.text.length, list.parts.join('\n'))
    }
    setList(null)
  }
  return (
    <EditorFrame
      title={EDITOR.multiString}
      value={value}
      dataField={field}
      invalid={writing}
      refused={refused}
      onSubmit={() => void save()}
      size="wide"
    >
      <Field
        id={dataId}
        label={EDITOR.valueData}
        aside={linesLength(
          storedCount(lines, how),
          keepEmpty ? lines.empty : 0,
          listSize(stored, lines, how),
        )}
      >
        <DataArea
          key={String(renewed)}
          ref={field}
          id={dataId}
          describedBy={`${dataId}-help`}
          rows={12}
          wrap={false}
          readOnly={value.readOnly}
          text={text}
          onText={setText}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
        />
      </Field>
      <div id={`${dataId}-help`}>
        <Note kind="hint">{EDITOR.multiHelp}</Note>
        {marked && <Note kind="hint">{MARK_LEGEND}</Note>}
      </div>
      {list !== null && text.includes(list.text) && (
        <Note kind="hint">
          <p>{splitListText(list.parts.length)}</p>
          <Button onClick={split}>{EDITOR.splitList}</Button>
        </Note>
      )}
      {lines.empty > 0 && (
        <Note kind="warning">
          <p>{keepEmpty ? EMPTY_STRINGS_KEPT : emptyStringsText(lines.empty)}</p>
          {keepEmpty && !endsClearly(lines, nuls) && <p>{UNCLEAR_END}</p>}
          <Check
            id={keepId}
            label={EDITOR.keepEmpty}
            checked={keepEmpty}
            disabled={value.readOnly}
            onChange={setKeepEmpty}
          />
        </Note>
      )}
      {lines.hasNul && <Note kind="warning">{HOLDS_NUL}</Note>}
      <StoredOddly
        words={oddWords(stored, { kept: closed })}
        tidy={tidy}
        onTidy={setTidy}
        readOnly={value.readOnly}
      />
    </EditorFrame>
  )
}

/** Whether a key moves lines. In a field of long text, which shows a part of it, the field does that itself. */
function movesLines(event: KeyboardEvent<HTMLTextAreaElement>): boolean {
  const { key, altKey, shiftKey, ctrlKey, metaKey } = event
  if (event.isDefaultPrevented() || event.nativeEvent.isComposing) return false
  if (!altKey || shiftKey || ctrlKey || metaKey) return false
  return key === 'ArrowUp' || key === 'ArrowDown'
}

/** Moves the selected lines up or down, as a step that the field can undo. */
function moveInField(field: HTMLTextAreaElement, step: 1 | -1): void {
  const move = moveLines(field.value, field.selectionStart, field.selectionEnd, step)
  if (move === null) return
  typeOver(field, move.from, move.to, move.inserted)
  field.setSelectionRange(...move.selection)
}

/** Replaces a range of the field's text, the only way that the field can undo. */
function typeOver(field: HTMLTextAreaElement, from: number, to: number, text: string): void {
  field.focus()
  field.setSelectionRange(from, to)
  field.ownerDocument.execCommand('insertText', false, text)
}

/** Types a line break inside a string, the only way that the field can undo. */
function typeBreak({ ownerDocument }: HTMLTextAreaElement): void {
  ownerDocument.execCommand('insertText', false, CARRIAGE_RETURN_MARK + LINE_FEED_MARK)
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
