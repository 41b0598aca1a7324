import { beforeEach, describe, expect, it } from 'vitest'
import {
  addFavorite,
  addFavorites,
  changeFavorite,
  loadSettings,
  moveFavorite,
  readFavorites,
  removeFavorite,
  resetLayout,
  setLayout,
  setShown,
  setTheme,
  setTimes,
  useSettings,
} from '../../src/state/settings.ts'

const FAVORITE = {
  name: 'Services',
  kind: 'SYSTEM',
  path: 'ControlSet001\\Services',
  note: '',
} as const

beforeEach(() => {
  localStorage.clear()
  useSettings.setState(loadSettings())
})

describe('settings', () => {
  it('settings are restored on the next visit', () => {
    setTheme('dark')
    setShown('details', false)
    addFavorite(FAVORITE)
    setLayout('columns', { keys: 30, values: 70 })
    setTimes('local')
    const { theme, times, details, favorites, layouts } = loadSettings()
    expect({ theme, times, details, favorites, layouts }).toEqual({
      theme: 'dark',
      times: 'local',
      details: false,
      favorites: [FAVORITE],
      layouts: { columns: { keys: 30, values: 70 } },
    })
  })

  it('the theme is stored where the page reads it before its first paint', () => {
    setTheme('dark')
    expect(localStorage.getItem('propolis.theme')).toBe('dark')
  })

  it('invalid fields of stored settings fall back to their defaults one by one', () => {
    const stored = { theme: 'pink', details: 'yes', favorites: [{ name: 1 }, FAVORITE], layouts: 7 }
    localStorage.setItem('propolis.settings', JSON.stringify(stored))
    expect(loadSettings()).toMatchObject({
      theme: 'system',
      details: true,
      favorites: [FAVORITE],
      layouts: {},
    })
    localStorage.setItem('propolis.settings', '{')
    expect(loadSettings().theme).toBe('system')
  })

  it('there is one favorite per key', () => {
    addFavorite(FAVORITE)
    addFavorite({ ...FAVORITE, name: 'My services' })
    expect(useSettings.getState().favorites.map((favorite) => favorite.name)).toEqual([
      'My services',
    ])
    removeFavorite(FAVORITE)
    expect(useSettings.getState().favorites).toEqual([])
  })

  it('favorites keep their notes and their order, and those without a note have an empty one', () => {
    const other = { ...FAVORITE, name: 'Other', path: 'Other', note: 'Why' }
    addFavorite(FAVORITE)
    addFavorite(other)
    moveFavorite(other, -1)
    moveFavorite(other, -1)
    changeFavorite({ ...FAVORITE, note: 'Look here' })
    expect(loadSettings().favorites).toEqual([other, { ...FAVORITE, note: 'Look here' }])
    const { note: _, ...old } = FAVORITE
    expect(readFavorites([old, 'x', { ...old, note: 7 }])).toEqual([FAVORITE, FAVORITE])
  })

  it('imported favorites are added after the others, one for each key', () => {
    addFavorite(FAVORITE)
    const other = { ...FAVORITE, path: 'Other' }
    expect(addFavorites([{ ...FAVORITE, name: 'Again' }, other, other])).toBe(1)
    expect(useSettings.getState().favorites).toEqual([FAVORITE, other])
  })

  it('resetting the layout keeps theme and favorites', () => {
    setTheme('light')
    addFavorite(FAVORITE)
    setShown('panel', true)
    resetLayout()
    expect(useSettings.getState()).toMatchObject({
      theme: 'light',
      favorites: [FAVORITE],
      panel: false,
    })
  })
})
