/**
 * Rewrites a regular expression so that it ignores case as Windows does. The library folds case by the rules of
 * Unicode, by which `k` is also the Kelvin sign, and `s` the long s; a hive knows no such pairs, and has some of
 * its own. So each letter is replaced by the class of the letters that Windows takes for the same, and the flag `i` is
 * left out. The syntax is that of RE2. What is not valid stays as it is, for the library to refuse.
 */

import { caseVariants } from '../bytes/upcase.ts'

const FLAGS = /\(\?([imsU]*)(?:-([imsU]*))?([:)])/y
const GROUP_NAME = /\(\?P?<[^>]*>/y
const HEXADECIMAL = /\\x(?:([0-9a-f]{2})|\{([0-9a-f]{1,6})\})/iy
const OCTAL = /\\(?:0[0-7]{0,2}|[1-7][0-7]{1,2})/y
const PROPERTY = /\\([pP])(?:\{(\^?)([^}]*)\}|([A-Z]))/y
const POSIX = /\[:(\^?)([a-z]+):\]/y
const QUOTED = /\\Q((?:[^\\]|\\(?!E))*)(?:\\E|\\?$)/y
/** Properties of letters that have case. */
const CASED = ['Lu', 'Ll', 'Lt']
const ALL_CASED = CASED.map((name) => `\\p{${name}}`).join('')
const NOT_CASED = '\\P{L}\\p{Lm}\\p{Lo}'
const META = '.^$*+?{}|'

/**
 * Rewrites a pattern for a search by the case rule of Windows.
 *
 * @param pattern - a regular expression
 * @param folds - whether case is ignored; `(?i)` and `(?-i)` in the pattern count too
 * @returns a pattern to be matched with case
 */
export function foldPattern(pattern: string, folds: boolean): string {
  return new Folding(pattern, folds).run()
}

class Folding {
  readonly #pattern: string
  #at = 0
  #out = ''
  #folds: boolean
  /** Whether case is ignored outside each open group. */
  readonly #outer: boolean[] = []

  constructor(pattern: string, folds: boolean) {
    this.#pattern = pattern
    this.#folds = folds
  }

  run(): string {
    while (this.#at < this.#pattern.length) {
      const char = this.#pattern.charAt(this.#at)
      if (char === '(') this.#group()
      else if (char === ')') {
        this.#folds = this.#outer.pop() ?? this.#folds
        this.#keep(1)
      } else if (char === '[' && this.#folds) this.#class()
      else if (char === '[') this.#keep(this.#classLength())
      else if (char === '\\') this.#escape()
      else if (META.includes(char)) this.#keep(1)
      else this.#letter()
    }
    return this.#out
  }

  #group(): void {
    const flags = this.#match(FLAGS)
    if (flags === null) {
      this.#outer.push(this.#folds)
      this.#keep(this.#match(GROUP_NAME)?.[0].length ?? 1)
      return
    }
    const [all, on = '', off, end = ''] = flags
    if (end === ':') this.#outer.push(this.#folds)
    if (on.includes('i')) this.#folds = true
    if (off?.includes('i') === true) this.#folds = false
    const set = on.replaceAll('i', '')
    const unset = off?.replaceAll('i', '') ?? ''
    if (end === ':' || set !== '' || unset !== '' || on === '') {
      this.#out += `(?${set}${unset === '' && off !== '' ? '' : `-${unset}`}${end}`
    }
    this.#at += all.length
  }

