import { spellShownPath } from '../../bytes/spelling.ts'
import type { RegPreview } from '../../state/regPaste.ts'
import { effectCount, effectText, REG_PASTE } from '../../text/clipboard.ts'
import { valueName } from '../../text/edits.ts'
import { lineProblemText } from '../../text/importing.ts'
import type { ChangeRow } from '../../worker/protocol.ts'
import { Note } from '../common/Field.tsx'
import { VisibleText } from '../common/VisibleText.tsx'
import { ContentCell } from './ContentCell.tsx'
import styles from './PasteDialog.module.css'

/** What a text would do: how many changes of each kind, the first of them, and what is passed over. */
export function RegPreviewReport({ preview }: { readonly preview: RegPreview }) {
  const { summary, rows, skipped } = preview
  const { effects, controlSet } = summary
  // What has an effect first.
  const kinds = summary.kinds.toSorted(
    (one, other) => Number(one.kind === 'none') - Number(other.kind === 'none'),
  )
  return (
    <>
      <p role="status">
        {effects === 0
          ? REG_PASTE.nothing
          : kinds.map(({ kind, count }) => effectCount(kind, count)).join(', ')}
      </p>
      {controlSet !== null && <p>{REG_PASTE.controlSet(controlSet)}</p>}
      {summary.skipped > 0 && (
        <Note kind="warning">
          {REG_PASTE.skipped(summary.skipped)}
          <ul>
            {skipped.map(({ line, column, problem }) => (
              <li key={`${line} ${column} ${problem}`}>
                {REG_PASTE.line(line, column, lineProblemText(problem))}
              </li>
            ))}
          </ul>
          {summary.skipped > skipped.length &&
            REG_PASTE.moreSkipped(summary.skipped - skipped.length)}
        </Note>
      )}
      {rows.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: keys scroll what is in it
        <section className={styles.scroller} tabIndex={0} aria-label={REG_PASTE.changes}>
          <table className={styles.table}>
            <thead>
              <tr>
                {[REG_PASTE.what, REG_PASTE.place, REG_PASTE.before, REG_PASTE.after].map(
                  (title) => (
                    <th key={title} scope="col">
                      {title}
                    </th>
                  ),
                )}
              </tr>
            </thead>
            <tbody>
              {rows.map((row, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the rows do not change
                <Row key={at} row={row} />
              ))}
            </tbody>
          </table>
        </section>
      )}
      {effects > rows.length && (
        <p className={styles.more}>{REG_PASTE.more(effects - rows.length)}</p>
      )}
    </>
  )
}

function Row({ row }: { readonly row: ChangeRow }) {
  const { path, value, before, after } = row
  return (
    <tr>
      <td>{effectText(row)}</td>
      <th scope="row">
        <VisibleText text={spellShownPath(path)} />
        {value !== null && (
          <>
            {' › '}
            <VisibleText text={valueName(value)} />
          </>
        )}
      </th>
      <ContentCell of={before} />
      <ContentCell of={after} />
    </tr>
  )
}
