import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'

const START = new URL('../.ci/start.mjs', import.meta.url).pathname

function start(port: string) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [START], {
    ...{ env: { ...process.env, PORT: port }, encoding: 'utf8' },
  })
  return { status, stdout, stderr }
}

describe('npm start', () => {
  it('on a port that browsers block says so, and how to choose another, before it builds anything', () => {
    expect(start('4190')).toEqual({
      status: 1,
      stdout: '',
      stderr:
        'Browsers open no page on port 4190, which belongs to another service. Choose another one: PORT=8080 npm start\n',
    })
  })

  it.each(['0', '65536', 'x'])('refuses PORT=%s', (port) => {
    const { status, stderr } = start(port)
    expect(status).toBe(1)
    expect(stderr).toBe(`PORT must be a number from 1 to 65535, not "${port}".\n`)
  })
})
