import { cleanup, configure } from '@testing-library/react'
import { afterEach } from 'vitest'
import { PATIENCE_MS } from './eventually.ts'

configure({ asyncUtilTimeout: PATIENCE_MS })

/** Testing Library unmounts by itself only where `afterEach` is a global. */
afterEach(cleanup)

/** A page begins without a path in its address. */
afterEach(() => history.replaceState(null, '', location.pathname))
