import { History } from 'lucide-react'
import { openDialog } from '../../state/dialogs.ts'
import { useKeptEdits } from '../../state/keptEdits.ts'
import { KEPT_EDITS, keptSpan, keptTitle } from '../../text/keptEdits.ts'
import { VisibleText } from '../common/VisibleText.tsx'
import styles from './EmptyState.module.css'

/** The edits that can be resumed, on the page without hives. */
export function KeptEditsList() {
  const kept = useKeptEdits((state) => state.kept)
  return (
    <section aria-label={KEPT_EDITS.list} className={styles.kept}>
      <h2>{KEPT_EDITS.title}</h2>
      <div className={styles.starts}>
        {kept.map((one) => (
          <button
            key={one.id}
            type="button"
            className={styles.start}
            onClick={() => openDialog({ type: 'resume', journal: one.id })}
          >
            <History size="1rem" aria-hidden="true" />
            <span>
              <VisibleText text={keptTitle(one)} />{' '}
              <span className={styles.hint}>{keptSpan(one)}</span>
            </span>
          </button>
        ))}
      </div>
    </section>
  )
}
