import { useId, useRef, useState } from 'react'
import { readName } from '../../bytes/spelling.ts'
import { closeDialog, typeInDialog } from '../../state/dialogs.ts'
import { openEmpty } from '../../state/documents.ts'
import { MOST_ROOT_NAME, NEW_HIVE } from '../../text/newHives.ts'
import { SAVE_AS, WINDOWS_VERSIONS } from '../../text/saveAs.ts'
import { Button } from '../common/Button.tsx'
import { Dialog } from '../common/Dialog.tsx'
import { controlClass, Field, Note } from '../common/Field.tsx'
import styles from './dialogs.module.css'
import { VersionField } from './VersionField.tsx'

/** Makes a new, empty hive for a version of Windows. */
export function NewHiveDialog() {
  const [file, setFile] = useState<string>(NEW_HIVE.fileName)
  const [os, setOs] = useState('10.0')
  const [root, setRoot] = useState<string>(NEW_HIVE.rootName)
  const field = useRef<HTMLInputElement>(null)
  const id = useId()
  const minor = WINDOWS_VERSIONS.find((one) => one.os === os)?.minor ?? 5
  const problem = rootProblem(readName(root))
  const isReady = problem === null && file.trim() !== ''
  const submit = () => {
    closeDialog()
    void openEmpty(file.trim(), { minor, rootName: readName(root) })
  }
  const shared = { className: controlClass, autoComplete: 'off', spellCheck: false }
  return (
    <Dialog
      title={NEW_HIVE.title}
      onClose={closeDialog}
      initialFocus={field}
      keepOnOutsideClick
      actions={
        <>
          <Button onClick={closeDialog}>{NEW_HIVE.cancel}</Button>
          <Button look="primary" type="submit" form={`${id}-form`} disabled={!isReady}>
            {NEW_HIVE.create}
          </Button>
        </>
      }
    >
      <form
        id={`${id}-form`}
        className={styles.properties}
        onSubmit={(event) => {
          event.preventDefault()
          if (isReady) submit()
        }}
      >
        <Field id={id} label={NEW_HIVE.file}>
          <input
            {...shared}
            ref={field}
            id={id}
            value={file}
            aria-invalid={file.trim() === '' || undefined}
            onChange={(event) => {
              setFile(event.target.value)
              typeInDialog()
            }}
          />
        </Field>
        {file.trim() === '' && <Note kind="error">{SAVE_AS.nameEmpty}</Note>}
        <VersionField os={os} own={null} minor={minor} ownMinor={minor} onChange={setOs} />
        <Field id={`${id}-root`} label={NEW_HIVE.root}>
          <input
            {...shared}
            id={`${id}-root`}
            value={root}
            aria-invalid={problem !== null || undefined}
            aria-describedby={`${id}-note`}
            onChange={(event) => {
              setRoot(event.target.value)
              typeInDialog()
            }}
          />
        </Field>
        <Note id={`${id}-note`} kind={problem === null ? 'hint' : 'error'}>
          {problem ?? NEW_HIVE.rootHint}
        </Note>
      </form>
    </Dialog>
  )
}

function rootProblem(name: string): string | null {
  if (name === '') return NEW_HIVE.rootEmpty
  if (name.includes('\\')) return NEW_HIVE.rootBackslash
  return name.length > MOST_ROOT_NAME ? NEW_HIVE.rootTooLong : null
}
