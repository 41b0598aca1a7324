import { useId, useRef, useState } from 'react'
import { readRelativePath } from '../../bytes/spelling.ts'
import { closeDialog, typeInDialog } from '../../state/dialogs.ts'
import { placeOfPath } from '../../state/reads.ts'
import { createPath } from '../../state/treeEdits.ts'
import { KEY_PATH } from '../../text/dialogs.ts'
import type { DocId, KeyId } from '../../worker/protocol.ts'
import { Button } from '../common/Button.tsx'
import { Dialog } from '../common/Dialog.tsx'
import { controlClass, Field, Note } from '../common/Field.tsx'
import { useHiveName } from './useHiveName.ts'

interface Props {
  readonly doc: DocId
  readonly keyId: KeyId
}

/** A path that does not begin at a key: with the root of the registry, or of the hive. */
const WHOLE = /^\s*["[]?-?(?:\\|HK|Computer\\|Registry::)/i

/** Creates all keys of a path that do not exist. */
export function KeyPathDialog({ doc, keyId }: Props) {
  const about = useHiveName(doc)
  const [path, setPath] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const field = useRef<HTMLInputElement>(null)
  const form = useId()
  const id = useId()
  const isEmpty = path.trim() === ''
  const submit = async () => {
    const place = WHOLE.test(path)
      ? await placeOfPath(doc, path)
      : { key: keyId, names: readRelativePath(path).filter((name) => name !== '') }
    if (place === null || place.names.length === 0) {
      setProblem(place === null ? KEY_PATH.elsewhere : KEY_PATH.exists)
      field.current?.focus()
      return
    }
    closeDialog()
    void createPath(doc, place.key, place.names)
  }
  return (
    <Dialog
      title={KEY_PATH.title}
      about={about}
      onClose={closeDialog}
      initialFocus={field}
      keepOnOutsideClick
      actions={
        <>
          <Button onClick={closeDialog}>{KEY_PATH.cancel}</Button>
          <Button look="primary" type="submit" form={form} disabled={isEmpty}>
            {KEY_PATH.create}
          </Button>
        </>
      }
    >
      <form
        id={form}
        onSubmit={(event) => {
          event.preventDefault()
          if (!isEmpty) void submit()
        }}
      >
        <Field id={id} label={KEY_PATH.path}>
          <input
            ref={field}
            id={id}
            className={controlClass}
            value={path}
            autoComplete="off"
            spellCheck={false}
            dir="ltr"
            aria-invalid={problem !== null || undefined}
            aria-describedby={`${id}-note`}
            onChange={(event) => {
              setPath(event.target.value)
              setProblem(null)
              typeInDialog()
            }}
          />
        </Field>
      </form>
      <Note id={`${id}-note`} kind={problem === null ? 'hint' : 'error'}>
        {problem ?? KEY_PATH.hint}
      </Note>
    </Dialog>
  )
}
