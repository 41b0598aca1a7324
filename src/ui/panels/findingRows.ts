/** Findings as rows: those of one kind under a heading that opens and closes. */

import type { FindingRow, Severity } from '../../worker/protocol.ts'

/** All findings of one kind. */
export interface FindingGroup {
  readonly code: FindingRow['code']
  readonly severity: Severity
  readonly findings: readonly FindingRow[]
}

export type PanelRow =
  | { readonly group: FindingGroup; readonly finding: null; readonly open: boolean }
  | { readonly group: FindingGroup; readonly finding: FindingRow }

/** Kinds of more findings than this are closed to begin with. */
const OPEN_UP_TO = 20

/** The kinds, in the order of the first finding of each. */
export function groupFindings(findings: readonly FindingRow[]): readonly FindingGroup[] {
  const groups = new Map<FindingRow['code'], FindingRow[]>()
  for (const finding of findings) {
    const group = groups.get(finding.code)
    if (group === undefined) groups.set(finding.code, [finding])
    else group.push(finding)
  }
  return [...groups].map(([code, all]) => {
    return { code, severity: all[0]?.severity ?? 'info', findings: all }
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
    return open ? [heading, ...group.findings.map((finding) => ({ group, finding }))] : [heading]
  })
}

/** Whether a kind shows its findings. */
export function isOpen(group: FindingGroup, chosen: ReadonlyMap<string, boolean>): boolean {
  return chosen.get(group.code) ?? group.findings.length <= OPEN_UP_TO
}
