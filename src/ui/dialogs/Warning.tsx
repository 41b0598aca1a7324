import { TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import styles from './Warning.module.css'

/** A warning in a dialog. */
export function Warning({ children }: { readonly children: ReactNode }) {
  return (
    <p className={styles.warning}>
      <TriangleAlert size="0.9375rem" aria-hidden="true" />
      <span>{children}</span>
    </p>
  )
}
