/**
 * `compare A B`: the differences between two hives, one line each, as they are found. Paths and names are written as
 * other commands accept them. With `--reg` and `--inverse` also .reg files that turn one hive into the other. With `--key`
 * only a key that both hives have, and what is below it.
 */

import { type CompareOptions, type Comparison, compareSteps } from '../compare/compare.ts'
import type { ComparedCells, Difference, KeyAttribute } from '../compare/difference.ts'
import { differenceJson } from '../compare/differenceJson.ts'
import { type ShownDifference, shownDifference } from '../compare/shown.ts'
import { HiveError } from '../errors.ts'
import type { Key } from '../offreg/Key.ts'
import { CLI } from '../text/cli.ts'
import { describeShown } from '../text/differences.ts'
import { inTurn, part, type Work } from '../work.ts'
import { type Arguments, usage } from './arguments.ts'
import type { Command, ExitCode } from './Command.ts'
import { sayFindings } from './findings.ts'
import { type Input, openInput } from './hiveInput.ts'
import { type Io, oneLine } from './Io.ts'
import { aboutFile } from './input.ts'
import { formatKeyPath, formatName, keyAt } from './names.ts'
import { PATCH_OPTIONS, type Patch, patchesOf, writePatch } from './patch.ts'

const NAMES = { path: formatKeyPath, value: formatName }
const ATTRIBUTES: Readonly<Record<string, KeyAttribute>> = {
  security: 'security',
  class: 'class',
  flags: 'flags',
  times: 'time',
}
const ALL = 'all'

/** The progress once a hive is open, and once both are checked. */
const OPENED = 0.2
const CHECKED = 0.5
/** The progress once the hives are compared; the rest is writing .reg files. */
const COMPARED = 0.9
/** The length of text that is written at once. */
const CHUNK = 1 << 16
/** Limit of the text without `--force`: this many times the size of both hives, plus `LITTLE`. */
const MOST_TIMES = 64
const LITTLE = 1 << 20

export const compareCommand: Command = {
  name: 'compare',
  options: { flags: ['json', 'moves', 'force'], valued: ['with', 'key', ...PATCH_OPTIONS] },
  words: [2, 2],
  *run(args, io): Work<ExitCode> {
    const options = optionsOf(args)
    const [pathA, pathB] = args.words as [string, string]
    const patches = patchesOf(args)
    const before = yield* part(open(pathA, io), 0, CHECKED / 2)
    const after = yield* part(open(pathB, io), CHECKED / 2, CHECKED)
    const hives = { before: before.hive.cells, after: after.hive.cells }
    const [topBefore, topAfter] = [before, after].map((input) => topOf(input, args)) as [Key, Key]
    const output = new DifferenceOutput(args, io, hives, topAfter.path)
    const kept: Difference[] = []
    const found = (difference: Difference) => {
      output.add(difference)
      if (patches.length > 0) kept.push(difference)
    }
    const comparing = compareSteps(
      sideOf(before, topBefore),
      sideOf(after, topAfter),
      found,
      options,
    )
    const result = yield* part(comparing, CHECKED, COMPARED)
    output.end(result)
    if (!result.complete) throw new HiveError('damaged', CLI.notAllCompared)
    const sources = [...before.sources, ...after.sources]
    const write = (patch: Patch) => {
      const prefix = [patch.prefix, ...topAfter.path].join('\\')
      return writePatch({ ...patch, sources, prefix }, kept, hives, options, io)
    }
    yield* part(
      inTurn(patches, () => 1, write),
      COMPARED,
      1,
    )
    return output.count > 0 ? 1 : 0
  },
}

function optionsOf(args: Arguments): CompareOptions {
  const list = args.values.get('with')
  const attributes = new Set<KeyAttribute>()
  for (const name of list === undefined ? [] : list.split(',')) {
    const attribute = ATTRIBUTES[name]
    if (name === ALL) for (const one of Object.values(ATTRIBUTES)) attributes.add(one)
    else if (attribute === undefined) throw usage(CLI.unknownAttribute(name))
    else attributes.add(attribute)
  }
  // Of a key that is not the root the name counts as any other.
  const rootName = args.values.has('key') || list?.split(',').includes(ALL) === true
  return { attributes: [...attributes], rootName, moves: args.flags.has('moves') }
}

/** Opens and checks a hive. */
function* open(path: string, io: Io): Work<Input> {
  const input = yield* part(openInput(path), 0, OPENED / CHECKED)
  const { findings } = yield* part(input.hive.checkSteps(), OPENED / CHECKED, 1)
  sayFindings({ ...io, about: path }, findings)
  return input
}

/**
 * The key at which the comparison begins.
 *
 * @throws HiveError `key-not-found`
 */
function topOf({ path, hive }: Input, { values }: Arguments): Key {
  return aboutFile(path, () => keyAt(hive, values.get('key') ?? ''))
}

function sideOf({ hive }: Input, top: Key) {
  return { cells: hive.cells, root: top.cell, keys: hive.surveyedKeys ?? 1 }
}

/** Prints differences as they are found. */
class DifferenceOutput {
  count = 0
  readonly #io: Io
  readonly #hives: ComparedCells
  /** The names down to the key at which the comparison begins. */
  readonly #above: readonly string[]
  readonly #isJson: boolean
  readonly #most: number
  #text = ''
  #printed = 0

  constructor(args: Arguments, io: Io, hives: ComparedCells, above: readonly string[]) {
    this.#above = above
    this.#io = io
    this.#hives = hives
    this.#isJson = args.flags.has('json')
    const bytes = hives.before.image.length + hives.after.image.length
    this.#most = args.flags.has('force') ? Number.POSITIVE_INFINITY : MOST_TIMES * bytes + LITTLE
    if (this.#isJson) this.#text = '{\n  "differences": ['
  }

  add(difference: Difference): void {
    const shown = this.#fromRoot(shownDifference(difference, this.#hives))
    if (this.#isJson) {
      this.#text += `${this.count === 0 ? '' : ','}\n    ${oneLine(JSON.stringify(differenceJson(shown, formatKeyPath)))}`
    } else this.#text += `${oneLine(describeShown(shown, NAMES))}\n`
    this.count++
    if (this.#text.length >= CHUNK) this.#flush()
  }

  end({ keys, values, moved, complete }: Comparison): void {
    if (this.#isJson) {
      const counts = Object.entries({ keys, values, moved, complete }).map(
        ([name, counted]) => `  "${name}": ${JSON.stringify(counted)}`,
      )
      this.#text += `${this.count === 0 ? '' : '\n  '}],\n${counts.join(',\n')}\n}\n`
    }
    this.#flush()
  }

  #fromRoot({ path, from, ...rest }: ShownDifference): ShownDifference {
    const above = this.#above
    return { ...rest, path: [...above, ...path], from: from && [...above, ...from] }
  }

  #flush(): void {
    this.#printed += this.#text.length
    if (this.#printed > this.#most) {
      throw new HiveError('result-too-large', CLI.compareTooLarge(MOST_TIMES))
    }
    if (this.#text !== '') this.#io.out(this.#text)
    this.#text = ''
  }
}
