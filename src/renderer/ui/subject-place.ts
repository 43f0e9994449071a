// Where what an event or a notice is about lives. Pure.

export interface Place {
  readonly to: '/designs/$designId' | '/nodes/$nodeId' | '/alarms' | '/admin/$section'
  readonly params?: Readonly<Record<string, string>>
  readonly search?: Readonly<Record<string, string>>
}

/** Where a subject (kind/id) lives; null for what has no page. */
export function placeOf(subject: string): Place | null {
  const slash = subject.indexOf('/')
  const [kind, id] = [subject.slice(0, slash), subject.slice(slash + 1)]
  const section = (name: string): Place => ({ to: '/admin/$section', params: { section: name }, search: { id } })
  switch (kind) {
    case 'design':
      return { to: '/designs/$designId', params: { designId: id } }
    case 'node':
      return { to: '/nodes/$nodeId', params: { nodeId: id } }
    case 'alarm':
      return { to: '/alarms', search: { id } }
    case 'account':
      return section('accounts')
    case 'key':
      return section('keys')
    case 'webhook':
      return section('webhooks')
    case 'hook-source':
      return section('incoming')
    case 'health':
      return { to: '/admin/$section', params: { section: 'overview' } }
    default:
      return null
  }
}
