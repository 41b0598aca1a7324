import { spellShownPath } from '../../bytes/spelling.ts'
import { valueName } from '../../text/edits.ts'
import { describeVerdict, describeWarning } from '../../text/logs.ts'
import { RECOVERY } from '../../text/recovery.ts'
import {
  afterText,
  changeText,
  moreChangesText,
  pagesText,
  worseText,
} from '../../text/recoveryDialog.ts'
import type { HiveChanges, NamedDifference, RecoveryReport } from '../../worker/protocol.ts'
import { cx } from '../common/cx.ts'
import { VisibleText } from '../common/VisibleText.tsx'
import { ChangeCounts } from './ChangeCounts.tsx'
import styles from './LogsDialog.module.css'
import { Warning } from './Warning.tsx'

/** The outcome, or expected outcome, of each log, and the changes it makes in the hive. */
export function LogReport({ report }: { readonly report: RecoveryReport }) {
  const { verdicts, effect, pages, bytes } = report
  const changes = effect?.changes ?? null
  return (
    <>
      {warningsOf(report).map((text, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: logs of one name may have the same to say
        <Warning key={at}>{text}</Warning>
      ))}
      {changes !== null && <ChangeCounts changes={changes} />}
      {effect !== null && effect.after !== null && (
        <p className={styles.quiet}>
          {pagesText(pages, bytes)} {afterText(effect.after)}
        </p>
      )}
      <section className={styles.block}>
        <h3>{RECOVERY.logs}</h3>
        <ul className={styles.logs}>
          {verdicts.map((verdict, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: logs of two folders may have one name
            <li key={at} className={cx(verdict.used.length === 0 && styles.quiet)}>
              {describeVerdict(verdict)}
            </li>
          ))}
        </ul>
      </section>
      {changes !== null && changes.first.length > 0 && <Changes changes={changes} />}
    </>
  )
}

function warningsOf({ warnings, effect }: RecoveryReport): string[] {
  const texts = warnings.map(describeWarning)
  if (effect !== null && effect.after === null) texts.push(RECOVERY.unreadable)
  if (effect !== null && effect.newErrors > 0) texts.push(worseText(effect.newErrors))
  if (effect?.changes?.complete === false) texts.push(RECOVERY.incomplete)
  return texts
}

function Changes({ changes }: { readonly changes: HiveChanges }) {
  const { first, more } = changes
  return (
    <section className={styles.block}>
      <h3>{RECOVERY.list}</h3>
      <ul className={styles.changes}>
        {first.map((change, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the list does not change
          <Change key={at} change={change} />
        ))}
      </ul>
      {more > 0 && <p className={styles.quiet}>{moreChangesText(more)}</p>}
    </section>
  )
}

function Change({ change }: { readonly change: NamedDifference }) {
  const { kind, path, value } = change
  const more = changeText(change)
  return (
    <li>
      <span className={cx(styles.kind, styles[kind])}>{RECOVERY[kind]}</span>
      <span className={styles.where}>
        <VisibleText text={spellShownPath(path)} />
        {value !== null && (
          <>
            <span className={styles.quiet}> › </span>
            <VisibleText text={valueName(value)} />
          </>
        )}
        {more !== '' && <span className={styles.more}> {more}</span>}
      </span>
    </li>
  )
}
