// A mail's HTML as its reader sees it: built anew from a white list inside a sandboxed frame without scripts. Nothing is fetched, no link is
// followed, and our content security policy stays as strict as it is: styles are set on elements, never parsed from markup.
import { useEffect, useRef } from 'react'
import './html-frame.css'

const elements = new Set(
  (
    'a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del details dfn div dl dt em ' +
    'figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark nav ol p pre q s samp section small span ' +
    'strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr'
  ).split(' '),
)
/** Left out with all that is in them; of others that aren't known, what is in them stays. */
const dropped = new Set('script noscript template iframe object embed svg math video audio canvas select textarea head title'.split(' '))
const attributes =
  'align alt bgcolor border cellpadding cellspacing class color colspan dir face height lang rowspan size span start title valign width'.split(
    ' ',
  )
const mostDepth = 200
const mostHeightPx = 1200

/** Markup that a parser may see: nothing in it is a style, a handler, a style sheet or a base any more. */
function disarm(html: string): string {
  return html
    .replace(/<(\/?)(style|base)\b/gi, '<$1x-$2')
    .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/(["'\s/])(style|on\w+)(\s*=)/gi, '$1data-$2$3'))
}

/** Style rules without what fetches. */
const withoutFetches = (css: string) =>
  css.replace(/@import[^;]*;?/gi, '').replace(/[\w-]+\s*:[^;{}]*(?:url|image-set|src)\s*\([^;{}]*(?:;|(?=\})|$)/gi, '')

function copy(from: Node, into: Node, doc: Document, sheets: string[], depth: number): void {
  for (const node of from.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) into.appendChild(doc.createTextNode(node.nodeValue ?? ''))
    if (!(node instanceof Element) || depth > mostDepth) continue
    const name = node.localName
    if (name === 'x-style') sheets.push(node.textContent)
    if (name === 'x-style' || dropped.has(name)) continue
    if (!elements.has(name)) {
      copy(node, into, doc, sheets, depth + 1)
      continue
    }
    const made = doc.createElement(name)
    for (const one of attributes) {
      const value = node.getAttribute(one)
      if (value !== null) made.setAttribute(one, value)
    }
    const style = node.getAttribute('data-style')
    if (style !== null) made.style.cssText = withoutFetches(style)
    const [href, src] = [node.getAttribute('href'), node.getAttribute('src')]
    if (name === 'a' && href !== null) {
      made.title = href
    }
    if (name === 'img' && src !== null && /^data:image\/(png|jpeg|gif|webp);/i.test(src)) made.setAttribute('src', src)
    into.appendChild(made)
    copy(node, made, doc, sheets, depth + 1)
  }
}

export type Scheme = 'light' | 'dark'

/** The rules for the reader's theme, whatever the theme of this window is. */
const forScheme = (css: string, scheme: Scheme) =>
  css.replace(/\(\s*prefers-color-scheme\s*:\s*(light|dark)\s*\)/gi, (_, wanted: string) =>
    wanted.toLowerCase() === scheme ? '(min-width: 0px)' : '(max-width: 0px)',
  )

/** As high as its words. */
function fitHeight(frame: HTMLIFrameElement): void {
  frame.style.height = '0'
  const wanted = frame.contentDocument?.documentElement.scrollHeight ?? 0
  frame.style.height = `${Math.min(wanted + 4, mostHeightPx)}px`
}

function fill(frame: HTMLIFrameElement, html: string, scheme: Scheme): void {
  const [doc, view] = [frame.contentDocument, frame.contentWindow as (Window & typeof globalThis) | null]
  if (doc === null || view === null) return
  const parsed = new DOMParser().parseFromString(disarm(html), 'text/html')
  const sheets = [...parsed.head.querySelectorAll('x-style')].map((one) => one.textContent)
  doc.body.replaceChildren()
  const style = parsed.body.getAttribute('data-style')
  const token = (name: string) => getComputedStyle(frame).getPropertyValue(name)
  // What a reader has by itself, under what the mail says.
  const paper = `body{margin:12px;font:14px/1.5 sans-serif;color:${token('--qr-ink')};background:${token('--qr-paper')};overflow-wrap:anywhere} a{text-decoration:underline}`
  doc.body.style.cssText = withoutFetches(style ?? '')
  copy(parsed.body, doc.body, doc, sheets, 0)
  doc.adoptedStyleSheets = [paper, ...sheets.map((css) => forScheme(withoutFetches(css), scheme))].map((css) => {
    const sheet = new view.CSSStyleSheet()
    sheet.replaceSync(css)
    return sheet
  })
}

interface Props {
  readonly html: string
  readonly title: string
  /** Of the reader; most mails are made for white paper. */
  readonly scheme?: Scheme
}

/** As high as what it shows. */
export function HtmlFrame({ html, title, scheme = 'light' }: Props) {
  const ref = useRef<HTMLIFrameElement>(null)
  useEffect(() => {
    const frame = ref.current
    if (frame === null) return
    const draw = () => {
      fill(frame, html, scheme)
      fitHeight(frame)
    }
    let width = 0
    const observer = new ResizeObserver(() => {
      // Words break elsewhere when it is narrower; its own new height is no reason.
      if (frame.clientWidth !== width && width !== 0) fitHeight(frame)
      width = frame.clientWidth
    })
    observer.observe(frame)
    // An empty frame of our own origin is there at once in Chromium; another document comes in where it isn't, with a load.
    if (frame.contentDocument?.readyState === 'complete') draw()
    frame.addEventListener('load', draw)
    return () => {
      observer.disconnect()
      frame.removeEventListener('load', draw)
    }
  }, [html, scheme])
  return <iframe ref={ref} className="html-frame" sandbox="allow-same-origin" title={title} />
}
