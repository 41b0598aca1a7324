import { TriangleAlert } from 'lucide-react'
import { useKeyDetails } from '../../state/tree.ts'
import { useValuesView } from '../../state/valueRows.ts'
import { keyDamageTexts } from '../../text/damage.ts'
import { markedSentence } from '../../text/visibleText.ts'
import type { DocId } from '../../worker/protocol.ts'
import styles from './ValueGrid.module.css'

/**
 * A note above the values of a key that cannot be read completely: what is missing, where, and what
 * still works.
 */
export function KeyDamage({ doc }: { readonly doc: DocId }) {
  const details = useKeyDetails(doc)
  const { key } = useValuesView(doc)
  const texts = details === null || details.id !== key ? [] : keyDamageTexts(details)
  if (texts.length === 0) return null
  return (
    <div className={styles.damage} role="note">
      <TriangleAlert className={styles.damageIcon} size="1rem" aria-hidden="true" />
      <div>
        {texts.map((text) => (
          <p key={text}>{markedSentence(text)}</p>
        ))}
      </div>
    </div>
  )
}
