import { type ReactNode, useId } from 'react'
import { EDITOR } from '../../text/editors.ts'
import { Note } from '../common/Field.tsx'
import styles from './editors.module.css'

interface StoredOddlyProps {
  /**
   * The text of each difference from the usual form, worded for the current choice. Without any,
   * nothing is drawn.
   */
  readonly words: readonly string[]
  readonly tidy: boolean
  readonly onTidy: (tidy: boolean) => void
  readonly readOnly: boolean
  readonly children?: ReactNode
}

/** Shows how stored data differs from the usual form of its type, and offers to store that form. */
export function StoredOddly({ words, tidy, onTidy, readOnly, children }: StoredOddlyProps) {
  const id = useId()
  if (words.length === 0) return null
  return (
    <Note kind="warning">
      {words.map((text) => (
        <p key={text}>{text}</p>
      ))}
      <div className={styles.choices}>
        <Check id={id} label={EDITOR.tidy} checked={tidy} disabled={readOnly} onChange={onTidy} />
        {children}
      </div>
    </Note>
  )
}

interface CheckProps {
  readonly id: string
  readonly label: string
  readonly checked: boolean
  readonly disabled: boolean
  readonly onChange: (checked: boolean) => void
}

/** A checkbox with its label. */
export function Check({ id, label, checked, disabled, onChange }: CheckProps) {
  return (
    <label className={styles.check} htmlFor={id}>
      <input
        id={id}
        type="checkbox"
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.target.checked)}
      />
      {label}
    </label>
  )
}
