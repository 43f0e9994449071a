// The integration lab: a mail server that delivers to nobody, and addresses that take webhooks, both with faults to choose. The list has a
// half for each; the drawer shows one mail or one echo.
import { useTranslation } from 'react-i18next'
import { useAdminSearch } from './admin-search.ts'
import { DrawerHead } from './drawer-head.tsx'
import { EchoHalf } from './lab-echo.tsx'
import { EchoDrawer } from './lab-echo-drawer.tsx'
import { LabMailDrawer } from './lab-mail-drawer.tsx'
import { useEchoes, useSink } from './lab-queries.ts'
import { SinkHalf } from './lab-sink.tsx'
import { SectionBody } from './section-body.tsx'
import './system.css'
import './hooks.css'
import './lab.css'

/** Section `lab`. In the address, `id` is mail-12 or echo-7d9…. */
export function LabPage() {
  const { t } = useTranslation()
  const [search, change] = useAdminSearch()
  const sink = useSink()
  const echoes = useEchoes()
  const [, kind, id] = /^(mail|echo)-(.+)$/.exec(search.id ?? '') ?? []
  const close = () => change({ id: undefined })
  const mail = kind === 'mail' ? sink.data?.received.find((one) => String(one.id) === id) : undefined
  const echo = kind === 'echo' ? echoes.data?.find((one) => one.id === id) : undefined
  const isKnown = kind === 'mail' ? sink.data !== undefined : echoes.data !== undefined
  return (
    <SectionBody
      title={t('lab.title')}
      error={sink.error ?? echoes.error}
      bar={<p className="q lab-lead">{t('lab.lead')}</p>}
      drawer={
        mail ? (
          <LabMailDrawer key={mail.id} mail={mail} onClose={close} />
        ) : echo ? (
          <EchoDrawer key={echo.id} echo={echo} onClose={close} />
        ) : (
          kind !== undefined &&
          isKnown && (
            <aside className="details hook-details" data-pane="details" aria-label={t('lab.title')}>
              <DrawerHead title={t(kind === 'mail' ? 'lab.sink.title' : 'lab.echo.title')} onClose={close} />
              <section>
                <p>{t(kind === 'mail' ? 'lab.sink.gone' : 'lab.echo.gone')}</p>
              </section>
            </aside>
          )
        )
      }
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard */}
      <section className="list-scroll lab-list" data-beside={kind !== undefined || undefined} tabIndex={0} aria-label={t('lab.title')}>
        {sink.data && (
          <SinkHalf sink={sink.data} openId={mail?.id ?? null} onPut={sink.put} onOpen={(one) => change({ id: `mail-${one}` })} />
        )}
        {echoes.data && <EchoHalf echoes={echoes.data} openId={echo?.id ?? null} onOpen={(one) => change({ id: `echo-${one}` })} />}
      </section>
    </SectionBody>
  )
}
