import {
  ArrowUp,
  ChevronLeft,
  ChevronRight,
  Lock,
  LockOpen,
  PanelRight,
  Redo2,
  Search,
  Undo2,
} from 'lucide-react'
import { useEnvironment } from '../../state/environment.ts'
import { FRAME } from '../../text/page.ts'
import type { DocId } from '../../worker/protocol.ts'
import { FirstAddress } from './AddressBar.tsx'
import { CommandButton } from './CommandButton.tsx'
import styles from './Toolbar.module.css'
import { useCommand } from './useCommand.ts'

/** Back, forward, up, the address, undo, redo, Find, the lock and Save. */
export function Toolbar({ doc }: { readonly doc: DocId }) {
  const width = useEnvironment((state) => state.width)
  const LockIcon = useCommand('edit.lock').checked ? Lock : LockOpen
  return (
    <section className={styles.bar} aria-label={FRAME.tools}>
      <CommandButton id="go.back" icon={<ChevronLeft size="1.125rem" aria-hidden="true" />} />
      <CommandButton id="go.forward" icon={<ChevronRight size="1.125rem" aria-hidden="true" />} />
      <CommandButton id="go.up" icon={<ArrowUp size="1.0625rem" aria-hidden="true" />} />
      <FirstAddress doc={doc} key={doc} />
      <span className={styles.separator} />
      <CommandButton id="edit.undo" icon={<Undo2 size="1rem" aria-hidden="true" />} />
      <CommandButton id="edit.redo" icon={<Redo2 size="1rem" aria-hidden="true" />} />
      <CommandButton id="edit.find" icon={<Search size="1rem" aria-hidden="true" />} />
      <CommandButton id="edit.lock" icon={<LockIcon size="1rem" aria-hidden="true" />} />
      {width !== 'wide' && (
        <CommandButton id="view.details" icon={<PanelRight size="1rem" aria-hidden="true" />} />
      )}
      <span className={styles.separator} />
      <CommandButton id="file.save" look="primary" />
    </section>
  )
}
