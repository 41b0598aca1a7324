import { type KeyboardEvent, type ReactNode, type RefObject, useId } from 'react'
import { runCommand } from '../../commands/dispatch.ts'
import { commandOf } from '../../commands/registry.ts'
import { closeDialog, openDialog, typeInDialog } from '../../state/dialogs.ts'
import { activate, documentOf } from '../../state/documents.ts'
import { CONVERT } from '../../text/dialogs.ts'
import { EDITOR, valueName } from '../../text/edits.ts'
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
  /** The data field: it gets the focus. */
  readonly dataField: RefObject<HTMLElement | null>
  /** What is typed cannot be stored. */
  readonly invalid: boolean
  /** Why the engine refused what was sent to it. */
  readonly refused: string | null
  readonly onSubmit: () => void
  readonly size?: 'normal' | 'wide'
  /** The line breaks of the data field mean nothing: Enter is OK there, Shift+Enter breaks the line. */
  readonly enterIsOk?: boolean
  readonly children: ReactNode
}

/**
 * What all value editors share: the name, OK, Cancel, and Ctrl+Enter for OK. In a hive that is read-only
 * Enter closes them.
 */
export function EditorFrame(props: EditorFrameProps) {
  const { title, value, dataField, invalid, refused, onSubmit, size, enterIsOk, children } = props
  const form = useId()
  const nameId = useId()
  const early = documentOf(value.doc)?.info.access === 'old-version'
  const { readOnly } = value
  const submit = () => {
    // What can only be looked at has been looked at.
    if (readOnly) closeDialog()
    else if (!invalid) onSubmit()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
    const { target } = event
    // In a text area that is written in, Enter alone is the text's.
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

/** The way to edit a value of a hive that has to be converted first: the editor opens again then. */
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
