import { Fragment, type ReactNode } from 'react'
import { GRID_WORDS, invalidNumberText } from '../../text/panes.ts'
import { dataLines, type VisiblePart } from '../../text/visibleText.ts'
import { standardType, VALUE_TYPE } from '../../values/valueType.ts'
import type { ValueRow } from '../../worker/protocol.ts'
import { cx } from '../common/cx.ts'
import styles from './ValueGrid.module.css'

/** The data of a value on one line, as regedit shows it. */
export function DataText({
  row,
}: {
  readonly row: Pick<ValueRow, 'absent' | 'tombstone' | 'type' | 'preview'>
}) {
  const { text, items, cut, notes } = row.preview
  if (row.tombstone) return <span className={styles.muted}>{GRID_WORDS.tombstone}</span>
  if (row.absent) return <span className={styles.muted}>{GRID_WORDS.notSet}</span>
  if (notes.includes('zero-length')) {
    return <span className={styles.muted}>{GRID_WORDS.zeroLength}</span>
  }
  if (notes.includes('invalid-size')) {
    const bits = standardType(row.type) === VALUE_TYPE.QWORD ? 64 : 32
    return <span className={styles.muted}>{invalidNumberText(bits)}</span>
  }
  return (
    <bdi className={cx(cut && styles.cut)}>
      {dataLines(items ?? [text]).map((parts, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: strings of a list have no identity but their place
        <Fragment key={at}>
          {at > 0 && <span className={styles.separator}> </span>}
          {drawn(parts)}
        </Fragment>
      ))}
    </bdi>
  )
}

/** Text with marks over its hidden characters, which stay in the text. */
function drawn(parts: readonly VisiblePart[]): ReactNode {
  return parts.map((part, at) =>
    part.mark === null ? (
      part.text
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts have no identity but their place
      <bdi key={at} className={styles.mark} data-mark={part.mark} title={part.code}>
        {part.text}
      </bdi>
    ),
  )
}
