// A Vitest reporter: the default one, with each finished file numbered out of all of them.

import { DefaultReporter } from 'vitest/node'

export default class ProgressReporter extends DefaultReporter {
  #files = 0
  #finished = 0

  onTestRunStart(specifications) {
    super.onTestRunStart(specifications)
    this.#files = specifications.length
  }

  printTestModule(testModule) {
    this.#finished++
    process.stdout.write(`[${this.#finished}/${this.#files}]`)
    super.printTestModule(testModule)
  }
}
