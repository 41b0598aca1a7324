import type { ComponentProps } from 'react'
import styles from './Button.module.css'
import { cx } from './cx.ts'

interface ButtonProps extends ComponentProps<'button'> {
  /** `primary` for the one thing a place is for; `quiet` has no border until pointed at. */
  readonly look?: 'plain' | 'primary' | 'quiet'
}

/** A button with words. */
export function Button({ look = 'plain', className, type = 'button', ...rest }: ButtonProps) {
  return <button type={type} className={cx(styles.button, styles[look], className)} {...rest} />
}

interface IconButtonProps extends ComponentProps<'button'> {
  /** The accessible name, and the tooltip together with the shortcut. */
  readonly label: string
  readonly shortcut?: string | undefined
}

/** A button with an icon; its label is its name. */
export function IconButton({ label, shortcut, className, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={shortcut ? `${label} (${shortcut})` : label}
      className={cx(styles.icon, className)}
      {...rest}
    />
  )
}
