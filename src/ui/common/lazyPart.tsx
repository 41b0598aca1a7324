import { type ComponentType, useEffect, useRef, useState } from 'react'
import { expectFocus } from '../../state/focus.ts'
import { loadModule } from '../../state/loadModule.ts'

const parts = new Set<{ load(): Promise<unknown> }>()

/** Adds something that is loaded with the parts of the page, though it is not drawn. */
export function addPart(load: () => Promise<unknown>): void {
  parts.add({ load })
}

/** Loads every part of the page that is not loaded yet, those too that are parts of others. */
export async function loadParts(): Promise<void> {
  const asked = new Set<{ load(): Promise<unknown> }>()
  while (asked.size < parts.size) {
    const next = [...parts].filter((part) => !asked.has(part))
    for (const part of next) asked.add(part)
    await Promise.all(next.map((part) => part.load()))
  }
}

/** Milliseconds until parts that could not be loaded are tried again. */
const RETRY_MS = 5000

/** Loads every part of the page. Resolves once all are there, however often one fails. */
export async function loadAllParts(): Promise<void> {
  for (;;) {
    try {
      return await loadParts()
    } catch {
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
    }
  }
}

/** A part of the page that is loaded separately, because the page does not need it to start. */
export class LazyPart<Props extends object> {
  /** null until it has been loaded. */
  loaded: ComponentType<Props> | null = null
  readonly #import: () => Promise<ComponentType<Props>>

  /** @param load - imports the component */
  constructor(load: () => Promise<ComponentType<Props>>) {
    this.#import = load
    parts.add(this)
  }

  async load(): Promise<ComponentType<Props>> {
    this.loaded ??= await loadModule(this.#import)
    return this.loaded
  }

  /** Fetches the part ahead of its first use, so that it opens at once. */
  preload(): void {
    // A failure is reported when the part is drawn.
    this.load().catch(() => {})
  }
}

interface LazyProps<Props extends object> {
  readonly part: LazyPart<Props>
  readonly props: Props
  /** Called when it could not be loaded. */
  readonly fail: (error: unknown) => void
}

/** Draws a part, or nothing while it is being loaded. */
export function Lazy<Props extends object>({ part, props, fail }: LazyProps<Props>) {
  const [Part, setPart] = useState(() => part.loaded)
  /** Lets the keys go on that wait for the part. */
  const release = useRef(() => {})
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is loaded once
  useEffect(() => {
    if (Part !== null) return
    const arrive = expectFocus()
    release.current = arrive
    part.load().then(
      (loaded) => setPart(() => loaded),
      (error: unknown) => {
        arrive()
        fail(error)
      },
    )
    return arrive
  }, [])
  useEffect(() => {
    // By then the part has taken the focus.
    if (Part !== null) setTimeout(release.current)
  }, [Part])
  return Part && <Part {...props} />
}
