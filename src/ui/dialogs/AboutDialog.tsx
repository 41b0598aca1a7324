import { closeDialog } from '../../state/dialogs.ts'
import { ABOUT } from '../../text/dialogs.ts'
import { FRAME } from '../../text/page.ts'
import { Button } from '../common/Button.tsx'
import { Dialog } from '../common/Dialog.tsx'
import { Hexagon } from '../frame/Hexagon.tsx'
import styles from './dialogs.module.css'

export function AboutDialog() {
  return (
    <Dialog
      title={ABOUT.title}
      onClose={closeDialog}
      reading
      actions={<Button onClick={closeDialog}>{FRAME.close}</Button>}
    >
      <div className={styles.about}>
        <Hexagon size={44} />
        <div className={styles.text}>
          <p>{ABOUT.text}</p>
          <p>{ABOUT.reads}</p>
          <p className={styles.quiet}>{ABOUT.license}</p>
        </div>
      </div>
    </Dialog>
  )
}
