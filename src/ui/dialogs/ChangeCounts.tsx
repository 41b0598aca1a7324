import { RECOVERY } from '../../text/recovery.ts'
import type { HiveChanges } from '../../worker/protocol.ts'
import { cx } from '../common/cx.ts'
import styles from './ChangeCounts.module.css'

const KINDS = ['added', 'removed', 'changed'] as const

interface Props {
  readonly changes: Pick<HiveChanges, 'keys' | 'values'>
}

/** How many keys and values were added, removed and changed. */
export function ChangeCounts({ changes }: Props) {
  return (
    <table className={styles.counts}>
      <caption className="sr-only">{RECOVERY.changes}</caption>
      <thead>
        <tr>
          <td />
          {KINDS.map((kind) => (
            <th key={kind} scope="col">
              {RECOVERY[kind]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {(['keys', 'values'] as const).map((what) => (
          <tr key={what}>
            <th scope="row">{RECOVERY[what]}</th>
            {KINDS.map((kind) => (
              <td key={kind} className={cx(changes[what][kind] > 0 && styles.some)}>
                {changes[what][kind].toLocaleString('en')}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
