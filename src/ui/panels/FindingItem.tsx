import { ChevronRight, CircleX, Info, type LucideIcon, TriangleAlert } from 'lucide-react'
import { spellShownPath } from '../../bytes/spelling.ts'
import { valueName } from '../../text/edits.ts'
import { describeFinding, hexOffset } from '../../text/findings.ts'
import { FINDING_TITLES } from '../../text/findingTitles.ts'
import { PROBLEMS_WORDS, SEVERITY_TITLES } from '../../text/panes.ts'
import { markedSentence, markedText } from '../../text/visibleText.ts'
import type { FindingRow, Severity } from '../../worker/protocol.ts'
import { cx } from '../common/cx.ts'
import { VisibleText } from '../common/VisibleText.tsx'
import type { FindingGroup } from './findingRows.ts'
import styles from './findings.module.css'

const ICONS: Readonly<Record<Severity, LucideIcon>> = {
  error: CircleX,
  warning: TriangleAlert,
  info: Info,
}

/** The props of a row that the arrow keys move among. */
interface Stop {
  readonly tabIndex: number
  onFocus(): void
}

interface HeadingProps {
  readonly group: FindingGroup
  readonly open: boolean
  readonly stop: Stop
  toggle(): void
}

/** The heading of the findings of one kind, which expands and collapses them. */
export function Heading({ group, open, stop, toggle }: HeadingProps) {
  const { code, severity, count } = group
  const Icon = ICONS[severity]
  return (
    <button
      type="button"
      className={styles.heading}
      aria-expanded={open}
      onClick={toggle}
      data-stop=""
      {...stop}
    >
      <ChevronRight className={styles.twisty} size="0.875rem" aria-hidden="true" />
      <span className={cx(styles.severity, styles[severity])}>
        <Icon aria-hidden="true" />
        {SEVERITY_TITLES[severity]}
      </span>
      <span className={styles.title}>{FINDING_TITLES[code]}</span>
      <span className={styles.count}>{count.toLocaleString('en')}</span>
    </button>
  )
}

interface FindingProps {
  readonly finding: FindingRow
  readonly stop: Stop
  go(finding: FindingRow): void
  /** Shows its place in the file. */
  show(finding: FindingRow): void
}

/** A finding: where it is, what is wrong, and the key it names. A click goes to that key. */
export function Finding({ finding, stop, go, show }: FindingProps) {
  const { severity, offset, path, leftOut, value } = finding
  const isNamed = path !== null
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: its button does the same by keyboard
    // biome-ignore lint/a11y/useKeyWithClickEvents: its button does the same by keyboard
    <div
      className={cx(styles.finding, isNamed && styles.named)}
      onClick={isNamed ? () => go(finding) : undefined}
    >
      <span className={styles.where}>
        <span className="sr-only">{SEVERITY_TITLES[severity]}, </span>
        <span className={styles.label}>{PROBLEMS_WORDS.offset} </span>
        <button
          type="button"
          tabIndex={-1}
          className={styles.offset}
          title={PROBLEMS_WORDS.show}
          onClick={(event) => {
            event.stopPropagation()
            show(finding)
          }}
        >
          {hexOffset(offset)}
        </button>
      </span>
      {isNamed ? (
        <span>{markedSentence(describeFinding(finding))}</span>
      ) : (
        <span data-stop="" {...stop}>
          {markedSentence(describeFinding(finding))}
        </span>
      )}
      {isNamed && (
        <button
          type="button"
          className={styles.path}
          onClick={(event) => {
            event.stopPropagation()
            go(finding)
          }}
          data-stop=""
          {...stop}
        >
          <VisibleText text={spellShownPath(path, leftOut)} />
          {value && <span className={styles.value}> {markedText(valueName(value.name))}</span>}
        </button>
      )}
    </div>
  )
}

/** The placeholder of a finding that has not arrived. */
export function PendingFinding({ stop }: { readonly stop: Stop }) {
  return <div className={styles.finding} aria-busy="true" data-stop="" {...stop} />
}
