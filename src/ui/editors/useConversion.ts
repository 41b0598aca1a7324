import { useEffect, useMemo, useState } from 'react'
import { loadConvertedData } from '../../state/reads.ts'
import { type Conversion, convertData } from '../../values/convertData.ts'
import type { EditedValue } from './useSubmit.ts'

/** The most bytes of data that are converted at once; the engine converts longer data. */
const AT_ONCE_BYTES = 16_384

/** New data or why there is none, how much of the work is done, or the error that ended it. */
export type Converting = Conversion | { readonly done: number } | { readonly failed: unknown }

/**
 * The data of a value as it would be with another type. The engine converts long data; choosing another type or closing
 * the editor cancels that.
 *
 * @param value - the value as it is stored
 * @param to - the new type; null while none is chosen
 * @returns the new data or why there is none, or how much of the work is done; null without a type
 */
export function useConversion(value: EditedValue, to: number | null): Converting | null {
  const atOnce = useMemo((): Conversion | null => {
    if (to === null) return null
    if (to === value.type) return { data: value.data, whole: true }
    return value.data.length <= AT_ONCE_BYTES ? convertData(value.type, value.data, to) : null
  }, [value, to])
  const [late, setLate] = useState<{ readonly to: number; readonly made: Converting } | null>(null)
  useEffect(() => {
    if (to === null || atOnce !== null) return
    const stop = new AbortController()
    const show = (made: Converting) => {
      if (!stop.signal.aborted) setLate({ to, made })
    }
    const call = { signal: stop.signal, onProgress: (done: number) => show({ done }) }
    loadConvertedData(value, to, call).then(show, (failed: unknown) => show({ failed }))
    return () => stop.abort()
  }, [value, to, atOnce])
  if (to === null) return null
  return atOnce ?? (late?.to === to ? late.made : { done: 0 })
}
