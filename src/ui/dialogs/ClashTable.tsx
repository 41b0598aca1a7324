import { PASTE, VALUE_CLASHES_SHORT } from '../../text/clipboard.ts'
import { valueName } from '../../text/edits.ts'
import { markedText } from '../../text/visibleText.ts'
import type { Clash, ClashRow } from '../../worker/protocol.ts'
import { selectClass } from '../common/Field.tsx'
import { VisibleText } from '../common/VisibleText.tsx'
import { ContentCell } from './ContentCell.tsx'
import styles from './PasteDialog.module.css'

interface Props {
  readonly rows: readonly ClashRow[]
  /** Values that are not listed. */
  readonly more: number
  readonly each: ReadonlyMap<number, Clash>
  readonly choose: (index: number, clash: Clash | null) => void
}

/** The values whose names are taken, with what is there and what would be, and a choice for each. */
export function ClashTable({ rows, more, each, choose }: Props) {
  return (
    <details className={styles.each}>
      <summary>{PASTE.each}</summary>
      <div className={styles.scroller}>
        <table className={styles.table}>
          <thead>
            <tr>
              {[PASTE.name, PASTE.there, PASTE.copied, PASTE.choice].map((title) => (
                <th key={title} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ index, name, there, copied }) => (
              <tr key={index}>
                <th scope="row">
                  <VisibleText text={valueName(name)} />
                </th>
                <ContentCell of={there} />
                <ContentCell of={copied} />
                <td>
                  <select
                    className={selectClass}
                    aria-label={PASTE.choiceOf(valueName(markedText(name)))}
                    value={each.get(index) ?? ''}
                    onChange={({ target }) => choose(index, clashOf(target.value))}
                  >
                    <option value="">{PASTE.asAbove}</option>
                    {Object.entries(VALUE_CLASHES_SHORT).map(([clash, words]) => (
                      <option key={clash} value={clash}>
                        {words}
                      </option>
                    ))}
                  </select>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {more > 0 && <p className={styles.more}>{PASTE.more(more)}</p>}
    </details>
  )
}

function clashOf(text: string): Clash | null {
  return text === 'replace' || text === 'skip' || text === 'both' ? text : null
}
