import { useSyncExternalStore } from 'react'
import { closeDialog } from '../../state/dialogs.ts'
import {
  pagePolicy,
  recordedRequests,
  useEnvironment,
  watchRequests,
} from '../../state/environment.ts'
import { useKeptList } from '../../state/keptList.ts'
import { FRAME } from '../../text/page.ts'
import { PRIVACY, requestsText, workerText } from '../../text/privacy.ts'
import { Button } from '../common/Button.tsx'
import { Dialog } from '../common/Dialog.tsx'
import styles from './dialogs.module.css'
import { KeptList } from './KeptList.tsx'

/** What the page can and cannot do with a hive, with the browser's own records as evidence. */
export function PrivacyDialog() {
  const total = useSyncExternalStore(watchRequests, () => recordedRequests().length)
  const readyAt = useEnvironment((state) => state.readyAt)
  const requests = recordedRequests()
  const sinceReady = readyAt === null ? null : requests.filter(({ at }) => at > readyAt).length
  const elsewhere = requests.filter(({ own }) => !own).length
  const policy = pagePolicy()
  const counts = useKeptList((state) => state.counts)
  return (
    <Dialog
      title={PRIVACY.title}
      onClose={closeDialog}
      reading
      size="wide"
      actions={<Button onClick={closeDialog}>{FRAME.close}</Button>}
    >
      <div className={styles.text}>
        <p>{PRIVACY.lead}</p>
        <h3>{PRIVACY.keepTitle}</h3>
        <KeptList />
        <p>{PRIVACY.keep}</p>
        <h3>{PRIVACY.requestsTitle}</h3>
        <p>{requestsText({ total, elsewhere, sinceReady })}</p>
        {counts && <p>{workerText(counts)}</p>}
        <p>{PRIVACY.tryIt}</p>
        <h3>{PRIVACY.policyTitle}</h3>
        <p>{PRIVACY.policy}</p>
        {policy && (
          <details>
            <summary>{PRIVACY.policyText}</summary>
            <code className={styles.policy}>{policy}</code>
          </details>
        )}
        <h3>{PRIVACY.testedTitle}</h3>
        <p>{PRIVACY.tested}</p>
        <h3>{PRIVACY.limitsTitle}</h3>
        <p>{PRIVACY.limits}</p>
      </div>
    </Dialog>
  )
}
