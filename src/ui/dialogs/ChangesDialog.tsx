import { useEffect, useState } from 'react'
import { closeDialog } from '../../state/dialogs.ts'
import { titleOf, useDocuments } from '../../state/documents.ts'
import { loadChanges } from '../../state/reads.ts'
import { CHANGES, changeText, moreChangesText } from '../../text/changes.ts'
import { FRAME } from '../../text/page.ts'
import type { Changes, DocId } from '../../worker/protocol.ts'
import { Button } from '../common/Button.tsx'
import { Dialog } from '../common/Dialog.tsx'
import { VisibleText } from '../common/VisibleText.tsx'
import styles from './ChangesDialog.module.css'

/** The unsaved changes, the newest first. */
export function ChangesDialog({ doc }: { readonly doc: DocId }) {
  const revision = useDocuments(
    ({ docs }) => docs.find((one) => one.info.doc === doc)?.state.revision,
  )
  const [changes, setChanges] = useState<Changes | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: an edit adds to the list
  useEffect(() => {
    let wanted = true
    void loadChanges(doc).then((loaded) => wanted && setChanges(loaded))
    return () => {
      wanted = false
    }
  }, [doc, revision])
  return (
    <Dialog
      title={CHANGES.title}
      onClose={closeDialog}
      reading
      actions={<Button onClick={closeDialog}>{FRAME.close}</Button>}
    >
      {changes && <ChangeList changes={changes} hive={titleOf(doc)} />}
    </Dialog>
  )
}

function ChangeList({ changes, hive }: { readonly changes: Changes; readonly hive: string }) {
  const { steps, total } = changes
  const more = moreChangesText(total - steps.length)
  return (
    <>
      {steps.length > 0 && (
        <ol className={styles.list} aria-label={CHANGES.title}>
          {steps.map((step, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the list is replaced as a whole
            <li key={at}>
              <VisibleText text={changeText(step)} />
              <span className={styles.hive}>
                <VisibleText text={hive} />
              </span>
            </li>
          ))}
        </ol>
      )}
      {more !== null && <p className={styles.more}>{more}</p>}
    </>
  )
}
