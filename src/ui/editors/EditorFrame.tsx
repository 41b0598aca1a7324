import { type KeyboardEvent, type ReactNode, type RefObject, useId } from 'react'
import { runCommand } from '../../commands/dispatch.ts'
import { commandOf } from '../../commands/registry.ts'
import { closeDialog, openDialog, typeInDialog } from '../../state/dialogs.ts'
import { activate, documentOf } from '../../state/documents.ts'
import { CONVERT } from '../../text/convert.ts'
import { EDITOR } from '../../text/editors.ts'
import { valueName } from '../../text/edits.ts'
import { markedText } from '../../text/visibleText.ts'
import type { DocId } from '../../worker/protocol.ts'
import { Button } from '../common/Button.tsx'
import { Dialog } from '../common/Dialog.tsx'
import { controlClass, Field, Note } from '../common/Field.tsx'
import { useHiveName } from '../dialogs/useHiveName.ts'
import type { EditedValue } from './useSubmit.ts'

interface EditorFrameProps {
  readonly title: string
  readonly value: EditedValue
  /** The data field, which gets the focus. */
  readonly dataField: RefObject<HTMLElement | null>
  /** Whether the typed text cannot be stored. */
  readonly invalid: boolean
  /** Why the engine refused the data; null when it did not. */
  readonly refused: string | null
  readonly onSubmit: () => void
  readonly size?: 'normal' | 'wide' | 'widest' | 'full'
  /**
   * Whether Enter in the data field is OK and Shift+Enter breaks the line, because line breaks
   * there have no meaning.
   */
  readonly enterIsOk?: boolean
  readonly children: ReactNode
}

/**
 * The frame of all value editors: the name, OK, Cancel, and Ctrl+Enter for OK. In a read-only hive
 * Enter closes the editor.
 */
export function EditorFrame(props: EditorFrameProps) {
  const { title, value, dataField, invalid, refused, onSubmit, size, enterIsOk, children } = props
  const form = useId()
  const nameId = useId()
  const early = documentOf(value.doc)?.info.access === 'old-version'
  const { readOnly } = value
  const submit = () => {
    // In a read-only hive OK only closes the editor.
    if (readOnly) closeDialog()
    else if (!invalid) onSubmit()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
    const { target } = event
    // In an editable text area, plain Enter is a line break.
    const ends =
      target instanceof HTMLInputElement ||
      (target instanceof HTMLTextAreaElement && (readOnly || (enterIsOk && !event.shiftKey)))
    if (!ends && !event.ctrlKey && !event.metaKey) return
    event.preventDefault()
    submit()
  }
  return (
    <Dialog
      title={title}
      about={useHiveName(value.doc)}
      onClose={closeDialog}
      initialFocus={dataField}
      size={size ?? 'normal'}
      keepOnOutsideClick
      actions={
        <>
          {early && <ConvertButton doc={value.doc} />}
          <Button onClick={closeDialog}>{EDITOR.cancel}</Button>
          <Button look="primary" type="submit" form={form} disabled={invalid || readOnly}>
            {EDITOR.ok}
          </Button>
        </>
      }
    >
      <form
        id={form}
        style={{ display: 'grid', gap: '0.875rem' }}
        onKeyDown={onKeyDown}
        onInput={typeInDialog}
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        <Field id={nameId} label={EDITOR.valueName}>
          <input
            id={nameId}
            className={controlClass}
            readOnly
            value={markedText(valueName(value.name))}
          />
        </Field>
        {children}
        {readOnly && <Note kind="warning">{EDITOR.readOnly}</Note>}
        {refused !== null && <Note kind="error">{refused}</Note>}
      </form>
    </Dialog>
  )
}

/**
 * A button that converts the hive so that the value can be edited, and then opens the editor again.
 */
function ConvertButton({ doc }: { readonly doc: DocId }) {
  const modify = () => {
    activate(doc)
    runCommand(commandOf('edit.modify'))
  }
  return (
    <Button onClick={() => openDialog({ type: 'convert', doc, next: modify })}>
      {CONVERT.offer}
    </Button>
  )
}
