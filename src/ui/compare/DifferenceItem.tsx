import { ChevronRight } from 'lucide-react'
import { memo, type ReactNode } from 'react'
import { spellKeyName, spellShownPath } from '../../bytes/spelling.ts'
import { expandDifferences } from '../../state/twoHivesRuns.ts'
import { valueName } from '../../text/edits.ts'
import { changeWord, rowSideText, rowTypeText } from '../../text/twoHives.ts'
import type { ComparisonId, SideName, TwoHivesRow } from '../../worker/protocol.ts'
import kinds from '../changes/kinds.module.css'
import { cx } from '../common/cx.ts'
import { VisibleText } from '../common/VisibleText.tsx'
import { Cell, Clip, GridRow, type RowFrame } from '../lists/GridRow.tsx'
import styles from './compare.module.css'
import { cellId } from './treegridKeys.ts'

interface DifferenceItemProps extends RowFrame {
  readonly comparison: ComparisonId
  readonly row: TwoHivesRow
  /** The beginning of the ids of rows. */
  readonly name: string
  /** The cell that has the focus, from 0; -1 for none. */
  readonly cell: number
}

/** A difference, or a key above some. */
export const DifferenceItem = memo(function DifferenceItem(props: DifferenceItemProps) {
  const { comparison, row, name, cell, ...frame } = props
  const { id, level, position, setSize, expanded, kind, below } = row
  const word = changeWord(row)
  const cellProps = (at: number) => ({
    id: cellId(name, frame.index, at),
    at: at + 1,
    className: cx(cell === at && styles.cell),
  })
  return (
    <GridRow
      {...frame}
      inside={cell >= 0}
      aria-level={level}
      aria-posinset={position}
      aria-setsize={setSize}
      aria-expanded={expanded ?? undefined}
      className={cx(row.inside && styles.inside)}
    >
      <Cell header {...cellProps(0)}>
        <span className={styles.indent} style={{ inlineSize: `${(level - 1) * 0.875}rem` }} />
        <Twisty
          expanded={expanded}
          toggle={() => void expandDifferences(comparison, id, expanded === false)}
        />
        <Name row={row} />
        {below > 0 && <span className={styles.count}>{below.toLocaleString('en')}</span>}
      </Cell>
      <Cell {...cellProps(1)}>
        <span className={cx(kinds.kind, kind && kinds[kind])}>{word}</span>
      </Cell>
      <Cell look="small" {...cellProps(2)}>
        <Clip>{row.what === 'value' ? rowTypeText(row) : ''}</Clip>
      </Cell>
      <Cell look="data" {...cellProps(3)}>
        <Side row={row} side="left" />
      </Cell>
      <Cell look="data" {...cellProps(4)}>
        <Side row={row} side="right" />
      </Cell>
    </GridRow>
  )
})

/** Whether an element is the mark that expands a row. */
export function isTwisty(target: Element): boolean {
  return target.closest(`.${styles.twisty}`) !== null
}

function Twisty({
  expanded,
  toggle,
}: {
  readonly expanded: boolean | null
  readonly toggle: () => void
}) {
  if (expanded === null) return <span className={styles.leaf} />
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the row has the keys and the state
    // biome-ignore lint/a11y/useKeyWithClickEvents: Right and Left do the same
    <span className={cx(styles.twisty, expanded && styles.open)} onClick={toggle}>
      <ChevronRight size="0.875rem" aria-hidden="true" />
    </span>
  )
}

/** The name of a value, or of a key after those of the keys that are drawn with it. */
function Name({ row: { what, names } }: { readonly row: TwoHivesRow }): ReactNode {
  const own = names.at(-1) ?? ''
  if (what === 'value') {
    return (
      <Clip title={valueName(own)}>
        <VisibleText text={valueName(own)} />
      </Clip>
    )
  }
  const whole = spellShownPath(names)
  const end = spellKeyName(own)
  const above = whole.endsWith(end) ? whole.slice(0, whole.length - end.length) : ''
  return (
    <Clip className={styles.key} title={whole}>
      <bdi>
        {above !== '' && <span className={styles.above}>{above}</span>}
        <VisibleText text={own} />
      </bdi>
    </Clip>
  )
}

function Side({ row, side }: { readonly row: TwoHivesRow; readonly side: SideName }) {
  const text = rowSideText(row, side)
  return (
    <Clip title={text} dir="auto">
      <VisibleText text={text} />
    </Clip>
  )
}
