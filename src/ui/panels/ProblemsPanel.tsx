import { CircleCheck } from 'lucide-react'
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { cancelCheck, checkNow, isOutdated } from '../../state/checks.ts'
import { type Doc, documentOf, useDocument } from '../../state/documents.ts'
import { FRAME } from '../../text/page.ts'
import { checkedText, foundText, PROBLEMS_WORDS, progressText } from '../../text/panes.ts'
import type { CheckSummary, DocId } from '../../worker/protocol.ts'
import { Button } from '../common/Button.tsx'
import { cx } from '../common/cx.ts'
import { usePane } from '../common/usePane.ts'
import { FindingList } from './FindingList.tsx'
import styles from './panels.module.css'

interface ProblemsPanelProps {
  readonly doc: DocId
  /** The tabs of the panel, or its title. */
  readonly tabs: ReactNode
}

/** The findings of the hive's last check, and the progress of the current one. */
export function ProblemsPanel({ doc, tabs }: ProblemsPanelProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const rows = useRef<{ focus(): void } | null>(null)
  const target = useRef({ focus: () => (rows.current ?? scroller.current)?.focus() })
  const pane = usePane('panel', target)
  // This is a state rather than a ref: the list is first drawn before the scroller exists, and must
  // be drawn again with it.
  const [list, setList] = useState<HTMLDivElement | null>(null)
  useLayoutEffect(() => setList(scroller.current), [])
  const entry = useDocument(doc)
  useEffect(() => {
    const now = documentOf(doc)
    if (now && isOutdated(now)) void checkNow(doc)
  }, [doc])
  const check = entry?.check ?? null
  const isList = check !== null && check.kinds.length > 0
  return (
    <section className={styles.pane} aria-label={PROBLEMS_WORDS.label} {...pane}>
      <div className={cx(styles.head, styles.tall)}>
        {tabs}
        {check && <span>{foundText(check.errors, check.warnings, check.infos)}</span>}
        {entry && check && <Again entry={entry} />}
      </div>
      <div
        ref={scroller}
        className={cx(styles.scroll, styles.sized)}
        // The rows of the list are tab stops themselves.
        tabIndex={isList ? -1 : 0}
      >
        {check === null ? (
          <Checking done={entry?.checkProgress ?? 0} />
        ) : isList ? (
          <FindingList key={doc} doc={doc} check={check} scroller={list} handle={rows} />
        ) : (
          <NoProblems check={check} />
        )}
      </div>
    </section>
  )
}

/** After an edit, says that the findings are outdated, or shows the progress of the next check. */
function Again({ entry }: { readonly entry: Doc }) {
  const { doc } = entry.info
  if (entry.checkProgress < 1) {
    return (
      <>
        <span>
          {PROBLEMS_WORDS.checking}, {progressText(entry.checkProgress)}
        </span>
        <Button onClick={() => cancelCheck(doc)}>{FRAME.cancel}</Button>
      </>
    )
  }
  if (!isOutdated(entry)) return null
  return (
    <>
      <span>{PROBLEMS_WORDS.outdated}</span>
      <Button onClick={() => void checkNow(doc)}>{PROBLEMS_WORDS.again}</Button>
    </>
  )
}

function Checking({ done }: { readonly done: number }) {
  return (
    <div className={styles.nothing}>
      <span>
        {PROBLEMS_WORDS.checking}, {progressText(done)}
      </span>
      <progress className={styles.bar} value={done} aria-label={PROBLEMS_WORDS.checking} />
    </div>
  )
}

function NoProblems({ check }: { readonly check: CheckSummary }) {
  return (
    <div className={styles.nothing}>
      <CircleCheck className={styles.good} aria-hidden="true" />
      <strong>{PROBLEMS_WORDS.none}</strong>
      <span>
        {checkedText(check.keys, check.values)} {PROBLEMS_WORDS.noneText}
      </span>
    </div>
  )
}
