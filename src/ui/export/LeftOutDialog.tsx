import { closeDialog } from '../../state/dialogs.ts'
import { titleOf } from '../../state/documents.ts'
import { EXPORT, leftOutText, moreLeftOut } from '../../text/exportDialog.ts'
import { PENDING } from '../../text/pending.ts'
import type { DocId, LeftOutRow } from '../../worker/protocol.ts'
import { Button } from '../common/Button.tsx'
import { Dialog } from '../common/Dialog.tsx'
import { Question } from '../common/Question.tsx'
import styles from './export.module.css'

interface LeftOutProps {
  readonly doc: DocId
  /** The first of them. */
  readonly rows: readonly LeftOutRow[]
  readonly total: number
}

/** Lists the keys and values that are not in an exported file. */
export function LeftOutDialog({ doc, rows, total }: LeftOutProps) {
  return (
    <Dialog
      title={EXPORT.leftOut}
      about={titleOf(doc)}
      onClose={closeDialog}
      size="wide"
      reading
      actions={
        <Button look="primary" onClick={closeDialog}>
          {EXPORT.close}
        </Button>
      }
    >
      <ul className={styles.list}>
        {rows.map((row, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the rows do not change
          <li key={at}>{leftOutText(row, PENDING.root)}</li>
        ))}
      </ul>
      {total > rows.length && <p>{moreLeftOut(total - rows.length)}</p>}
    </Dialog>
  )
}

/** Asks before a file is written that is far larger than its hive. */
export function LargeExportDialog({ again }: { readonly again: () => void }) {
  return (
    <Question
      title={EXPORT.large}
      cancel={EXPORT.cancel}
      choices={[{ label: EXPORT.writeAnyway, act: again }]}
      focus="cancel"
    >
      <p>{EXPORT.largeText}</p>
    </Question>
  )
}
