import { useEffect, useState } from 'react'
import { closeDialog } from '../../state/dialogs.ts'
import { LICENCES } from '../../text/dialogs.ts'
import { FRAME } from '../../text/page.ts'
import { Button } from '../common/Button.tsx'
import { Dialog } from '../common/Dialog.tsx'
import styles from './dialogs.module.css'

/**
 * The licences of everything that ships with the page. They are loaded only when the dialog opens.
 */
export function LicencesDialog() {
  const [text, setText] = useState<string | null>(null)
  useEffect(() => {
    import('virtual:licences').then(
      (module) => setText(module.default),
      () => setText(LICENCES.missing),
    )
  }, [])
  return (
    <Dialog
      title={LICENCES.title}
      onClose={closeDialog}
      reading
      size="wide"
      actions={<Button onClick={closeDialog}>{FRAME.close}</Button>}
    >
      <div className={styles.text}>
        <p>{LICENCES.lead}</p>
        <pre className={styles.licences}>{text ?? LICENCES.loading}</pre>
      </div>
    </Dialog>
  )
}
