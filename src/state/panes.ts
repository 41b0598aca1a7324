/** The panes' stores, as the documents see them. */

import type { DocumentListener } from './documents.ts'
import { applyTreeEdit, dropTree, initTree } from './tree.ts'
import { dropValueDetails } from './valueDetails.ts'
import { applyValueEdit } from './values.ts'

/** Keeps tree and values in step with the open documents. */
export const paneListener: DocumentListener = {
  opened: (info) => void initTree(info.doc, info),
  edited: (doc, result) => {
    void applyValueEdit(doc, result)
    void applyTreeEdit(doc, result)
  },
  closed: (doc) => {
    dropTree(doc)
    dropValueDetails(doc)
  },
}
