/**
 * The ways out that were tried when the policy was reviewed, by name, with the result of each:
 * either it has a control, or the reason is given why nothing could show that it would have been
 * caught.
 */

/** Blocked, and seen to get out without the policy. */
const HELD = `fetch fetch_nocors xhr beacon websocket websocketstream eventsource fetchlater img img_el css_bg_cssom
css_sheet css_insertrule css_import css_style_el css_link fontface link_prefetch link_preload_img link_preload_fetch
link_preload_script link_preload_font link_preload_track link_modulepreload link_icon link_dictionary import_
script_src script_attr svg_script svg_image iframe_srcdoc iframe_blob iframe_about_form object embed video audio
a_ping speculation webtransport worker_blob worker_data sharedworker cache_add worklet payment fedcm svg_feimage
css_filter_ext`

/** Blocked, but nothing got out without the policy either. */
const WITHOUT_CONTROL = `link_preconnect link_manifest link_prerender link_amp link_dnsprefetch link_preconnect_dns
webrtc_dns svg_use img_svg_blob track a_ping_attr meta_csp_report sw_msg bgfetch notification mediasession xslt
own_origin_img own_origin_css own_origin_prefetch`

/** Blocked, and not tried without the policy. */
const UNTRIED = `javascript_url eval_ w_fetch w_xhr w_ws w_es w_import w_importScripts w_nested w_wt w_fontface w_cache
w_rtc w_own w_eval w_idbfn`

export const LISTED: readonly string[] = `${HELD} ${WITHOUT_CONTROL} ${UNTRIED}`.split(/\s+/)

/** Ways that reach nothing here without a policy either, and why. */
export const NO_CONTROL: Readonly<Record<string, string>> = {
  css_filter_ext: 'comes from the own origin only: own_origin_css_filter is its control',
  svg_use: 'comes from the own origin only: own_origin_svg_use is its control',
  sharedworker: 'comes from the own origin only: own_origin_sharedworker is its control',
  xslt: 'a style sheet is imported from the own origin only',
  img_svg_blob: 'an image loads nothing of its own',
  link_amp: 'no browser loads it',
  link_prerender: 'Chromium does not do that any more; speculation is its control',
  link_preconnect: 'a browser without a window connects to nothing ahead',
  link_preconnect_dns: 'a browser without a window looks up nothing ahead',
  link_dnsprefetch: 'a browser without a window looks up nothing ahead',
  meta_csp_report: 'a policy in an element cannot report',
  sw_msg: 'the service worker answers with files of the page only',
  w_rtc: 'workers have no WebRTC',
}
