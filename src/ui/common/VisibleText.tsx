import { Fragment } from 'react'
import { hasHidden, visibleParts } from '../../text/visibleText.ts'
import styles from './VisibleText.module.css'

/** Untrusted text on one line, isolated from its surroundings, hidden characters as marks. */
export function VisibleText({ text }: { readonly text: string }) {
  if (!hasHidden(text)) return <bdi>{text}</bdi>
  return (
    <bdi>
      {visibleParts(text).map((part, index) => (
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
