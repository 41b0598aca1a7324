/**
 * What was moved from one hive to another is a step in each. To the user it is one: undoing or redoing either does the
 * same to the other, and nothing is undone or redone that would leave what was moved in neither hive.
 */

import { TWINS } from '../text/twinSteps.ts'
import type { DocId } from '../worker/protocol.ts'
import { applyResult, documentOf, editTopic, titleOf, useDocuments } from './documents.ts'
import { type FollowedSteps, followTwins } from './edits.ts'
import { engine } from './engine.ts'
import { notify } from './notices.ts'
import { hiveOf } from './places.ts'

/** A step of a hive, by the number that its history gave it. */
interface Half {
  readonly doc: DocId
  readonly step: number
}

type HalfName = 'pasted' | 'emptied'

const HALVES: readonly HalfName[] = ['pasted', 'emptied']

interface Move extends Readonly<Record<HalfName, Half>> {
  /** What was moved. */
  readonly name: string
}

/** Where a half is, and where its hive is. */
interface Place {
  /** The position that the step leads to. */
  readonly at: number
  readonly position: number
}

/**
 * Where a half is. `kept`: it is done and can no longer be undone; `forgotten`: it was undone and can no longer be
 * redone. null if its hive is closed.
 */
type Found = Place | 'kept' | 'forgotten' | null

/** What was done in another hive for a half. */
interface Followed {
  readonly own: Half
  readonly isUndone: boolean
  readonly other: DocId
  /** The position of the other hive before. */
  readonly before: number
}

let moves: readonly Move[] = []

// A move is a step of one hive alone once the other one is closed; and another engine gives their ids to other hives.
useDocuments.subscribe(({ docs }, before) => {
  if (docs.length >= before.docs.length) return
  moves = moves.filter((move) => HALVES.every((half) => documentOf(move[half].doc) !== undefined))
})

/** Takes note that the newest steps of two hives are one move: what was pasted in one, and deleted in the other. */
export async function joinNewestSteps(name: string, into: DocId, from: DocId): Promise<void> {
  const [pasted, emptied] = await Promise.all([newestStep(into), newestStep(from)])
  if (pasted === null || emptied === null) return
  moves = [...moves, { name, pasted, emptied }]
  followTwins(followSteps)
}

/** It is kept under the id of the hive: the place of it where something was pasted may be closed before. */
async function newestStep(place: DocId): Promise<Half | null> {
  const doc = hiveOf(place)
  const { newest } = await engine().stepPlaces({ doc, steps: [] })
  return newest === null ? null : { doc, step: newest }
}

/**
 * Does to the other halves of moves what is about to be done to those of a hive.
 *
 * @param place - the hive, or a second place of it
 * @param to - the position that its history will be at; or how far it will go from where it is
 * @returns what was done; null if it must not be done, which a notice has said
 */
async function followSteps(
  place: DocId,
  to: { readonly position: number } | { readonly by: number },
): Promise<FollowedSteps | null> {
  const followed: Followed[] = []
  const settle = () => settleAll(followed)
  for (const { move, half, isUndone } of await movesOnTheWay(hiveOf(place), to)) {
    const done = await follow(move, half, isUndone)
    if (done === 'refused') {
      await settle()
      return null
    }
    if (done !== 'alone') followed.push({ own: move[half], isUndone, ...done })
  }
  return { names: followed.map(({ other }) => titleOf(other)), settle }
}

/** The halves of moves that a hive undoes or redoes on its way to a position, in the order in which it does so. */
async function movesOnTheWay(
  doc: DocId,
  to: { readonly position: number } | { readonly by: number },
): Promise<readonly { move: Move; half: HalfName; isUndone: boolean }[]> {
  const own = moves.flatMap((move) =>
    HALVES.filter((half) => move[half].doc === doc).map((half) => ({ move, half })),
  )
  if (own.length === 0) return []
  const steps = own.map(({ move, half }) => move[half].step)
  const { position, places } = await engine().stepPlaces({ doc, steps })
  const target = 'by' in to ? position + to.by : to.position
  const isUndone = target < position
  const [low, high] = isUndone ? [target, position] : [position, target]
  return own
    .map((one, index) => ({ ...one, isUndone, at: places[index] }))
    .filter((one): one is typeof one & { at: number } => typeof one.at === 'number')
    .filter(({ at }) => low < at && at <= high)
    .sort((a, b) => (isUndone ? b.at - a.at : a.at - b.at))
}

/** Takes back what was done in other hives for steps that were not done in the end, such as when they were cancelled. */
async function settleAll(followed: readonly Followed[]): Promise<void> {
  for (const { own, isUndone, other, before } of followed.toReversed()) {
    const here = await placeOf(own)
    if (isPlace(here) && isDone(here) === isUndone) await goTo(other, before)
  }
}

function otherOf(half: HalfName): HalfName {
  return half === 'pasted' ? 'emptied' : 'pasted'
}

async function follow(
  move: Move,
  half: HalfName,
  isUndone: boolean,
): Promise<Pick<Followed, 'other' | 'before'> | 'alone' | 'refused'> {
  const other = move[otherOf(half)]
  const there = await placeOf(other)
  if (isPlace(there) && isDone(there) === isUndone) {
    const next = isUndone ? there.at === there.position : there.at === there.position + 1
    if (next) {
      await goTo(other.doc, isUndone ? there.at - 1 : there.at)
      return { other: other.doc, before: there.position }
    }
  }
  // What is left in one hive at least is not lost.
  const isLost = half === 'pasted' ? isUndone && isDone(there) : !isUndone && !isDone(there)
  if (!isLost || documentOf(other.doc) === undefined) return 'alone'
  refuse(move, half, there)
  return 'refused'
}

function refuse(move: Move, half: HalfName, there: Found): void {
  const { doc } = move[half]
  const { name } = move
  const other = move[otherOf(half)].doc
  const title = titleOf(other)
  const notice = { kind: 'alert', doc, topic: editTopic(doc) } as const
  if (half === 'emptied') notify({ ...notice, text: TWINS.notRedone(name, title) })
  else if (!isPlace(there)) notify({ ...notice, text: TWINS.neverUndone(name, title) })
  else {
    const { at, position } = there
    const action = { label: TWINS.undoThere(title), run: () => void goTo(other, at) }
    notify({ ...notice, text: TWINS.notUndone(name, title, position - at), action })
  }
}

async function goTo(doc: DocId, position: number): Promise<void> {
  const result = await engine().goToStep({ doc, position })
  if (result !== null) applyResult(doc, result)
}

async function placeOf({ doc, step }: Half): Promise<Found> {
  if (documentOf(doc) === undefined) return null
  const { position, places } = await engine().stepPlaces({ doc, steps: [step] })
  const at = places[0] ?? null
  return typeof at === 'number' ? { at, position } : at
}

function isPlace(found: Found): found is Place {
  return typeof found === 'object' && found !== null
}

function isDone(found: Found): boolean {
  return isPlace(found) ? found.at <= found.position : found === 'kept'
}
