/** Calls that copy keys and values, and paste them. */

import { adoptClip, clipFile, copyOut } from '../copying.ts'
import { previewPaste } from '../pastePreview.ts'
import { paste } from '../pasting.ts'
import type { Handlers } from './handler.ts'

export const clipboardCalls = {
  copy: (session, request, context) => copyOut(session, request, context),
  clipFile: (session, { clip }) => clipFile(session, clip),
  adoptClip: (session, { from }, context) => adoptClip(session, from, context),
  previewPaste: (session, request) => previewPaste(session, request),
  paste: (session, request, context) => paste(session, request, context),
} satisfies Partial<Handlers>
