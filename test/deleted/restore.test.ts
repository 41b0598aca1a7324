/** Restoring deleted keys and values as ordinary edits. */

import { describe, expect, it } from 'vitest'
import { findDeleted } from '../../src/deleted/deleted.ts'
import { type Restored, type RestoreOptions, restoreSteps } from '../../src/deleted/restore.ts'
import { History } from '../../src/edit/History.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { KEY_FLAG, NK, VK } from '../../src/regf/layout.ts'
import type { FileOffset } from '../../src/regf/offsets.ts'
import { runToEnd } from '../../src/work.ts'
import { corrupt } from '../helpers/corrupt.ts'
import { hiveOfEverything, NOW, text } from '../helpers/hives.ts'
import { recordsIn } from './shown.ts'

const LATER = NOW + 36_000_000_000n

/** A hive whose `Alpha` was deleted after a save, opened again from its bytes. */
function afterDeleting(...paths: readonly string[]): Hive {
  const places = hiveOfEverything()
  for (const path of paths) places.hive.key(path).delete()
  return reopened(places.hive.finishedCopy())
}

function reopened(bytes: Uint8Array<ArrayBuffer>): Hive {
  const hive = Hive.open(bytes)
  hive.clock = () => LATER
  return hive
}

function restore(hive: Hive, name: string, options?: RestoreOptions): Restored {
  const found = findDeleted(hive)
  const record = recordsIn(found).find((one) => one.name === name)
  if (record === undefined) throw new RangeError(`nothing deleted is named ${name}`)
  return runToEnd(hive.transactSteps((scope) => restoreSteps(scope, found, record.at, options)))
    .result
}

function errorsAfter(hive: Hive): string[] {
  const { findings } = Hive.open(hive.finishedCopy()).check()
  return findings.filter(({ severity }) => severity !== 'info').map(({ code }) => code)
}

