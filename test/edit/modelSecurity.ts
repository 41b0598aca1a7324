/**
 * Security in the model of a registry: the descriptor of a new key, and the propagation of a change, key by key and
 * without sharing; and the number of times that the hive, which shares them, stores each descriptor.
 */

import type { Hive } from '../../src/offreg/Hive.ts'
import { NK } from '../../src/regf/layout.ts'
import type { CellOffset } from '../../src/regf/offsets.ts'
import { descriptorIn } from '../../src/regf/securityCell.ts'
import { walkKeys } from '../../src/regf/walk.ts'
import {
  type Descriptor,
  decodeDescriptor,
  encodeDescriptor,
} from '../../src/security/descriptor.ts'
import { LISTS, type ListName, propagate } from '../../src/security/inherit.ts'
import { parseSddl } from '../../src/security/parseSddl.ts'
import type { ModelKey } from './model.ts'

/** Descriptors to choose from. */
export const DESCRIPTORS: readonly Uint8Array[] = [
  'O:BAG:BAD:(A;CI;KA;;;SY)(A;CI;KA;;;BA)(A;CI;KR;;;WD)(A;CI;KR;;;RC)',
  'O:BAG:BAD:(A;CI;KA;;;SY)',
  'O:SYG:SYD:P(A;;KR;;;WD)(A;CIIO;GA;;;CO)(A;OINP;KA;;;BU)',
  'O:SYG:BAD:AI(D;CI;KW;;;AN)(A;CIID;KR;;;AU)S:AI(AU;CISAFA;KA;;;WD)(ML;CI;NW;;;HI)',
  'O:SYD:NO_ACCESS_CONTROL',
  'O:BAD:(A;;KA;;;BA)',
  `O:SYD:${'(A;CI;KR;;;S-1-5-21-1-2-3-1001)'.repeat(60)}`,
].map((text) => encodeDescriptor(parseSddl(text)))

/** The descriptors of a key and its subkeys after the key gets another one, key by key. */
export function spread(top: ModelKey, bytes: Uint8Array): Map<ModelKey, Uint8Array> {
  const changed = new Map([[top, bytes]])
  const results = new Map<string, Uint8Array>()
  const visit = (key: ModelKey, lists: readonly ListName[]) => {
    const now = changed.get(key) ?? key.descriptor
    for (const subkey of key.subkeys.values()) {
      const id = [key.descriptor, now, subkey.descriptor].map(idOf).join() + lists.join()
      const known = results.get(id)
      const result = known ?? propagated(subkey.descriptor, key.descriptor, now, lists)
      results.set(id, result)
      changed.set(subkey, result)
      const control = new DataView(subkey.descriptor.buffer).getUint16(2, true)
      const further = lists.filter((name) => (control & LISTS[name].protected) === 0)
      if (further.length > 0) visit(subkey, further)
    }
  }
  visit(top, ['dacl', 'sacl'])
  return changed
}

function propagated(
  own: Uint8Array,
  before: Uint8Array,
  after: Uint8Array,
  lists: readonly ListName[],
): Uint8Array {
  const [child, old, now] = [own, before, after].map(decodeDescriptor) as [
    ...[Descriptor, Descriptor, Descriptor],
  ]
  return encodeDescriptor(propagate(child, old, now, lists))
}

function idOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1')
}

/** The number of cells with each descriptor. */
export function storedTimes({ cells, image, root }: Hive): Map<string, number> {
  const used = new Set<CellOffset>()
  walkKeys(cells, root, {
    key(_, key) {
      used.add(image.u32(key + NK.SECURITY) as CellOffset)
    },
    value() {},
  })
  const times = new Map<string, number>()
  for (const cell of used) {
    const found = descriptorIn(cells, cell)
    if (found === null) continue
    const id = idOf(image.bytesView(found.at, found.length))
    times.set(id, (times.get(id) ?? 0) + 1)
  }
  return times
}
