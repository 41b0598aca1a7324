/** Random edits of every kind, undos, redos and jumps, as calls of the engine. */

import { encodeDescriptor } from '../../src/security/descriptor.ts'
import { parseSddl } from '../../src/security/parseSddl.ts'
import type {
  Clash,
  EditRequest,
  PasteChoice,
  TreeRow,
  ValueRow,
} from '../../src/worker/protocol.ts'
import type { Random } from '../helpers/rng.ts'
import { type RandomStep, stepOf } from './chosenStep.ts'
import { foundStep } from './foundStep.ts'
import { hiveBytes, type OpenHive } from './openHive.ts'

/** A key with what can be done to it. */
interface Place {
  readonly rows: readonly TreeRow[]
  /** The index of the key. */
  readonly at: number
  readonly key: number
  readonly values: readonly ValueRow[]
}

/** Copies are of keys and values that hold at most this many bytes, so that hives do not grow without end. */
const MOST_COPIED = 1 << 20
/** Steps that a jump undoes or redoes at most. */
const MOST_JUMPED = 10
const TYPES = [0, 1, 2, 3, 4, 7, 11, 0x1234]
const DESCRIPTORS = [
  'O:BAG:SYD:(A;CI;KA;;;SY)(A;CI;KR;;;BU)',
  'O:BAG:SYD:PAI(A;CIIO;KA;;;CO)(A;;KR;;;WD)',
].map((sddl) => encodeDescriptor(parseSddl(sddl)))
/** A hive that is restored over keys. */
const RESTORED = hiveBytes((root) => {
  root.set('restored', 1, Uint8Array.of(0x41, 0, 0, 0))
  root.create('Restored').create('Below').set('large', 3, new Uint8Array(20_000).fill(7))
})

/**
 * Chooses a step.
 *
 * @param hive - the hive as it is before
 * @param mostBytes - of the data of values
 */
export async function randomStep(
  hive: OpenHive,
  random: Random,
  mostBytes: number,
): Promise<RandomStep> {
  const { session, doc, info } = hive
  await session.expandAll({ doc, key: info.root, limit: 1000 })
  const choice = random.below(13)
  if (choice === 0) return stepOf('undo', { doc }, () => session.undo({ doc }))
  if (choice === 1) return stepOf('redo', { doc }, () => session.redo({ doc }))
  if (choice === 2) return randomJump(hive, random)
  const place = await randomPlace(hive, random)
  if (choice === 3) {
    const pasted = await randomPaste(hive, random, place)
    if (pasted !== null) return pasted
  }
  if (choice === 4 && random.below(3) === 0) return restoreOver(hive, place)
  if (choice >= 5 && choice < 8) {
    const found = await foundStep(hive, random, place.key)
    if (found !== null) return found
  }
  const edit = randomEdit(hive, random, { ...place, mostBytes })
  return stepOf('edit', { doc, edit }, () => session.edit({ doc, edit }))
}

async function randomJump({ session, doc }: OpenHive, random: Random): Promise<RandomStep> {
  const { first, total } = await session.history({ doc, from: 0, count: 1 })
  const { position: now } = await session.stepPlaces({ doc, steps: [] })
  // Short ones, so that the history gets long.
  const least = Math.max(first, now - MOST_JUMPED)
  const most = Math.min(first + total - 1, now + MOST_JUMPED)
  const position = least + random.below(most - least + 1)
  const request = { doc, position }
  const step = position < now ? -1 : 1
  const steps = Math.max(0, Math.abs(position - now) - 1)
  const between = Array.from({ length: steps }, (_, at) => now + (at + 1) * step)
  return stepOf('goToStep', request, () => session.goToStep(request), { between })
}

async function randomPlace(hive: OpenHive, random: Random): Promise<Place> {
  const rows = await hive.rows()
  const at = random.below(rows.length)
  const { id: key } = rows[at] as TreeRow
  const values = (await hive.values(key)).filter(({ absent }) => !absent)
  return { rows, at, key, values }
}

