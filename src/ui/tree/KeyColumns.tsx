import { zoneName } from '../../bytes/filetime.ts'
import { setKeyOrder } from '../../state/keyOrder.ts'
import { useSettings } from '../../state/settings.ts'
import { keyTimesTitle, TREE_WORDS } from '../../text/panes.ts'
import { SortArrow } from '../lists/SortArrow.tsx'
import styles from './KeyTree.module.css'

/** The headings of the columns of the key tree, which sort the subkeys of each key. */
export function KeyColumns() {
  const { keyOrder, times } = useSettings()
  const isByTime = keyOrder === 'newest' || keyOrder === 'oldest'
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for the controls of a form
    <div role="group" aria-label={TREE_WORDS.sort} className={styles.columns}>
      <button
        type="button"
        aria-pressed={!isByTime}
        className={styles.column}
        onClick={() => setKeyOrder('stored')}
      >
        {TREE_WORDS.name}
        {!isByTime && <SortArrow descending={false} />}
      </button>
      <button
        type="button"
        aria-pressed={isByTime}
        title={times === 'local' ? zoneName(Date.now(), times) : undefined}
        className={styles.column}
        onClick={() => setKeyOrder(keyOrder === 'newest' ? 'oldest' : 'newest')}
      >
        {keyTimesTitle(times)}
        {isByTime && <SortArrow descending={keyOrder === 'newest'} />}
      </button>
    </div>
  )
}