describe('restoring a key', () => {
  it('brings back its values, its subkeys, their times and classes, and nothing else', () => {
    const before = hiveOfEverything().hive
    const hive = afterDeleting('Alpha', 'Beta')
    const alpha = restore(hive, 'Alpha')
    const beta = restore(hive, 'Beta')
    expect(alpha).toMatchObject({
      restored: { keys: 4, values: 5 },
      leftOut: { keys: 0, values: 0 },
    })
    expect(beta).toMatchObject({ restored: { keys: 4, values: 0 } })
    for (const path of [
      'Alpha',
      'Alpha\\One',
      'Alpha\\Two',
      'Alpha\\Two\\Deep',
      'Beta',
      'Beta\\C',
    ]) {
      const [then, now] = [before.key(path), hive.key(path)]
      const content = (key: typeof now) =>
        [...key.values()].map(({ name, type, data }) => ({ name, type, data: [...data] }))
      expect(content(now)).toEqual(content(then))
      expect(now.lastWrite).toBe(then.lastWrite)
      expect(now.className).toBe(then.className)
      expect(now.security).toEqual(then.security)
    }
    expect([...hive.rootKey.subkeys()].map(({ name }) => name)).toEqual(
      [...before.rootKey.subkeys()].map(({ name }) => name),
    )
    expect(errorsAfter(hive)).toEqual([])
  })

  it('is one step of the history, and undo gives the same bytes as before', () => {
    const hive = afterDeleting('Alpha')
    const history = new History(hive)
    const found = findDeleted(hive)
    const alpha = recordsIn(found).find(({ name }) => name === 'Alpha')
    const before = hive.image.bytesCopy(0, hive.image.length)
    const step = runToEnd(
      history.editSteps((scope) => restoreSteps(scope, found, alpha?.at as FileOffset)),
    )
    expect(step.label).toEqual({ kind: 'restore', name: 'Alpha', count: 9 })
    expect(hive.key('Alpha\\Two\\Deep').path).toBeDefined()
    history.undo()
    expect(hive.image.bytesCopy(0, hive.image.length)).toEqual(before)
  })

  it('restores the deleted keys above it first, without their values', () => {
    const hive = afterDeleting('Alpha')
    expect(restore(hive, 'Deep')).toMatchObject({ restored: { keys: 3, values: 0 } })
    expect(hive.key('Alpha').valueCount).toBe(0)
    expect(hive.key('Alpha\\Two\\Deep').lastWrite).toBe(NOW)
    expect(errorsAfter(hive)).toEqual([])
  })

  it('uses a live key of the same name above it, if there is one', () => {
    const hive = afterDeleting('Alpha')
    // Too long for the place of the deleted key.
    const alpha = hive.rootKey.create(`Alpha${'x'.repeat(100)}`).rename('alpha')
    expect(restore(hive, 'Deep')).toMatchObject({ restored: { keys: 2 } })
    expect(hive.key('Alpha\\Two\\Deep').path).toHaveLength(3)
    expect(hive.key('Alpha').cell).toBe(alpha.cell)
    expect(errorsAfter(hive)).toEqual([])
  })

  it('says so when its parent may be another key in the same place', () => {
    const places = hiveOfEverything()
    const two = places.nk('Alpha\\Two')
    const beta = places.cell('Beta')
    places.hive.key('Alpha').delete()
    const bytes = corrupt(places.hive.finishedCopy(), { at: two + NK.PARENT, u32: beta })
    const found = findDeleted(Hive.open(bytes.slice()))
    // The subkeys of Beta have names of one letter, and never had longer ones.
    const record = recordsIn(found).find(({ name }) => name === 'Two')
    expect(record?.evidence).toContain('parent-doubtful')
    expect(record?.confidence).toBe('medium')
  })

  it('is refused when the hive was edited since the scan', () => {
    const hive = afterDeleting('Alpha')
    const found = findDeleted(hive)
    const deep = recordsIn(found).find(({ name }) => name === 'Deep')
    hive.rootKey.create('New')
    expect(() =>
      runToEnd(hive.transactSteps((scope) => restoreSteps(scope, found, deep?.at as FileOffset))),
    ).toThrow(expect.objectContaining({ code: 'stale' }))
  })

  it('refuses a name that is taken, or takes another one', () => {
    const hive = afterDeleting('Alpha')
    hive.rootKey.create('ALPHA')
    const withBoth = () => restore(hive, 'One', { below: hive.key('Beta').cell })
    expect(withBoth()).toMatchObject({ label: { name: 'One' } })
    expect(withBoth).toThrow(expect.objectContaining({ code: 'key-exists' }))
    const below = hive.key('Beta').cell
    expect(restore(hive, 'One', { below, onConflict: 'rename' }).label.name).toBe('One (restored)')
    expect(restore(hive, 'One', { below, onConflict: 'rename' }).label.name).toBe(
      'One (restored 2)',
    )
    expect(errorsAfter(hive)).toEqual([])
  })

  it('needs a place if nothing is left of its parent', () => {
    const places = hiveOfEverything()
    const at = places.nk('Alpha')
    places.hive.key('Alpha').delete()
    const bytes = corrupt(places.hive.finishedCopy(), { at: at + NK.PARENT, u32: 0x7ffffff0 })
    const hive = reopened(bytes)
    expect(() => restore(hive, 'Alpha')).toThrow(
      expect.objectContaining({ code: 'place-unknown', detail: { offset: at, subject: 'Alpha' } }),
    )
    restore(hive, 'Alpha', { below: hive.key('Beta').cell })
    expect(hive.key('Beta\\Alpha\\Two\\Deep').path).toBeDefined()
  })

  it('leaves out values whose data is overwritten, and counts them', () => {
    const places = hiveOfEverything()
    const vk = places.vk('Alpha', 'Text')
    const data = places.hive.image.u32(vk + VK.DATA)
    const live = places.hive.image.u32(places.vk('Witness', 'Mark') + VK.DATA)
    expect(data).not.toBe(live)
    places.hive.key('Alpha').delete()
    const hive = reopened(corrupt(places.hive.finishedCopy(), { at: vk + VK.DATA, u32: live }))
    expect(restore(hive, 'Alpha')).toMatchObject({ leftOut: { keys: 0, values: 1 } })
    expect(hive.key('Alpha').value('Text')).toBeNull()
    expect(hive.key('Alpha').value('Wide ☃')?.data).toEqual(text('snow'))
  })

  it('restores a link with its target, and refuses one whose target is gone', () => {
    const places = hiveOfEverything()
    const vk = places.vk('Link', 'SymbolicLinkValue')
    places.hive.key('Link').delete()
    const bytes = places.hive.finishedCopy()
    const hive = reopened(bytes.slice())
    restore(hive, 'Link')
    expect(hive.key('Link').flags & KEY_FLAG.SYM_LINK).not.toBe(0)
    expect(errorsAfter(hive)).toEqual([])
    const broken = reopened(corrupt(bytes, { at: vk, u16: 0 }))
    expect(() => restore(broken, 'Link')).toThrow(expect.objectContaining({ code: 'overwritten' }))
  })

  it('does not follow parents that go round in a circle', () => {
    const places = hiveOfEverything()
    const [two, deep] = [places.nk('Alpha\\Two'), places.nk('Alpha\\Two\\Deep')]
    const cell = places.cell('Alpha\\Two\\Deep')
    places.hive.key('Alpha').delete()
    const hive = reopened(corrupt(places.hive.finishedCopy(), { at: two + NK.PARENT, u32: cell }))
    expect(() => restore(hive, 'Deep')).toThrow(expect.objectContaining({ code: 'place-unknown' }))
    const below = hive.key('Beta').cell
    expect(restore(hive, 'Deep', { below })).toMatchObject({ restored: { keys: 2 } })
    expect(deep).toBeGreaterThan(0)
    expect(errorsAfter(hive)).toEqual([])
  })
})

