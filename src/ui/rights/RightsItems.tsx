import { memo } from 'react'
import { rightsOf } from '../../security/accessMask.ts'
import type { AccountBook } from '../../state/accountBook.ts'
import { RIGHT_WORDS } from '../../text/rights.ts'
import { reasonText, WRITABLE } from '../../text/writable.ts'
import type { DescriptorRow, WritableRow } from '../../worker/protocol.ts'
import { VisibleText } from '../common/VisibleText.tsx'
import { Cell, Clip, GridRow, type RowFrame } from '../lists/GridRow.tsx'
import { KeyPath } from '../lists/KeyPath.tsx'

interface WritableItemProps extends RowFrame {
  readonly row: WritableRow
  readonly book: AccountBook
}

/** A key that can be written to, with what decides it. */
export const WritableItem = memo(function WritableItem({ row, book, ...frame }: WritableItemProps) {
  const rights = rightsText(row.rights)
  const reasons = row.reasons
    .map((reason) => reasonText(reason, reason.sid === null ? '' : book.nameOf(reason.sid)))
    .join(', ')
  return (
    <GridRow {...frame}>
      <Cell at={1} header look="path">
        <KeyPath path={row.path} root={WRITABLE.root} />
      </Cell>
      <Cell at={2} look="small">
        <Clip title={rights}>{rights}</Clip>
      </Cell>
      <Cell at={3} look="small">
        <Clip title={reasons}>
          <VisibleText text={reasons} />
        </Clip>
      </Cell>
    </GridRow>
  )
})

interface DescriptorItemProps extends RowFrame {
  readonly row: DescriptorRow
  readonly book: AccountBook
}

/** A descriptor with the number of keys that use it. */
export const DescriptorItem = memo(function DescriptorItem(props: DescriptorItemProps) {
  const { row, book, ...frame } = props
  const rights = rightsText(row.rights)
  return (
    <GridRow {...frame}>
      <Cell at={1} look="data">
        {row.keys.toLocaleString('en')}
      </Cell>
      <Cell at={2} look="small">
        <Clip title={row.owner ?? ''}>
          <VisibleText text={row.owner === null ? '' : book.nameOf(row.owner)} />
        </Clip>
      </Cell>
      <Cell at={3} look="small">
        <Clip title={rights}>{rights}</Clip>
      </Cell>
      <Cell at={4} header look="data">
        <Clip title={row.sddl ?? ''}>
          <VisibleText text={row.sddl ?? WRITABLE.unreadable} />
        </Clip>
      </Cell>
      <Cell at={5} look="path">
        <KeyPath path={row.path} root={WRITABLE.root} />
      </Cell>
    </GridRow>
  )
})

function rightsText(mask: number): string {
  return rightsOf(mask)
    .rights.map((right) => RIGHT_WORDS[right])
    .join(', ')
}
