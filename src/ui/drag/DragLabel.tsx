import { useDrag } from '../../state/drag.ts'
import { DRAG } from '../../text/clipboard.ts'
import styles from './DragLabel.module.css'

/** Beside the pointer: what is dragged, and what dropping it would do. */
export function DragLabel() {
  const { dragged, over, copies, x, y } = useDrag()
  if (dragged === null) return null
  return (
    <div className={styles.label} style={{ left: x, top: y }} data-drop={over !== null}>
      <b>{copies ? DRAG.copy(dragged.name) : DRAG.move(dragged.name)}</b>
      <span>{over === null ? DRAG.nowhere : DRAG.into(over.name)}</span>
    </div>
  )
}
