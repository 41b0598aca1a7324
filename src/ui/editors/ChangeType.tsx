import { useId, useRef, useState } from 'react'
import { CHANGE_TYPE, conversionProblemText, newDataText } from '../../text/valueEditors.ts'
import { PREVIEW_HEAD_BYTES, previewValue } from '../../values/preview.ts'
import { typeName } from '../../values/valueType.ts'
import { controlClass, Field, Note } from '../common/Field.tsx'
import { VisibleText } from '../common/VisibleText.tsx'
import { EditorFrame } from './EditorFrame.tsx'
import styles from './editors.module.css'
import { TypeField } from './TypeField.tsx'
import { useConversion } from './useConversion.ts'
import { type EditedValue, useSubmit, wordsOf } from './useSubmit.ts'

/** Gives a value another type, with its data converted or with the same bytes. */
export function ChangeType({ value }: { readonly value: EditedValue }) {
  const [type, setType] = useState<number | null>(value.type)
  const [keeps, setKeeps] = useState(false)
  const { refused, submit } = useSubmit(value)
  const first = useRef<HTMLSelectElement>(null)
  const id = useId()
  const made = useConversion(value, keeps ? value.type : type)
  const data = made && 'data' in made ? made.data : null
  return (
    <EditorFrame
      title={CHANGE_TYPE.title}
      value={value}
      dataField={first}
      invalid={data === null || type === null}
      refused={refused}
      onSubmit={() => data && type !== null && void submit(data, type)}
    >
      <Field id={`${id}-now`} label={CHANGE_TYPE.now}>
        <input id={`${id}-now`} className={controlClass} readOnly value={typeName(value.type)} />
      </Field>
      <TypeField ref={first} first={value.type} onType={setType} disabled={value.readOnly} />
      <fieldset className={styles.ways}>
        <legend>{CHANGE_TYPE.data}</legend>
        {[false, true].map((way) => (
          <label key={String(way)} className={styles.check}>
            <input
              type="radio"
              name={`${id}-way`}
              checked={keeps === way}
              disabled={value.readOnly}
              onChange={() => setKeeps(way)}
            />
            {way ? CHANGE_TYPE.keep : CHANGE_TYPE.convert}
          </label>
        ))}
      </fieldset>
      {made && 'done' in made && (
        <p className={styles.working}>
          <span>{CHANGE_TYPE.working}</span>
          <progress value={made.done} aria-label={CHANGE_TYPE.working} />
        </p>
      )}
      {made && 'failed' in made && <Note kind="error">{wordsOf(made.failed)}</Note>}
      {made && 'problem' in made && <Note kind="error">{conversionProblemText(made.problem)}</Note>}
      {data && type !== null && (
        <Note kind="hint">
          {newDataText(data.length)}{' '}
          <VisibleText
            text={previewValue(type, data.length, data.subarray(0, PREVIEW_HEAD_BYTES)).text}
          />
        </Note>
      )}
      {made && 'data' in made && !made.whole && <Note kind="warning">{CHANGE_TYPE.lossy}</Note>}
    </EditorFrame>
  )
}
