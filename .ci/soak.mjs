// npm run soak -- --minutes N: random edits and damaged hives for as long as one likes.

import { runProgram } from './program.mjs'

runProgram('soak', 'soak')