/** Copies or moves a key or some of its values to another key; null if they are too large, or it has nowhere to go. */
async function randomPaste(
  { session, doc }: OpenHive,
  random: Random,
  { rows, at, key, values }: Place,
): Promise<RandomStep | null> {
  const { level, subkeyCount } = rows[at] as TreeRow
  const how = random.pick<PasteChoice['how']>(['move', 'paste', 'duplicate'])
  const isMove = how === 'move'
  const isKey = values.length === 0 || random.below(2) === 0
  const some = values.filter(() => random.below(2) === 0).map(({ id }) => id)
  const bytes = values.reduce((sum, { size }) => sum + size, 0)
  if (level === 1 || (!isKey && some.length === 0)) return null
  if (!isMove && (bytes > MOST_COPIED || (isKey && subkeyCount > 0))) return null
  const after = rows.findIndex((row, index) => index > at && row.level <= level)
  const parent = rows.findLastIndex((row, index) => index < at && row.level < level)
  const isInside = (index: number) => index >= at && (after < 0 || index < after)
  const own = isKey ? parent : at
  const targets = rows.filter(({ link }, index) => {
    if (how === 'duplicate') return index === own
    return !link && !isInside(index) && !(isMove && index === parent)
  })
  if (targets.length === 0) return null
  const { id: target } = random.pick(targets)
  const from = { key, values: isKey ? null : some }
  const choice: PasteChoice = {
    from: { kind: 'place', doc, ...from },
    how,
    cut: isMove ? from : null,
    clash: how === 'duplicate' ? 'both' : random.pick<Clash>(['both', 'replace']),
    clashes: [],
    security: random.pick<'inherit' | 'keep'>(['keep', 'inherit']),
    times: 'keep',
  }
  const request = { doc, key: target, ...choice }
  return stepOf('paste', request, () => session.paste(request))
}

function restoreOver({ session, doc }: OpenHive, { key }: Place): RandomStep {
  const first = { method: 'previewReplace', request: { doc, key, file: RESTORED } }
  const request = { doc, key }
  const make = async () => {
    await session.previewReplace({ doc, key, file: new Blob([RESTORED]) })
    await session.applyReplace(request)
  }
  return stepOf('applyReplace', request, make, { first })
}

function randomEdit(
  hive: OpenHive,
  random: Random,
  { key, values, mostBytes }: Place & { readonly mostBytes: number },
): EditRequest {
  const value = values.length === 0 ? undefined : random.pick(values)
  const data = random.bytes(1 + random.below(mostBytes))
  const type = random.pick(TYPES)
  const name = `${'n'.repeat(1 + random.below(30))}${random.below(1e6)}`
  const edits: EditRequest[] = [
    { kind: 'create-key', parent: key, name },
    { kind: 'create-path', parent: key, names: [name, 'below'] },
    { kind: 'create-link', parent: key, name, target: `\\Registry\\Machine\\${name}` },
    { kind: 'create-value', key, name, type, data },
    {
      ...{ kind: 'set-security', key, descriptor: random.pick(DESCRIPTORS) },
      below: { subtree: random.below(2) === 0, owner: random.below(2) === 0 },
    },
    {
      kind: 'apply-changes',
      origin: 'a.reg',
      changes: [
        { kind: 'set-value', path: [name], name: 'v', type: 3, data },
        { kind: 'create-key', path: [name, '\ud800 half a pair'] },
      ],
    },
  ]
  if (key !== hive.info.root) {
    edits.push({ kind: 'rename-key', key, name }, { kind: 'delete-key', key })
    edits.push({ kind: 'set-properties', key, className: name })
  }
  if (value !== undefined) {
    edits.push({ kind: 'set-value', key, value: value.id, type, data })
    edits.push({ kind: 'rename-value', key, value: value.id, name })
    edits.push({ kind: 'delete-values', key, values: [value.id] })
    edits.push({ kind: 'delete-values', key, values: values.map(({ id }) => id) })
  }
  return random.pick(edits)
}
