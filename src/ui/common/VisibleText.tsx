import { Fragment } from 'react'
import { visibleParts } from '../../text/visibleText.ts'
import styles from './VisibleText.module.css'

/**
 * Untrusted text on one line, bidi-isolated, with hidden characters as marks, cut to the length
 * that is ever shown.
 */
export function VisibleText({ text }: { readonly text: string }) {
  const parts = visibleParts(text)
  const [only] = parts
  if (parts.length === 1 && only?.mark === null) return <bdi>{only.text}</bdi>
  return (
    <bdi>
      {parts.map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts have no identity but their place
        <Fragment key={index}>
          {part.mark === null ? (
            part.text
          ) : (
            <span className={styles.mark} title={part.code}>
              {part.mark}
            </span>
          )}
        </Fragment>
      ))}
    </bdi>
  )
}
