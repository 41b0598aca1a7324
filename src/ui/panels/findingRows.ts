/** Findings as rows, grouped by kind under headings that expand and collapse. */

import type { FindingKind } from '../../worker/protocol.ts'

/** All findings of one kind. */
export interface FindingGroup extends FindingKind {
  /** The index of its first finding among all findings. */
  readonly first: number
}

export type PanelRow =
  | { readonly group: FindingGroup; readonly finding: null; readonly open: boolean }
  /** `finding` is the index among all findings. */
  | { readonly group: FindingGroup; readonly finding: number }

/** Kinds with more findings than this are collapsed initially. */
const OPEN_UP_TO = 20

/** The kinds, each with the index of its first finding. */
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
 * @param chosen - the kinds that the user has expanded or collapsed
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
