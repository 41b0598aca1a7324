/** Symbolic links: keys with a single value, the path of another key (regf-format 3.10). */

import { HiveError } from '../errors.ts'
import { keyFlags } from '../regf/keyNode.ts'
import { KEY_FLAG } from '../regf/layout.ts'
import { type CellOffset, fileOffset } from '../regf/offsets.ts'
import { encodeLink } from '../values/encode.ts'
import { LINK_VALUE } from '../values/linkValue.ts'
import { VALUE_TYPE } from '../values/valueType.ts'
import type { Work } from '../work.ts'
import { type EditScope, soundKey } from './editScope.ts'
import { createKey } from './keys.ts'
import { setValueSteps } from './values.ts'

/**
 * Creates a symbolic link, with its target.
 *
 * @param scope - the edit
 * @param parent - cell offset of the parent
 * @param name - name of the link
 * @param target - path of the key that it leads to, as the kernel names it: `\\Registry\\Machine\\…`
 * @returns cell offset of the link
 * @throws HiveError what `createKey` and `setLinkTarget` throw
 */
export function* createLinkSteps(
  scope: EditScope,
  parent: CellOffset,
  name: string,
  target: string,
): Work<CellOffset> {
  const link = createKey(scope, parent, name, { link: true })
  yield* setLinkTargetSteps(scope, link, target)
  return link
}

/**
 * Replaces the target of a symbolic link, in steps. An equal one changes nothing.
 *
 * @param scope - the edit
 * @param cell - cell offset of the link
 * @param target - path of the key that it leads to, as the kernel names it
 * @throws HiveError `link-key` when the key is no link, or the target is empty or has a NUL
 * @throws HiveError what `setValue` throws
 */
export function* setLinkTargetSteps(
  scope: EditScope,
  cell: CellOffset,
  target: string,
): Work<void> {
  const { cells } = scope
  const key = soundKey(cells, cell)
  if ((keyFlags(cells, key) & KEY_FLAG.SYM_LINK) === 0 || target === '') {
    throw new HiveError('link-key', 'a target is of a link, and not empty', {
      offset: fileOffset(cell),
    })
  }
  const data = encodeLink(target)
  yield* setValueSteps(scope, cell, { name: LINK_VALUE, type: VALUE_TYPE.LINK, data })
}
