/**
 * What a generated hive holds: keys, values and the cells they need, as flat arrays, before any byte
 * is placed. Density and sizes follow a real SYSTEM hive: about 2,600 keys and 6,200 values a MB,
 * half the values strings, a third numbers, a few large. Where the cells go is generate.ts's.
 */

import { compareNames } from '../bytes/upcase.ts'
import { VALUE_TYPE } from '../values/valueType.ts'
import { Random } from './random.ts'

const KEYS_PER_MEGABYTE = 2600

/** The keys and values of a hive, the root first, siblings next to each other in sorted order. */
export interface HivePlan {
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

/** How many children a key gets: mostly few, now and then very many. */
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

function valueShape(random: Random): { type: number; size: number } {
  const draw = random.below(1000)
  if (draw < 330) return { type: VALUE_TYPE.DWORD, size: 4 }
  if (draw < 720) return { type: VALUE_TYPE.SZ, size: 2 + 2 * (4 + random.below(60)) }
  if (draw < 810) return { type: VALUE_TYPE.EXPAND_SZ, size: 2 + 2 * (20 + random.below(60)) }
  if (draw < 880) return { type: VALUE_TYPE.MULTI_SZ, size: 2 * (10 + random.below(120)) }
  if (draw < 900) return { type: 0xffff0012, size: 2 * (6 + random.below(50)) }
  if (draw < 920) return { type: VALUE_TYPE.QWORD, size: 8 }
  if (draw < 997) return { type: VALUE_TYPE.BINARY, size: 1 + random.below(180) }
  return { type: VALUE_TYPE.BINARY, size: 1000 + random.below(draw === 999 ? 40_000 : 4000) }
}

/** Plans a hive of about `megabytes`. */
export function planHive(megabytes: number, seed: number): HivePlan {
  const random = new Random(seed)
  const keys = Math.max(1, Math.round(megabytes * KEYS_PER_MEGABYTE))
  const tree = planKeys(random, keys)
  return { ...tree, ...planValues(random, keys) }
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

function planValues(random: Random, keys: number) {
  const firstValue = new Uint32Array(keys)
  const valueCount = new Uint32Array(keys)
  const valueNames: string[] = []
  const room = Math.ceil(keys * 4) + 64
  const types = new Uint32Array(room)
  const sizes = new Uint32Array(room)
  for (let key = 0; key < keys; key++) {
    // A mean of 2.38 a key: a third have none, the others up to six.
    const wanted = random.chance(33) ? 0 : 1 + random.below(6)
    const count = Math.min(wanted, room - valueNames.length)
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
