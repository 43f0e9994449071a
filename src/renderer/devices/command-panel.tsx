// Commands to a node: chosen from the library, sent with their parameters, followed until they end.
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AppError } from '../../contract/errors.ts'
import type { CommandRecord, NodeRecord } from '../../contract/schemas/node.ts'
import type { CommandState, CommandTemplate } from '../../domain/command.ts'
import { useApi } from '../api/api.tsx'
import { describeError } from '../api/failure.ts'
import { sensorKeys, useSensors } from '../api/sensor-queries.ts'
import { FormSelect, FormText } from '../ui/form-field.tsx'
import { useFormats } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import type { IconName } from '../ui/icons.ts'
import { toast } from '../ui/toast.tsx'
import { spanText } from '../ui/value-text.ts'
import { commandsOf, readParameters } from './command-form.ts'

const spans = { m5: 300_000, h1: 3_600_000, d1: 86_400_000 } as const
type Span = keyof typeof spans
const look: Readonly<Record<CommandState, { readonly icon: IconName; readonly tone: string }>> = {
  queued: { icon: 'clock', tone: 'idle' },
  sent: { icon: 'send', tone: 'idle' },
  accepted: { icon: 'check', tone: 'idle' },
  done: { icon: 'circleCheck', tone: 'ok' },
  failed: { icon: 'circleX', tone: 'alarm' },
  expired: { icon: 'clock', tone: 'warn' },
  superseded: { icon: 'history', tone: 'idle' },
}

