import type { ReactNode } from 'react'
import { cx } from './cx.ts'
import styles from './Field.module.css'

interface FieldProps {
  readonly id: string
  readonly label: string
  readonly children: ReactNode
  /** Shown at the end of the label's line, such as a length. */
  readonly aside?: ReactNode
}

/** A label over its control. */
export function Field({ id, label, aside, children }: FieldProps) {
  return (
    <div className={styles.field}>
      <div className={styles.head}>
        <label htmlFor={id}>{label}</label>
        {aside !== undefined && <span className={styles.aside}>{aside}</span>}
      </div>
      {children}
    </div>
  )
}

/** The classes of text controls, shared by inputs and text areas. */
export const controlClass = cx(styles.control)
export const areaClass = cx(styles.control, styles.area)
export const selectClass = cx(styles.control, styles.select)

interface NoteProps {
  readonly id?: string
  readonly kind: 'error' | 'warning' | 'hint'
  readonly children: ReactNode
}

/** A line under a control: an error, a consequence, or help. */
export function Note({ id, kind, children }: NoteProps) {
  return (
    <div
      id={id}
      className={cx(styles.note, styles[kind])}
      role={kind === 'error' ? 'alert' : undefined}
    >
      {children}
    </div>
  )
}
