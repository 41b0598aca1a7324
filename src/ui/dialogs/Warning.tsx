import { TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import styles from './Warning.module.css'

/** Something to think about before one goes on. */
export function Warning({ children }: { readonly children: ReactNode }) {
  return (
    <p className={styles.warning}>
      <TriangleAlert size="0.9375rem" aria-hidden="true" />
      <span>{children}</span>
    </p>
  )
}
