/** Servers for the browser tests, in addition to the one that serves the build. */

import { createServer, get, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Listening {
  /** Ends with a slash. */
  readonly url: string
  close(): Promise<void>
}

/** Starts a server on a free port of this computer. */
export async function listen(server: Server): Promise<Listening> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/`,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Headers that are sent with the policy. */
const COMPANIONS = [
  'cross-origin-opener-policy',
  'permissions-policy',
  'referrer-policy',
  'x-content-type-options',
]

/** What a site does without. */
export interface SiteOptions {
  /** Whether the content security policy and its companions are sent as headers. */
  readonly headers?: boolean
  /** Whether the page carries the policy. */
  readonly meta?: boolean
  /** Whether the service worker answers requests of the page; if not, it does nothing at all. */
  readonly answers?: boolean
  /** Whether a browser may keep the script of the service worker, and so not find a newer version for a while. */
  readonly caching?: boolean
  /** The folder that the page is in, with a slash at both ends. */
  readonly folder?: string
}

export interface Site extends Listening {
  /** The paths that were requested. */
  readonly requests: readonly string[]
  /** Whether the network is cut: requests are recorded, and their connections closed without an answer. */
  unplugged: boolean
  /** The version of the page, which its service worker carries; another one is an update. */
  version: number
}

/** A proxy to the page's server that records requests, and can be cut off or stopped. */
export async function openSite(
  target: string,
  { headers = true, meta = true, answers = true, caching = true, folder = '/' }: SiteOptions = {},
): Promise<Site> {
  const requests: string[] = []
  const server = createServer((incoming, outgoing) => {
    requests.push(incoming.url ?? '')
    if (site.unplugged) {
      incoming.socket.destroy()
      return
    }
    const { 'accept-encoding': _, ...asked } = incoming.headers
    if (!caching) delete asked['if-none-match']
    const path = incoming.url ?? ''
    if (!path.startsWith(folder)) {
      outgoing.writeHead(404).end()
      return
    }
    if (!answers && path === `${folder}sw.js`) {
      outgoing.writeHead(200, { 'content-type': 'text/javascript' }).end()
      return
    }
    get(new URL(path.slice(folder.length), target), { headers: asked }, async (answer) => {
      const { 'content-security-policy': policy, ...others } = answer.headers
      if (!headers) for (const name of COMPANIONS) delete others[name]
      const isPage = others['content-type']?.startsWith('text/html') ?? false
      if (isPage && !meta) delete others['content-length']
      const sent = headers ? { ...others, 'content-security-policy': policy } : others
      if (!caching) sent['cache-control'] = 'no-cache'
      const isNewer = site.version > 1 && path === `${folder}sw.js`
      if (isNewer) delete sent['content-length']
      outgoing.writeHead(answer.statusCode ?? 500, sent)
      if ((!isPage || meta) && !isNewer) {
        answer.pipe(outgoing)
        return
      }
      const chunks = await answer.setEncoding('utf8').toArray()
      const text = chunks.join('')
      if (isNewer) outgoing.end(`${text}\n// ${site.version}`)
      else outgoing.end(text.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, ''))
    })
  })
  const { url, close } = await listen(server)
  const site: Site = {
    url: `${url}${folder.slice(1)}`,
    close,
    requests,
    unplugged: false,
    version: 1,
  }
  return site
}
