import { X } from 'lucide-react'
import { focusPane } from '../../state/focus.ts'
import { setShown } from '../../state/settings.ts'
import { FRAME } from '../../text/page.ts'
import type { DocId } from '../../worker/protocol.ts'
import { IconButton } from '../common/Button.tsx'
import { ProblemsPanel } from '../panels/ProblemsPanel.tsx'
import styles from './Workspace.module.css'

/** The panel under the values, with the problems that the check found. */
export function BottomPanel({ doc }: { readonly doc: DocId }) {
  const close = () => {
    setShown('panel', false)
    setTimeout(() => focusPane('grid'))
  }
  return (
    <div className={styles.bottom}>
      <ProblemsPanel doc={doc} />
      <IconButton label={FRAME.closePanel} className={styles.closePanel} onClick={close}>
        <X size="0.9375rem" aria-hidden="true" />
      </IconButton>
    </div>
  )
}
