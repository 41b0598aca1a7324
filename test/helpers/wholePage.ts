/** Loads every part of the page before the tests of a file, which then find it on screen at once. */

import '../../src/ui/parts.ts'
import { loadParts } from '../../src/ui/common/lazyPart.tsx'

await loadParts()
