/**
 * Windows' access check as MS-DTYP 2.5.3.2 and 2.5.3.3 write it down, step by step, for one request: the model that
 * `effectiveAccess` is compared with. It shares no code with it.
 */

import type { Descriptor } from '../../src/security/descriptor.ts'

export interface ModelToken {
  readonly sids: readonly string[]
  /** The last number of the integrity level. */
  readonly level: number
}

const READ = 0x20019
const WRITE = 0x20006
const ALL = 0xf003f
const MAXIMUM_ALLOWED = 0x02000000
const READ_CONTROL_AND_WRITE_DAC = 0x60000

/** EvaluateTokenAgainstDescriptor without an object tree; the granted rights, or null for access_denied. */
export function evaluate(sd: Descriptor, token: ModelToken, request: number): number | null {
  const isMaximum = (request & MAXIMUM_ALLOWED) !== 0
  const mandatory = mandatoryIntegrityCheck(sd, token)
  if (!isMaximum && (request & ~mandatory) !== 0) return null
  // "No DACL in the security descriptor implies that [...] any access check will succeed."
  if (sd.dacl === null) return isMaximum ? mandatory : request
  const isOwner = sd.owner !== null && token.sids.includes(sd.owner)
  const sidInToken = (sid: string) => token.sids.includes(sid) || (isOwner && sid === 'S-1-3-4')
  const effective = sd.dacl.aces.filter(({ flags }) => (flags & 0x08) === 0)
  let remaining = request
  let allowed = 0
  let denied = 0
  const hasOwnerAces = effective.some((ace) => 'sid' in ace && ace.sid === 'S-1-3-4')
  if (isOwner && !hasOwnerAces) {
    remaining &= ~READ_CONTROL_AND_WRITE_DAC
    allowed |= READ_CONTROL_AND_WRITE_DAC
  }
  for (const ace of effective) {
    if (ace.shape !== 'account' && ace.shape !== 'object') continue
    if (!sidInToken(ace.sid)) continue
    const mask = mapped(ace.mask)
    const isForType = ace.shape === 'object' && ace.objectType !== null
    switch (ace.type) {
      case 0x00: // Allow Access
      case 0x05: // Object Allow Access: no tree has the type
        if (isForType) break
        if (isMaximum) allowed |= mask & ~denied
        else remaining &= ~mask
        break
      case 0x09: // Allow Access Callback: only if the condition is 1, and here it is unknown
      case 0x0b:
        break
      case 0x01: // Deny Access
      case 0x06:
      case 0x0a: // of an unknown condition, too (2.4.4.17.3)
      case 0x0c:
        if (isMaximum) denied |= mask & ~allowed
        else if ((remaining & mask) !== 0) return null
    }
  }
  if (isMaximum) return allowed & mandatory & ALL
  return remaining === 0 ? request : null
}

function mandatoryIntegrityCheck(sd: Descriptor, token: ModelToken): number {
  // FindAceByType: the first label counts.
  const ace = sd.sacl?.aces.find(({ type }) => type === 0x11)
  let mask = 1
  let level = 8192
  if (ace?.shape === 'account' && (ace.flags & 0x08) === 0) {
    mask = ace.mask
    level = Number(ace.sid.split('-')[3])
  }
  if (token.level >= level) return ALL
  let allowed = 0
  for (let bit = 1; bit <= ALL; bit *= 2) {
    const isRead = (READ & bit) !== 0
    // Reading and executing are the same for keys.
    const isFree = isRead ? (mask & 2) === 0 || (mask & 4) === 0 : (mask & 1) === 0
    if (isFree) allowed |= bit
  }
  return allowed & ALL
}

function mapped(mask: number): number {
  let rights = mask & ALL
  if (mask < 0 || mask >= 0x80000000) rights |= READ
  if ((mask & 0x40000000) !== 0) rights |= WRITE
  if ((mask & 0x20000000) !== 0) rights |= READ
  if ((mask & 0x10000000) !== 0) rights |= ALL
  return rights
}
