import { useEffect, useRef, useState } from 'react'
import { closeDialog } from '../../state/dialogs.ts'
import { endRestore, previewRestore, restoreHive } from '../../state/importFiles.ts'
import type { Restoring } from '../../state/restoring.ts'
import { RESTORE } from '../../text/restore.ts'
import type { DocId, ReplacePreview } from '../../worker/protocol.ts'
import { Button } from '../common/Button.tsx'
import { Dialog } from '../common/Dialog.tsx'
import { Note } from '../common/Field.tsx'
import { useHiveName } from '../dialogs/useHiveName.ts'
import { failureText } from './failureText.ts'
import styles from './import.module.css'

interface RestoreProps {
  readonly doc: DocId
  readonly restoring: Restoring
}

/** Says what goes and what comes when a hive is restored over a key, and does it. */
export function RestoreDialog({ doc, restoring }: RestoreProps) {
  const about = useHiveName(doc)
  const [preview, setPreview] = useState<ReplacePreview | null>(null)
  const [failed, setFailed] = useState<unknown>(null)
  const [done, setDone] = useState(0)
  const ok = useRef<HTMLButtonElement>(null)
  /** The hive that was read is about to be restored. */
  const isApplied = useRef(false)
  useEffect(() => {
    const stop = new AbortController()
    const call = { signal: stop.signal, onProgress: setDone }
    previewRestore(doc, restoring, call).then(setPreview, (error: unknown) => {
      if (!stop.signal.aborted) setFailed(error)
    })
    return () => {
      stop.abort()
      if (!isApplied.current) endRestore(doc)
    }
  }, [doc, restoring])
  const { path, file } = restoring
  const apply = () => {
    if (preview === null) return
    isApplied.current = true
    closeDialog()
    void restoreHive(doc, restoring)
  }
  return (
    <Dialog
      title={RESTORE.title}
      about={about}
      onClose={closeDialog}
      initialFocus={ok}
      keepOnOutsideClick
      actions={
        <>
          <Button onClick={closeDialog}>{RESTORE.cancel}</Button>
          {/* It has the focus from the start. */}
          <Button ref={ok} look="primary" aria-disabled={preview === null} onClick={apply}>
            {RESTORE.ok}
          </Button>
        </>
      }
    >
      <p>{RESTORE.key(path)}</p>
      {failed !== null && <Note kind="error">{failureText(failed, file.name)}</Note>}
      {preview === null && failed === null && (
        <p className={styles.reading}>
          <span>{RESTORE.reading}</span>
          <progress value={done} aria-label={RESTORE.reading} />
        </p>
      )}
      {preview !== null && (
        <div role="status" className={styles.counts}>
          <p>
            {preview.goes.keys + preview.goes.values === 0
              ? RESTORE.nothingGoes
              : RESTORE.goes(preview.goes)}
          </p>
          <p>{RESTORE.comes(file.name, preview.comes)}</p>
          {preview.dirty && <Note kind="warning">{RESTORE.dirty}</Note>}
          <p>{RESTORE.keeps}</p>
        </div>
      )}
    </Dialog>
  )
}
