/** Calls about the permissions of keys. */

import { keyPermissions, knownAccounts } from '../permissions.ts'
import { exportRights } from '../rightsWriter.ts'
import { type Handlers, reading, readingKey } from './handler.ts'

export const securityCalls = {
  permissions: readingKey(keyPermissions),
  accounts: knownAccounts,
  findWritable: (session, request, context) => {
    const document = session.document(request.doc)
    return document.exclusive(context.signal, () => document.rights.find(request, context))
  },
  writableRows: reading((doc, { from, count }) => doc.rights.writablePage(from, count)),
  descriptorRows: reading((doc, { from, count }) => doc.rights.descriptorPage(from, count)),
  exportRights: (session, request, context) => {
    const document = session.document(request.doc)
    return document.exclusive(context.signal, () => exportRights(document, request, context))
  },
} satisfies Partial<Handlers>
