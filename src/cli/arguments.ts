/**
 * The arguments of one command. An argument that starts with a minus is an option, unless it is a number (data may
 * be negative) or comes after `--`.
 */

import { HiveError } from '../errors.ts'
import { CLI } from '../text/cli.ts'

/** The options of a command, without their dashes: one dash for single letters, two for others. */
export interface OptionNames {
  /** Options without a value. */
  readonly flags?: readonly string[]
  /** Options with a value. */
  readonly valued?: readonly string[]
}

export interface Arguments {
  readonly words: readonly string[]
  readonly flags: ReadonlySet<string>
  readonly values: ReadonlyMap<string, string>
}

const OPTION = /^-[^-\d.\s]|^--./

/** @throws HiveError `usage` */
export function parseArguments(args: readonly string[], names: OptionNames): Arguments {
  const words: string[] = []
  const flags = new Set<string>()
  const values = new Map<string, string>()
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] as string
    if (arg === '--') return { words: [...words, ...args.slice(index + 1)], flags, values }
    if (!OPTION.test(arg)) {
      words.push(arg)
      continue
    }
    const { name, value } = splitOption(arg)
    if (names.flags?.includes(name) === true) {
      if (value !== undefined) throw usage(CLI.surplusOptionValue(dashed(name)))
      flags.add(name)
      continue
    }
    if (names.valued?.includes(name) !== true) throw usage(CLI.unknownOption(arg))
    const given = value ?? args[++index]
    if (given === undefined || (value === undefined && OPTION.test(given))) {
      throw usage(CLI.noOptionValue(dashed(name)))
    }
    if (values.has(name)) throw usage(CLI.optionTwice(dashed(name)))
    values.set(name, given)
  }
  return { words, flags, values }
}

/** Makes a `usage` error. */
export function usage(message: string): HiveError {
  return new HiveError('usage', message)
}

/** `-oOUT`, `-o`, `--name`, `--name=value`. */
function splitOption(arg: string): { name: string; value: string | undefined } {
  if (!arg.startsWith('--')) {
    return { name: arg.charAt(1), value: arg.length > 2 ? arg.slice(2) : undefined }
  }
  const equals = arg.indexOf('=')
  if (equals < 0) return { name: arg.slice(2), value: undefined }
  return { name: arg.slice(2, equals), value: arg.slice(equals + 1) }
}

function dashed(name: string): string {
  return name.length === 1 ? `-${name}` : `--${name}`
}
