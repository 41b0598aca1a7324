/** Calls that find keys and values by path. */

import { completePath, resolvePath } from '../paths.ts'
import { relocate } from '../relocate.ts'
import { type Handlers, reading } from './handler.ts'

export const pathCalls = {
  resolvePath: reading(resolvePath),
  completePath: reading(completePath),
  relocate: reading(relocate),
} satisfies Partial<Handlers>
