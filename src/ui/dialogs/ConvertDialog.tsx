import { useRef } from 'react'
import { closeDialog, type Dialog as OpenDialog } from '../../state/dialogs.ts'
import { documentOf, titleOf } from '../../state/documents.ts'
import { convert } from '../../state/edits.ts'
import { CONVERT, convertText } from '../../text/dialogs.ts'
import { Button } from '../common/Button.tsx'
import { Dialog } from '../common/Dialog.tsx'
import styles from './dialogs.module.css'
import { Warning } from './Warning.tsx'

type ConvertDialogState = Extract<OpenDialog, { type: 'convert' }>

/** A hive of an early version can be edited once it is converted. What was asked for follows then. */
export function ConvertDialog({ dialog }: { readonly dialog: ConvertDialogState }) {
  const { doc, next } = dialog
  const button = useRef<HTMLButtonElement>(null)
  const info = documentOf(doc)?.info
  if (!info) return null
  const convertThen = async () => {
    closeDialog()
    if (await convert(doc)) next?.()
  }
  return (
    <Dialog
      title={CONVERT.title}
      onClose={closeDialog}
      initialFocus={button}
      reading
      actions={
        <>
          <Button onClick={closeDialog}>{CONVERT.cancel}</Button>
          <Button ref={button} look="primary" onClick={() => void convertThen()}>
            {CONVERT.convert}
          </Button>
        </>
      }
    >
      <div className={styles.text}>
        <p>{convertText(titleOf(doc), info.version)}</p>
        {info.dirty && <Warning>{CONVERT.dirty}</Warning>}
        <h3>{CONVERT.changes}</h3>
        <ul className={styles.bullets}>
          {CONVERT.list.map((item) => (
            <li key={item}>{item}</li>
          ))}
        </ul>
        <p>{CONVERT.stays}</p>
        <p>{CONVERT.later}</p>
      </div>
    </Dialog>
  )
}
