/** Servers on other origins that record what reaches them. */

import { createSocket } from 'node:dgram'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createServer as createConnectionServer } from 'node:net'
import { expect, type Page } from '@playwright/test'
import { listen } from './servers.ts'

/** A server that records the requested paths. */
export async function openSink() {
  const paths = new Set<string>()
  const fences: string[] = []
  const pathOf = (url = '') => url.replace(/^\/|[?#].*/g, '')
  const note = (url: string | undefined) => paths.add(pathOf(url))
  const server = createServer((request, response) => {
    note(request.url)
    const isFence = fences.includes(pathOf(request.url))
    response.writeHead(200, {
      'access-control-allow-origin': '*',
      'content-type': isFence ? 'text/html' : 'text/plain',
    })
    // A page with an icon makes the browser request none.
    response.end(isFence ? '<link rel="icon" href="data:,">' : '')
  })
  server.on('upgrade', (request, socket) => {
    note(request.url)
    socket.destroy()
  })
  const { url, close } = await listen(server)
  return {
    url,
    close,
    /** All paths, sorted. */
    reached: () => [...paths].filter((path) => !fences.includes(path)).sort(),
    /** Returns once earlier requests of the browser have been sent. */
    async fence(page: Page) {
      const other = await page.context().newPage()
      for (const name of ['fence-1', 'fence-2', 'fence-3']) {
        fences.push(name)
        await other.goto(`${url}${name}`)
        await expect.poll(() => paths.has(name)).toBe(true)
      }
      await other.close()
    },
  }
}

/** A port for each name, since only the arrival of something can be recorded. */
export interface Ports {
  /** Ends with a slash. */
  url(name: string): string
  /** The names whose ports were reached, sorted. */
  reached(): readonly string[]
  close(): void
}

/** Ports that record packets (`udp`) or connections (`tcp`). */
export async function openPorts(kind: 'udp' | 'tcp', names: readonly string[]): Promise<Ports> {
  const seen = new Set<string>()
  const open = kind === 'udp' ? openPacketPort : openConnectionPort
  const ports = new Map<string, Port>()
  for (const name of names) ports.set(name, await open(() => seen.add(name)))
  return {
    url: (name) => `http://127.0.0.1:${ports.get(name)?.port}/`,
    reached: () => [...seen].sort(),
    close: () => {
      for (const port of ports.values()) port.close()
    },
  }
}

interface Port {
  readonly port: number
  close(): unknown
}

async function openPacketPort(onSeen: () => void): Promise<Port> {
  const socket = createSocket('udp4').on('message', onSeen)
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  return { port: socket.address().port, close: () => socket.close() }
}

async function openConnectionPort(onSeen: () => void): Promise<Port> {
  const server = createConnectionServer((socket) => {
    onSeen()
    socket.on('error', () => {}).destroy()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { port, close: () => server.close() }
}
