/** Expanding the variables of a REG_EXPAND_SZ. */

/** A variable of the environment; its value may name others. */
export interface Variable {
  readonly name: string
  readonly value: string
}

export interface Expansion {
  readonly text: string
  /** The names that are not known, each once, as written. They stay in the text. */
  readonly unknown: readonly string[]
  /** The names of the variables that were used, each once. */
  readonly used: readonly string[]
}

/** Variables within variables, at most: those of a hive may name each other in a circle. */
const MOST_DEPTH = 8
/** UTF-16 units of the result; Windows allows as many. */
const MOST_UNITS = 32_767
const NAME = /%([^%]+)%/g

/**
 * Replaces `%NAME%` by the value of the variable, ignoring case. Values that name variables are
 * expanded, too.
 *
 * @param text - the text
 * @param variables - the environment; the first variable of a name is used
 * @returns the text, cut after 32,767 UTF-16 units, and the names in it
 */
export function expandVariables(text: string, variables: readonly Variable[]): Expansion {
  const values = new Map<string, Variable>()
  for (const variable of variables) {
    const key = variable.name.toUpperCase()
    if (!values.has(key)) values.set(key, variable)
  }
  const unknown = new Set<string>()
  const used = new Set<string>()
  let room = MOST_UNITS
  const take = (piece: string) => {
    const taken = piece.slice(0, Math.max(0, room))
    room -= taken.length
    return taken
  }
  const expand = (from: string, within: readonly string[]): string => {
    let expanded = ''
    let at = 0
    for (const match of from.matchAll(NAME)) {
      if (room <= 0) return expanded
      const [whole, name = ''] = match
      expanded += take(from.slice(at, match.index))
      at = match.index + whole.length
      const key = name.toUpperCase()
      const variable = values.get(key)
      // A variable that leads back to itself stays as it is.
      if (!variable || within.includes(key) || within.length >= MOST_DEPTH) {
        unknown.add(name)
        expanded += take(whole)
      } else {
        used.add(variable.name)
        expanded += expand(variable.value, [...within, key])
      }
    }
    return expanded + take(from.slice(at))
  }
  return { text: expand(text.slice(0, MOST_UNITS), []), unknown: [...unknown], used: [...used] }
}
