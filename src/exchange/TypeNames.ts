/** The names of value types as constants, since each is written very often. */

import { typeName } from '../values/valueType.ts'
import { type Constant, constant } from './ByteText.ts'

/** A crafted hive has any number of types. */
const MOST_TYPES = 256

export class TypeNames {
  readonly #names = new Map<number, Constant>()

  /**
   * Names a type.
   *
   * @param type - any 32-bit number
   * @returns its name, such as `REG_SZ`
   */
  of(type: number): Constant {
    const known = this.#names.get(type)
    if (known !== undefined) return known
    const name = constant(typeName(type))
    if (this.#names.size < MOST_TYPES) this.#names.set(type, name)
    return name
  }
}
