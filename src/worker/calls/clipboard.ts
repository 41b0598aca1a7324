/** Calls that copy keys and values, and paste them. */

import { adoptClip, clipFile, copyOut } from '../copying.ts'
import { previewPaste } from '../pastePreview.ts'
import { paste } from '../pasting.ts'
import type { Copied } from '../protocol.ts'
import type { Handlers } from './handler.ts'

export const clipboardCalls = {
  copy: Object.assign(
    (...[session, request, context]: Parameters<Handlers['copy']>) =>
      copyOut(session, request, context),
    { transfer: ({ hive }: Copied) => (hive === null ? [] : [hive.buffer]) },
  ),
  clipFile: (session, { clip }) => clipFile(session, clip),
  adoptClip: (session, { file }, context) => adoptClip(session, file, context),
  previewPaste: (session, request) => previewPaste(session, request),
  paste: (session, request, context) => paste(session, request, context),
} satisfies Partial<Handlers>
