import { describe, expect, it } from 'vitest'
import {
  ariaHotkey,
  belongsToText,
  formatHotkey,
  isReserved,
  type KeyPress,
  matchesHotkey,
} from '../../src/commands/keys.ts'
import { commands } from '../../src/commands/registry.ts'

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
  it('Mod matches Ctrl on a PC and Cmd on a Mac', () => {
    expect(matchesHotkey('Mod+S', press('s', { ctrlKey: true }), PC)).toBe(true)
    expect(matchesHotkey('Mod+S', press('s', { metaKey: true }), PC)).toBe(false)
    expect(matchesHotkey('Mod+S', press('s', { metaKey: true }), MAC)).toBe(true)
    expect(matchesHotkey('Mod+S', press('s', { ctrlKey: true }), MAC)).toBe(false)
  })

  it('a hotkey matches only its exact modifiers', () => {
    expect(matchesHotkey('Mod+Z', press('Z', { ctrlKey: true, shiftKey: true }), PC)).toBe(false)
    expect(matchesHotkey('Mod+Shift+Z', press('Z', { ctrlKey: true, shiftKey: true }), PC)).toBe(
      true,
    )
    expect(matchesHotkey('Enter', press('Enter', { altKey: true }), PC)).toBe(false)
    expect(matchesHotkey('Alt+Enter', press('Enter', { altKey: true }), PC)).toBe(true)
    expect(matchesHotkey('F6', press('F6', { shiftKey: true }), PC)).toBe(false)
  })

  it('the arrows and Delete have short names', () => {
    expect(matchesHotkey('Alt+Left', press('ArrowLeft', { altKey: true }), PC)).toBe(true)
    expect(matchesHotkey('Del', press('Delete'), PC)).toBe(true)
  })

  it('? matches with and without Shift, since keyboards differ', () => {
    expect(matchesHotkey('?', press('?', { shiftKey: true }), PC)).toBe(true)
    expect(matchesHotkey('?', press('?'), PC)).toBe(true)
    expect(matchesHotkey('?', press('?', { ctrlKey: true }), PC)).toBe(false)
  })

  it('a digit with Alt matches by its position, since Alt changes its character on a Mac', () => {
    const typed = press('¡', { altKey: true, code: 'Digit1' })
    expect(matchesHotkey('Alt+1', typed, MAC)).toBe(true)
    expect(matchesHotkey('Alt+2', typed, MAC)).toBe(false)
  })
})

/** The letters of a layout in the order of A to Z on a US keyboard. */
const LAYOUTS: Readonly<Record<string, string>> = {
  Russian: 'фисвуапршолдьтщзйкыегмцчня',
  Greek: 'αβψδεφγηιξκλμνοπ;ρστθωςχυζ',
  Hebrew: "שנבגקכעיןחלךצמםפ/רדאוה'סטז",
  Arabic: 'شﻻؤيثبلاهتنمةىخحضقسفعرصءغئ',
}

describe('letters of a keyboard that has no Latin ones', () => {
  const hotkeys = commands
    .flatMap(({ keys = [] }) => keys)
    .filter((key) => /^Mod\+(Shift\+)?[A-Z]$/.test(key))

  it.each(Object.keys(LAYOUTS))(
    'letters of a keyboard without Latin ones match by their position: %s',
    (layout) => {
      const letters = [...(LAYOUTS[layout] ?? '')]
      expect(letters).toHaveLength(26)
      expect(hotkeys).toContain('Mod+Z')
      for (const hotkey of hotkeys) {
        const letter = hotkey.at(-1) ?? ''
        const typed = letters[letter.charCodeAt(0) - 65] ?? ''
        const held = { ctrlKey: true, shiftKey: hotkey.includes('Shift') }
        const pressed = press(typed, { code: `Key${letter}`, ...held })
        expect(hotkeys.filter((key) => matchesHotkey(key, pressed, PC))).toEqual([hotkey])
      }
    },
  )

  it('letters match by their position with Shift too, where an Arabic layout types symbols', () => {
    const held = { ctrlKey: true, shiftKey: true }
    expect(matchesHotkey('Mod+Shift+Z', press('~', { code: 'KeyZ', ...held }), PC)).toBe(true)
    expect(matchesHotkey('Mod+Shift+C', press('}', { code: 'KeyC', ...held }), PC)).toBe(true)
  })

  it('letters of Latin layouts match by the character they type', () => {
    const ctrl = { ctrlKey: true }
    const is = (hotkey: string, key: string, code: string) =>
      matchesHotkey(hotkey, press(key, { code, ...ctrl }), PC)
    // AZERTY, QWERTZ, Dvorak, Turkish.
    expect(is('Mod+Z', 'z', 'KeyW')).toBe(true)
    expect(is('Mod+Z', 'w', 'KeyZ')).toBe(false)
    expect(is('Mod+Y', 'y', 'KeyZ')).toBe(true)
    expect(is('Mod+Z', 'y', 'KeyZ')).toBe(false)
    expect(is('Mod+Z', ';', 'KeyZ')).toBe(false)
    expect(is('Mod+S', 's', 'Semicolon')).toBe(true)
    expect(is('Mod+S', 'o', 'KeyS')).toBe(false)
    expect(is('Mod+O', 'ı', 'KeyO')).toBe(false)
  })

  it('letters without modifiers are typed text', () => {
    const typed = press('я', { code: 'KeyZ' })
    expect(
      commands.filter(({ keys }) => keys?.some((key) => matchesHotkey(key, typed, PC))),
    ).toEqual([])
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

  it('Alt with arrows is left to the text fields of a Mac, which move by words', () => {
    expect(belongsToText('Alt+Left', MAC)).toBe(true)
  })
})

describe('the spellings of a hotkey', () => {
  it('a hotkey is formatted for people', () => {
    expect(formatHotkey('Mod+Shift+Z', PC)).toBe('Ctrl+Shift+Z')
    expect(formatHotkey('Mod+Shift+Z', MAC)).toBe('⇧⌘Z')
    expect(formatHotkey('Alt+Left', PC)).toBe('Alt+Left')
  })

  it('a hotkey is formatted for assistive technology', () => {
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
