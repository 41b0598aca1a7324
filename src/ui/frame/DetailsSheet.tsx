import { X } from 'lucide-react'
import { useEffect } from 'react'
import { setSheet, useEnvironment } from '../../state/environment.ts'
import { focusPane } from '../../state/focus.ts'
import { FRAME } from '../../text/page.ts'
import type { DocId } from '../../worker/protocol.ts'
import { IconButton } from '../common/Button.tsx'
import { DetailsPane } from '../panels/DetailsPane.tsx'
import styles from './Workspace.module.css'

/** The details as a sheet over the values, where there is no room beside them. Esc closes it. */
export function DetailsSheet({ doc }: { readonly doc: DocId }) {
  const open = useEnvironment((state) => state.sheet)
  useEffect(() => {
    if (!open) return
    focusPane('details')
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return
      close()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [open])
  if (!open) return null
  return (
    <div className={styles.sheet}>
      <DetailsPane doc={doc} />
      <IconButton label={FRAME.closeDetails} className={styles.closeSheet} onClick={close}>
        <X size="1rem" aria-hidden="true" />
      </IconButton>
    </div>
  )
}

function close(): void {
  setSheet(false)
  focusPane('grid') || focusPane('tree')
}
