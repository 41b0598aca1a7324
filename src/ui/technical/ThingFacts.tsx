import { goToRow } from '../../state/navigation.ts'
import { followTo, technicalViews } from '../../state/technicalView.ts'
import { placeText, referenceText, TECHNICAL } from '../../text/technical.ts'
import type { DocId } from '../../worker/protocol.ts'
import { Button } from '../common/Button.tsx'
import { VisibleText } from '../common/VisibleText.tsx'
import { textOfOwner } from './fieldText.ts'
import styles from './technical.module.css'

/** References that are shown; more would take the room of the fields. */
const MOST_SHOWN = 5

/** Whom the cell on show belongs to, and which fields refer to it. */
export function ThingFacts({ doc }: { readonly doc: DocId }) {
  const { thing } = technicalViews.useView(doc)
  if (thing === null || thing.of.use === null) return null
  const { of, references, referencesCut } = thing
  const { owner } = of
  const key = owner?.key ?? null
  return (
    <div className={styles.facts}>
      {owner !== null && (
        <p>
          <span className={styles.muted}>{TECHNICAL.belongsTo} </span>
          <VisibleText text={textOfOwner(owner)} />
          {key !== null && (
            <Button
              className={styles.small}
              onClick={() => void goToRow(doc, { key, value: owner.value?.id ?? null })}
            >
              {owner.value === null ? TECHNICAL.goToKey : TECHNICAL.goToValue}
            </Button>
          )}
        </p>
      )}
      {of.kind === 'used' && (
        <p>
          <span className={styles.muted}>
            {references.length === 0 ? TECHNICAL.referredByNothing : TECHNICAL.referredBy}
          </span>
          {references.slice(0, MOST_SHOWN).map((reference) => (
            <button
              key={reference.at}
              type="button"
              className={styles.link}
              title={placeText(reference.at)}
              onClick={() => void followTo(doc, reference.at)}
            >
              {referenceText(reference)}
            </button>
          ))}
          {(referencesCut || references.length > MOST_SHOWN) && (
            <span className={styles.muted}>{TECHNICAL.more}</span>
          )}
        </p>
      )}
    </div>
  )
}