describe('restoring a value', () => {
  function afterDeletingValue(name: string): Hive {
    const { hive } = hiveOfEverything()
    const alpha = hive.key('Alpha')
    alpha.value(name)?.delete()
    return reopened(hive.finishedCopy())
  }

  it('puts it back where a live list says it was', () => {
    // The last of the list: its entry stays behind the end.
    const hive = afterDeletingValue('Big')
    expect(restore(hive, 'Big')).toMatchObject({ restored: { keys: 0, values: 1 } })
    expect(hive.key('Alpha').value('Big')?.data.length).toBe(40_000)
    expect(errorsAfter(hive)).toEqual([])
  })

  it('needs a place if no list names it', () => {
    const hive = afterDeletingValue('Inline')
    expect(() => restore(hive, 'Inline')).toThrow(
      expect.objectContaining({ code: 'place-unknown' }),
    )
    restore(hive, 'Inline', { below: hive.key('Beta').cell })
    expect(hive.key('Beta').value('Inline')?.data).toEqual(Uint8Array.of(1, 2, 3, 4))
  })

  it('refuses a name that is taken, or takes another one', () => {
    const hive = afterDeletingValue('Big')
    hive.key('Alpha').set('big', 3, Uint8Array.of(1))
    const below = hive.key('Alpha').cell
    // The new value's entry is where that of the old one was.
    expect(() => restore(hive, 'Big', { below })).toThrow(
      expect.objectContaining({ code: 'value-exists' }),
    )
    expect(restore(hive, 'Big', { below, onConflict: 'rename' }).label.name).toBe('Big (restored)')
  })

  it('is refused when other data has overwritten a part of it', () => {
    const places = hiveOfEverything()
    const vk = places.vk('Alpha', 'Text')
    const live = places.hive.image.u32(places.vk('Witness', 'Mark') + VK.DATA)
    places.hive.key('Alpha').delete()
    const hive = reopened(corrupt(places.hive.finishedCopy(), { at: vk + VK.DATA, u32: live }))
    expect(() => restore(hive, 'Text')).toThrow(expect.objectContaining({ code: 'overwritten' }))
  })
})
