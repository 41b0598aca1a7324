/** The letters of SDDL for entry types, entry flags, list flags and rights (MS-DTYP 2.5.1.1, sddl.h). */

import { KEY_ACCESS, RIGHT } from './accessMask.ts'
import { ACE_FLAG, ACE_TYPE } from './ace.ts'
import { CONTROL } from './layout.ts'

/** Letters and the bits they stand for. */
export type Letters = readonly (readonly [letters: string, bits: number])[]

/** The content of the seventh, last field of an entry. */
type Extra = 'none' | 'condition' | 'claim'

export const ACE_LETTERS: readonly (readonly [letters: string, type: number, extra: Extra])[] = [
  ['A', ACE_TYPE.ALLOW, 'none'],
  ['D', ACE_TYPE.DENY, 'none'],
  ['OA', ACE_TYPE.ALLOW_OBJECT, 'none'],
  ['OD', ACE_TYPE.DENY_OBJECT, 'none'],
  ['AU', ACE_TYPE.AUDIT, 'none'],
  ['AL', ACE_TYPE.ALARM, 'none'],
  ['OU', ACE_TYPE.AUDIT_OBJECT, 'none'],
  ['OL', ACE_TYPE.ALARM_OBJECT, 'none'],
  ['ML', ACE_TYPE.MANDATORY_LABEL, 'none'],
  ['TL', ACE_TYPE.PROCESS_TRUST_LABEL, 'none'],
  ['XA', ACE_TYPE.ALLOW_CALLBACK, 'condition'],
  ['XD', ACE_TYPE.DENY_CALLBACK, 'condition'],
  ['XU', ACE_TYPE.AUDIT_CALLBACK, 'condition'],
  ['ZA', ACE_TYPE.ALLOW_CALLBACK_OBJECT, 'condition'],
  ['RA', ACE_TYPE.RESOURCE_ATTRIBUTE, 'claim'],
  ['SP', ACE_TYPE.SCOPED_POLICY, 'none'],
  ['FL', ACE_TYPE.ACCESS_FILTER, 'condition'],
]

/** In the order in which Windows writes them. TP is the same bit as SA, but in an access filter. */
export const FLAG_LETTERS: Letters = [
  ['OI', ACE_FLAG.OBJECT_INHERIT],
  ['CI', ACE_FLAG.CONTAINER_INHERIT],
  ['NP', ACE_FLAG.NO_PROPAGATE],
  ['IO', ACE_FLAG.INHERIT_ONLY],
  ['ID', ACE_FLAG.INHERITED],
  ['CR', ACE_FLAG.CRITICAL],
  ['SA', ACE_FLAG.SUCCESS],
  ['FA', ACE_FLAG.FAILURE],
  ['TP', ACE_FLAG.SUCCESS],
]

/** Flags of the two lists. */
export const LIST_LETTERS: Readonly<Record<'dacl' | 'sacl', Letters>> = {
  dacl: [
    ['P', CONTROL.DACL_PROTECTED],
    ['AR', CONTROL.DACL_AUTO_INHERIT_REQ],
    ['AI', CONTROL.DACL_AUTO_INHERITED],
  ],
  sacl: [
    ['P', CONTROL.SACL_PROTECTED],
    ['AR', CONTROL.SACL_AUTO_INHERIT_REQ],
    ['AI', CONTROL.SACL_AUTO_INHERITED],
  ],
}

/** Sets of rights. A mask that equals one is written with its letters; of two equal sets the first. */
export const MASK_LETTERS: Letters = [
  ['KA', KEY_ACCESS.ALL],
  ['KR', KEY_ACCESS.READ],
  ['KW', KEY_ACCESS.WRITE],
  ['KX', KEY_ACCESS.EXECUTE],
]

/** Single rights, in the order in which Windows writes them. */
export const RIGHT_LETTERS: Letters = [
  ['CC', 0x0001],
  ['DC', 0x0002],
  ['LC', 0x0004],
  ['SW', 0x0008],
  ['RP', 0x0010],
  ['WP', 0x0020],
  ['DT', 0x0040],
  ['LO', 0x0080],
  ['CR', 0x0100],
  ['SD', RIGHT.DELETE],
  ['RC', RIGHT.READ_CONTROL],
  ['WD', RIGHT.WRITE_DAC],
  ['WO', RIGHT.WRITE_OWNER],
  ['GA', RIGHT.GENERIC_ALL],
  ['GR', RIGHT.GENERIC_READ],
  ['GW', RIGHT.GENERIC_WRITE],
  ['GX', RIGHT.GENERIC_EXECUTE],
]

/** The mask of an integrity label: what it forbids to lower levels. */
export const LABEL_LETTERS: Letters = [
  ['NW', 0x1],
  ['NR', 0x2],
  ['NX', 0x4],
]

/** Rights on files. They are only read, since people paste text made for files. */
export const FILE_LETTERS: Letters = [
  ['FA', 0x1f01ff],
  ['FR', 0x120089],
  ['FW', 0x120116],
  ['FX', 0x1200a0],
]

/** There is no list, so everything is allowed. */
export const NO_LIST = 'NO_ACCESS_CONTROL'
