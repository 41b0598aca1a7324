/** ORQueryInfoKey, security and the virtualization flags (offreg-api 3.13, 3.17 to 3.19). */

import { NK } from '../../regf/layout.ts'
import { answer, badArgument, type Done, type Failure } from './answer.ts'
import { isShort } from './arguments.ts'
import { type ORHKEY, openOf } from './handles.ts'

/** The facts about a key. */
export interface KeyInfo {
  readonly status: 0
  /** `''` if there is none. */
  readonly className: string
  readonly subkeys: number
  /** Units of the longest subkey name, without NUL; may be too large. */
  readonly maxSubkeyName: number
  /** Units of the longest class name of a subkey, without NUL; may be too large. */
  readonly maxSubkeyClass: number
  readonly values: number
  /** Units of the longest value name, without NUL. */
  readonly maxValueName: number
  /** Bytes of the largest data. */
  readonly maxValueData: number
  /** Bytes of the descriptor. */
  readonly securityDescriptor: number
  /** FILETIME, UTC 100 ns since 1601. */
  readonly lastWrite: bigint
}

/** ERROR_MORE_DATA: UTF-16 units that the class name needs, including the NUL. */
export interface MoreClassRoom {
  readonly status: 234
  readonly classUnits: number
}

/**
 * Returns the facts about a key.
 *
 * The two maxima of subkeys are stored in the key: deletions do not lower them as long as there is
 * a subkey left. Those of values are counted. The units of 234 include the NUL, as was seen; the
 * documentation leaves it out.
 *
 * @param handle - handle of the key
 * @param capacities - UTF-16 units that a caller with a buffer has room for, including the NUL
 * @returns 0; 6; 234 when the class name is longer; 1018
 */
export function ORQueryInfoKey(
  handle: ORHKEY,
  capacities: { readonly className?: number | undefined } = {},
): KeyInfo | MoreClassRoom | Failure {
  return answer(() => {
    const { key, hive } = openOf(handle)
    const className = key.className ?? ''
    if (isShort(capacities.className, className)) {
      return { status: 234, classUnits: className.length + 1 }
    }
    const at = hive.cells.payloadAt(key.cell)
    let maxValueName = 0
    let maxValueData = 0
    for (const { name, size } of key.values()) {
      maxValueName = Math.max(maxValueName, name.length)
      maxValueData = Math.max(maxValueData, size)
    }
    return {
      status: 0,
      className,
      subkeys: key.subkeyCount,
      maxSubkeyName: hive.image.u16(at + NK.MAX_SUBKEY_NAME) >>> 1,
      maxSubkeyClass: hive.image.u32(at + NK.MAX_SUBKEY_CLASS) >>> 1,
      values: key.valueCount,
      maxValueName,
      maxValueData,
      securityDescriptor: key.descriptor?.length ?? 0,
      lastWrite: key.lastWrite,
    }
  })
}

/** ERROR_INSUFFICIENT_BUFFER: the number of bytes that are needed. */
export interface MoreSecurityRoom {
  readonly status: 122
  readonly size: number
}

/**
 * Returns parts of the security descriptor of a key, self-relative; its size depends on the parts.
 *
 * Access rights are not checked, not even for the SACL.
 *
 * @param handle - handle of the key
 * @param information - SECURITY_INFORMATION bits: owner 1, group 2, DACL 4, SACL 8 and so on
 * @param capacity - bytes that a caller with a buffer has room for; unlimited by default
 * @returns 0; 6; 122 with the size that is needed; 1018; 1338 when the key has no descriptor that
 *   can be read
 */
export function ORGetKeySecurity(
  handle: ORHKEY,
  information: number,
  capacity?: number,
): { readonly status: 0; readonly descriptor: Uint8Array } | MoreSecurityRoom | Failure {
  return answer(() => {
    const descriptor = openOf(handle).key.security(information)
    const isTooMuch = capacity !== undefined && capacity < descriptor.length
    return isTooMuch ? { status: 122, size: descriptor.length } : { status: 0, descriptor }
  })
}

/**
 * Sets parts of the security descriptor of a key. Other parts, and the keys below, are not changed.
 *
 * With the bit of the SACL and a descriptor without one, the key gets an empty SACL, as was seen.
 *
 * @param handle - handle of the key
 * @param information - SECURITY_INFORMATION bits of the parts to set
 * @param descriptor - self-relative descriptor with these parts
 * @returns 0; 6; 87 without a descriptor; 1018; 1338 for one that Windows would refuse
 */
export function ORSetKeySecurity(
  handle: ORHKEY,
  information: number,
  descriptor: Uint8Array,
): Done | Failure {
  return answer(() => {
    const { key } = openOf(handle)
    if (!(descriptor instanceof Uint8Array)) throw badArgument('there is no descriptor')
    key.setSecurity(information, descriptor)
    return { status: 0 }
  })
}

/** Flags of ORGetVirtualFlags and ORSetVirtualFlags. */
export const REG_KEY_DONT_VIRTUALIZE = 2
export const REG_KEY_DONT_SILENT_FAIL = 4
export const REG_KEY_RECURSE_FLAG = 8

/**
 * Returns the virtualization flags of a key: a sum of 2, 4 and 8.
 *
 * @param handle - handle of the key
 * @returns 0; 6; 1018
 */
export function ORGetVirtualFlags(
  handle: ORHKEY,
): { readonly status: 0; readonly flags: number } | Failure {
  return answer(() => ({ status: 0, flags: openOf(handle).key.virtualFlags }))
}

/**
 * Sets the virtualization flags of a key. With REG_KEY_RECURSE_FLAG, keys created below it
 * afterwards get them too; existing ones do not change.
 *
 * @param handle - handle of the key
 * @param flags - a sum of 2, 4 and 8; 0 clears them
 * @returns 0; 6; 87 for any other bit; 1018
 */
export function ORSetVirtualFlags(handle: ORHKEY, flags: number): Done | Failure {
  return answer(() => {
    openOf(handle).key.setVirtualFlags(flags)
    return { status: 0 }
  })
}
