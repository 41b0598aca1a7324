/**
 * Second places of hives: a hive that is on screen twice has two places, each with a tree and values of its own. A
 * place has an id like that of a document, which calls of the engine take. What belongs to the hive, such as its
 * history, is kept under the id of the hive.
 */

import { create } from 'zustand'
import type { DocId } from '../worker/protocol.ts'

interface Places {
  /** The hive of each second place. */
  readonly hives: Readonly<Record<DocId, DocId>>
}

const usePlaces = create<Places>(() => ({ hives: {} }))

/** Notes that a hive has a second place; null when the place is closed. */
export function setPlace(place: DocId, hive: DocId | null): void {
  const { [place]: _before, ...others } = usePlaces.getState().hives
  usePlaces.setState({ hives: hive === null ? others : { ...others, [place]: hive } })
}

/** The hive that a document or a second place shows. */
export function hiveOf(doc: DocId): DocId {
  return usePlaces.getState().hives[doc] ?? doc
}

/** Whether two documents or places show the same hive. */
export function isSameHive(one: DocId, other: DocId): boolean {
  return hiveOf(one) === hiveOf(other)
}

/** Whether this is a second place. */
export function isPlace(doc: DocId): boolean {
  return hiveOf(doc) !== doc
}
