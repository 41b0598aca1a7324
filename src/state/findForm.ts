/** What is typed and chosen in Find. It is the same for all open hives. */

import { create } from 'zustand'
import { parseFiletime } from '../bytes/filetime.ts'
import { FIND_FAULTS } from '../text/find.ts'
import { patternProblem } from '../text/search.ts'
import type { DocId, Place, QueryKind, SearchQuery } from '../worker/protocol.ts'
import type { SearchScope } from './searches.ts'
import { useSettings } from './settings.ts'

/** The fields of Find that may hold something that cannot be searched for. */
export type FindField =
  | 'text'
  | 'places'
  | 'leastSize'
  | 'mostSize'
  | 'writtenFrom'
  | 'writtenTo'
  | 'replacement'

export interface FindFault {
  readonly field: FindField
  readonly text: string
  /** Where in the text it is, in UTF-16 units from the start, if that is known. */
  readonly position: number | null
}

export interface FindForm {
  readonly text: string
  /** What to put in place of it. */
  readonly replacement: string
  readonly kind: QueryKind
  readonly matchCase: boolean
  readonly whole: boolean
  readonly places: readonly Place[]
  /** Empty for all types. */
  readonly types: readonly number[]
  readonly leastSize: string
  readonly mostSize: string
  readonly writtenFrom: string
  readonly writtenTo: string
  /** Search all open hives. */
  readonly everywhere: boolean
  /** Search only in a key of a hive and below it. */
  readonly below: (SearchScope & { readonly doc: DocId }) | null
  /** Where the first Find Next of a search begins. */
  readonly start: 'selection' | 'end'
  readonly direction: 'down' | 'up'
  readonly wrap: boolean
}

interface FindState extends FindForm {
  readonly open: boolean
  /** Whether the field of the replacement is shown. */
  readonly replacing: boolean
  /** Whether the further filters are shown. */
  readonly more: boolean
  /** Rises when the field should get the focus. */
  readonly asked: number
  readonly fault: FindFault | null
}

/** Milliseconds in which Find is loaded, as a rule. */
const LOADING_MS = 2000

const EMPTY_FORM: FindForm = {
  ...{
    text: '',
    replacement: '',
    kind: 'any',
    matchCase: false,
    whole: false,
    places: ['key', 'name', 'data'],
  },
  ...{ types: [], leastSize: '', mostSize: '', writtenFrom: '', writtenTo: '', below: null },
  ...{ everywhere: false, start: 'selection', direction: 'down', wrap: true },
}

const CLOSED: FindState = {
  ...EMPTY_FORM,
  open: false,
  replacing: false,
  more: false,
  asked: 0,
  fault: null,
}

export const useFind = create<FindState>(() => CLOSED)

let arrived = () => {}

/** Opens Find, or moves the focus to its field. Resolves when the field has it, or soon after. */
export function openFind(): Promise<void> {
  useFind.setState(({ asked }) => ({ open: true, asked: asked + 1 }))
  return new Promise((resolve) => {
    arrived = resolve
    setTimeout(resolve, LOADING_MS)
  })
}

/** To be called when a field of Find has got the focus. */
export function fieldHasFocus(): void {
  arrived()
}

/** Closes Find. What was typed is kept for Find Next. */
export function closeFind(): void {
  useFind.setState({ open: false, replacing: false, fault: null })
}

/** Clears Find, as when the page is loaded. */
export function resetFind(): void {
  searched.length = 0
  useFind.setState(CLOSED)
}

/** The texts that were searched for, the latest first. */
const searched: string[] = []
/** The most of them that are kept, until the page is closed. */
const MOST_SEARCHED = 20

/** Remembers a text that is searched for. */
export function rememberText(text: string): void {
  const at = searched.indexOf(text)
  if (at >= 0) searched.splice(at, 1)
  searched.unshift(text)
  searched.length = Math.min(searched.length, MOST_SEARCHED)
}

/** Puts an earlier text (1) or a later one (-1) into the field; false if there is none. */
export function recallText(step: 1 | -1): boolean {
  const { text } = useFind.getState()
  const next = searched[searched.indexOf(text) + step]
  if (next === undefined) return false
  changeFind({ text: next })
  return true
}

/** Changes what is searched for. */
export function changeFind(change: Partial<FindForm>): void {
  useFind.setState({ ...change, fault: null })
}

export function setMoreFilters(more: boolean): void {
  useFind.setState({ more })
}

/** Removes the further filters. */
export function clearFilters(): void {
  const { types, leastSize, mostSize, writtenFrom, writtenTo, below } = EMPTY_FORM
  changeFind({ types, leastSize, mostSize, writtenFrom, writtenTo, below })
}

/** The number of further filters that are set. */
export function filterCount(form: FindForm): number {
  const { types, leastSize, mostSize, writtenFrom, writtenTo, below } = form
  const texts = [leastSize, mostSize, writtenFrom, writtenTo].filter((text) => text.trim() !== '')
  return texts.length + (types.length > 0 ? 1 : 0) + (below === null ? 0 : 1)
}

/** The fields among the further filters. */
const FILTERS: ReadonlySet<FindField> = new Set([
  'leastSize',
  'mostSize',
  'writtenFrom',
  'writtenTo',
])

/** Says at its field what cannot be searched for. */
export function refuseFind(fault: FindFault): void {
  useFind.setState(({ asked }) => ({
    ...{ fault, open: true, asked: asked + 1 },
    ...(FILTERS.has(fault.field) ? { more: true } : {}),
  }))
}

/** The fault that the engine found in the text. */
export function patternFault(fault: unknown, position: number | undefined): FindFault {
  const field = fault === 'names-only' ? 'places' : fault === 'replacement' ? 'replacement' : 'text'
  return { field, text: patternProblem(String(fault), position), position: position ?? null }
}

/** The query of a form, or what is wrong with the form. */
export function queryOf(form: FindForm): SearchQuery | FindFault {
  const { text, kind, matchCase, whole, places, types } = form
  const leastSize = sizeOf(form.leastSize)
  const mostSize = sizeOf(form.mostSize)
  const writtenFrom = timeOf(form.writtenFrom)
  const writtenTo = timeOf(form.writtenTo)
  if (places.length === 0) return faultOf('places')
  if (leastSize === undefined) return faultOf('leastSize')
  if (mostSize === undefined) return faultOf('mostSize')
  if (writtenFrom === undefined) return faultOf('writtenFrom')
  if (writtenTo === undefined) return faultOf('writtenTo')
  return {
    ...{ text, kind, matchCase, whole, places, writtenFrom, writtenTo },
    types: types.length === 0 ? null : types,
    leastSize: leastSize ?? 0,
    mostSize: mostSize ?? Number.POSITIVE_INFINITY,
  }
}

function faultOf(field: Exclude<FindField, 'text' | 'replacement'>): FindFault {
  return { field, text: FIND_FAULTS[field], position: null }
}

/** null for an empty field, undefined for something that is no size. */
function sizeOf(text: string): number | null | undefined {
  const digits = text.trim().replaceAll(',', '')
  if (digits === '') return null
  return /^\d{1,15}$/.test(digits) ? Number(digits) : undefined
}

/** null for an empty field, undefined for something that is no time. */
function timeOf(text: string): bigint | null | undefined {
  return text.trim() === ''
    ? null
    : (parseFiletime(text, useSettings.getState().times) ?? undefined)
}