/** Form and history. */
export function CommandPanel({ node }: { node: NodeRecord }) {
  const { t } = useTranslation()
  const { client } = useApi()
  const library = useQuery({
    queryKey: sensorKeys.commandLibrary,
    queryFn: ({ signal }) => client.listCommandLibrary({ signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const offered = commandsOf((library.data?.items ?? []) as readonly CommandTemplate[], node.capabilities)
  return (
    <section className="part" aria-label={t('node.commands')}>
      <h2 className="t13">{t('node.commands')}</h2>
      {library.isError && <p className="err">{describeError(library.error)}</p>}
      {library.data && offered.length === 0 && <p className="q">{t('nodeCommands.none')}</p>}
      {offered.length > 0 && <CommandForm node={node} offered={offered} />}
      <History node={node} />
    </section>
  )
}

function useCommandName() {
  const { t, i18n } = useTranslation()
  return (command: string) => {
    const key = `nodeCommands.names.${command}`
    return i18n.exists(key) ? t(key as 'nodeCommands.names.identify') : command
  }
}

function CommandForm({ node, offered }: { node: NodeRecord; offered: readonly CommandTemplate[] }) {
  const { t, i18n } = useTranslation()
  const { client } = useApi()
  const queries = useQueryClient()
  const nameOf = useCommandName()
  const { data: sensors = [] } = useSensors()
  const types = sensors.filter((s) => s.nodeId === node.id).map((s) => s.type)
  const [command, setCommand] = useState(offered[0]?.command ?? '')
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>({})
  const [span, setSpan] = useState<Span>('m5')
  const [errors, setErrors] = useState<ReadonlyMap<string, string>>(new Map())
  const [busy, setBusy] = useState(false)
  const template = offered.find((c) => c.command === command) ?? offered[0]
  if (!template) return null
  const labelOf = (name: string) => {
    const key = `nodeCommands.parameters.${name}`
    return i18n.exists(key) ? t(key as 'nodeCommands.parameters.seconds') : name
  }
  const send = async () => {
    const read = readParameters(template.parameters, texts)
    if (read.kind === 'refused') {
      const words = [...read.faults].map(([name, fault]) => {
        if (fault.kind === 'range') return [name, t('nodeCommands.range', { min: fault.min, max: fault.max })] as const
        return [name, t(fault.kind === 'needed' ? 'nodeCommands.needed' : 'nodeCommands.numberNeeded')] as const
      })
      return setErrors(new Map(words))
    }
    setBusy(true)
    try {
      const made = await client.createCommand({
        params: { id: node.id },
        body: { command: template.command, parameters: read.parameters, expiresInMs: spans[span] },
      })
      setErrors(new Map())
      toast({ text: t('nodeCommands.sent', { name: nameOf(made.command) }) })
      void queries.invalidateQueries({ queryKey: sensorKeys.commands(node.id) })
    } catch (error) {
      const fields = error instanceof AppError ? error.errors : []
      setErrors(new Map(fields.map((e) => [e.pointer.replace('/parameters/', ''), e.detail])))
      toast({ text: describeError(error), tone: 'alarm' })
    } finally {
      setBusy(false)
    }
  }
  return (
    <form
      className="command-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <FormSelect
        label={t('nodeCommands.command')}
        value={template.command}
        options={offered.map((c) => ({ value: c.command, label: nameOf(c.command) }))}
        onChange={(next) => {
          setCommand(next)
          setTexts({})
          setErrors(new Map())
        }}
      />
      {template.parameters.map(({ name, kind, unit }) =>
        kind === 'boolean' || name === 'sensor_type' ? (
          <FormSelect
            key={name}
            label={labelOf(name)}
            value={texts[name] ?? ''}
            options={[{ value: '', label: '–' }, ...(kind === 'boolean' ? ['true', 'false'] : types).map((v) => ({ value: v, label: v }))]}
            error={errors.get(name)}
            onChange={(text) => setTexts({ ...texts, [name]: text })}
          />
        ) : (
          <FormText
            key={name}
            label={labelOf(name)}
            value={texts[name] ?? ''}
            {...(unit === undefined ? {} : { unit })}
            error={errors.get(name)}
            onChange={(text) => setTexts({ ...texts, [name]: text })}
          />
        ),
      )}
      <FormSelect
        label={t('nodeCommands.expires')}
        value={span}
        options={(Object.keys(spans) as Span[]).map((key) => ({ value: key, label: t(`nodeCommands.spans.${key}`) }))}
        onChange={setSpan}
      />
      <div className="row wrap">
        <button type="submit" className="btn p" disabled={busy}>
          <Icon name="send" />
          {t('nodeCommands.send')}
        </button>
        {node.connected === false && <span className="q t12">{t('nodeCommands.waits')}</span>}
      </div>
    </form>
  )
}

function History({ node }: { node: NodeRecord }) {
  const { t } = useTranslation()
  const { client } = useApi()
  const first = useQuery({
    queryKey: sensorKeys.commands(node.id),
    queryFn: ({ signal }) => client.listCommands({ params: { id: node.id }, query: { limit: 20 }, signal }),
  })
  const older = useInfiniteQuery({
    queryKey: [...sensorKeys.commands(node.id), 'older', first.data?.next],
    queryFn: ({ pageParam, signal }) => client.listCommands({ params: { id: node.id }, query: { limit: 50, cursor: pageParam }, signal }),
    initialPageParam: first.data?.next ?? '',
    getNextPageParam: (last) => last.next,
    enabled: false,
  })
  const items = [...(first.data?.items ?? []), ...(older.data?.pages.flatMap((p) => p.items) ?? [])]
  const hasMore = older.data ? older.hasNextPage : (first.data?.next ?? null) !== null
  if (first.isError) return <p className="err">{describeError(first.error)}</p>
  if (first.data && items.length === 0) return <p className="q">{t('nodeCommands.empty')}</p>
  return (
    <>
      <ul className="commands" aria-live="polite">
        {items.map((c) => (
          <Command key={c.id} command={c} />
        ))}
      </ul>
      {hasMore && (
        <button type="button" className="btn sm" onClick={() => void (older.data ? older.fetchNextPage() : older.refetch())}>
          {t('alarms.more')}
        </button>
      )}
    </>
  )
}

function Command({ command }: { command: CommandRecord }) {
  const { t } = useTranslation()
  const formats = useFormats()
  const nameOf = useCommandName()
  const { icon, tone } = look[command.state]
  const given = Object.entries(command.parameters)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(', ')
  const isOpen = command.endedAt === null
  return (
    <li>
      <span className={`st ${tone}`}>
        <Icon name={icon} size={14} />
        {t(`nodeCommands.states.${command.state}`)}
      </span>
      <span className="md">{nameOf(command.command)}</span>
      <span className="q el mono">{given}</span>
      <span className="q t12 nw">{formats.day(command.createdAt, { today: '', yesterday: t('common.yesterday') }).trim()}</span>
      <span className="says t12 q">
        {[
          command.reason,
          command.result,
          isOpen
            ? t('nodeCommands.until', { time: formats.time(command.expiresAt) })
            : t('nodeCommands.after', { span: spanText((command.endedAt ?? 0) - command.createdAt) }),
          command.attempts > 1 ? t('nodeCommands.attempts', { count: command.attempts }) : null,
        ]
          .filter(Boolean)
          .join(' · ')}
      </span>
    </li>
  )
}
