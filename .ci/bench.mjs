// npm run --silent bench -- FILE...: times the engine, or generates hives to time it on.

import { runProgram } from './program.mjs'

runProgram('bench', 'bench')
