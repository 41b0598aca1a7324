import { useEffect, useMemo, useState } from 'react'
import { type ListField, type ListLines, measureListSteps } from '../../values/listField.ts'
import { runToEnd } from '../../work.ts'
import { runInSlices } from '../../worker/slices.ts'
import { isMeasuredAtOnce, useSettled } from './useSettled.ts'

/**
 * Measures the lines of a list's field: at each key stroke or, if the text is long, in slices when
 * typing has paused.
 */
export function useListLines(stored: ListField, text: string, marked: boolean): ListLines {
  const settled = useSettled(text)
  const [measured, setMeasured] = useState<Pick<ListField, 'text' | 'marked' | 'lines'>>(stored)
  const atOnce = isMeasuredAtOnce(text)
  const current = useMemo(
    () => (atOnce ? runToEnd(measureListSteps(text, { marked })) : null),
    [atOnce, text, marked],
  )
  useEffect(() => {
    if (atOnce || (settled === measured.text && marked === measured.marked)) return
    let wanted = true
    void runInSlices(measureListSteps(settled, { marked })).then((lines) => {
      if (wanted) setMeasured({ text: settled, marked, lines })
    })
    return () => {
      wanted = false
    }
  }, [atOnce, settled, marked, measured])
  return current ?? measured.lines
}
