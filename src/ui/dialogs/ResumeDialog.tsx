import { type RefObject, useEffect, useRef, useState } from 'react'
import { closeDialog } from '../../state/dialogs.ts'
import { useKeptEdits } from '../../state/keptEdits.ts'
import { forgetKept, resumeKept, resumeWithFile } from '../../state/resuming.ts'
import {
  endText,
  isPartlyKnown,
  KEPT_EDITS,
  keptSpan,
  keptSteps,
  keptTitle,
  keptUntil,
} from '../../text/keptEdits.ts'
import type { JournalId, KeptEdits } from '../../worker/protocol.ts'
import { Button } from '../common/Button.tsx'
import { Dialog } from '../common/Dialog.tsx'
import { VisibleText } from '../common/VisibleText.tsx'
import styles from './ResumeDialog.module.css'
import { Warning } from './Warning.tsx'

/** The steps that are shown of each. */
const STEPS = 5

/**
 * The edits that are kept on this device, to be resumed or forgotten.
 *
 * @param journal - those that were chosen before
 */
export function ResumeDialog({ journal }: { readonly journal?: JournalId | undefined }) {
  const kept = useKeptEdits((state) => state.kept)
  const close = useRef<HTMLButtonElement>(null)
  const resume = useRef<HTMLButtonElement>(null)
  const chosen = kept.find(({ id }) => id === journal)
  const first = chosen === undefined ? kept.find(isReadable) : isReadable(chosen) ? chosen : null
  // biome-ignore lint/correctness/useExhaustiveDependencies: the button that was used goes with its edits
  useEffect(() => {
    if (document.activeElement === document.body) close.current?.focus()
  }, [kept])
  return (
    <Dialog
      title={KEPT_EDITS.title}
      onClose={closeDialog}
      // Enter must not be the first step of losing them.
      initialFocus={first ? resume : close}
      size="wide"
      actions={
        <Button ref={close} onClick={closeDialog}>
          {KEPT_EDITS.close}
        </Button>
      }
    >
      {kept.length === 0 ? (
        <p>{KEPT_EDITS.none}</p>
      ) : (
        <>
          <p>{KEPT_EDITS.lead}</p>
          <ul className={styles.list} aria-label={KEPT_EDITS.list}>
            {kept.map((one) => (
              <Kept key={one.id} kept={one} resumeButton={one === first ? resume : null} />
            ))}
          </ul>
        </>
      )}
    </Dialog>
  )
}

interface KeptProps {
  readonly kept: KeptEdits
  readonly resumeButton: RefObject<HTMLButtonElement | null> | null
}

function Kept({ kept, resumeButton }: KeptProps) {
  const [isAsking, setAsking] = useState(false)
  const cancel = useRef<HTMLButtonElement>(null)
  const forget = useRef<HTMLButtonElement>(null)
  const wasAsking = useRef(false)
  useEffect(() => {
    if (isAsking) cancel.current?.focus()
    else if (wasAsking.current) forget.current?.focus()
    wasAsking.current = isAsking
  }, [isAsking])
  const title = keptTitle(kept)
  const canResume = isReadable(kept)
  const resume = () => {
    closeDialog()
    void (kept.needsFile ? resumeWithFile(kept) : resumeKept(kept))
  }
  const end = canResume ? endText(kept) : KEPT_EDITS.unreadable
  const choose = kept.needsLogs ? KEPT_EDITS.chooseWithLogs : KEPT_EDITS.chooseFile
  const resumeLabel = kept.needsFile ? choose : KEPT_EDITS.resume
  return (
    <li className={styles.kept}>
      <h3>
        <VisibleText text={title} />
      </h3>
      <p className={styles.quiet}>
        {keptSpan(kept)}. {keptUntil(kept)}
      </p>
      {end !== '' && <Warning>{end}</Warning>}
      {canResume && kept.needsFile && (
        <Warning>{kept.needsLogs ? KEPT_EDITS.needsLogs : KEPT_EDITS.needsFile}</Warning>
      )}
      {canResume && isPartlyKnown(kept) && <Warning>{KEPT_EDITS.partly}</Warning>}
      {canResume && (
        <ol className={styles.steps} aria-label={KEPT_EDITS.steps}>
          {keptSteps(kept, STEPS).map((step, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two steps may have one name, and their order stays
            <li key={at}>
              <VisibleText text={step} />
            </li>
          ))}
        </ol>
      )}
      {isAsking ? (
        <div className={styles.buttons}>
          <span>{KEPT_EDITS.forgetSure}</span>
          <Button ref={cancel} onClick={() => setAsking(false)}>
            {KEPT_EDITS.keep}
          </Button>
          <Button
            aria-label={`${KEPT_EDITS.forget}: ${title}`}
            onClick={() => void forgetKept(kept)}
          >
            {KEPT_EDITS.forget}
          </Button>
        </div>
      ) : (
        <div className={styles.buttons}>
          <Button
            ref={forget}
            aria-label={`${KEPT_EDITS.forget}: ${title}`}
            onClick={() => setAsking(true)}
          >
            {KEPT_EDITS.forget}
          </Button>
          {canResume && (
            <Button
              ref={resumeButton}
              look="primary"
              aria-label={`${resumeLabel}: ${title}`}
              onClick={resume}
            >
              {resumeLabel}
            </Button>
          )}
        </div>
      )}
    </li>
  )
}

function isReadable({ end }: KeptEdits): boolean {
  return end !== 'unreadable'
}
