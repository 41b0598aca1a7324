import { type KeyboardEvent, type Ref, useId, useImperativeHandle, useRef, useState } from 'react'
import { periodTexts } from '../../bytes/timeBins.ts'
import { useSettings } from '../../state/settings.ts'
import { typedPeriod } from '../../state/timeline.ts'
import { TIME_FAULTS, TIMELINE } from '../../text/timeline.ts'
import type { Period } from '../../worker/protocol.ts'
import { Button } from '../common/Button.tsx'
import { Note } from '../common/Field.tsx'
import styles from './timeline.module.css'

/** A way to begin typing from elsewhere. */
export interface PeriodFieldsHandle {
  begin(text: string): void
}

interface Props {
  readonly handle: Ref<PeriodFieldsHandle>
  /** The span on show; null for all times. */
  readonly period: Period | null
  readonly show: (period: Period) => void
  readonly showAll: () => void
  readonly leave: () => void
}

/**
 * The beginning and the end of a span of time, to be typed. A day alone is all of that day, so typing in the first
 * field empties the other one, until something is typed there too.
 */
export function PeriodFields({ handle, period, show, showAll, leave }: Props) {
  const zone = useSettings(({ times }) => times)
  const [typed, setTyped] = useState<{ readonly from: string; readonly to: string } | null>(null)
  const [fault, setFault] = useState<keyof typeof TIME_FAULTS | null>(null)
  const first = useRef<HTMLInputElement>(null)
  const last = useRef<HTMLInputElement>(null)
  const id = useId()
  const shown = period === null ? { from: '', to: '' } : periodTexts(period, zone)
  const texts = typed ?? shown
  const type = (next: { readonly from: string; readonly to: string }) => {
    setTyped(next)
    setFault(null)
  }
  useImperativeHandle(
    handle,
    () => ({
      begin(text) {
        setTyped({ from: text, to: '' })
        setFault(null)
        first.current?.focus()
      },
    }),
    [],
  )
  const enter = () => {
    if (texts.from.trim() === '' && texts.to.trim() === '') showAll()
    else {
      const found = typedPeriod(texts.from, texts.to)
      if (typeof found === 'string') {
        setFault(found)
        const field = found === 'from' ? first : last
        field.current?.focus()
        return
      }
      show(found)
    }
    setTyped(null)
    setFault(null)
    leave()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.altKey || event.ctrlKey || event.metaKey) return
    if (event.key === 'Enter') enter()
    else if (event.key === 'Escape') {
      if (typed === null) leave()
      setTyped(null)
      setFault(null)
    } else return
    event.preventDefault()
  }
  const field = (name: 'from' | 'to') => (
    <label className={styles.field}>
      <span>{TIMELINE[name]}</span>
      <input
        ref={name === 'from' ? first : last}
        type="text"
        className={styles.time}
        value={texts[name]}
        placeholder={name === 'from' ? '2024-05-01' : texts.from}
        title={TIMELINE.hint}
        maxLength={40}
        dir="ltr"
        inputMode="numeric"
        autoComplete="off"
        spellCheck={false}
        aria-invalid={fault === name || fault === 'order'}
        aria-describedby={fault === null ? undefined : id}
        onChange={({ target: { value } }) =>
          type(
            name === 'from'
              ? { from: value, to: typed?.to ?? '' }
              : { from: texts.from, to: value },
          )
        }
        onFocus={(event) => event.target.select()}
        onKeyDown={onKeyDown}
      />
    </label>
  )
  return (
    <>
      <span className={styles.fields}>
        {field('from')}
        {field('to')}
        <Button className={styles.button} onClick={enter}>
          {TIMELINE.show}
        </Button>
      </span>
      {fault !== null && (
        <span className={styles.fault}>
          <Note id={id} kind="error">
            {TIME_FAULTS[fault]}
          </Note>
        </span>
      )}
    </>
  )
}
