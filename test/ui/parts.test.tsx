import { act, render, screen, waitFor } from '@testing-library/react'
import { describe, expect, it, vi } from 'vitest'
import { isFocusExpected } from '../../src/state/focus.ts'
import { MissingPart } from '../../src/state/loadModule.ts'
import { addPart, Lazy, LazyPart, loadAllParts, loadParts } from '../../src/ui/common/lazyPart.tsx'
import { deferred } from '../helpers/deferred.ts'

describe('a part of the page that is loaded later', () => {
  it('is drawn once it is loaded, and keys wait for it meanwhile', async () => {
    const gate = deferred<() => string>()
    const part = new LazyPart<object>(() => gate.promise)
    render(<Lazy part={part} props={{}} fail={() => {}} />)
    expect(isFocusExpected()).toBe(true)
    await act(async () => gate.resolve(() => 'here'))
    expect(screen.getByText('here')).toBeTruthy()
    await waitFor(() => expect(isFocusExpected()).toBe(false))
  })

  it('lets the keys go on when it cannot be loaded, and is loaded again when it is needed again', async () => {
    let isOnline = false
    const part = new LazyPart<object>(async () => {
      if (!isOnline) throw new TypeError('no network')
      return () => 'here'
    })
    const failures: unknown[] = []
    const { unmount } = render(
      <Lazy part={part} props={{}} fail={(error) => failures.push(error)} />,
    )
    await waitFor(() => expect(failures).toEqual([expect.any(MissingPart)]))
    expect(isFocusExpected()).toBe(false)
    unmount()
    isOnline = true
    render(<Lazy part={part} props={{}} fail={() => {}} />)
    expect(await screen.findByText('here')).toBeTruthy()
  })

  it('is loaded ahead with all others, those that it brings along too', async () => {
    const loaded: string[] = []
    new LazyPart<object>(async () => {
      new LazyPart<object>(async () => {
        loaded.push('inner')
        return () => null
      })
      loaded.push('outer')
      return () => null
    })
    await loadParts()
    expect(loaded).toEqual(['outer', 'inner'])
  })

  it('is tried again until it is loaded, as long as the page is not whole without it', async () => {
    vi.useFakeTimers()
    let attempts = 0
    addPart(async () => {
      attempts++
      if (attempts < 3) throw new TypeError('no network')
    })
    const all = loadAllParts()
    await vi.advanceTimersByTimeAsync(20_000)
    await all
    expect(attempts).toBe(3)
    vi.useRealTimers()
  })
})
