import { type ReactNode, useId } from 'react'
import { useDocuments } from '../../state/documents.ts'
import { changeFind, type FindForm, useFind } from '../../state/findForm.ts'
import { FIND, PLACE_TITLES, START_TITLES } from '../../text/find.ts'
import type { Place } from '../../worker/protocol.ts'
import { Check } from '../common/Check.tsx'
import { cx } from '../common/cx.ts'
import { Note, selectClass } from '../common/Field.tsx'
import styles from './find.module.css'

const PLACES: readonly Place[] = ['key', 'name', 'data']

/** The options of Find that regedit has, and the way that Find Next goes. */
export function FindOptions({ children }: { readonly children: ReactNode }) {
  const form = useFind()
  const { places, fault } = form
  const id = useId()
  return (
    <>
      <div className={styles.options}>
        <fieldset
          className={styles.set}
          aria-describedby={fault?.field === 'places' ? `${id}-places` : undefined}
        >
          <legend className={styles.legend}>{FIND.lookAt}</legend>
          {PLACES.map((place) => (
            <Check
              key={place}
              label={PLACE_TITLES[place]}
              checked={places.includes(place)}
              invalid={fault?.field === 'places'}
              onChange={(on) =>
                changeFind({ places: PLACES.filter((one) => isOn(one, place, on, places)) })
              }
            />
          ))}
        </fieldset>
        <span className={styles.set}>
          <Check
            label={FIND.whole}
            checked={form.whole}
            onChange={(whole) => changeFind({ whole })}
          />
          <Check
            label={FIND.matchCase}
            checked={form.matchCase}
            onChange={(matchCase) => changeFind({ matchCase })}
          />
        </span>
        <Hives form={form} />
        <Course form={form} />
        {children}
      </div>
      {fault?.field === 'places' && (
        <Note id={`${id}-places`} kind="error">
          {fault.text}
        </Note>
      )}
    </>
  )
}

/** Whether all open hives are searched; a choice only while there are several. */
function Hives({ form }: { readonly form: FindForm }) {
  const count = useDocuments(({ docs }) => docs.length)
  if (count < 2) return null
  return (
    <label className={styles.choice}>
      {FIND.where}
      <select
        className={cx(selectClass, styles.small)}
        value={form.everywhere ? 'all' : 'one'}
        onChange={({ target }) => changeFind({ everywhere: target.value === 'all' })}
      >
        <option value="one">{FIND.here}</option>
        <option value="all">{FIND.everywhere}</option>
      </select>
    </label>
  )
}

/** Where Find Next begins, which way it goes, and whether it goes around. */
function Course({ form }: { readonly form: FindForm }) {
  const { direction, start, wrap } = form
  const starts = START_TITLES[direction]
  return (
    <span className={styles.set}>
      <label className={styles.choice}>
        {FIND.start}
        <select
          className={cx(selectClass, styles.small)}
          value={start}
          onChange={({ target }) =>
            changeFind({ start: target.value === 'end' ? 'end' : 'selection' })
          }
        >
          <option value="selection">{starts.selection}</option>
          <option value="end">{starts.end}</option>
        </select>
      </label>
      <label className={styles.choice}>
        {FIND.direction}
        <select
          className={cx(selectClass, styles.small)}
          value={direction}
          onChange={({ target }) =>
            changeFind({ direction: target.value === 'up' ? 'up' : 'down' })
          }
        >
          <option value="down">{FIND.down}</option>
          <option value="up">{FIND.up}</option>
        </select>
      </label>
      <Check label={FIND.wrap} checked={wrap} onChange={(on) => changeFind({ wrap: on })} />
    </span>
  )
}

function isOn(one: Place, changed: Place, on: boolean, before: readonly Place[]): boolean {
  return one === changed ? on : before.includes(one)
}
