import licences from 'virtual:licences'
import styles from './dialogs.module.css'

/** The licences of everything that ships with the page. */
export function LicencesText() {
  return <pre className={styles.licences}>{licences}</pre>
}
