/** Calls about comparisons of two hives. */

import { compareHives } from '../comparison/compareHives.ts'
import type { ListedComparison } from '../comparison/ListedComparison.ts'
import { rowOf, rowPage } from '../comparison/listedRows.ts'
import { rowDetails, rowPlace } from '../comparison/rowDetails.ts'
import { comparisonText, takeDifferences } from '../comparison/takeDifferences.ts'
import { writtenDifferences } from '../comparison/writeDifferences.ts'
import type { ReplyOf, RequestOf } from '../protocol.ts'
import type { Session } from '../Session.ts'
import { runInSlices } from '../slices.ts'
import type { Handlers } from './handler.ts'

export const twoHivesCalls = {
  compareHives,
  comparisonRows: (session, { comparison, from, count }) => {
    return rowPage(session.comparisons.get(comparison), from, count)
  },
  comparisonIds: Object.assign(idsOf, {
    transfer: (ids: ReplyOf<'comparisonIds'>) => [ids.buffer],
  }),
  filterComparison: async (session, { comparison, filter, locate }, { signal, progress }) => {
    const listed = session.comparisons.get(comparison)
    const steps = listed.filterSteps(filter)
    await runInSlices(steps, { signal, onProgress: progress, atOnce: true })
    return located(listed, locate)
  },
  expandDifferences: (session, { comparison, row, expanded, locate }) => {
    const listed = session.comparisons.get(comparison)
    if (row === null) listed.rows.expandAll(expanded)
    else listed.rows.expand(row, expanded)
    listed.touch()
    return located(listed, locate)
  },
  rowAbove: (session, { comparison, row }) => {
    return { index: session.comparisons.get(comparison).rows.above(row) }
  },
  nextDifference: (session, { comparison, row, step }) => {
    const listed = session.comparisons.get(comparison)
    const before = listed.rows.total
    const next = listed.rows.next(row, step)
    if (next === null) return null
    if (listed.rows.total !== before) listed.touch()
    const { state, index } = located(listed, next)
    const [shown] = listed.rows.slice(index, 1)
    return shown === undefined ? null : { state, index, row: rowOf(listed, shown) }
  },
  rowDetails: (session, { comparison, row }) => {
    return rowDetails(session.comparisons.get(comparison), row)
  },
  rowPlace: (session, { comparison, row, side }) => {
    return rowPlace(session.comparisons.get(comparison), row, side)
  },
  takeDifferences,
  comparisonText,
  writeDifferences: writtenDifferences,
  endComparison: (session, { comparison }) => session.comparisons.end(comparison),
} satisfies Partial<Handlers>

function idsOf(
  session: Session,
  { comparison, from, count }: RequestOf<'comparisonIds'>,
): ReplyOf<'comparisonIds'> {
  return session.comparisons.get(comparison).rows.ids(from, count)
}

function located(listed: ListedComparison, row: number) {
  return { state: listed.state, index: listed.rows.indexOf(row) }
}