  #escape(): void {
    const quoted = this.#match(QUOTED)
    if (quoted !== null) {
      const [all, text = ''] = quoted
      for (const character of text) this.#add(character.codePointAt(0) as number)
      this.#at += all.length
      return
    }
    const property = this.#match(PROPERTY)
    if (property !== null && this.#folds) {
      const cased = casedProperty(property)
      if (cased !== null) this.#out += cased ? `[${ALL_CASED}]` : `[${NOT_CASED}]`
      else this.#out += property[0]
      this.#at += property[0].length
      return
    }
    const [code, length] = this.#code()
    if (code === null) this.#keep(property?.[0].length ?? length)
    else {
      this.#add(code)
      this.#at += length
    }
  }

  #letter(): void {
    const code = this.#pattern.codePointAt(this.#at) as number
    const hasCase = code <= 0xffff && caseVariants(code).length > 1
    if (!this.#folds || !hasCase) {
      // The digits of a repetition are here too, which may not be escaped.
      this.#keep(code > 0xffff ? 2 : 1)
      return
    }
    this.#add(code)
    this.#at++
  }

  /** Writes a character, or the class of those that are the same. */
  #add(code: number): void {
    const same = this.#folds && code <= 0xffff ? caseVariants(code) : [code]
    const classes = same.map(escaped).join('')
    this.#out += same.length === 1 ? classes : `[${classes}]`
  }

  #class(): void {
    const end = this.#at + this.#classLength()
    let out = '['
    this.#at++
    if (this.#pattern.charAt(this.#at) === '^') {
      out += '^'
      this.#at++
    }
    while (this.#at < end - 1) out += this.#item(end - 1)
    this.#out += `${out}]`
    this.#at = end
  }

  /** One member of a class, with everything that is the same. */
  #item(end: number): string {
    const posix = this.#match(POSIX)
    if (posix !== null) {
      const [all, not = '', name = ''] = posix
      this.#at += all.length
      return name === 'lower' || name === 'upper' ? `[:${not}alpha:]` : all
    }
    const property = this.#match(PROPERTY)
    if (property !== null) {
      this.#at += property[0].length
      const cased = casedProperty(property)
      return cased === null ? property[0] : cased ? ALL_CASED : NOT_CASED
    }
    const [low, length] = this.#code()
    const start = this.#at
    this.#at += length
    if (low === null) return this.#pattern.slice(start, this.#at)
    let high = low
    if (this.#pattern.charAt(this.#at) === '-' && this.#at + 1 < end) {
      this.#at++
      const [last, size] = this.#code()
      this.#at += size
      if (last === null || last < low) return this.#pattern.slice(start, this.#at)
      high = last
    }
    return `${escaped(low)}-${escaped(high)}${variantsOutside(low, high)}`
  }

  /** The character at this place, if it is written as one, and the length of what is there. */
  #code(): readonly [number | null, number] {
    const char = this.#pattern.charAt(this.#at)
    if (char !== '\\') {
      const code = this.#pattern.codePointAt(this.#at) as number
      return [code, code > 0xffff ? 2 : 1]
    }
    const hex = this.#match(HEXADECIMAL)
    if (hex !== null) {
      const code = Number.parseInt(hex[1] ?? hex[2] ?? '', 16)
      return [code > 0x10ffff ? null : code, hex[0].length]
    }
    const octal = this.#match(OCTAL)
    if (octal !== null) return [Number.parseInt(octal[0].slice(1), 8), octal[0].length]
    const next = this.#pattern.codePointAt(this.#at + 1)
    if (next === undefined) return [null, 1]
    // Only punctuation stands for itself after a backslash.
    const character = String.fromCodePoint(next)
    const isPlain = next < 0x80 && !/[0-9A-Za-z]/.test(character)
    return [isPlain ? next : (CONTROLS.get(character) ?? null), next > 0xffff ? 3 : 2]
  }

  /** The length of the class at this place; of the rest if it does not end. */
  #classLength(): number {
    const pattern = this.#pattern
    let at = this.#at + 1
    if (pattern.charAt(at) === '^') at++
    for (let isFirst = true; at < pattern.length; isFirst = false) {
      const char = pattern.charAt(at)
      if (char === ']' && !isFirst) return at + 1 - this.#at
      POSIX.lastIndex = at
      const posix = char === '[' ? POSIX.exec(pattern) : null
      at += posix?.[0].length ?? (char === '\\' ? 2 : 1)
    }
    return pattern.length - this.#at
  }

  #match(what: RegExp): RegExpExecArray | null {
    what.lastIndex = this.#at
    return what.exec(this.#pattern)
  }

  /** Writes the next units as they are. */
  #keep(length: number): void {
    this.#out += this.#pattern.slice(this.#at, this.#at + length)
    this.#at += length
  }
}

/** The escapes of control characters. */
const CONTROLS: ReadonlyMap<string, number> = new Map([
  ['a', 0x07],
  ['f', 0x0c],
  ['n', 0x0a],
  ['r', 0x0d],
  ['t', 0x09],
  ['v', 0x0b],
])

function escaped(code: number): string {
  return `\\x{${code.toString(16)}}`
}

/** Whether a property is that of letters with case, or of all others; null for any other property. */
function casedProperty([, kind, not, long, short]: RegExpExecArray): boolean | null {
  if (!CASED.includes(long ?? short ?? '')) return null
  return (kind === 'p') === (not !== '^')
}

/** Every unit that differs from another one in case only. */
let casedUnits: Uint16Array | null = null

/** The units outside a range that are the same as one inside it. */
function variantsOutside(low: number, high: number): string {
  casedUnits ??= Uint16Array.from({ length: 0x10000 }, (_, unit) => unit).filter(
    (unit) => caseVariants(unit).length > 1,
  )
  const outside = new Set<number>()
  for (const unit of casedUnits) {
    if (unit < low) continue
    if (unit > high) break
    for (const same of caseVariants(unit)) if (same < low || same > high) outside.add(same)
  }
  let out = ''
  const units = [...outside].sort((a, b) => a - b)
  for (let index = 0; index < units.length; ) {
    const first = units[index] as number
    let last = first
    while (units[++index] === last + 1) last++
    out += first === last ? escaped(first) : `${escaped(first)}-${escaped(last)}`
  }
  return out
}
