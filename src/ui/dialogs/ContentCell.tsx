import { typeName } from '../../values/valueType.ts'
import type { ValueContent } from '../../worker/protocol.ts'
import { VisibleText } from '../common/VisibleText.tsx'
import styles from './PasteDialog.module.css'

/** The content of a value, in a cell of a table; empty if there is no value. */
export function ContentCell({ of }: { readonly of: ValueContent | null }) {
  if (of === null) return <td />
  return (
    <td title={typeName(of.type)}>
      <span className={styles.data}>
        <VisibleText text={of.preview} />
      </span>
    </td>
  )
}
