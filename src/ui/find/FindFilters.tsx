import { useId } from 'react'
import { useDocuments } from '../../state/documents.ts'
import {
  changeFind,
  clearFilters,
  type FindField,
  type FindForm,
  filterCount,
  useFind,
} from '../../state/findForm.ts'
import { useSettings } from '../../state/settings.ts'
import { useKeyDetails } from '../../state/tree.ts'
import { belowText, FIND } from '../../text/find.ts'
import { typeName, VALUE_TYPE } from '../../values/valueType.ts'
import type { DocId } from '../../worker/protocol.ts'
import { Button } from '../common/Button.tsx'
import { Check } from '../common/Check.tsx'
import { cx } from '../common/cx.ts'
import { controlClass, Field, Note } from '../common/Field.tsx'
import styles from './find.module.css'

/** The types that can be chosen, in the order of their numbers. */
const TYPES: readonly number[] = Object.values(VALUE_TYPE).sort((a, b) => a - b)

/** The further filters of Find: a part of the hive, types, sizes and times. */
export function FindFilters({ id, doc }: { readonly id: string; readonly doc: DocId }) {
  const form = useFind()
  const { types, below } = form
  const details = useKeyDetails(doc)
  const zone = useSettings(({ times }) => times)
  const scope = below?.doc === doc ? below : null
  const everywhere = useDocuments(({ docs }) => docs.length > 1) && form.everywhere
  const setBelow = (on: boolean) => {
    const { id: key, name } = details ?? {}
    changeFind({ below: on && key !== undefined ? { doc, key, name: name ?? '' } : null })
  }
  return (
    <div id={id} className={styles.filters}>
      <div className={cx(styles.first, styles.wide)}>
        <Check
          label={belowText(scope?.name ?? details?.name ?? null)}
          checked={scope !== null && !everywhere}
          disabled={everywhere}
          onChange={setBelow}
        />
        {filterCount(form) > 0 && (
          <Button look="quiet" className={styles.more} onClick={clearFilters}>
            {FIND.clearFilters}
          </Button>
        )}
      </div>
      <fieldset className={styles.group}>
        <legend className={styles.legend}>{FIND.size}</legend>
        <div className={styles.pair}>
          <Text name="leastSize" label={FIND.leastSize} form={form} />
          <Text name="mostSize" label={FIND.mostSize} form={form} />
        </div>
      </fieldset>
      <fieldset className={styles.group}>
        <legend className={styles.legend}>{FIND.written[zone]}</legend>
        <div className={styles.pair}>
          <Text name="writtenFrom" label={FIND.writtenFrom} form={form} hint={FIND.timeHint} />
          <Text name="writtenTo" label={FIND.writtenTo} form={form} hint={FIND.timeHint} />
        </div>
      </fieldset>
      <fieldset className={cx(styles.group, styles.wide)}>
        <legend className={styles.legend}>{FIND.types}</legend>
        <div className={styles.types}>
          {TYPES.map((type) => (
            <Check
              key={type}
              label={typeName(type)}
              checked={types.includes(type)}
              onChange={(on) =>
                changeFind({
                  types: TYPES.filter((one) => (one === type ? on : types.includes(one))),
                })
              }
            />
          ))}
        </div>
      </fieldset>
      <Note kind="hint">{FIND.valuesOnly}</Note>
    </div>
  )
}

interface TextProps {
  readonly name: FindField &
    keyof FindForm &
    `${'leastSize' | 'mostSize' | 'writtenFrom' | 'writtenTo'}`
  readonly label: string
  readonly form: FindForm
  readonly hint?: string
}

function Text({ name, label, form, hint }: TextProps) {
  const id = useId()
  const fault = useFind((state) => (state.fault?.field === name ? state.fault : null))
  return (
    <Field id={id} label={label}>
      <input
        id={id}
        className={cx(controlClass, styles.short)}
        value={form[name]}
        placeholder={hint}
        inputMode={hint === undefined ? 'numeric' : undefined}
        autoComplete="off"
        aria-invalid={fault !== null}
        aria-describedby={fault ? `${id}-fault` : undefined}
        onChange={({ target }) => changeFind({ [name]: target.value })}
      />
      {fault && (
        <Note id={`${id}-fault`} kind="error">
          {fault.text}
        </Note>
      )}
    </Field>
  )
}
