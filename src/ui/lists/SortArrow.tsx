import styles from './SortArrow.module.css'

/** The arrow beside the heading of the column that a list is sorted by. */
export function SortArrow({ descending }: { readonly descending: boolean }) {
  return (
    <svg className={styles.arrow} viewBox="0 0 10 10" aria-hidden="true">
      <path d={descending ? 'M5 1.5v7M2 5.8 5 8.5 8 5.8' : 'M5 8.5v-7M2 4.2 5 1.5 8 4.2'} />
    </svg>
  )
}
