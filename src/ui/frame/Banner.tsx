import { Info, OctagonAlert, TriangleAlert, X } from 'lucide-react'
import { type ReactNode, useEffect } from 'react'
import { FRAME } from '../../text/page.ts'
import { IconButton } from '../common/Button.tsx'
import { cx } from '../common/cx.ts'
import styles from './Banners.module.css'
import { catchFocus } from './rowFocus.ts'

interface BannerProps {
  readonly kind: 'info' | 'warning' | 'error'
  readonly text: string
  readonly detail: string
  readonly children?: ReactNode
  readonly onDismiss?: () => void
}

const ICONS = { info: Info, warning: TriangleAlert, error: OctagonAlert } as const

/** A line across the window about a lasting state, with what can be done about it. */
export function Banner({ kind, text, detail, children, onDismiss }: BannerProps) {
  const Icon = ICONS[kind]
  useEffect(() => catchFocus, [])
  return (
    <div className={cx(styles.banner, styles[kind])} role={kind === 'error' ? 'alert' : 'note'}>
      <Icon className={styles.icon} size="1rem" aria-hidden="true" />
      <p className={styles.text} role={kind === 'error' ? undefined : 'status'}>
        {text} {detail && <span className={styles.detail}>{detail}</span>}
      </p>
      {children}
      {onDismiss && (
        <IconButton label={FRAME.dismiss} className={styles.dismiss} onClick={onDismiss}>
          <X size="0.9375rem" aria-hidden="true" />
        </IconButton>
      )}
    </div>
  )
}
