/**
 * Ways by which a script that got into the page, or into the engine's worker, could try to reach a server. Each
 * is given the address to reach, and runs in the browser, so it may use nothing else of this file. Those that need
 * a server of another kind are in `otherWaysOut.ts`; `listedWays.ts` accounts for all of them.
 */

export type Way = (url: string) => unknown

/** One element that loads its address: the tag, and the attributes with `$` for the address. */
type ElementWay = readonly [tag: string, attributes: Readonly<Record<string, string>>]

export const ELEMENT_WAYS: Readonly<Record<string, ElementWay>> = {
  img_el: ['img', { src: '$' }],
  css_link: ['link', { rel: 'stylesheet', href: '$' }],
  link_prefetch: ['link', { rel: 'prefetch', href: '$' }],
  link_preload_img: ['link', { rel: 'preload', as: 'image', href: '$' }],
  link_preload_fetch: ['link', { rel: 'preload', as: 'fetch', href: '$', crossorigin: '' }],
  link_preload_script: ['link', { rel: 'preload', as: 'script', href: '$' }],
  link_preload_font: ['link', { rel: 'preload', as: 'font', href: '$', crossorigin: '' }],
  link_preload_track: ['link', { rel: 'preload', as: 'track', href: '$' }],
  link_modulepreload: ['link', { rel: 'modulepreload', href: '$' }],
  link_dictionary: ['link', { rel: 'compression-dictionary', href: '$' }],
  link_preconnect: ['link', { rel: 'preconnect', href: '$' }],
  link_prerender: ['link', { rel: 'prerender', href: '$' }],
  link_amp: ['link', { rel: 'amphtml', href: '$' }],
  object: ['object', { data: '$' }],
  embed: ['embed', { src: '$' }],
  video: ['video', { src: '$', preload: 'auto' }],
  audio: ['audio', { src: '$', preload: 'auto' }],
  iframe_src: ['iframe', { src: '$' }],
}

/** Adds the element to the page. */
export function addElement([[tag, attributes], url]: readonly [ElementWay, string]): void {
  const added = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    added.setAttribute(name, value === '$' ? url : value)
  }
  document.body.append(added)
}

