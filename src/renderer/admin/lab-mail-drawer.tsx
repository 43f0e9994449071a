// One mail the sink received: as its reader sees it, as text, and as it came.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LabSmtp } from '../../contract/schemas/mail.ts'
import { CodeBlock } from '../ui/code-block.tsx'
import { useFormats } from '../ui/format.ts'
import { HtmlFrame } from '../ui/html-frame.tsx'
import { DrawerHead } from './drawer-head.tsx'
import { type ReadMail, readMail } from './mime.ts'

type Mail = LabSmtp['received'][number]
const views = ['html', 'text', 'source'] as const

const held = new WeakMap<Mail, ReadMail>()
/** Read once each. */
export function readLabMail(mail: Mail): ReadMail {
  const known = held.get(mail) ?? readMail(mail.source)
  held.set(mail, known)
  return known
}

/** The pane at the right. */
export function LabMailDrawer({ mail, onClose }: { mail: Mail; onClose: () => void }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const read = readLabMail(mail)
  const [view, setView] = useState<(typeof views)[number]>(read.html === null ? 'text' : 'html')
  const title = read.subject || t('lab.sink.noSubject')
  const header = (name: string) => read.headers.find((one) => one.name.toLowerCase() === name)?.value
  const facts: readonly (readonly [string, string])[] = [
    [t('lab.sink.facts.from'), header('from') ?? mail.from],
    [t('lab.sink.facts.to'), mail.to.join(', ')],
    [
      t('lab.sink.facts.at'),
      `${formats.dateTime(mail.at)}, ${t(mail.isEncrypted ? 'lab.sink.encrypted' : 'lab.sink.clear')}, ${formats.bytes(mail.bytes)}`,
    ],
    ...read.attachments.map((one) => [t('lab.sink.facts.attachments'), `${one.name} (${formats.bytes(one.bytes)})`] as const),
  ]
  return (
    <aside className="details hook-details" data-pane="details" aria-label={title}>
      <DrawerHead title={title} onClose={onClose} />
      <section>
        <dl className="fact-list lab-facts">
          {facts.map(([label, value]) => (
            <div key={`${label} ${value}`} style={{ display: 'contents' }}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </section>
      <section>
        <fieldset className="seg" aria-label={t('lab.sink.views.label')}>
          {views.map((one) => (
            <button key={one} type="button" aria-pressed={one === view} onClick={() => setView(one)}>
              {t(`lab.sink.views.${one}`)}
            </button>
          ))}
        </fieldset>
        <div className="lab-view">
          {view === 'html' &&
            (read.html === null ? (
              <p className="q">{t('lab.sink.noHtml')}</p>
            ) : (
              <>
                <HtmlFrame html={read.html} title={t('lab.sink.htmlFrame')} />
                <p className="q t12">{t('lab.sink.htmlNote')}</p>
              </>
            ))}
          {view === 'text' &&
            (read.text === null ? <p className="q">{t('lab.sink.noText')}</p> : <pre className="lab-text">{read.text}</pre>)}
          {view === 'source' && <Source mail={mail} headers={read.headers} />}
        </div>
      </section>
    </aside>
  )
}

function Source({ mail, headers }: { mail: Mail; headers: ReadMail['headers'] }) {
  const { t } = useTranslation()
  return (
    <>
      <h3 className="t13">{t('lab.sink.headers')}</h3>
      <table className="t lab-headers">
        <tbody>
          {headers.map(({ name, value }) => (
            <tr key={`${name} ${value}`}>
              <th scope="row">{name}</th>
              <td className="mono">{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <h3 className="t13">{t('lab.sink.raw')}</h3>
      <CodeBlock text={mail.source} className="hook-body" />
    </>
  )
}
