// npm run --silent hive -- COMMAND ...: builds the command if it is missing or old, then runs it.

import { runProgram } from './program.mjs'

runProgram('cli', 'hive')
