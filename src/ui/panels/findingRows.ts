/** Findings as rows: those of one kind under a heading that opens and closes. */

import type { FindingKind } from '../../worker/protocol.ts'

/** All findings of one kind. */
export interface FindingGroup extends FindingKind {
  /** The index of its first finding among all of them. */
  readonly first: number
}

export type PanelRow =
  | { readonly group: FindingGroup; readonly finding: null; readonly open: boolean }
  /** `finding`: its index among all of them. */
  | { readonly group: FindingGroup; readonly finding: number }

/** Kinds of more findings than this are closed to begin with. */
const OPEN_UP_TO = 20

/** The kinds, each with the place of its findings. */
export function groupsOf(kinds: readonly FindingKind[]): readonly FindingGroup[] {
  let first = 0
  return kinds.map((kind) => {
    const group = { ...kind, first }
    first += kind.count
    return group
  })
}

/**
 * The rows to show.
 *
 * @param chosen - which kinds the user opened or closed
 */
export function rowsOf(
  groups: readonly FindingGroup[],
  chosen: ReadonlyMap<string, boolean>,
): readonly PanelRow[] {
  return groups.flatMap((group): PanelRow[] => {
    const open = isOpen(group, chosen)
    const heading: PanelRow = { group, finding: null, open }
    if (!open) return [heading]
    const findings = Array.from({ length: group.count }, (_, at) => group.first + at)
    return [heading, ...findings.map((finding) => ({ group, finding }))]
  })
}

/** Whether a kind shows its findings. */
export function isOpen(group: FindingGroup, chosen: ReadonlyMap<string, boolean>): boolean {
  return chosen.get(group.code) ?? group.count <= OPEN_UP_TO
}
