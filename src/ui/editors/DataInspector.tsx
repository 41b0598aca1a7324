import { memo, useState } from 'react'
import { HEX, INSPECTION_TITLES, inspectedText } from '../../text/valueEditors.ts'
import { markedText } from '../../text/visibleText.ts'
import { INSPECTIONS, inspectBytes } from '../../values/inspect.ts'
import { useTimeText } from '../common/useTimeText.ts'
import styles from './editors.module.css'

interface DataInspectorProps {
  readonly bytes: Uint8Array
  /** Offset in bytes of the caret. */
  readonly at: number
  /** The offset as it is shown. */
  readonly offset: string
}

/** Everything that the bytes at the caret may mean. */
export const DataInspector = memo(function DataInspector({
  bytes,
  at,
  offset,
}: DataInspectorProps) {
  const [bigEndian, setBigEndian] = useState(false)
  const timeText = useTimeText()
  const readings = inspectBytes(bytes, Math.min(at, bytes.length), bigEndian)
  const textOf = (kind: (typeof INSPECTIONS)[number]) => {
    const reading = readings[kind]
    if (reading === null) return null
    return 'text' in reading ? markedText(reading.text) : timeText(reading.time)
  }
  return (
    <section className={styles.inspector} aria-label={HEX.inspector}>
      <div className={styles.inspectorHead}>
        <h3>{inspectedText(offset)}</h3>
        <label className={styles.check}>
          <input
            type="checkbox"
            checked={bigEndian}
            onChange={(event) => setBigEndian(event.target.checked)}
          />
          {HEX.bigEndian}
        </label>
      </div>
      <dl className={styles.inspections}>
        {INSPECTIONS.map((kind) => (
          <div key={kind}>
            <dt>{INSPECTION_TITLES[kind]}</dt>
            <dd>
              <bdi>{textOf(kind) ?? <span className={styles.offset}>{HEX.noReading}</span>}</bdi>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
})
