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

/**
 * A proxy to the page's server that records requests and can be stopped.
 *
 * @param policy - `headers`: whether the content security policy and its companions are sent;
 *   `meta`: whether the page carries it
 */
export async function openSite(
  target: string,
  { headers = true, meta = true }: { readonly headers?: boolean; readonly meta?: boolean } = {},
): Promise<Listening & { readonly requests: readonly string[] }> {
  const requests: string[] = []
  const server = createServer((incoming, outgoing) => {
    requests.push(incoming.url ?? '')
    const { 'accept-encoding': _, ...asked } = incoming.headers
    get(new URL(incoming.url ?? '', target), { headers: asked }, async (answer) => {
      const { 'content-security-policy': policy, ...others } = answer.headers
      if (!headers) for (const name of COMPANIONS) delete others[name]
      const isPage = others['content-type']?.startsWith('text/html') ?? false
      if (isPage && !meta) delete others['content-length']
      const sent = headers ? { ...others, 'content-security-policy': policy } : others
      outgoing.writeHead(answer.statusCode ?? 500, sent)
      if (!isPage || meta) {
        answer.pipe(outgoing)
        return
      }
      const chunks = await answer.setEncoding('utf8').toArray()
      const html = chunks.join('')
      outgoing.end(html.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, ''))
    })
  })
  return { ...(await listen(server)), requests }
}
