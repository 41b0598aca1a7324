/**
 * The numbered list of regf-format 8: classes, security, links and layers (63 to 75). What exactly the
 * check finds is asserted in `test/regf` by the rules of 5.2.
 */

import { describe, expect, it } from 'vitest'
import { encodeUtf16 } from '../../src/bytes/text.ts'
import { Hive } from '../../src/offreg/Hive.ts'
import { BASE, KEY_FLAG, NK, SK, VK } from '../../src/regf/layout.ts'
import type { CellOffset } from '../../src/regf/offsets.ts'
import { writeSecurity } from '../../src/regf/securityCell.ts'
import { checkDescriptor } from '../../src/security/checkDescriptor.ts'
import { audit } from '../helpers/audit.ts'
import { corrupt, type Patch } from '../helpers/corrupt.ts'
import { cellOf, hiveOfEverything, NOW, Places } from '../helpers/hives.ts'
import { codeOf, expectEditRefused, expectOpen } from './expectHostile.ts'
import { freeCell } from './freeCell.ts'

const places = withMoreSecurity(hiveOfEverything().hive)
const { bytes } = places
const { image } = places.hive
const NIL = 0xffffffff

const createInBeta = (hive: Hive) => hive.key('Beta').create('D')

describe('class and security', () => {
  const beta = places.nk('Beta')
  const sk = places.security('Beta')
  const wide = places.security('Wide')
  const root = places.security('')

  it('hostile 63 a class of 65,535 bytes in a small cell, or without a cell, is reported', async () => {
    const hive = await expectOpen(patched({ at: beta + NK.CLASS_LENGTH, u16: 0xffff }), 'class-bad')
    expect(hive.key('Beta').className).toMatch(/^Klass/)
    expect(hive.key('Beta').className?.length).toBeLessThan(12)
    const none = await expectOpen(patched({ at: beta + NK.CLASS, u32: NIL }), 'class-bad')
    expect(none.key('Beta').className).toBeNull()
  })

  it.each([
    ['NIL', NIL],
    ['a value', places.valueCell('Alpha', 'Inline')],
  ])('hostile 64 a key whose security is %s has no descriptor', async (_, target) => {
    const hive = await expectOpen(patched({ at: beta + NK.SECURITY, u32: target }), 'security-bad')
    expect(hive.key('Beta').descriptor).toBeNull()
    expect(hive.key('Beta').subkeyCount).toBe(3)
    expectEditRefused(hive, createInBeta)
  })

  it('hostile 65 a descriptor of 4 billion bytes is reported', async () => {
    const hive = await expectOpen(
      patched({ at: sk + SK.SIZE, u32: 0xfffffff0 }),
      'security-too-small',
    )
    expect(hive.key('Beta').descriptor?.length).toBeLessThan(300)
    expectEditRefused(hive, createInBeta)
  })

  it('hostile 66 a reference count of 0 is recounted, and corrected by the next edit', async () => {
    const file = patched({ at: sk + SK.REFERENCES, u32: 0 })
    const hive = await expectOpen(file, 'security-count')
    expect(hive.check().survey.references.get(cellOf(sk))).toBe(1)
    hive.rootKey.create('any')
    expect(hive.image.u32(sk + SK.REFERENCES)).toBe(1)
  })

  it('hostile 66 a reference count of 4,294,967,295 is recounted, and never wraps', async () => {
    const file = patched({ at: sk + SK.REFERENCES, u32: NIL })
    const hive = await expectOpen(file, 'security-count-unusable')
    expect(hive.check().survey.references.get(cellOf(sk))).toBe(1)
    expectEditRefused(hive, createInBeta)
  })

  it.each([
    ['NIL', NIL],
    ['a free cell', freeCell(places.hive)],
    ['outside the hive', 0x7fff0000],
  ])('hostile 67 a Flink or Blink that is %s is reported', async (_, target) => {
    for (const field of [SK.FLINK, SK.BLINK]) {
      await expectOpen(patched({ at: sk + field, u32: target }), 'security-ring')
      for (const at of [sk, wide, root]) {
        const hive = openAt(patched({ at: at + field, u32: target }))
        expect(hive.check().findings.map(({ code }) => code)).toContain('security-ring')
        for (const path of ['', 'Beta', 'Wide']) {
          expect(hive.key(path).descriptor).toEqual(places.hive.key(path).descriptor)
        }
      }
    }
  })

  it('hostile 68 a ring that does not return to its start is reported', async () => {
    const [first, second] = image.u32(root + SK.FLINK) === cellOf(sk) ? [sk, wide] : [wide, sk]
    const file = patched({ at: second + SK.FLINK, u32: cellOf(first) })
    await expectOpen(file, 'security-ring')
  })

  it('hostile 69 the descriptors of both of two rings are read', async () => {
    const [first, second] = image.u32(root + SK.FLINK) === cellOf(sk) ? [sk, wide] : [wide, sk]
    const file = patched(
      { at: root + SK.FLINK, u32: cellOf(second) },
      { at: second + SK.BLINK, u32: cellOf(root) },
      { at: first + SK.FLINK, u32: cellOf(first) },
      { at: first + SK.BLINK, u32: cellOf(first) },
    )
    const hive = await expectOpen(file, 'security-ring')
    for (const path of ['', 'Beta', 'Wide']) {
      expect(hive.key(path).descriptor).toEqual(places.hive.key(path).descriptor)
    }
    hive.key('Alpha').create('below the first ring')
  })

  it.each([
    ['an owner at 0xFFFFFFFF', SK.DESCRIPTOR + 4, [0xff, 0xff, 0xff, 0xff]],
    ['an access list of 65,535 bytes', SK.DESCRIPTOR + 20 + 2, [0xff, 0xff]],
    ['an entry of no bytes', SK.DESCRIPTOR + 20 + 8 + 2, [0, 0]],
  ])('hostile 70 a descriptor with %s is reported', async (_, field, patch) => {
    const hive = await expectOpen(patched({ at: sk + field, bytes: patch }), 'descriptor-bad')
    const descriptor = hive.key('Beta').descriptor ?? new Uint8Array()
    expect(checkDescriptor(descriptor)).not.toBeNull()
    expect(codeOf(() => hive.key('Beta').sddl)).toBe('bad-descriptor')
    expect(codeOf(() => hive.key('Beta').security(7))).toBe('bad-descriptor')
    expectEditRefused(hive, createInBeta)
    const noDescriptor = () => hive.key('Beta').setDescriptor(new Uint8Array(20))
    expectEditRefused(hive, noDescriptor, 'bad-descriptor')
    hive.key('Beta').setDescriptor(hive.rootKey.descriptor ?? new Uint8Array())
    expect(hive.check().findings).toEqual([])
  })
})

