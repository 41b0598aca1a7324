import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { serviceSid } from '../../src/security/serviceSid.ts'

describe('the SID of a service', () => {
  it('returns the SID that Windows has for TrustedInstaller, in any case', () => {
    const known = 'S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464'
    expect(serviceSid('TrustedInstaller')).toBe(known)
    expect(serviceSid('TRUSTEDinstaller')).toBe(known)
  })

  it.each([0, 1, 27, 28, 31, 32, 60, 255])('uses the SHA-1 of a name of %i letters', (length) => {
    const name = 'Ä'.repeat(length)
    const digest = createHash('sha1').update(Buffer.from(name, 'utf16le')).digest()
    const words = [0, 4, 8, 12, 16].map((at) => digest.readUInt32LE(at))
    expect(serviceSid(name)).toBe(`S-1-5-80-${words.join('-')}`)
  })
})
