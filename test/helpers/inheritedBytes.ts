/**
 * A second, independent implementation of inheritance on bytes alone, to compare with that of the engine (regf-format
 * 6.2 rule 15, MS-DTYP 2.5.3.4). It is deliberately simple, and does not support entries for object types.
 */

const CI = 0x02
const NP = 0x04
const IO = 0x08
const OI = 0x01
const GENERIC: readonly (readonly [bit: number, rights: number])[] = [
  [0x80000000, 0x20019],
  [0x40000000, 0x20006],
  [0x20000000, 0x20019],
  [0x10000000, 0xf003f],
]
const ADMINISTRATORS = '01020000000000052000000020020000'
const SYSTEM = '010100000000000512000000'
const CREATOR_OWNER = '010100000000000300000000'
const CREATOR_GROUP = '010100000000000301000000'

interface Entry {
  readonly type: number
  readonly flags: number
  readonly mask: number
  /** The SID and the bytes after it, as hexadecimal digits. */
  readonly rest: string
}

/** The descriptor of a new subkey of a key with the given one. */
export function inheritedBytes(parent: Uint8Array): Uint8Array {
  const bytes = Buffer.from(parent)
  const control = bytes.readUInt16LE(2)
  const [owner, group] = [4, 8].map((field) => sidAt(bytes, bytes.readUInt32LE(field)))
  const saclAt = (control & 0x10) === 0 ? 0 : bytes.readUInt32LE(12)
  const daclAt = (control & 0x04) === 0 ? 0 : bytes.readUInt32LE(16)
  const lists = [saclAt, daclAt].map((at) => (at === 0 ? null : entriesAt(bytes, at)))
  const below = lists.map((entries) => {
    return entries?.flatMap((entry) => passDown(entry, owner ?? '', group ?? '')) ?? null
  })
  const isProtected = (control & 0x3000) !== 0
  const says = (at: number) => saysAll(lists[at] ?? null, below[at] ?? null)
  if (!isProtected && says(0) && says(1)) return parent

  const [sacl = null, dacl = null] = below
  const hasNoAudits = sacl?.length === 0 && !says(0)
  const isClosed = dacl?.length === 0 && !says(1)
  const open = [SYSTEM, ADMINISTRATORS].map((rest) => ({ type: 0, flags: 0, mask: 0xf003f, rest }))
  const asItIs = (at: number) =>
    at === 0 ? '' : bytes.toString('hex', at, at + bytes.readUInt16LE(at + 2))
  const parts = [
    says(0) ? asItIs(saclAt) : hasNoAudits ? '' : listOf(sacl ?? [], bytes[saclAt] ?? 2),
    says(1) ? asItIs(daclAt) : isClosed ? listOf(open, 2) : listOf(dacl ?? [], bytes[daclAt] ?? 2),
    owner ?? '',
    group ?? '',
  ]
  const header = Buffer.alloc(20)
  header[0] = 1
  header[1] = bytes[1] ?? 0
  header.writeUInt16LE(control & ~0x3000 & ~(hasNoAudits ? 0x10 : 0), 2)
  let at = 20
  for (const [index, field] of [12, 16, 4, 8].entries()) {
    const size = (parts[index] ?? '').length / 2
    header.writeUInt32LE(size === 0 ? 0 : at, field)
    at += size
  }
  return new Uint8Array(Buffer.concat([header, Buffer.from(parts.join(''), 'hex')]))
}

/** Whether the list of the parent has the same meaning for the subkey if it is not changed. */
function saysAll(own: Entry[] | null, below: Entry[] | null): boolean {
  if (JSON.stringify(own) === JSON.stringify(below)) return true
  if (own === null || below === null) return false
  if (!own.every(({ type, flags }) => type === 0 && (flags & (CI | NP)) === CI)) return false
  const rights = (entries: Entry[], rest: string) =>
    entries
      .filter((entry) => entry.rest === rest && (entry.flags & IO) === 0)
      .reduce((mask, entry) => mask | entry.mask, 0)
  return below.every(({ rest }) => (rights(below, rest) & ~rights(own, rest)) === 0)
}

function passDown(entry: Entry, owner: string, group: string): Entry[] {
  const { flags, rest, mask } = entry
  const isOnce = (flags & NP) !== 0
  if ((flags & CI) === 0) {
    return (flags & OI) === 0 || isOnce ? [] : [{ ...entry, flags: flags | IO }]
  }
  const mapped = GENERIC.reduce((sum, [bit, rights]) => {
    return (sum & bit) === 0 ? sum : (sum & ~bit) | rights
  }, mask)
  const isCreator = (sid: string, real: string) => real !== '' && rest.startsWith(sid)
  const real = isCreator(CREATOR_OWNER, owner)
    ? owner + rest.slice(CREATOR_OWNER.length)
    : isCreator(CREATOR_GROUP, group)
      ? group + rest.slice(CREATOR_GROUP.length)
      : rest
  const own = { ...entry, mask: mapped >>> 0, rest: real, flags: flags & ~(OI | CI | NP | IO) }
  if (isOnce) return [own]
  if (own.mask === mask && real === rest) return [{ ...entry, flags: flags & ~IO }]
  return [own, { ...entry, flags: flags | IO }]
}

function sidAt(bytes: Buffer, at: number): string | null {
  return at === 0 ? null : bytes.toString('hex', at, at + 8 + (bytes[at + 1] ?? 0) * 4)
}

function entriesAt(bytes: Buffer, list: number): Entry[] {
  const entries: Entry[] = []
  let at = list + 8
  for (let left = bytes.readUInt16LE(list + 4); left > 0; left--) {
    const end = at + bytes.readUInt16LE(at + 2)
    const [type = 0, flags = 0] = bytes.subarray(at, at + 2)
    const rest = bytes.toString('hex', at + 8, end)
    entries.push({ type, flags, mask: bytes.readUInt32LE(at + 4), rest })
    at = end
  }
  return entries
}

/** A list of entries as hexadecimal digits. */
function listOf(entries: readonly Entry[], revision: number): string {
  const body = entries.map(({ type, flags, mask, rest }) => {
    const head = Buffer.from([type, flags, 0, 0, 0, 0, 0, 0])
    head.writeUInt16LE(8 + rest.length / 2, 2)
    head.writeUInt32LE(mask >>> 0, 4)
    return head.toString('hex') + rest
  })
  const head = Buffer.from([revision, 0, 0, 0, 0, 0, 0, 0])
  head.writeUInt16LE(8 + body.join('').length / 2, 2)
  head.writeUInt16LE(entries.length, 4)
  return head.toString('hex') + body.join('')
}
