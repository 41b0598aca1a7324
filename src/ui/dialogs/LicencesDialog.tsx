import { useState } from 'react'
import { closeDialog } from '../../state/dialogs.ts'
import { LICENCES } from '../../text/dialogs.ts'
import { FRAME } from '../../text/page.ts'
import { Button } from '../common/Button.tsx'
import { Dialog } from '../common/Dialog.tsx'
import { Lazy, LazyPart } from '../common/lazyPart.tsx'
import styles from './dialogs.module.css'

const text = new LazyPart<object>(async () => (await import('./LicencesText.tsx')).LicencesText)

/** The licences of everything that ships with the page. */
export function LicencesDialog() {
  const [missing, setMissing] = useState(false)
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
        {missing ? (
          <p>{LICENCES.missing}</p>
        ) : (
          <Lazy part={text} props={{}} fail={() => setMissing(true)} />
        )}
      </div>
    </Dialog>
  )
}
