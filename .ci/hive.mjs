// npm run --silent hive -- COMMAND ...: builds the command when it is missing or old, then is it.

import { runProgram } from './program.mjs'

runProgram('cli', 'hive')
