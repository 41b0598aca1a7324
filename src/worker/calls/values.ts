/** Calls that read the values of a key. */

import type { ReplyOf } from '../protocol.ts'
import { valueData, valueDetails, valueIndex, valuePage } from '../valueReplies.ts'
import { type Handlers, readingKey } from './handler.ts'

export const valueCalls = {
  values: readingKey(valuePage),
  valueIndex: readingKey(valueIndex),
  valueDetails: Object.assign(readingKey(valueDetails), {
    transfer: ({ head }: ReplyOf<'valueDetails'>) => [head.buffer],
  }),
  valueData: Object.assign(readingKey(valueData), {
    transfer: ({ data }: ReplyOf<'valueData'>) => [data.buffer],
  }),
} satisfies Partial<Handlers>
