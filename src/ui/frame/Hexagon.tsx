import styles from './Hexagon.module.css'

/** The product's sign. */
export function Hexagon({ size }: { readonly size: number }) {
  return (
    <span className={styles.hexagon} style={{ width: size, height: size }} aria-hidden="true" />
  )
}
