import { useEffect, useId, useMemo, useRef, useState } from 'react'
import { loadMeanings } from '../../state/reads.ts'
import { type NumberBase, setBase, useSettings } from '../../state/settings.ts'
import { EDITOR, numberProblemText } from '../../text/editors.ts'
import { MEANING_LABELS, meaningText } from '../../text/meanings.ts'
import { READING_TITLES } from '../../text/panes.ts'
import { decodeDword, decodeDwordBigEndian, decodeQword } from '../../values/decode.ts'
import { encodeDword, encodeDwordBigEndian, encodeQword, parseNumber } from '../../values/encode.ts'
import { numberReadings } from '../../values/readings.ts'
import { standardType, VALUE_TYPE } from '../../values/valueType.ts'
import type { Meaning } from '../../worker/protocol.ts'
import { Button } from '../common/Button.tsx'
import { controlClass, Field, Note } from '../common/Field.tsx'
import { useTimeText } from '../common/useTimeText.ts'
import { VisibleText } from '../common/VisibleText.tsx'
import { EditorFrame } from './EditorFrame.tsx'
import styles from './editors.module.css'
import { Check } from './StoredOddly.tsx'
import { type EditedValue, useSubmit } from './useSubmit.ts'

interface NumberEditorProps {
  readonly value: EditedValue
  readonly bits: 32 | 64
}

/**
 * The editor of DWORD and QWORD values, hexadecimal or decimal, with other readings of the number
 * beside it.
 */
export function NumberEditor({ value, bits }: NumberEditorProps) {
  const { keepsBase, lastBase } = useSettings()
  const [base, showBase] = useState<NumberBase>(keepsBase ? lastBase : 16)
  const [text, setText] = useState(() => decode(value).toString(base))
  const { refused, submit } = useSubmit(value)
  const field = useRef<HTMLInputElement>(null)
  const dataId = useId()
  const parsed = parseNumber(text, { base, bits })
  const problem = 'error' in parsed ? parsed : null
  const number = 'value' in parsed ? parsed.value : null
  const truncated = problem && 'truncated' in problem ? problem.truncated : null

  const changeBase = (to: NumberBase) => {
    showBase(to)
    setBase({ lastBase: to })
    if (number !== null) setText(number.toString(to))
  }
  return (
    <EditorFrame
      title={bits === 32 ? EDITOR.dword : EDITOR.qword}
      value={value}
      dataField={field}
      invalid={number === null}
      refused={refused}
      onSubmit={() => number !== null && void submit(encode(value, number, bits))}
    >
      <Field id={dataId} label={EDITOR.valueData}>
        <input
          ref={field}
          id={dataId}
          className={controlClass}
          autoComplete="off"
          spellCheck={false}
          readOnly={value.readOnly}
          aria-invalid={problem !== null}
          aria-describedby={`${dataId}-${problem ? 'problem' : 'meaning'}`}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onFocus={(event) => event.target.select()}
        />
      </Field>
      {problem && (
        <Note kind="error" id={`${dataId}-problem`}>
          {numberProblemText(problem.error, bits)}{' '}
          {truncated !== null && (
            <Button onClick={() => setText(truncated.toString(base))}>{EDITOR.truncate}</Button>
          )}
        </Note>
      )}
      <fieldset className={styles.base}>
        <legend>{EDITOR.base}</legend>
        <span className={styles.radios}>
          <BaseRadio base={16} label={EDITOR.hexadecimal} current={base} choose={changeBase} />
          <BaseRadio base={10} label={EDITOR.decimal} current={base} choose={changeBase} />
        </span>
        <Check
          id={`${dataId}-keep`}
          label={EDITOR.keepBase}
          checked={keepsBase}
          disabled={false}
          onChange={(keeps) => setBase({ keepsBase: keeps, lastBase: base })}
        />
      </fieldset>
      <dl className={styles.readings}>
        <Meanings id={`${dataId}-meaning`} value={value} number={number} bits={bits} />
        <Readings number={number} bits={bits} base={base} />
      </dl>
    </EditorFrame>
  )
}

interface BaseRadioProps {
  readonly base: NumberBase
  readonly label: string
  readonly current: NumberBase
  readonly choose: (base: NumberBase) => void
}

function BaseRadio({ base, label, current, choose }: BaseRadioProps) {
  return (
    <label className={styles.radio}>
      <input
        type="radio"
        name="base"
        className={styles.radioInput}
        checked={current === base}
        onChange={() => choose(base)}
      />
      <span>{label}</span>
    </label>
  )
}

interface MeaningsProps {
  readonly id: string
  readonly value: EditedValue
  readonly number: bigint | null
  readonly bits: 32 | 64
}

/** What the typed number means in a well-known value, such as when a service is started. */
function Meanings({ id, value, number, bits }: MeaningsProps) {
  const timeText = useTimeText()
  const [meanings, setMeanings] = useState<readonly Meaning[]>([])
  const data = useMemo(
    () => (number === null ? null : encode(value, number, bits)),
    [value, number, bits],
  )
  useEffect(() => {
    if (data === null) {
      setMeanings([])
      return
    }
    const asked = new AbortController()
    void loadMeanings(value, data, { signal: asked.signal }).then((found) => {
      if (!asked.signal.aborted) setMeanings(found)
    })
    return () => asked.abort()
  }, [value, data])
  return (
    <div id={id} className={styles.meanings} aria-live="polite">
      {meanings.map((meaning) => (
        <div key={meaning.label}>
          <dt>{MEANING_LABELS[meaning.label]}</dt>
          <dd className={styles.meaning}>
            <VisibleText text={meaningText(meaning, timeText)} />
          </dd>
        </div>
      ))}
    </div>
  )
}

interface ReadingsProps {
  readonly number: bigint | null
  readonly bits: 32 | 64
  readonly base: NumberBase
}

/** The number in the other base, signed, in binary, and as a time if it may be one. */
function Readings({ number, bits, base }: ReadingsProps) {
  const timeText = useTimeText()
  const shown = base === 16 ? 'hex' : 'decimal'
  const readings = number === null ? [] : numberReadings(number, bits)
  const others = readings.filter((reading) => reading.kind !== shown)
  return others.map((reading) => (
    <div key={reading.kind}>
      <dt>{READING_TITLES[reading.kind]}</dt>
      <dd>
        <bdi dir="ltr">{reading.time === undefined ? reading.text : timeText(reading.time)}</bdi>
      </dd>
    </div>
  ))
}

function decode({ type, data }: EditedValue): number | bigint {
  if (data.length === 8) return decodeQword(data) ?? 0n
  const swapped = standardType(type) === VALUE_TYPE.DWORD_BIG_ENDIAN
  return (swapped ? decodeDwordBigEndian(data) : decodeDword(data)) ?? 0
}

function encode({ type }: EditedValue, number: bigint, bits: 32 | 64): Uint8Array {
  if (bits === 64) return encodeQword(number)
  const swapped = standardType(type) === VALUE_TYPE.DWORD_BIG_ENDIAN
  return (swapped ? encodeDwordBigEndian : encodeDword)(Number(number))
}