describe('links and layers', () => {
  const vk = places.vk('Link', 'SymbolicLinkValue')

  it.each([
    ['to itself', encodeUtf16('\\Registry\\Machine\\ROOT\\Link')],
    ['of length 1', Uint8Array.of(0x5c)],
    ['of 65,536 bytes', new Uint8Array(65_536).fill(0x41)],
  ])('hostile 71 a link %s is not followed', async (_, target) => {
    const hive = openAt(bytes)
    hive.transact(({ cells }) => {
      const flags = cells.payloadAt(places.cell('Link')) + NK.FLAGS
      cells.image.setU16(flags, KEY_FLAG.COMP_NAME)
      hive.key('Link').set('SymbolicLinkValue', 6, target)
      cells.image.setU16(flags, KEY_FLAG.COMP_NAME | KEY_FLAG.SYM_LINK)
    })
    const opened = await expectOpen(hive.finishedCopy())
    expect(codeOf(() => opened.key('Link\\Link'))).toBe('key-not-found')
    expect(opened.key('Link').value('symboliclinkvalue')?.data).toEqual(target)
    opened.key('Link').delete()
    expect(audit(opened).problems).toEqual([])
  })

  it('hostile 72 deleting a link with subkeys and other values is refused', async () => {
    const file = patched({ at: places.nk('Alpha') + NK.FLAGS, u16: 0x30 })
    const hive = await expectOpen(file, 'link-bad')
    expectEditRefused(hive, (it) => it.key('Alpha').delete())
    expectEditRefused(hive, (it) => it.key('Alpha').create('x'))
    expect(hive.key('Alpha\\Two\\Deep').name).toBe('Deep')
  })

  it.each([0, 1])(
    'hostile 73 a link whose value has a name of %i bytes is reported',
    async (length) => {
      const hive = await expectOpen(patched({ at: vk + VK.NAME_LENGTH, u16: length }), 'link-bad')
      expectEditRefused(hive, (it) => it.key('Link').delete())
    },
  )

  it('hostile 74 a layer byte of 0x7F in a hive of 1.3 means nothing', async () => {
    const file = patched({ at: places.nk('Beta') + NK.LAYER, u8: 0x7f }, { at: BASE.MINOR, u32: 3 })
    const hive = await expectOpen(file, 'big-data-version')
    createInBeta(hive)
    expect(hive.image.u8(places.nk('Beta') + NK.LAYER)).toBe(0x7f)
  })

  it('hostile 75 the subkeys of a tombstone are shown', async () => {
    const layered = hiveOfEverything(6)
    const file = corrupt(layered.bytes, { at: layered.nk('Beta') + NK.LAYER, u8: 1 })
    const hive = await expectOpen(file, 'tombstone-bad')
    expect([...hive.key('Beta').subkeys()].map(({ name }) => name)).toEqual(['A', 'B', 'C'])
    expectEditRefused(hive, createInBeta)
  })
})

function patched(...patches: readonly Patch[]): Uint8Array<ArrayBuffer> {
  return corrupt(bytes, ...patches)
}

function openAt(file: Uint8Array): Hive {
  const hive = Hive.open(Uint8Array.from(file))
  hive.clock = () => NOW
  return hive
}

/** The hive with separate security cells for Beta and Wide. */
function withMoreSecurity(hive: Hive): Places {
  hive.transact(({ cells }) => {
    for (const path of ['Beta', 'Wide']) {
      const key = cells.payloadAt(hive.key(path).cell)
      const old = cells.image.u32(key + NK.SECURITY) as CellOffset
      const cell = writeSecurity(cells, hive.key(path).descriptor ?? new Uint8Array(), old)
      cells.image.setU32(key + NK.SECURITY, cell)
      const left = cells.addReferences(old, -1)
      cells.image.setU32(cells.payloadAt(old) + SK.REFERENCES, left)
    }
  })
  return new Places(Hive.open(hive.finishedCopy()))
}
