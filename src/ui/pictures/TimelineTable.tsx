import { binName } from '../../bytes/timeBins.ts'
import { periodOf, zoomTo } from '../../state/timeline.ts'
import { TIMELINE } from '../../text/timeline.ts'
import type { DocId, TimelineBins } from '../../worker/protocol.ts'
import { binTitle } from './binTitle.ts'
import styles from './timeline.module.css'

interface Props {
  readonly doc: DocId
  readonly bins: TimelineBins
}

/** The same as the bars, in words and numbers. The time of a bin leads to its parts. */
export function TimelineTable({ doc, bins }: Props) {
  const { edges, counts, unit, zone } = bins
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it can be scrolled with the keyboard
    <section className={styles.table} tabIndex={0} aria-label={TIMELINE.bars}>
      <table>
        <thead>
          <tr>
            <th scope="col">{TIMELINE.begin}</th>
            <th scope="col">{TIMELINE.keys}</th>
          </tr>
        </thead>
        <tbody>
          {counts.map((count, index) => (
            <tr key={edges[index]}>
              <th scope="row">
                <button
                  type="button"
                  title={`${TIMELINE.zoomIn}: ${binTitle(bins, index)}`}
                  onClick={() => zoomTo(doc, periodOf(bins, index, index))}
                >
                  {binName(edges[index] ?? 0, unit, zone)}
                </button>
              </th>
              <td>{count.toLocaleString('en')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
