import { copyPlainText } from '../../state/copying.ts'
import { closeDialog } from '../../state/dialogs.ts'
import { useDocument } from '../../state/documents.ts'
import { plainReport, reportText, SAVE_REPORT } from '../../text/saveReport.ts'
import type { DocId } from '../../worker/protocol.ts'
import { Button } from '../common/Button.tsx'
import { Dialog } from '../common/Dialog.tsx'
import { useTimeText } from '../common/useTimeText.ts'
import { ChangeCounts } from './ChangeCounts.tsx'
import dialogs from './dialogs.module.css'
import { Facts } from './Facts.tsx'
import styles from './LogsDialog.module.css'
import { useHiveName } from './useHiveName.ts'

/** What the last save of a hive wrote and changed, what was checked, and what is left to do. */
export function SaveReportDialog({ doc }: { readonly doc: DocId }) {
  const about = useHiveName(doc)
  const timeText = useTimeText()
  const entry = useDocument(doc)
  if (!entry?.lastSave) return null
  const { lastSave, info } = entry
  const report = reportText(lastSave, info, timeText(lastSave.report.written))
  const { facts, since, changes, notes, checks, next } = report
  return (
    <Dialog
      title={SAVE_REPORT.title}
      about={about}
      onClose={closeDialog}
      size="wide"
      reading
      actions={
        <>
          <Button onClick={() => void copyPlainText(plainReport(report))}>
            {SAVE_REPORT.copy}
          </Button>
          <Button look="primary" onClick={closeDialog}>
            {SAVE_REPORT.close}
          </Button>
        </>
      }
    >
      <Facts facts={facts.map(([label, value]) => ({ label, value }))} />
      <section className={styles.block}>
        <h3>{since}</h3>
        {changes !== null && <ChangeCounts changes={changes} />}
        {notes.map((note) => (
          <p key={note}>{note}</p>
        ))}
      </section>
      <Block title={SAVE_REPORT.checks} lines={checks} />
      {next.length > 0 && <Block title={SAVE_REPORT.next} lines={next} />}
    </Dialog>
  )
}

interface BlockProps {
  readonly title: string
  readonly lines: readonly string[]
}

function Block({ title, lines }: BlockProps) {
  return (
    <section className={styles.block}>
      <h3>{title}</h3>
      <ul className={dialogs.bullets}>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </section>
  )
}
