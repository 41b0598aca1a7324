/**
 * The resources of devices: REG_RESOURCE_LIST, REG_FULL_RESOURCE_DESCRIPTOR and
 * REG_RESOURCE_REQUIREMENTS_LIST, whose data are the structures CM_RESOURCE_LIST,
 * CM_FULL_RESOURCE_DESCRIPTOR and IO_RESOURCE_REQUIREMENTS_LIST of the Windows driver kit.
 */

import { standardType, VALUE_TYPE } from './valueType.ts'

/** One resource that a device has, or that would do for it. */
export interface Resource {
  /** The number of its kind: 1 a port, 2 an interrupt, 3 memory, 4 DMA, 6 bus numbers, and others. */
  readonly type: number
  /** Who shares it: 0 undetermined, 1 only the device, 2 only the driver, 3 all. */
  readonly share: number
  readonly flags: number
  /** Of a requirement: 1 preferred, 8 an alternative to the one before; otherwise null. */
  readonly option: number | null
  /** First and last address, port, bus number, channel or vector; null for kinds without. */
  readonly range: { readonly first: bigint; readonly last: bigint } | null
  /** Of a requirement: how many of the range are needed; otherwise null. */
  readonly length: bigint | null
  /** Of an interrupt that a device has. */
  readonly affinity: bigint | null
  /** The bytes of a kind without a range. */
  readonly data: Uint8Array
}

/** Resources on one bus. */
export interface ResourceGroup {
  /** The kind of bus, -1 if it is not defined. */
  readonly bus: number
  readonly busNumber: number
  readonly resources: readonly Resource[]
}

export interface Resources {
  readonly groups: readonly ResourceGroup[]
  /** The data ends before the resources that it announces. */
  readonly cut: boolean
}

const TYPE = { PORT: 1, INTERRUPT: 2, MEMORY: 3, DMA: 4, DEVICE_SPECIFIC: 5, BUS: 6, LARGE: 7 }
/** How far the length of large memory is shifted, by the flag that says so. */
const LARGE_SHIFTS: readonly (readonly [flag: number, shift: bigint])[] = [
  [0x200, 8n],
  [0x400, 16n],
  [0x800, 32n],
]
/** A resource in a list of 64-bit and of 32-bit Windows: they differ in the affinity of interrupts. */
const SIZES = [20, 16] as const
const REQUIREMENT_SIZE = 32

/**
 * Decodes the resources of a value.
 *
 * @param type - any 32-bit type number
 * @param data - the data, or its beginning
 * @param size - the size of all of the data in bytes
 * @returns the resources, as far as the data goes; null if the type is not one of resources
 */
export function decodeResources(type: number, data: Uint8Array, size: number): Resources | null {
  switch (standardType(type)) {
    case VALUE_TYPE.RESOURCE_LIST:
      return best(data, size, (reader, each) => reader.list(each))
    case VALUE_TYPE.FULL_RESOURCE_DESCRIPTOR:
      return best(data, size, (reader, each) => reader.groups(1, each))
    case VALUE_TYPE.RESOURCE_REQUIREMENTS_LIST:
      return new Reader(data).requirements()
    default:
      return null
  }
}

/** The reading that ends where the data does; otherwise that of 64-bit Windows. */
function best(
  data: Uint8Array,
  size: number,
  read: (reader: Reader, each: number) => readonly ResourceGroup[],
): Resources {
  const made = SIZES.map((each) => {
    const reader = new Reader(data)
    return { groups: read(reader, each), reader }
  })
  const { groups, reader } = made.find((one) => one.reader.at === size && !one.reader.cut) ??
    made[0] ?? { groups: [], reader: new Reader(data) }
  return { groups, cut: reader.cut }
}

class Reader {
  readonly #data: Uint8Array
  readonly #view: DataView
  at = 0
  /** More was announced than there is. */
  cut = false

