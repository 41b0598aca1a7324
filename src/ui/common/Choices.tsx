import { type ReactNode, type RefObject, useId } from 'react'
import styles from './Choices.module.css'

interface Choice<T extends string> {
  readonly value: T
  readonly label: ReactNode
  /** A second line. */
  readonly hint?: ReactNode
  readonly disabled?: boolean
}

interface Props<T extends string> {
  readonly legend: string
  readonly choices: readonly Choice<T>[]
  readonly value: T
  readonly onChange: (value: T) => void
  /** The first radio button, which then can get the focus. */
  readonly first?: RefObject<HTMLInputElement | null>
}

/** Radio buttons below each other. */
export function Choices<T extends string>({ legend, choices, value, onChange, first }: Props<T>) {
  const id = useId()
  return (
    <fieldset className={styles.set}>
      <legend>{legend}</legend>
      {choices.map(({ value: own, label, hint, disabled = false }, at) => (
        <label key={own} className={styles.choice}>
          <input
            ref={at === 0 ? first : undefined}
            type="radio"
            name={id}
            checked={own === value}
            disabled={disabled}
            aria-describedby={hint === undefined ? undefined : `${id}-${own}`}
            onChange={() => onChange(own)}
          />
          <span className={styles.words}>
            {label}
            {hint !== undefined && (
              <span id={`${id}-${own}`} className={styles.hint}>
                {hint}
              </span>
            )}
          </span>
        </label>
      ))}
    </fieldset>
  )
}
