import { useId, useRef, useState } from 'react'
import { readSpelledPath } from '../../bytes/spelling.ts'
import { closeDialog } from '../../state/dialogs.ts'
import { documentOf } from '../../state/documents.ts'
import { addFavorite } from '../../state/settings.ts'
import { ADD_FAVORITE } from '../../text/dialogs.ts'
import { favoriteTitle } from '../../text/favoriteTitle.ts'
import { markedText } from '../../text/visibleText.ts'
import type { DocId } from '../../worker/protocol.ts'
import { Button } from '../common/Button.tsx'
import { Dialog } from '../common/Dialog.tsx'
import { controlClass, Field, Note } from '../common/Field.tsx'
import styles from './dialogs.module.css'
import { useHiveName } from './useHiveName.ts'

interface AddFavoriteDialogProps {
  readonly doc: DocId
  readonly path: string
}

/** Adds the selected key to the favorites, for every hive of this kind. */
export function AddFavoriteDialog({ doc, path }: AddFavoriteDialogProps) {
  const about = useHiveName(doc)
  const info = documentOf(doc)?.info
  const kind = info?.kind ?? 'unknown'
  const [name, setName] = useState(nameOf(path) || markedText(info?.name ?? ''))
  const [note, setNote] = useState('')
  const field = useRef<HTMLInputElement>(null)
  const form = useId()
  const id = useId()
  const trimmed = name.trim()
  return (
    <Dialog
      title={ADD_FAVORITE.title}
      about={about}
      onClose={closeDialog}
      initialFocus={field}
      keepOnOutsideClick
      actions={
        <>
          <Button onClick={closeDialog}>{ADD_FAVORITE.cancel}</Button>
          <Button look="primary" type="submit" form={form} disabled={trimmed === ''}>
            {ADD_FAVORITE.add}
          </Button>
        </>
      }
    >
      <form
        id={form}
        className={styles.properties}
        onSubmit={(event) => {
          event.preventDefault()
          if (trimmed === '') return
          addFavorite({ name: trimmed, kind, path, note: note.trim() })
          closeDialog()
        }}
      >
        <Field id={id} label={ADD_FAVORITE.name}>
          <input
            ref={field}
            id={id}
            className={controlClass}
            value={name}
            autoComplete="off"
            onChange={(event) => setName(event.target.value)}
            onFocus={(event) => event.target.select()}
          />
        </Field>
        <Field id={`${id}-note`} label={ADD_FAVORITE.note}>
          <input
            id={`${id}-note`}
            className={controlClass}
            value={note}
            autoComplete="off"
            dir="auto"
            onChange={(event) => setNote(event.target.value)}
          />
        </Field>
      </form>
      <Note kind="hint">{favoriteTitle(kind, path)}</Note>
    </Dialog>
  )
}

/** The proposed name of a favorite: the name of its key, with hidden characters marked. */
function nameOf(path: string): string {
  return markedText((readSpelledPath(path) ?? path.split('\\')).at(-1)?.trim() ?? '')
}
