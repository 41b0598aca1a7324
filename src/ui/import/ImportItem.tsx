import { memo } from 'react'
import { toggleImportRow } from '../../state/importing.ts'
import { valueName } from '../../text/edits.ts'
import { changeText, hasChoice, IMPORT, skippedText } from '../../text/importDialog.ts'
import { PENDING } from '../../text/pending.ts'
import { typeName } from '../../values/valueType.ts'
import type { ChangeRow, ImportRow, ValueContent } from '../../worker/protocol.ts'
import { cx } from '../common/cx.ts'
import { VisibleText } from '../common/VisibleText.tsx'
import { Cell, CheckCell, Clip, GridRow, type RowFrame } from '../lists/GridRow.tsx'
import { KeyPath } from '../lists/KeyPath.tsx'
import styles from './import.module.css'

interface ImportItemProps extends RowFrame {
  readonly row: ImportRow
}

/** A change of a text, or a line that was not read and why. */
export const ImportItem = memo(function ImportItem({ row, ...frame }: ImportItemProps) {
  const isChange = row.kind !== 'skipped'
  const canChoose = isChange && hasChoice(row.effect)
  return (
    <GridRow {...frame} className={cx(isChange && !(canChoose && row.accepted) && styles.off)}>
      <CheckCell
        label={IMPORT.accept}
        checked={canChoose && row.accepted}
        disabled={!canChoose}
        onChange={() => void toggleImportRow(row)}
      />
      <Cell at={2} look="small" className={styles.line}>
        {row.line?.toLocaleString('en')}
      </Cell>
      {isChange ? <ChangeCells row={row} /> : <SkippedCells text={skippedText(row)} />}
    </GridRow>
  )
})

function SkippedCells({ text }: { readonly text: string }) {
  return (
    <Cell at={3} header look="small" aria-colspan={5} className={styles.skipped}>
      <Clip title={text}>{text}</Clip>
    </Cell>
  )
}

function ChangeCells({ row }: { readonly row: ChangeRow }) {
  const what = changeText(row)
  return (
    <>
      <Cell at={3} look="small" className={styles[row.effect]}>
        <Clip title={what}>{what}</Clip>
      </Cell>
      <Cell at={4} header look="path">
        <KeyPath path={row.path} root={PENDING.root} />
      </Cell>
      <Cell at={5}>
        <Clip>{row.value !== null && <VisibleText text={valueName(row.value)} />}</Clip>
      </Cell>
      <Content at={6} of={row.before} />
      <Content at={7} of={row.after} />
    </>
  )
}

/** The content of a value; empty if there is no value. */
function Content({ at, of }: { readonly at: number; readonly of: ValueContent | null }) {
  return (
    <Cell at={at} look="data">
      {of !== null && (
        <Clip title={`${typeName(of.type)} ${of.preview}`} dir="auto">
          <VisibleText text={of.preview} />
        </Clip>
      )}
    </Cell>
  )
}
