import { useEffect } from 'react'
import { HiveError } from '../../errors.ts'
import { actNext } from '../../state/actionQueue.ts'
import { closeDialog } from '../../state/dialogs.ts'
import { allowEditing, type Doc, useDocument } from '../../state/documents.ts'
import { applyLogs, undoAll } from '../../state/edits.ts'
import { loadPreview, useLogs } from '../../state/logs.ts'
import { errorText } from '../../text/errors.ts'
import { cleanLogsText, mayBeOthers, RECOVERY } from '../../text/recovery.ts'
import { leadText } from '../../text/recoveryDialog.ts'
import type { DocId, DocInfo, RecoveryReport } from '../../worker/protocol.ts'
import { Button } from '../common/Button.tsx'
import { Dialog } from '../common/Dialog.tsx'
import { LogReport } from './LogReport.tsx'
import styles from './LogsDialog.module.css'
import { useHiveName } from './useHiveName.ts'
import { Warning } from './Warning.tsx'

/** Shows what the transaction logs of a hive would do, or did, and offers to apply them. */
export function LogsDialog({ doc }: { readonly doc: DocId }) {
  const about = useHiveName(doc)
  const entry = useDocument(doc)
  const view = useLogs(({ views }) => views[doc])
  const undecided = entry !== undefined && isUndecided(entry.info)
  const edited = undecided && entry.state.undo !== null
  const asks = undecided && !edited
  const isUnknown = asks && view === undefined
  useEffect(() => {
    if (isUnknown) void loadPreview(doc)
  }, [doc, isUnknown])
  if (!entry) return null
  const { info } = entry
  const report = info.recovery?.report ?? (asks ? (view?.report ?? null) : null)
  const failed = asks ? (view?.failed ?? null) : null
  return (
    <Dialog
      title={RECOVERY.title}
      about={about}
      onClose={closeDialog}
      size="wide"
      reading
      actions={<Choices entry={entry} edited={edited} canApply={asks && canApply(report)} />}
    >
      <p>{leadOf(info, report)}</p>
      {edited && <Warning>{RECOVERY.edited}</Warning>}
      {failed !== null && <Warning>{failureText(failed, info.name)}</Warning>}
      {asks && report === null && failed === null && <Reading done={view?.done ?? 0} />}
      {report !== null && <LogReport report={report} />}
    </Dialog>
  )
}

/** Whether the logs could be applied but have not been. */
function isUndecided({ dirty, recovery }: DocInfo): boolean {
  return dirty && recovery === null
}

function canApply(report: RecoveryReport | null): boolean {
  return report !== null && report.effect !== null && report.effect.after !== null
}

function leadOf(info: DocInfo, report: RecoveryReport | null): string {
  const { name, logs, dirty, recovery } = info
  if (recovery !== null) return leadText(name, recovery.needed ? 'needed' : 'applied')
  if (dirty) return leadText(name, report === null ? 'preview' : foretold(report))
  const { text, detail } = cleanLogsText(name, logs)
  return `${text} ${detail}`
}

function foretold(report: RecoveryReport): 'preview' | 'doubtful' | 'unusable' {
  if (report.effect === null) return 'unusable'
  return mayBeOthers(report) ? 'doubtful' : 'preview'
}

function failureText(failed: unknown, where: string): string {
  const known = failed instanceof HiveError
  const { text, detail } = errorText(known ? failed.code : 'internal', {
    ...(known ? failed.detail : {}),
    where,
  })
  return `${text} ${detail}`
}

interface ChoicesProps {
  readonly entry: Doc
  /** Whether the hive was edited, which prevents applying the logs. */
  readonly edited: boolean
  readonly canApply: boolean
}

function Choices({ entry, edited, canApply }: ChoicesProps) {
  const { info } = entry
  const asks = isUndecided(info)
  return (
    <>
      <Button onClick={closeDialog}>{asks ? RECOVERY.notNow : RECOVERY.close}</Button>
      {info.access === 'dirty' && (
        <Button
          onClick={() => {
            closeDialog()
            void allowEditing(info.doc)
          }}
        >
          {RECOVERY.editWithout}
        </Button>
      )}
      {edited && (
        <Button onClick={() => void actNext(info.doc, () => undoAll(info.doc))}>
          {RECOVERY.undoAll}
        </Button>
      )}
      {asks && (
        <Button
          look="primary"
          disabled={!canApply}
          onClick={() => {
            closeDialog()
            void applyLogs(info.doc)
          }}
        >
          {RECOVERY.apply}
        </Button>
      )}
    </>
  )
}

function Reading({ done }: { readonly done: number }) {
  return (
    <p className={styles.reading}>
      <span>{RECOVERY.reading}</span>
      <progress value={done} aria-label={RECOVERY.reading} />
    </p>
  )
}
