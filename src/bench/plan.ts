/**
 * The content of a generated hive: keys, values and the cells they need, as flat arrays, without offsets. The
 * proportions are those of Windows hives in daily use: about 2,250 keys and 5,400 values per MB, 23% of the keys
 * without values, half of the values strings, 38% of them stored in their record, and one in ten thousand larger
 * than a segment of big data. `placement.ts` decides where the cells go.
 */

import { compareNames } from '../bytes/upcase.ts'
import { type DescriptorPlan, planDescriptors } from './descriptors.ts'
import { Random } from './random.ts'
import { valueShape } from './valueShape.ts'

const KEYS_PER_MEGABYTE = 2250
/** Percentage of the keys with no values, and with one. */
const WITHOUT_VALUES = 23
const ONE_VALUE = 36

/** The keys and values of a hive, the root first, siblings next to each other in sorted order. */
export interface HivePlan extends DescriptorPlan {
  readonly keyNames: string[]
  readonly parents: Uint32Array
  /** First child and number of children of each key; children are neighbours. */
  readonly firstChild: Uint32Array
  readonly childCount: Uint32Array
  readonly firstValue: Uint32Array
  readonly valueCount: Uint32Array
  readonly valueNames: string[]
  readonly valueTypes: Uint32Array
  /** Bytes of data. */
  readonly valueSizes: Uint32Array
}

const WORDS =
  'Control Services Parameters Enum Class Device Driver Linkage Security Interfaces Network Policies Setup Software Windows Microsoft Properties Instance Settings Configuration Performance Bus Host Provider Session Manager Power User Local Adapter Root Storage Volume Monitor Graphics Display Audio Input Default Cache State Data Profile Rules Filter Notify Event Log Trigger Info'.split(
    ' ',
  )
const VALUE_WORDS =
  'Start Type ErrorControl ImagePath DisplayName Description Group Tag ObjectName DependOnService Owners ConfigFlags ClassGUID Driver Mfg Service HardwareID CompatibleIDs ContainerID Capabilities FriendlyName LocationInformation Address Enabled Version Path Flags Timeout Count'.split(
    ' ',
  )

/** Draws the number of children of a key: mostly few, occasionally very many. */
function fanOut(random: Random): number {
  const draw = random.below(1000)
  if (draw < 520) return 0
  if (draw < 800) return 1 + random.below(3)
  if (draw < 960) return 3 + random.below(9)
  if (draw < 995) return 12 + random.below(40)
  return 60 + random.below(700)
}

function guid(random: Random): string {
  const hex = (digits: number) =>
    Array.from({ length: digits }, () => random.below(16).toString(16)).join('')
  return `{${hex(8)}-${hex(4)}-${hex(4)}-${hex(4)}-${hex(12)}}`
}

function keyName(random: Random): string {
  const draw = random.below(100)
  if (draw < 30) return guid(random)
  if (draw < 50) return random.below(10_000).toString().padStart(4, '0')
  if (draw < 98) return `${random.pick(WORDS)}${random.pick(WORDS)}${random.below(100)}`
  return `Ключ ${random.below(10_000)}`
}

/** Distinct names in stored order. */
function siblings(random: Random, count: number): string[] {
  const names = new Set<string>()
  while (names.size < count) {
    const name = keyName(random)
    names.add(names.has(name) ? `${name}.${names.size}` : name)
  }
  return [...names].sort(compareNames)
}

/** Plans a hive of about the given size in megabytes. */
export function planHive(megabytes: number, seed: number): HivePlan {
  const random = new Random(seed)
  const keys = Math.max(1, Math.round(megabytes * KEYS_PER_MEGABYTE))
  const tree = planKeys(random, keys)
  return { ...tree, ...planValues(random, keys), ...planDescriptors(random, keys) }
}

function planKeys(random: Random, keys: number) {
  const keyNames: string[] = ['ROOT']
  const parents = new Uint32Array(keys)
  const firstChild = new Uint32Array(keys)
  const childCount = new Uint32Array(keys)
  for (let key = 0; key < keyNames.length && keyNames.length < keys; key++) {
    const isLast = key === keyNames.length - 1
    const wanted = key === 0 ? 40 : Math.max(fanOut(random), isLast ? 2 : 0)
    const count = Math.min(wanted, keys - keyNames.length)
    firstChild[key] = keyNames.length
    childCount[key] = count
    for (const name of siblings(random, count)) {
      parents[keyNames.length] = key
      keyNames.push(name)
    }
  }
  return { keyNames, parents, firstChild, childCount }
}

/** Draws the number of values of a key, 2.4 on average. */
function valuesOfKey(random: Random): number {
  const draw = random.below(100)
  if (draw < WITHOUT_VALUES) return 0
  return draw < WITHOUT_VALUES + ONE_VALUE ? 1 : 2 + random.below(7)
}

function planValues(random: Random, keys: number) {
  const firstValue = new Uint32Array(keys)
  const valueCount = new Uint32Array(keys)
  const valueNames: string[] = []
  const room = Math.ceil(keys * 4) + 64
  const types = new Uint32Array(room)
  const sizes = new Uint32Array(room)
  for (let key = 0; key < keys; key++) {
    const count = Math.min(valuesOfKey(random), room - valueNames.length)
    firstValue[key] = valueNames.length
    valueCount[key] = count
    for (let index = 0; index < count; index++) {
      const { type, size } = valueShape(random)
      types[valueNames.length] = type
      sizes[valueNames.length] = size
      const isDefault = index === 0 && random.chance(12)
      valueNames.push(isDefault ? '' : `${random.pick(VALUE_WORDS)}${index === 0 ? '' : index}`)
    }
  }
  const count = valueNames.length
  const valueTypes = types.subarray(0, count)
  const valueSizes = sizes.subarray(0, count)
  return { firstValue, valueCount, valueNames, valueTypes, valueSizes }
}
