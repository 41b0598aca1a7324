import { rems } from '../common/textScale.ts'
import styles from './Hexagon.module.css'

/** The product's logo, with its size in design pixels. */
export function Hexagon({ size }: { readonly size: number }) {
  return (
    <span
      className={styles.hexagon}
      style={{ width: rems(size), height: rems(size) }}
      aria-hidden="true"
    />
  )
}
