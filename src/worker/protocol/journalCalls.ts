/** The calls about edits that are kept on this device. */

import { change, type OfDocument, question } from './call.ts'
import type { DocInfo, KeyId, ValueId } from './documents.ts'
import type { NamedFile } from './files.ts'
import type { JournalId, KeptList } from './journals.ts'

export const JOURNAL_CALLS = {
  /** Lists the edits that are kept. Those that are of no use any more, or too old, are removed. */
  keptEdits: question<Record<string, never>, KeptList>(),
  /** By what kept edits tell their hive: its size and a hash of its first page, as it was opened. */
  hiveHead: question<OfDocument, { readonly size: number; readonly head: string }>(),
  /**
   * Opens a hive with the edits that are kept of it, as a document with its history. `file`: the file as it was before
   * them, if there is no copy of it; `logs`: its logs, if it could not be opened without them. Progress is a fraction.
   * A change, not an opening: a hive that is resumed before it can be cancelled stays open, since closing it would
   * remove its edits. Codes: `journal-damaged`, `journal-needs-file`, `journal-other-file`, `journal-in-use`; those of
   * `open`.
   */
  resume: change<
    {
      readonly journal: JournalId
      readonly file: Blob | null
      readonly logs: readonly NamedFile[]
      readonly handle: FileSystemFileHandle | null
    },
    DocInfo
  >(),
  /** The key and value that the newest step was about; null if there is none, or it exchanged the hive. */
  newestPlace: question<
    OfDocument,
    { readonly key: KeyId; readonly value: ValueId | null } | null
  >(),
  /** Removes kept edits; null: all of them. Hives that are open with them stay open, and their edits are kept no more. */
  forgetEdits: change<{ readonly journals: readonly JournalId[] | null }, void>(),
  /** Whether edits are kept: of every hive that is edited from now on. */
  keepEdits: question<{ readonly keep: boolean }, void>(),
  /**
   * The same for one hive, whatever was chosen for all. What was kept is removed; it is only kept again while it has no
   * steps. The reply is whether its edits are kept.
   */
  keepEditsOf: change<OfDocument & { readonly keep: boolean }, boolean>(),
} as const
