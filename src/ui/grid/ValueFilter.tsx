import { focusPane } from '../../state/focus.ts'
import type { ValuesView } from '../../state/valueRows.ts'
import { filterValues } from '../../state/values.ts'
import { FILTER, valuesFoundText } from '../../text/panes.ts'
import type { DocId } from '../../worker/protocol.ts'
import { FilterField } from '../common/FilterField.tsx'
import styles from './ValueGrid.module.css'

/** The field that the values of a key are filtered with. It is there on request. */
export function ValueFilter({ doc, view }: { readonly doc: DocId; readonly view: ValuesView }) {
  const text = view.filter ?? ''
  return (
    <div className={styles.filter}>
      <FilterField
        pane="grid-filter"
        label={FILTER.values}
        text={text}
        found={text === '' || view.loading ? '' : valuesFoundText(view.total)}
        change={(typed) => void filterValues(doc, typed)}
        enter={() => focusPane('grid')}
        leave={() => {
          void filterValues(doc, null)
          focusPane('grid')
        }}
      />
    </div>
  )
}
