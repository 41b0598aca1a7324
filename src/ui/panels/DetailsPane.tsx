import { useRef } from 'react'
import { goToLinkTarget } from '../../state/navigation.ts'
import { type SelectionSize, useSelectionSize } from '../../state/selection.ts'
import { useKeyDetails } from '../../state/tree.ts'
import { useValuesView } from '../../state/valueRows.ts'
import { focusedValue } from '../../state/values.ts'
import { keyName } from '../../text/edits.ts'
import { DETAILS_WORDS, keyHeading, layerText, selectedText, sizeText } from '../../text/panes.ts'
import type { DocId, KeyDetails } from '../../worker/protocol.ts'
import { Button } from '../common/Button.tsx'
import { usePane } from '../common/usePane.ts'
import { useTimeText } from '../common/useTimeText.ts'
import { VisibleText } from '../common/VisibleText.tsx'
import { WholeText } from '../common/WholeText.tsx'
import styles from './panels.module.css'
import { Fact, hexOffset, ValueFacts } from './ValueFacts.tsx'

/** Everything about the selected value, and about the selected key under it. */
export function DetailsPane({ doc }: { readonly doc: DocId }) {
  const scroller = useRef<HTMLDivElement>(null)
  const pane = usePane('details', scroller)
  const details = useKeyDetails(doc)
  const view = useValuesView(doc)
  const value = focusedValue(doc)
  const selected = useSelectionSize(doc)
  return (
    <section className={styles.pane} aria-label={DETAILS_WORDS.label} {...pane}>
      <div className={styles.head}>{DETAILS_WORDS.label}</div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <div ref={scroller} className={styles.scroll} tabIndex={0}>
        {details === null ? (
          <div className={styles.nothing}>{DETAILS_WORDS.nothing}</div>
        ) : (
          <div className={styles.details}>
            {selected && <SelectionFacts selected={selected} />}
            {!selected && value && view.key !== null && (
              <ValueFacts doc={doc} keyId={view.key} row={value} revision={view.revision} />
            )}
            <KeyFacts doc={doc} details={details} />
          </div>
        )}
      </div>
    </section>
  )
}

/** The number of selected values and their total size. */
function SelectionFacts({ selected }: { readonly selected: SelectionSize }) {
  const { count, bytes } = selected
  return (
    <section className={styles.block}>
      <h2 className={styles.heading}>{selectedText(count, null)}</h2>
      {bytes !== null && (
        <dl className={styles.facts}>
          <Fact name={DETAILS_WORDS.size}>{sizeText(bytes)}</Fact>
        </dl>
      )}
    </section>
  )
}

function KeyFacts({ doc, details }: { readonly doc: DocId; readonly details: KeyDetails }) {
  const { name, className, link, layer } = details
  const timeText = useTimeText()
  return (
    <section className={styles.block}>
      <h2 className={styles.heading}>
        {keyHeading()} <VisibleText text={keyName(name)} />
      </h2>
      <dl className={styles.facts}>
        <Fact name={DETAILS_WORDS.lastWrite}>{timeText(details.lastWrite)}</Fact>
        <Fact name={DETAILS_WORDS.values}>{details.values.toLocaleString('en')}</Fact>
        <Fact name={DETAILS_WORDS.subkeys}>{details.subkeys.toLocaleString('en')}</Fact>
        {details.owner && (
          <Fact name={DETAILS_WORDS.owner}>
            <span title={details.owner.sid}>
              <VisibleText text={details.owner.name ?? details.owner.sid} />
            </span>
          </Fact>
        )}
        <Fact name={DETAILS_WORDS.class}>
          {className === null ? (
            <span className={styles.muted}>{DETAILS_WORDS.none}</span>
          ) : (
            <WholeText text={className} />
          )}
        </Fact>
        {link && (
          <Fact name={DETAILS_WORDS.link} look={styles.plain}>
            {DETAILS_WORDS.isLink}
          </Fact>
        )}
        {details.linkTarget !== null && (
          <Fact name={DETAILS_WORDS.linkTarget}>
            <VisibleText text={details.linkTarget} />{' '}
            <Button onClick={() => void goToLinkTarget(doc)}>{DETAILS_WORDS.goToTarget}</Button>
          </Fact>
        )}
        {layer && (
          <Fact name={DETAILS_WORDS.layer} look={styles.plain}>
            {layerText(layer)}
          </Fact>
        )}
        <Fact name={DETAILS_WORDS.descriptor}>{sizeText(details.descriptorSize)}</Fact>
        <Fact name={DETAILS_WORDS.cell}>{hexOffset(details.cell)}</Fact>
      </dl>
    </section>
  )
}
