import styles from './Field.module.css'

interface CheckProps {
  readonly label: string
  readonly checked: boolean
  readonly invalid?: boolean
  readonly disabled?: boolean
  readonly onChange: (checked: boolean) => void
}

/** A checkbox with its label after it. */
export function Check({ label, checked, invalid = false, disabled = false, onChange }: CheckProps) {
  return (
    <label className={styles.check}>
      <input
        type="checkbox"
        checked={checked}
        disabled={disabled}
        aria-invalid={invalid || undefined}
        onChange={(event) => onChange(event.target.checked)}
      />
      {label}
    </label>
  )
}
