import { type FormEvent, useId, useRef, useState } from 'react'
import { readName } from '../../bytes/spelling.ts'
import { closeDialog, typeInDialog } from '../../state/dialogs.ts'
import { submitEdit } from '../../state/keyProperties.ts'
import { NEW_LINK } from '../../text/dialogs.ts'
import type { DocId, KeyId } from '../../worker/protocol.ts'
import { Button } from '../common/Button.tsx'
import { Dialog } from '../common/Dialog.tsx'
import { controlClass, Field, Note } from '../common/Field.tsx'
import styles from './dialogs.module.css'
import { LinkTargetField, storedTarget } from './LinkTargetField.tsx'
import { refusalText } from './refusalText.ts'
import { useHiveName } from './useHiveName.ts'

/** Creates a symbolic link below a key. */
export function NewLinkDialog({ doc, parent }: { readonly doc: DocId; readonly parent: KeyId }) {
  const about = useHiveName(doc)
  const [name, setName] = useState('')
  const [target, setTarget] = useState('')
  const [refused, setRefused] = useState<string | null>(null)
  const field = useRef<HTMLInputElement>(null)
  const form = useId()
  const stored = storedTarget(target)
  const canCreate = name !== '' && stored !== null
  const type = (set: (text: string) => void, text: string) => {
    setRefused(null)
    set(text)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (name === '' || stored === null) return
    const edit = { kind: 'create-link', parent, name: readName(name), target: stored } as const
    void submitEdit(doc, edit, (error) => setRefused(refusalText(error)))
  }
  return (
    <Dialog
      title={NEW_LINK.title}
      about={about}
      onClose={closeDialog}
      initialFocus={field}
      keepOnOutsideClick
      actions={
        <>
          <Button onClick={closeDialog}>{NEW_LINK.cancel}</Button>
          <Button look="primary" type="submit" form={form} disabled={!canCreate}>
            {NEW_LINK.create}
          </Button>
        </>
      }
    >
      <form id={form} className={styles.properties} onInput={typeInDialog} onSubmit={submit}>
        <Field id={`${form}-name`} label={NEW_LINK.name}>
          <input
            ref={field}
            id={`${form}-name`}
            className={controlClass}
            value={name}
            autoComplete="off"
            spellCheck={false}
            dir="auto"
            onChange={(event) => type(setName, event.target.value)}
          />
        </Field>
        <LinkTargetField
          id={`${form}-target`}
          label={NEW_LINK.target}
          text={target}
          invalid={target !== '' && stored === null}
          change={(text) => type(setTarget, text)}
        />
        {refused === null ? (
          <Note kind="hint">{NEW_LINK.hint}</Note>
        ) : (
          <Note kind="error">{refused}</Note>
        )}
      </form>
    </Dialog>
  )
}
