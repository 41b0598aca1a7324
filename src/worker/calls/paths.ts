/** Calls that find keys and values by path. */

import { completePath, resolvePath } from '../paths.ts'
import { favoritesInHive, favoritesInText } from '../regeditFavorites.ts'
import { relocate } from '../relocate.ts'
import { type Handlers, reading } from './handler.ts'

export const pathCalls = {
  resolvePath: reading(resolvePath),
  completePath: reading(completePath),
  relocate: reading(relocate),
  favoritesInHive: reading(favoritesInHive),
  favoritesInText: (_, request) => favoritesInText(request),
} satisfies Partial<Handlers>
