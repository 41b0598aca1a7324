/**
 * Counts the bytes of typed arrays and buffers that are made while a function runs: the only ways in which a number
 * read from a file could become an allocation. Views cost nothing; copies made by `slice` and by lists count.
 * Strings, maps and plain arrays grow with their content, so they are not counted.
 */

const ARRAYS = [
  'Uint8Array',
  'Int8Array',
  'Uint16Array',
  'Int16Array',
  'Uint32Array',
  'Int32Array',
  'Float64Array',
  'BigUint64Array',
] as const

export interface Allocations {
  /** Bytes of the largest allocation. */
  readonly largest: number
  /** Bytes of all allocations, including those already released. */
  readonly total: number
}

/** Runs a function and returns its result and its allocations. */
export function countAllocations<T>(run: () => T): { result: T; allocations: Allocations } {
  const counted = { largest: 0, total: 0 }
  const add = (bytes: number) => {
    counted.total += bytes
    counted.largest = Math.max(counted.largest, bytes)
  }
  const restores = [watchBuffers(add), ...ARRAYS.map((name) => watchArrays(name, add))]
  try {
    return { result: run(), allocations: counted }
  } finally {
    for (const restore of restores) restore()
  }
}

type Add = (bytes: number) => void

function watchBuffers(add: Add): () => void {
  const real = globalThis.ArrayBuffer
  globalThis.ArrayBuffer = new Proxy(real, {
    construct(target, args: [number], newTarget) {
      add(args[0])
      return Reflect.construct(
        target,
        args,
        newTarget === globalThis.ArrayBuffer ? real : newTarget,
      )
    },
  })
  return () => {
    globalThis.ArrayBuffer = real
  }
}

function watchArrays(name: (typeof ARRAYS)[number], add: Add): () => void {
  const real = globalThis[name]
  const width = real.BYTES_PER_ELEMENT
  const watched = new Proxy(real, {
    construct(target, args: unknown[]) {
      const array: object = Reflect.construct(target, args)
      // An array made of a buffer is a view; any other has its own buffer.
      if (!(args[0] instanceof ArrayBuffer)) add((array as Uint8Array).byteLength)
      return array
    },
    get(target, property) {
      const value: unknown = Reflect.get(target, property)
      if (property !== 'from' && property !== 'of') return value
      return (...args: unknown[]) => {
        const array = Reflect.apply(value as () => Uint8Array, target, args)
        add(array.length * width)
        return array
      }
    },
  })
  const { prototype } = real as unknown as { prototype: { slice: (...a: number[]) => Uint8Array } }
  const slice = prototype.slice
  prototype.slice = function (this: Uint8Array, ...args: number[]) {
    const copy = Reflect.apply(slice, this, args)
    add(copy.byteLength)
    return copy
  }
  Object.assign(globalThis, { [name]: watched })
  return () => {
    prototype.slice = slice
    Object.assign(globalThis, { [name]: real })
  }
}