  constructor(data: Uint8Array) {
    this.#data = data
    this.#view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  }

  list(each: number): readonly ResourceGroup[] {
    return this.#has(4) ? this.groups(this.#uint32(), each) : []
  }

  groups(count: number, each: number): readonly ResourceGroup[] {
    const groups: ResourceGroup[] = []
    for (let made = 0; made < count && this.#has(16); made++) {
      const bus = this.#int32()
      const busNumber = this.#uint32()
      this.at += 4
      const resources: Resource[] = []
      const wanted = this.#uint32()
      while (resources.length < wanted && this.#has(each)) resources.push(this.#resource(each))
      groups.push({ bus, busNumber, resources })
    }
    return groups
  }

  requirements(): Resources {
    const groups: ResourceGroup[] = []
    if (!this.#has(32)) return { groups, cut: this.cut }
    this.at += 4
    const bus = this.#int32()
    const busNumber = this.#uint32()
    this.at += 16
    const alternatives = this.#uint32()
    for (let made = 0; made < alternatives && this.#has(8); made++) {
      this.at += 4
      const resources: Resource[] = []
      const wanted = this.#uint32()
      while (resources.length < wanted && this.#has(REQUIREMENT_SIZE)) {
        resources.push(this.#requirement())
      }
      groups.push({ bus, busNumber, resources })
    }
    return { groups, cut: this.cut }
  }

  #resource(each: number): Resource {
    const { at } = this
    const type = this.#view.getUint8(at)
    const flags = this.#view.getUint16(at + 2, true)
    this.at += each
    let data = this.#data.subarray(at + 4, at + each)
    if (type === TYPE.DEVICE_SPECIFIC) {
      const length = this.#view.getUint32(at + 4, true)
      data = this.#data.subarray(this.at, this.at + length)
      if (data.length < length) this.cut = true
      this.at += data.length
    }
    const shared = { type, share: this.#view.getUint8(at + 1), flags, option: null, length: null }
    const range = this.#rangeOf(type, at + 4, flags)
    const isInterrupt = type === TYPE.INTERRUPT
    const affinity = isInterrupt
      ? each === 20
        ? this.#view.getBigUint64(at + 12, true)
        : BigInt(this.#view.getUint32(at + 12, true))
      : null
    return { ...shared, range, affinity, data }
  }

  #rangeOf(type: number, at: number, flags: number): Resource['range'] {
    const view = this.#view
    switch (type) {
      case TYPE.PORT:
      case TYPE.MEMORY:
      case TYPE.LARGE: {
        const start = view.getBigUint64(at, true)
        const shift = LARGE_SHIFTS.find(([flag]) => (flags & flag) !== 0)?.[1] ?? 0n
        const length = BigInt(view.getUint32(at + 8, true)) << (type === TYPE.LARGE ? shift : 0n)
        return rangeFrom(start, length)
      }
      case TYPE.BUS:
        return rangeFrom(BigInt(view.getUint32(at, true)), BigInt(view.getUint32(at + 4, true)))
      case TYPE.INTERRUPT:
        return rangeFrom(BigInt(view.getUint32(at + 4, true)), 1n)
      case TYPE.DMA:
        return rangeFrom(BigInt(view.getUint32(at, true)), 1n)
      default:
        return null
    }
  }

  #requirement(): Resource {
    const { at } = this
    const view = this.#view
    this.at += REQUIREMENT_SIZE
    const type = view.getUint8(at + 1)
    const shared = {
      type,
      share: view.getUint8(at + 2),
      flags: view.getUint16(at + 4, true),
      option: view.getUint8(at),
      affinity: null,
      data: this.#data.subarray(at + 8, this.at),
    }
    const four = (offset: number) => BigInt(view.getUint32(at + 8 + offset, true))
    const eight = (offset: number) => view.getBigUint64(at + 8 + offset, true)
    switch (type) {
      case TYPE.PORT:
      case TYPE.MEMORY:
      case TYPE.LARGE:
        return { ...shared, length: four(0), range: { first: eight(8), last: eight(16) } }
      case TYPE.BUS:
        return { ...shared, length: four(0), range: { first: four(4), last: four(8) } }
      case TYPE.INTERRUPT:
      case TYPE.DMA:
        return { ...shared, length: null, range: { first: four(0), last: four(4) } }
      default:
        return { ...shared, length: null, range: null }
    }
  }

  #has(bytes: number): boolean {
    if (this.at + bytes <= this.#data.length) return true
    this.cut = true
    return false
  }

  #uint32(): number {
    this.at += 4
    return this.#view.getUint32(this.at - 4, true)
  }

  #int32(): number {
    this.at += 4
    return this.#view.getInt32(this.at - 4, true)
  }
}

/** The last of none is the first: a length of 0 is written as one. */
function rangeFrom(first: bigint, length: bigint): { first: bigint; last: bigint } {
  return { first, last: length === 0n ? first : first + length - 1n }
}
