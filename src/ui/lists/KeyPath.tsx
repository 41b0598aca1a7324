import type { ReactNode } from 'react'
import { spellKeyName, spellShownPath } from '../../bytes/spelling.ts'
import { VisibleText } from '../common/VisibleText.tsx'
import styles from './GridRows.module.css'

interface KeyPathProps {
  /** The names from the root on; none is the root. */
  readonly path: readonly string[]
  /** What the root is called. */
  readonly root: string
  /** The own name of the key, if it is not drawn as text only. */
  readonly own?: ReactNode
}

/** The path of a key, in a cell with the look `path`: what is above it may be cut, its own name is not. */
export function KeyPath({ path, root, own }: KeyPathProps) {
  const name = path.at(-1)
  const whole = name === undefined ? root : spellShownPath(path)
  const end = name === undefined ? root : spellKeyName(name)
  const above = whole.endsWith(end) ? whole.slice(0, whole.length - end.length) : ''
  return (
    <>
      {above !== '' && (
        <span className={styles.above} title={whole}>
          <bdi>{above}</bdi>
        </span>
      )}
      <span className={styles.own} title={whole}>
        {own ?? <VisibleText text={name ?? root} />}
      </span>
    </>
  )
}