export const PAGE_WAYS: Readonly<Record<string, Way>> = {
  fetch: (url) => fetch(url),
  fetch_nocors: (url) => fetch(url, { mode: 'no-cors' }),
  xhr: (url) => {
    const request = new XMLHttpRequest()
    request.open('GET', url)
    request.send()
  },
  beacon: (url) => navigator.sendBeacon(url, 'x'),
  websocket: (url) => void new WebSocket(url.replace('http', 'ws')),
  websocketstream: (url) => {
    const { WebSocketStream } = globalThis as unknown as {
      WebSocketStream: new (url: string) => unknown
    }
    return new WebSocketStream(url.replace('http', 'ws'))
  },
  fetchlater: (url) => {
    const { fetchLater } = globalThis as unknown as {
      fetchLater(url: string, options: { activateAfter: number }): unknown
    }
    return fetchLater(url, { activateAfter: 0 })
  },
  eval_: (url) => new Function(`fetch('${url}')`)(),
  javascript_url: (url) => {
    const link = document.createElement('a')
    link.href = `javascript:void fetch('${url}')`
    document.body.append(link)
    link.click()
  },
  eventsource: (url) => void new EventSource(url),
  img: (url) => {
    new Image().src = url
  },
  css_bg_cssom: (url) => {
    document.body.style.backgroundImage = `url(${url})`
  },
  css_sheet: (url) => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(`html { list-style-image: url(${url}); display: list-item }`)
    document.adoptedStyleSheets.push(sheet)
  },
  css_insertrule: (url) => {
    const [sheet] = [...document.styleSheets].filter(({ href }) => href !== null)
    sheet?.insertRule(`#root { background-image: url(${url}) }`)
  },
  css_import: (url) => {
    const style = document.createElement('style')
    style.textContent = `@import url(${url});`
    document.head.append(style)
  },
  css_style_el: (url) => {
    const style = document.createElement('style')
    style.textContent = `#root > * { background-image: url(${url}) }`
    document.head.append(style)
  },
  fontface: (url) => new FontFace('other', `url(${url})`).load(),
  import_: (url) => import(url),
  script_src: (url) => {
    const script = document.createElement('script')
    script.src = url
    document.body.append(script)
  },
  script_attr: (url) => {
    const script = document.createElement('script')
    script.setAttribute('src', url)
    document.body.append(script)
  },
  svg_script: (url) => {
    const namespace = 'http://www.w3.org/2000/svg'
    const svg = document.createElementNS(namespace, 'svg')
    const script = document.createElementNS(namespace, 'script')
    script.setAttribute('href', url)
    svg.append(script)
    document.body.append(svg)
  },
  svg_image: (url) => {
    const namespace = 'http://www.w3.org/2000/svg'
    const svg = document.createElementNS(namespace, 'svg')
    const image = document.createElementNS(namespace, 'image')
    image.setAttribute('href', url)
    svg.append(image)
    document.body.append(svg)
  },
  svg_feimage: (url) => {
    const namespace = 'http://www.w3.org/2000/svg'
    const svg = document.createElementNS(namespace, 'svg')
    const filter = document.createElementNS(namespace, 'filter')
    filter.id = 'way-out'
    const image = document.createElementNS(namespace, 'feImage')
    image.setAttribute('href', url)
    filter.append(image)
    svg.append(filter)
    document.body.append(svg)
    const filtered = document.createElement('p')
    filtered.textContent = 'filtered'
    filtered.style.filter = 'url(#way-out)'
    document.body.append(filtered)
  },
  css_filter_ext: (url) => {
    const filtered = document.createElement('p')
    filtered.textContent = 'filtered'
    filtered.style.filter = `url(${url}#filter)`
    document.body.append(filtered)
  },
  iframe_srcdoc: (url) => {
    const frame = document.createElement('iframe')
    frame.srcdoc = `<img src="${url}">`
    document.body.append(frame)
  },
  iframe_blob: (url) => {
    const frame = document.createElement('iframe')
    frame.src = URL.createObjectURL(new Blob([`<img src="${url}">`], { type: 'text/html' }))
    document.body.append(frame)
  },
  iframe_about_form: (url) => {
    const frame = document.createElement('iframe')
    document.body.append(frame)
    const inside = frame.contentDocument
    const form = inside?.createElement('form')
    if (!inside || !form) return
    form.action = url
    inside.body.append(form)
    form.submit()
  },
  form_in_frame: (url) => {
    const frame = document.createElement('iframe')
    frame.name = 'way-out'
    const form = document.createElement('form')
    form.action = url
    form.target = 'way-out'
    document.body.append(frame, form)
    form.submit()
  },
  link_icon: (url) => {
    for (const icon of document.querySelectorAll('link[rel~=icon]')) icon.remove()
    const link = document.createElement('link')
    link.rel = 'icon'
    link.href = url
    document.head.append(link)
  },
  link_manifest: (url) => {
    document.querySelector('link[rel=manifest]')?.remove()
    const link = document.createElement('link')
    link.rel = 'manifest'
    link.href = url
    document.head.append(link)
  },
  svg_use: (url) => {
    const namespace = 'http://www.w3.org/2000/svg'
    const svg = document.createElementNS(namespace, 'svg')
    const use = document.createElementNS(namespace, 'use')
    use.setAttribute('href', `${url}#other`)
    svg.append(use)
    document.body.append(svg)
  },
  img_svg_blob: (url) => {
    const text = `<svg xmlns="http://www.w3.org/2000/svg"><image href="${url}"/></svg>`
    const image = new Image()
    image.src = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }))
    document.body.append(image)
  },
  xslt: (url) => {
    const sheet = `<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
      <xsl:import href="${url}"/></xsl:stylesheet>`
    new XSLTProcessor().importStylesheet(new DOMParser().parseFromString(sheet, 'text/xml'))
  },
  meta_csp_report: (url) => {
    const meta = document.createElement('meta')
    meta.httpEquiv = 'Content-Security-Policy'
    meta.content = `object-src 'none'; report-uri ${url}`
    const refused = document.createElement('object')
    refused.data = '/refused'
    document.head.append(meta)
    document.body.append(refused)
  },
  mediasession: (url) => {
    const artwork = [{ src: url, sizes: '512x512', type: 'image/png' }]
    navigator.mediaSession.metadata = new MediaMetadata({ title: 'other', artwork })
    // Only while a page plays media.
    const audio = new AudioContext()
    const tone = audio.createOscillator()
    tone.connect(audio.destination)
    tone.start()
  },
  notification: async (url) => {
    const worker = await navigator.serviceWorker.ready
    return worker.showNotification('other', { icon: url })
  },
  bgfetch: async (url) => {
    const { backgroundFetch } = (await navigator.serviceWorker.ready) as unknown as {
      backgroundFetch: { fetch(id: string, urls: string[]): Promise<unknown> }
    }
    return backgroundFetch.fetch('other', [url])
  },
  sw_msg: async (url) => {
    const { active } = await navigator.serviceWorker.ready
    active?.postMessage({ type: 'CACHE_URLS', payload: { urlsToCache: [url] } })
  },
  payment: (url) => {
    const total = { label: 'other', amount: { currency: 'EUR', value: '1' } }
    return new PaymentRequest([{ supportedMethods: url }], { total }).canMakePayment()
  },
  fedcm: (url) => {
    const identity = { providers: [{ configURL: url, clientId: 'other' }] }
    return navigator.credentials.get({ identity } as CredentialRequestOptions)
  },
  a_ping_attr: (url) => {
    const link = document.createElement('a')
    link.setAttribute('href', '#')
    link.setAttribute('ping', url)
    document.body.append(link)
    link.click()
  },
  a_ping: (url) => {
    const link = document.createElement('a')
    link.href = '#'
    link.ping = url
    document.body.append(link)
    link.click()
  },
  worker_blob: (url) => {
    const script = new Blob([`fetch('${url}')`], { type: 'text/javascript' })
    return new Worker(URL.createObjectURL(script))
  },
  worker_data: (url) => new Worker(`data:text/javascript,fetch('${url}')`),
  sharedworker: (url) => new SharedWorker(url),
  cache_add: async (url) => (await caches.open('way-out')).add(url),
  worklet: (url) => new AudioContext().audioWorklet.addModule(url),
  track: (url) => {
    const video = document.createElement('video')
    video.crossOrigin = 'anonymous'
    const track = document.createElement('track')
    track.src = url
    track.default = true
    video.append(track)
    document.body.append(video)
    const [text] = video.textTracks
    if (text) text.mode = 'showing'
  },
  picture: (url) => {
    const picture = document.createElement('picture')
    const source = document.createElement('source')
    source.srcset = url
    picture.append(source, document.createElement('img'))
    document.body.append(picture)
  },
  speculation: (url) => {
    const script = document.createElement('script')
    script.type = 'speculationrules'
    script.textContent = JSON.stringify({ prefetch: [{ source: 'list', urls: [url] }] })
    document.head.append(script)
  },
}

export const WORKER_WAYS: Readonly<Record<string, Way>> = {
  w_fetch: (url) => fetch(url),
  w_fetch_nocors: (url) => fetch(url, { mode: 'no-cors' }),
  w_xhr: (url) => {
    const request = new XMLHttpRequest()
    request.open('GET', url)
    request.send()
  },
  w_ws: (url) => void new WebSocket(url.replace('http', 'ws')),
  w_es: (url) => void new EventSource(url),
  w_importScripts: (url) =>
    (globalThis as unknown as { importScripts(url: string): void }).importScripts(url),
  w_import: (url) => import(url),
  w_nested: (url) => {
    const script = new Blob([`fetch('${url}')`], { type: 'text/javascript' })
    return new Worker(URL.createObjectURL(script))
  },
  w_fontface: (url) => new FontFace('other', `url(${url})`).load(),
  w_eval: (url) => new Function(`fetch('${url}')`)(),
  // The Function constructor, reached in a way that filters of names would miss.
  w_idbfn: (url) => (indexedDB.open.constructor as FunctionConstructor)(`fetch('${url}')`)(),
  w_cache: async (url) => (await caches.open('way-out')).add(url),
}
