import { useVirtualizer } from '@tanstack/react-virtual'
import { CircleCheck, CircleX, Info, type LucideIcon, TriangleAlert } from 'lucide-react'
import { useLayoutEffect, useRef, useState } from 'react'
import { useDocuments } from '../../state/documents.ts'
import { goTo } from '../../state/navigation.ts'
import { selectedKey, selectKey } from '../../state/tree.ts'
import { describeFinding, type FindingFacts } from '../../text/findings.ts'
import {
  checkedText,
  firstProblemsText,
  foundText,
  PROBLEMS_WORDS,
  progressText,
  SEVERITY_TITLES,
} from '../../text/panes.ts'
import type { CheckSummary, DocId, FindingRow, Severity } from '../../worker/protocol.ts'
import { cx } from '../common/cx.ts'
import { usePane } from '../common/usePane.ts'
import { VisibleText } from '../common/VisibleText.tsx'
import styles from './panels.module.css'
import { hexOffset } from './ValueFacts.tsx'

/** Of a finding of one line, in px; each is measured once it is drawn. */
const ESTIMATED_HEIGHT = 28

/** What the background check found wrong with the hive, and how far it is. */
export function ProblemsPanel({ doc }: { readonly doc: DocId }) {
  const scroller = useRef<HTMLDivElement>(null)
  const pane = usePane('panel', scroller)
  // What is inside the scroller is drawn before the scroller is known, and needs it for its rows.
  const [list, setList] = useState<HTMLDivElement | null>(null)
  useLayoutEffect(() => setList(scroller.current), [])
  const check = useDocuments(({ docs }) => docs.find((one) => one.info.doc === doc)?.check ?? null)
  const found = check && foundText(check.errors, check.warnings, check.infos)
  return (
    <section className={styles.pane} aria-label={PROBLEMS_WORDS.label} {...pane}>
      <div className={cx(styles.head, styles.tall)}>
        <span className={styles.title}>{PROBLEMS_WORDS.label}</span>
        {found}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <div ref={scroller} className={cx(styles.scroll, styles.sized)} tabIndex={0}>
        {check === null ? (
          <Checking doc={doc} />
        ) : check.findings.length === 0 ? (
          <NoProblems check={check} />
        ) : (
          <Findings key={doc} doc={doc} check={check} scroller={list} />
        )}
      </div>
    </section>
  )
}

function Checking({ doc }: { readonly doc: DocId }) {
  const done = useDocuments(
    ({ docs }) => docs.find((one) => one.info.doc === doc)?.checkProgress ?? 0,
  )
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

/** The findings in view: there may be a thousand, each as tall as its words need. */
function Findings({ doc, check, scroller }: FindingsProps) {
  const { findings } = check
  const total = check.errors + check.warnings + check.infos
  const rows = useVirtualizer({
    count: findings.length,
    getScrollElement: () => scroller,
    estimateSize: () => ESTIMATED_HEIGHT,
    overscan: 10,
    paddingStart: 4,
    paddingEnd: 4,
  })
  return (
    <>
      <ul className={styles.findings} style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start }) => (
          <li
            key={index}
            ref={rows.measureElement}
            data-index={index}
            aria-posinset={index + 1}
            aria-setsize={findings.length}
            className={styles.finding}
            style={{ transform: `translateY(${start}px)` }}
          >
            <Finding doc={doc} finding={findings[index] as FindingRow} />
          </li>
        ))}
      </ul>
      {findings.length < total && (
        <div className={styles.foot}>{firstProblemsText(findings.length)}</div>
      )}
    </>
  )
}

interface FindingsProps {
  readonly doc: DocId
  readonly check: CheckSummary
  readonly scroller: HTMLDivElement | null
}

const ICONS: Readonly<Record<Severity, LucideIcon>> = {
  error: CircleX,
  warning: TriangleAlert,
  info: Info,
}

function Finding({ doc, finding }: { readonly doc: DocId; readonly finding: FindingRow }) {
  const { severity, offset, path, key } = finding
  const Icon = ICONS[severity]
  const go = async () => {
    if (key !== null) await selectKey(doc, key)
    // The key may have moved since the check.
    if (path !== null && selectedKey(doc) !== key) await goTo(doc, path)
  }
  return (
    <>
      <span className={cx(styles.severity, styles[severity])}>
        <Icon aria-hidden="true" />
        {SEVERITY_TITLES[severity]}
      </span>
      <span className={styles.where}>{hexOffset(offset)}</span>
      <span>{describeFinding(factsOf(finding))}</span>
      {path !== null && (
        <button type="button" className={styles.path} onClick={() => void go()}>
          <VisibleText text={path === '' ? '\\' : path} />
        </button>
      )}
    </>
  )
}

/** The boundary carries the code as plain text; every one of them comes from the check. */
function factsOf(finding: FindingRow): FindingFacts {
  return { ...finding, code: finding.code as FindingFacts['code'] }
}
