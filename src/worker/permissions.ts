/** Replies about the permissions of a key, and about the accounts that open hives name. */

import { bestAccounts, membershipsIn } from '../known/accounts.ts'
import { findKeyNode, keyName } from '../regf/keyNode.ts'
import type { CellOffset } from '../regf/offsets.ts'
import { locateDescriptor } from '../regf/securityCell.ts'
import { countSubkeys } from '../regf/subkeyList.ts'
import { checkDescriptor } from '../security/checkDescriptor.ts'
import { rowPath } from './displayNames.ts'
import type { HiveDocument } from './HiveDocument.ts'
import type { KeyAbove, KeyPermissions, KnownAccounts, RequestOf } from './protocol.ts'
import type { Session } from './Session.ts'

/** Bytes of a descriptor that cannot be read. */
const MOST_UNREADABLE = 64
/** Bytes of the descriptors of the keys above. */
const MOST_ABOVE = 1 << 18

/** The permissions of a key, and those of the keys above it. */
export function keyPermissions(
  doc: HiveDocument,
  request: RequestOf<'permissions'>,
): KeyPermissions {
  const { hive, revision, rows } = doc
  const { cells } = hive
  const cell = doc.keyCell(request.key)
  const record = cells.payloadAt(cell)
  const path = rows.ancestors(cell) ?? [cell]
  const own = permissionsAt(doc, path, path.length - 1)
  const above: KeyAbove[] = []
  let bytes = 0
  for (let at = path.length - 2; at >= 0; at--) {
    const one = permissionsAt(doc, path, at)
    bytes += one.descriptor?.length ?? 0
    if (bytes > MOST_ABOVE) break
    above.push(one)
  }
  const found = own.descriptor === null ? locateDescriptor(cells, record) : null
  const length = Math.min(found?.length ?? 0, MOST_UNREADABLE)
  return {
    ...own,
    ...{ revision, above, hasSubkeys: countSubkeys(cells, record) > 0 },
    unreadable: found === null ? null : cells.image.bytesCopy(found.at, length),
  }
}

function permissionsAt(
  { hive: { cells } }: HiveDocument,
  path: readonly CellOffset[],
  at: number,
): KeyAbove {
  const nameAt = (index: number) => {
    const cell = path[index + 1] as CellOffset
    const record = findKeyNode(cells, cell)
    return record === 0 ? '' : keyName(cells, cell, record)
  }
  const record = findKeyNode(cells, path[at] as CellOffset)
  const found = record === 0 ? null : locateDescriptor(cells, record)
  const bytes = found === null ? null : cells.image.bytesCopy(found.at, found.length)
  const isReadable = bytes !== null && checkDescriptor(bytes) === null
  return { ...rowPath(at, nameAt), descriptor: isReadable ? bytes : null }
}

/** The accounts of open hives, those of a document first. */
export function knownAccounts(session: Session, { doc }: RequestOf<'accounts'>): KnownAccounts {
  const asked = session.document(doc)
  const others = session.documents.filter((other) => other !== asked)
  const known = [asked, ...others].map(({ hive }) =>
    hive.cells.readBefore(() => ({
      accounts: bestAccounts([hive]),
      members: membershipsIn(hive),
    })),
  )
  return {
    accounts: known.flatMap(({ accounts }) => accounts),
    members: known.flatMap(({ members }) => members),
  }
}
