import { type FormEvent, useEffect, useId, useRef, useState } from 'react'
import { readName } from '../../bytes/spelling.ts'
import { closeDialog, typeInDialog } from '../../state/dialogs.ts'
import { createValue, freeValueName } from '../../state/valueEdits.ts'
import { NEW_VALUE } from '../../text/valueEditors.ts'
import { VALUE_TYPE } from '../../values/valueType.ts'
import type { DocId, KeyId } from '../../worker/protocol.ts'
import { Button } from '../common/Button.tsx'
import { Dialog } from '../common/Dialog.tsx'
import { controlClass, Field, Note } from '../common/Field.tsx'
import styles from '../dialogs/dialogs.module.css'
import { refusalText } from '../dialogs/refusalText.ts'
import { useHiveName } from '../dialogs/useHiveName.ts'
import { TypeField } from './TypeField.tsx'

interface Props {
  readonly doc: DocId
  readonly keyId: KeyId
}

/** Creates a value of any type, without data. */
export function NewValueDialog({ doc, keyId }: Props) {
  const about = useHiveName(doc)
  const [name, setName] = useState('')
  const [type, setType] = useState<number | null>(VALUE_TYPE.NONE)
  const [refused, setRefused] = useState<string | null>(null)
  const field = useRef<HTMLInputElement>(null)
  const form = useId()
  useEffect(() => {
    let wanted = true
    void freeValueName(doc, keyId).then((free) => {
      if (wanted) setName((typed) => typed || free)
      requestAnimationFrame(() => wanted && field.current?.select())
    })
    return () => {
      wanted = false
    }
  }, [doc, keyId])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (type === null || name === '') return
    void createValue(doc, { key: keyId, name: readName(name), type }, (error) =>
      setRefused(refusalText(error)),
    )
  }
  return (
    <Dialog
      title={NEW_VALUE.title}
      about={about}
      onClose={closeDialog}
      initialFocus={field}
      keepOnOutsideClick
      actions={
        <>
          <Button onClick={closeDialog}>{NEW_VALUE.cancel}</Button>
          <Button look="primary" type="submit" form={form} disabled={type === null || name === ''}>
            {NEW_VALUE.create}
          </Button>
        </>
      }
    >
      <form id={form} className={styles.properties} onInput={typeInDialog} onSubmit={submit}>
        <Field id={`${form}-name`} label={NEW_VALUE.name}>
          <input
            ref={field}
            id={`${form}-name`}
            className={controlClass}
            autoComplete="off"
            spellCheck={false}
            dir="auto"
            value={name}
            onChange={({ target }) => {
              setRefused(null)
              setName(target.value)
            }}
          />
        </Field>
        <TypeField label={NEW_VALUE.type} first={VALUE_TYPE.NONE} onType={setType} />
        {refused !== null && <Note kind="error">{refused}</Note>}
      </form>
    </Dialog>
  )
}
