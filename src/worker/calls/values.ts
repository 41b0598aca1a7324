/** Calls that read the values of a key, and what they refer to. */

import { environmentIn } from '../../known/environment.ts'
import type { ReplyOf } from '../protocol.ts'
import {
  convertedData,
  meanings,
  valueData,
  valueDetails,
  valueIndex,
  valuePage,
} from '../valueReplies.ts'
import { type Handlers, readingKey } from './handler.ts'

export const valueCalls = {
  values: readingKey(valuePage),
  valueIndex: readingKey(valueIndex),
  meanings: readingKey(meanings),
  valueDetails: Object.assign(readingKey(valueDetails), {
    transfer: ({ head }: ReplyOf<'valueDetails'>) => [head.buffer],
  }),
  valueData: Object.assign(readingKey(valueData), {
    transfer: ({ data }: ReplyOf<'valueData'>) => [data.buffer],
  }),
  convertedData: Object.assign(convertedData, {
    transfer: (made: ReplyOf<'convertedData'>) => ('data' in made ? [made.data.buffer] : []),
  }),
  environment: (session, { doc }) => {
    const asked = session.document(doc)
    const others = session.documents.filter((other) => other !== asked)
    return [asked, ...others].flatMap(({ hive, id }) => {
      const variables = hive.cells.readBefore(() => environmentIn(hive))
      return variables.map((variable) => ({ ...variable, doc: id }))
    })
  },
} satisfies Partial<Handlers>
