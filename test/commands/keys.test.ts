import { describe, expect, it } from 'vitest'
import {
  ariaHotkey,
  belongsToText,
  formatHotkey,
  isReserved,
  type KeyPress,
  matchesHotkey,
} from '../../src/commands/keys.ts'

const PC = { mac: false }
const MAC = { mac: true }

function press(key: string, more: Partial<KeyPress> = {}): KeyPress {
  return {
    key,
    code: '',
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    shiftKey: false,
    ...more,
  }
}

describe('matchesHotkey', () => {
  it('takes Ctrl on a PC and Cmd on a Mac', () => {
    expect(matchesHotkey('Mod+S', press('s', { ctrlKey: true }), PC)).toBe(true)
    expect(matchesHotkey('Mod+S', press('s', { metaKey: true }), PC)).toBe(false)
    expect(matchesHotkey('Mod+S', press('s', { metaKey: true }), MAC)).toBe(true)
    expect(matchesHotkey('Mod+S', press('s', { ctrlKey: true }), MAC)).toBe(false)
  })

  it('wants exactly the modifiers it names', () => {
    expect(matchesHotkey('Mod+Z', press('Z', { ctrlKey: true, shiftKey: true }), PC)).toBe(false)
    expect(matchesHotkey('Mod+Shift+Z', press('Z', { ctrlKey: true, shiftKey: true }), PC)).toBe(
      true,
    )
    expect(matchesHotkey('Enter', press('Enter', { altKey: true }), PC)).toBe(false)
    expect(matchesHotkey('Alt+Enter', press('Enter', { altKey: true }), PC)).toBe(true)
    expect(matchesHotkey('F6', press('F6', { shiftKey: true }), PC)).toBe(false)
  })

  it('knows the arrows and Delete by their short names', () => {
    expect(matchesHotkey('Alt+Left', press('ArrowLeft', { altKey: true }), PC)).toBe(true)
    expect(matchesHotkey('Del', press('Delete'), PC)).toBe(true)
  })

  it('takes ? with and without Shift, as keyboards differ', () => {
    expect(matchesHotkey('?', press('?', { shiftKey: true }), PC)).toBe(true)
    expect(matchesHotkey('?', press('?'), PC)).toBe(true)
    expect(matchesHotkey('?', press('?', { ctrlKey: true }), PC)).toBe(false)
  })

  it('goes by the place of a digit, since Alt changes its character on a Mac', () => {
    const typed = press('¡', { altKey: true, code: 'Digit1' })
    expect(matchesHotkey('Alt+1', typed, MAC)).toBe(true)
    expect(matchesHotkey('Alt+2', typed, MAC)).toBe(false)
  })
})

describe('belongsToText', () => {
  it.each(['Mod+Z', 'Mod+Y', 'Mod+C', 'Enter', 'Backspace', 'Del', '?', 'Mod+Enter'])(
    'leaves %s to a text field',
    (key) => expect(belongsToText(key, PC)).toBe(true),
  )

  it.each(['Mod+S', 'Mod+O', 'Mod+K', 'F1', 'F6', 'Alt+1', 'Alt+Left'])(
    'takes %s even from a text field',
    (key) => expect(belongsToText(key, PC)).toBe(false),
  )

  it('leaves Alt with arrows to the text fields of a Mac, which move by words', () => {
    expect(belongsToText('Alt+Left', MAC)).toBe(true)
  })
})

describe('the spellings of a hotkey', () => {
  it('are for people', () => {
    expect(formatHotkey('Mod+Shift+Z', PC)).toBe('Ctrl+Shift+Z')
    expect(formatHotkey('Mod+Shift+Z', MAC)).toBe('⇧⌘Z')
    expect(formatHotkey('Alt+Left', PC)).toBe('Alt+Left')
  })

  it('are for assistive technology', () => {
    expect(ariaHotkey('Mod+Shift+Z', PC)).toBe('Control+Shift+Z')
    expect(ariaHotkey('Alt+Left', PC)).toBe('Alt+ArrowLeft')
  })
})

describe('isReserved', () => {
  it.each(['Mod+N', 'Mod+T', 'Mod+W', 'Mod+1', 'Mod+Tab', 'Mod+Shift+P', 'Alt+F4', 'F5'])(
    'knows %s',
    (key) => expect(isReserved(key)).toBe(true),
  )
})
