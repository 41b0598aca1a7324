import { useEffect, useId, useState } from 'react'
import { HiveError } from '../../errors.ts'
import type { RegPlace, RegText } from '../../state/clip.ts'
import { closeDialog } from '../../state/dialogs.ts'
import { titleOf } from '../../state/documents.ts'
import { applyRegPaste, previewRegPaste, type RegPreview } from '../../state/regPaste.ts'
import { REG_PASTE } from '../../text/clipboard.ts'
import { errorText } from '../../text/errors.ts'
import { Button } from '../common/Button.tsx'
import { Dialog } from '../common/Dialog.tsx'
import { Note } from '../common/Field.tsx'
import styles from './PasteDialog.module.css'
import { RegPreviewReport } from './RegPreviewReport.tsx'

/** Shows what pasted .reg text would do, and applies it as one step. */
export function RegPasteDialog({ reg }: { readonly reg: RegText }) {
  const [place, setPlace] = useState<RegPlace>(reg.places[0] ?? 'below')
  const [preview, setPreview] = useState<RegPreview | null>(null)
  const [failed, setFailed] = useState<string | null>(null)
  const id = useId()
  useEffect(() => {
    let wanted = true
    setPreview(null)
    setFailed(null)
    previewRegPaste(reg, place).then(
      (made) => wanted && setPreview(made),
      (error: unknown) => wanted && setFailed(failureText(error)),
    )
    return () => {
      wanted = false
    }
  }, [reg, place])
  const canApply = preview !== null && preview.summary.effects > 0
  return (
    <Dialog
      title={REG_PASTE.title}
      about={titleOf(reg.doc)}
      onClose={closeDialog}
      size="wide"
      reading
      keepOnOutsideClick
      actions={
        <>
          <Button onClick={closeDialog}>{REG_PASTE.cancel}</Button>
          <Button
            look="primary"
            disabled={!canApply}
            onClick={() => {
              closeDialog()
              void applyRegPaste(reg)
            }}
          >
            {REG_PASTE.apply}
          </Button>
        </>
      }
    >
      {reg.places.length > 1 && (
        <fieldset className={styles.set}>
          <legend>{REG_PASTE.where}</legend>
          {reg.places.map((one) => (
            <label key={one} className={styles.choice}>
              <input
                type="radio"
                name={`${id}-place`}
                checked={place === one}
                onChange={() => setPlace(one)}
              />
              <span>{one === 'own' ? REG_PASTE.own : REG_PASTE.below(reg.keyPath)}</span>
            </label>
          ))}
        </fieldset>
      )}
      {reg.places.length === 1 && place === 'below' && <p>{REG_PASTE.below(reg.keyPath)}</p>}
      {failed !== null && <Note kind="error">{failed}</Note>}
      {preview === null && failed === null && <p>{REG_PASTE.reading}</p>}
      {preview !== null && <RegPreviewReport preview={preview} />}
    </Dialog>
  )
}

function failureText(error: unknown): string {
  const known = error instanceof HiveError
  const { text, detail } = errorText(known ? error.code : 'internal', {
    ...(known ? error.detail : { actual: String(error) }),
    where: REG_PASTE.origin,
  })
  return `${text} ${detail}`
}
