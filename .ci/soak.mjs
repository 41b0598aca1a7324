// npm run soak -- --minutes N: random edits and damaged hives for as long as one likes.

import { runProgram } from './program.mjs'

/**
 * For the table of costs. Garbage is collected on one thread: helper threads use processor time while they wait. The
 * young generation has a fixed size: by default it grows during a measurement.
 */
const MEASURING = ['--single-threaded-gc', '--min-semi-space-size=64', '--max-semi-space-size=64']

runProgram('soak', 'soak', process.argv.includes('--shapes') ? MEASURING : [])
