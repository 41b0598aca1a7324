/** Ways out that do not end at an ordinary server on another origin. As those of `waysOut.ts`, each runs in the browser. */

import { PAGE_WAYS, type Way, WORKER_WAYS } from './waysOut.ts'

/** The members of each table of ways. */
function waysOf<Name extends string>(
  ways: Readonly<Record<string, Way>>,
  names: Readonly<Record<Name, string>>,
): Readonly<Record<Name, Way>> {
  const found = Object.entries<string>(names).map(([name, from]) => [name, ways[from]])
  return Object.fromEntries(found) as Record<Name, Way>
}

/** To the server the page came from, which some of them may reach. */
export const OWN_PAGE_WAYS: Readonly<Record<string, Way>> = {
  ...waysOf(PAGE_WAYS, {
    own_origin_img: 'img',
    own_origin_fetch: 'fetch',
    own_origin_font: 'fontface',
    own_origin_script: 'script_src',
    own_origin_module: 'import_',
    own_origin_manifest: 'link_manifest',
    own_origin_sharedworker: 'sharedworker',
    own_origin_svg_use: 'svg_use',
    own_origin_css_filter: 'css_filter_ext',
  }),
  own_origin_css: (url) => {
    const link = document.createElement('link')
    link.rel = 'stylesheet'
    link.href = url
    document.head.append(link)
  },
  own_origin_prefetch: (url) => {
    const link = document.createElement('link')
    link.rel = 'prefetch'
    link.href = url
    document.head.append(link)
  },
}

export const OWN_WORKER_WAYS: Readonly<Record<string, Way>> = waysOf(WORKER_WAYS, {
  w_own: 'w_fetch',
})

/**
 * What the policy lets through to the server the page came from: the kinds of files that the page has there. The
 * service worker refuses it.
 */
export const REACHES_OWN_SERVER: readonly string[] = [
  'own_origin_css',
  'own_origin_css_filter',
  'own_origin_font',
  'own_origin_img',
  'own_origin_manifest',
  'own_origin_module',
  'own_origin_prefetch',
  'own_origin_svg_use',
]

const webTransport: Way = (url) => new WebTransport(url.replace('http:', 'https:'))

/** By packets, of which only the arrival can be seen, so that each has its own port. */
export const UDP_PAGE_WAYS: Readonly<Record<string, Way>> = { webtransport: webTransport }
export const UDP_WORKER_WAYS: Readonly<Record<string, Way>> = { w_wt: webTransport }

/** WebRTC, which the page switches off; at the address is the server that it asks for its own address. */
export const webRtc: Way = (url) => {
  const peer = new RTCPeerConnection({ iceServers: [{ urls: `stun:${new URL(url).host}` }] })
  peer.createDataChannel('other')
  return peer.createOffer().then((offer) => peer.setLocalDescription(offer))
}

/**
 * What no policy covers and no page can close: these get out, by packets or connections that carry no request,
 * or by sending the tab elsewhere.
 */
export const NOT_COVERED: Readonly<Record<string, { readonly seen: 'udp' | 'tcp'; way: Way }>> = {
  webrtc_in_frame: {
    seen: 'udp',
    way: (url) => {
      const frame = document.createElement('iframe')
      document.body.append(frame)
      const { RTCPeerConnection: Peer } = frame.contentWindow as unknown as typeof globalThis
      const peer = new Peer({ iceServers: [{ urls: `stun:${new URL(url).host}` }] })
      peer.createDataChannel('other')
      return peer.createOffer().then((offer) => peer.setLocalDescription(offer))
    },
  },
  connection_of_frame: {
    seen: 'tcp',
    way: (url) => {
      const frame = document.createElement('iframe')
      frame.src = url
      document.body.append(frame)
    },
  },
  connection_of_form: { seen: 'tcp', way: PAGE_WAYS.form_in_frame as Way },
  new_window_by_link: {
    seen: 'tcp',
    way: (url) => {
      const link = document.createElement('a')
      link.href = url
      link.target = '_blank'
      link.click()
    },
  },
}

/** Ways to send the tab elsewhere, or a new one, by connections of which only the arrival is recorded. */
export const NAVIGATIONS: Readonly<Record<string, Way>> = {
  navigation: (url) => {
    location.href = url
  },
  navigation_replace: (url) => location.replace(url),
  navigation_api: (url) =>
    (
      globalThis as unknown as { navigation: { navigate(url: string): unknown } }
    ).navigation.navigate(url),
  navigation_by_link: (url) => {
    const link = document.createElement('a')
    link.href = url
    document.body.append(link)
    link.click()
  },
  navigation_by_download: (url) => {
    const link = document.createElement('a')
    link.href = url
    link.download = 'other'
    link.click()
  },
  navigation_by_refresh: (url) => {
    const meta = document.createElement('meta')
    meta.httpEquiv = 'refresh'
    meta.content = `0;url=${url}`
    document.head.append(meta)
  },
  navigation_by_form: (url) => {
    const form = document.createElement('form')
    form.action = url
    document.body.append(form)
    form.submit()
  },
  navigation_from_frame: (url) => {
    const frame = document.createElement('iframe')
    document.body.append(frame)
    const { parent } = frame.contentWindow as Window
    parent.location.href = url
  },
  new_window: (url) => window.open(url),
}

/** Ways that send a name to a name server, each given the name. */
export const LOOK_UPS: Readonly<Record<string, (host: string) => unknown>> = {
  image: (host) => {
    new Image().src = `https://${host}/`
  },
  link_dnsprefetch: (host) => {
    const link = document.createElement('link')
    link.rel = 'dns-prefetch'
    link.href = `https://${host}/`
    document.head.append(link)
  },
  link_preconnect_dns: (host) => {
    const link = document.createElement('link')
    link.rel = 'preconnect'
    link.href = `https://${host}/`
    document.head.append(link)
  },
  webrtc_dns: (host) => {
    const peer = new RTCPeerConnection({ iceServers: [{ urls: `stun:${host}` }] })
    peer.createDataChannel('other')
    return peer.createOffer().then((offer) => peer.setLocalDescription(offer))
  },
  frame_dns: (host) => {
    const frame = document.createElement('iframe')
    frame.src = `https://${host}/`
    document.body.append(frame)
  },
}

/** The look-ups that a page makes in spite of the policy. */
export const LOOKED_UP: readonly string[] = ['frame_dns']
