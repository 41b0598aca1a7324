import type { ReactNode } from 'react'
import styles from './dialogs.module.css'

export interface Fact {
  readonly label: string
  readonly value: ReactNode
}

/** Labels and values in two columns. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl className={styles.facts}>
      {facts.map(({ label, value }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
