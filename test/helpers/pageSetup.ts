import { cleanup, configure } from '@testing-library/react'
import { afterEach } from 'vitest'
import { loadErrorWords } from '../../src/state/errorWords.ts'
import { PATIENCE_MS } from './eventually.ts'

configure({ asyncUtilTimeout: PATIENCE_MS })

/** As soon after the first screen of the page. */
await loadErrorWords()

/** Testing Library unmounts by itself only where `afterEach` is a global. */
afterEach(cleanup)

/** A page begins without a path in its address. */
afterEach(() => history.replaceState(null, '', location.pathname))
