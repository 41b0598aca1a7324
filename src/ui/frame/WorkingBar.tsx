import { useEffect } from 'react'
import { useDocuments } from '../../state/documents.ts'
import { useFindWork } from '../../state/findNext.ts'
import { useWorking, type Working } from '../../state/longEdits.ts'
import { FRAME } from '../../text/page.ts'
import { Button } from '../common/Button.tsx'
import { catchFocus } from './rowFocus.ts'
import styles from './WorkingBar.module.css'

/** The progress of a long edit or search of the hive on screen, with a button that cancels it. */
export function WorkingBar() {
  const active = useDocuments((state) => state.active)
  const edit = useWorking(({ byDoc }) => (active === null ? undefined : byDoc.get(active)))
  const search = useFindWork(active)
  const working = edit ?? search
  return (
    // The live region exists before its content, so that the content is announced.
    <section aria-label={FRAME.working} aria-live="polite">
      {working && <Progress working={working} />}
    </section>
  )
}

function Progress({ working }: { readonly working: Working }) {
  // The button may have the focus when the bar disappears.
  useEffect(() => catchFocus, [])
  return (
    <div className={styles.bar}>
      <span className={styles.text}>{working.text}</span>
      <progress className={styles.progress} aria-label={working.text} value={working.done} />
      <Button onClick={() => working.cancel()}>{FRAME.cancel}</Button>
    </div>
  )
}
