import type { ComponentProps } from 'react'
import styles from './Button.module.css'
import { cx } from './cx.ts'

interface ButtonProps extends ComponentProps<'button'> {
  /**
   * `primary` is for the main action of its place; `quiet` has no border until the pointer is over
   * it.
   */
  readonly look?: 'plain' | 'primary' | 'quiet'
}

/** A button with text. */
export function Button({ look = 'plain', className, type = 'button', ...rest }: ButtonProps) {
  return <button type={type} className={cx(styles.button, styles[look], className)} {...rest} />
}

interface IconButtonProps extends ComponentProps<'button'> {
  /** The accessible name. With the shortcut it is also the tooltip. */
  readonly label: string
  readonly shortcut?: string | undefined
}

/** A button with an icon, named by its label. */
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
