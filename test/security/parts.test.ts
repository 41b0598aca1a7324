import { describe, expect, it } from 'vitest'
import { decodeDescriptor, encodeDescriptor } from '../../src/security/descriptor.ts'
import { CONTROL } from '../../src/security/layout.ts'
import { parseSddl } from '../../src/security/parseSddl.ts'
import {
  SECURITY_INFORMATION as INFO,
  replaceParts,
  selectParts,
} from '../../src/security/parts.ts'
import { formatSddl } from '../../src/security/sddl.ts'

const LABEL = '(ML;CI;NW;;;HI)'
const ATTRIBUTE = '(RA;;;;;WD;("n",TI,0x0,1))'
const POLICY = '(SP;;;;;S-1-17-1)'
const AUDIT = '(AU;CISA;KA;;;WD)'
const WHOLE = `O:BAG:SYD:PAI(A;CI;KA;;;BA)S:AI${AUDIT}${LABEL}${ATTRIBUTE}${POLICY}`

describe('parts of a descriptor', () => {
  it.each([
    [INFO.OWNER, 'O:BA'],
    [INFO.GROUP, 'G:SY'],
    [INFO.OWNER | INFO.GROUP, 'O:BAG:SY'],
    [INFO.DACL, 'D:PAI(A;CI;KA;;;BA)'],
    [INFO.SACL, WHOLE.slice(WHOLE.indexOf('S:'))],
    [INFO.LABEL, `S:${LABEL}`],
    [INFO.ATTRIBUTE | INFO.SCOPE, `S:${ATTRIBUTE}${POLICY}`],
    [INFO.SACL | INFO.LABEL, WHOLE.slice(WHOLE.indexOf('S:'))],
    [INFO.BACKUP, WHOLE],
    [0, ''],
  ])('selects the parts 0x%s', (information, text) => {
    const bytes = encodeDescriptor(parseSddl(WHOLE))
    const some = selectParts(decodeDescriptor(bytes), information)
    expect(formatSddl(some)).toBe(text)
    expect(encodeDescriptor(some)).toEqual(encodeDescriptor(parseSddl(text)))
  })

  it('leaves out missing parts', () => {
    const bare = parseSddl('O:SYD:(A;;KA;;;BA)')
    expect(formatSddl(selectParts(bare, INFO.LABEL | INFO.GROUP))).toBe('')
    expect(selectParts(bare, INFO.SACL).control).toBe(CONTROL.SELF_RELATIVE)
  })

  it.each([
    [INFO.OWNER, 'O:WD', `O:WD${WHOLE.slice(4)}`],
    [INFO.GROUP, 'O:WDG:WD', WHOLE.replace('G:SY', 'G:WD')],
    [INFO.DACL, 'O:WDD:AR(D;;KA;;;WD)', WHOLE.replace('PAI(A;CI;KA;;;BA)', 'AR(D;;KA;;;WD)')],
    [INFO.DACL, 'D:NO_ACCESS_CONTROL', WHOLE.replace('PAI(A;CI;KA;;;BA)', 'NO_ACCESS_CONTROL')],
    [INFO.DACL, 'O:WD', WHOLE.replace('D:PAI(A;CI;KA;;;BA)', '')],
    [INFO.SACL, 'S:(AU;FA;KR;;;WD)', `${WHOLE.slice(0, WHOLE.indexOf('S:'))}S:(AU;FA;KR;;;WD)`],
    // Seen: an explicit empty list (offreg-api 3.18).
    [INFO.SACL, 'O:WD', `${WHOLE.slice(0, WHOLE.indexOf('S:'))}S:`],
    [INFO.LABEL, 'S:(ML;;NX;;;LW)(AU;;KA;;;WD)', WHOLE.replace(LABEL, '(ML;;NX;;;LW)')],
    [INFO.LABEL, '', WHOLE.replace(LABEL, '')],
    [INFO.SCOPE | INFO.ATTRIBUTE, `S:${POLICY}`, WHOLE.replace(ATTRIBUTE, '')],
    [INFO.BACKUP, 'O:WDG:WDD:S:', 'O:WDG:WDD:S:'],
    [INFO.UNPROTECTED_DACL, '', WHOLE.replace('PAI', 'AI')],
    [INFO.PROTECTED_SACL, '', WHOLE.replace('S:AI', 'S:PAI')],
    [
      INFO.DACL | INFO.PROTECTED_DACL,
      'D:(A;;KA;;;SY)',
      WHOLE.replace('AI(A;CI;KA;;;BA)', '(A;;KA;;;SY)'),
    ],
  ])('sets the parts 0x%s from %j', (information, from, text) => {
    expect(formatSddl(replaceParts(parseSddl(WHOLE), information, parseSddl(from)))).toBe(text)
  })

  it('adds a label to a list without one, or to a missing list', () => {
    const from = parseSddl('S:(ML;;NW;;;LW)')
    const set = (text: string) => formatSddl(replaceParts(parseSddl(text), INFO.LABEL, from))
    expect(set(`S:${AUDIT}`)).toBe(`S:${AUDIT}(ML;;NW;;;LW)`)
    expect(set('O:SY')).toBe('O:SYS:(ML;;NW;;;LW)')
  })

  it('refuses to set missing parts, or both protections', () => {
    const whole = parseSddl(WHOLE)
    const set = (information: number) => () => replaceParts(whole, information, parseSddl('D:'))
    expect(set(INFO.OWNER)).toThrow(expect.objectContaining({ code: 'bad-descriptor' }))
    expect(set(INFO.GROUP)).toThrow(expect.objectContaining({ code: 'bad-descriptor' }))
    expect(set(INFO.PROTECTED_DACL | INFO.UNPROTECTED_DACL)).toThrow(
      expect.objectContaining({ code: 'bad-argument' }),
    )
  })
})
