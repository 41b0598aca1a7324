import { act, render, screen } from '@testing-library/react'
import { useEffect, useRef } from 'react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { focusPane, registerPane } from '../../src/state/focus.ts'
import { inOwnTask } from '../../src/ui/common/ownTask.tsx'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const nextTask = () => act(async () => vi.advanceTimersToNextTimer())

describe('parts that are drawn in tasks of their own', () => {
  it('are drawn one after another, with a frame in their place until then', async () => {
    const First = inOwnTask(() => 'the first', <i>frame</i>)
    const Second = inOwnTask(() => 'the second')
    const { container } = render(
      <>
        <First />, <Second />
      </>,
    )
    expect(container.textContent).toBe('frame, ')
    await nextTask()
    expect(container.textContent).toBe('the first, ')
    while (vi.getTimerCount() > 0) await nextTask()
    expect(container.textContent).toBe('the first, the second')
  })

  it('are drawn at once from then on', async () => {
    const Part = inOwnTask(() => 'here')
    const { unmount } = render(<Part />)
    while (vi.getTimerCount() > 0) await nextTask()
    unmount()
    render(<Part />)
    expect(screen.getByText('here')).toBeTruthy()
  })

  it('are all drawn, and can take the focus, when a key is pressed before', async () => {
    const part = (pane: 'grid' | 'details') =>
      inOwnTask(() => {
        const field = useRef<HTMLInputElement>(null)
        useEffect(() => registerPane(pane, () => field.current?.focus()), [])
        return <input ref={field} aria-label={pane} />
      })
    const [Values, Details] = [part('grid'), part('details')]
    render(
      <>
        <button type="button">key</button>
        <Values />
        <Details />
      </>,
    )
    const key = screen.getByRole('button')
    key.addEventListener('keydown', () => focusPane('details'))
    act(() => void key.dispatchEvent(new KeyboardEvent('keydown', { key: 'F6', bubbles: true })))
    expect(document.activeElement?.getAttribute('aria-label')).toBe('details')
    expect(screen.getByLabelText('grid')).toBeTruthy()
    while (vi.getTimerCount() > 0) await nextTask()
  })

  it('do not wait for one that is gone before its turn', async () => {
    const Gone = inOwnTask(() => 'gone')
    const Part = inOwnTask(() => 'here')
    const { rerender, container } = render(
      <>
        <Gone />
        <Part />
      </>,
    )
    rerender(<Part />)
    while (vi.getTimerCount() > 0) await nextTask()
    expect(container.textContent).toBe('here')
  })
})
