import { useId } from 'react'
import type { FileUse } from '../../worker/protocol.ts'
import { cx } from '../common/cx.ts'
import styles from './fileMap.module.css'

/** The strokes of each use, in a square of 7 pixels: what differs in colour differs in its pattern too. */
const STROKES: Readonly<Record<FileUse, string>> = {
  key: 'M0 0h7v7h-7z',
  value: 'M3 2v3M2 3.5h3',
  data: '',
  list: 'M0 2h7M0 5.5h7',
  class: 'M1.5 0v7M5 0v7',
  security: 'M0 0l7 7M7 0l-7 7',
  free: '',
  lost: 'M0 7l7-7',
  header: 'M0 0h7M0 3.5h7M0 0v7M3.5 0v7',
  unreadable: 'M0 0l7 7M7 0l-7 7M0 3.5h7M3.5 0v7',
  tail: 'M3.5 0v7',
}

interface Props {
  readonly use: FileUse
  /** The outline of what is filled. */
  readonly path: string
}

/** An area filled with the colour and the pattern of a use. */
export function Pattern({ use, path }: Props) {
  const id = useId()
  return (
    <g className={cx(styles.use, styles[use])}>
      <pattern id={id} width="7" height="7" patternUnits="userSpaceOnUse">
        <path d={STROKES[use]} className={styles.strokes} />
      </pattern>
      <path d={path} className={styles.area} />
      <path d={path} fill={`url(#${id})`} />
    </g>
  )
}
