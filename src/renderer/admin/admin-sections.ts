// The sections of the Admin area: one row each. A section is shown to whoever has its permission; its page is fetched when first opened.
import type { ComponentType } from 'react'
import type { IconName } from '../ui/icons.ts'
import { lazyPart } from '../ui/lazy-part.tsx'

export const sectionGroups = ['own', 'people', 'events', 'webhooks', 'mail', 'machine'] as const
export type SectionGroup = (typeof sectionGroups)[number]
export type SectionId =
  | 'profile'
  | 'accounts'
  | 'roles'
  | 'sessions'
  | 'providers'
  | 'timeline'
  | 'rules'
  | 'dead-letters'
  | 'webhooks'
  | 'deliveries'
  | 'incoming'
  | 'inbox'
  | 'tickets'
  | 'mail'
  | 'lab'
  | 'messages'
  | 'templates'
  | 'overview'
  | 'keys'
  | 'audit'
  | 'settings'
  | 'logs'
  | 'secrets'

export interface Section {
  /** Also its address: /admin/accounts. */
  readonly id: SectionId
  readonly group: SectionGroup
  readonly icon: IconName
  /** null: for every account, about itself. */
  readonly permission: string | null
  readonly Page: ComponentType
}

export const sections: readonly Section[] = [
  {
    id: 'profile',
    group: 'own',
    icon: 'user',
    permission: null,
    Page: lazyPart(() => import('./profile-page.tsx').then((m) => m.ProfilePage)),
  },
  {
    id: 'accounts',
    group: 'people',
    icon: 'users',
    permission: 'accounts:read',
    Page: lazyPart(() => import('./accounts-page.tsx').then((m) => m.AccountsPage)),
  },
  {
    id: 'roles',
    group: 'people',
    icon: 'shield',
    permission: 'roles:read',
    Page: lazyPart(() => import('./roles-page.tsx').then((m) => m.RolesPage)),
  },
  {
    id: 'sessions',
    group: 'people',
    icon: 'lock',
    permission: 'sessions:read',
    Page: lazyPart(() => import('./sessions-page.tsx').then((m) => m.SessionsPage)),
  },
  {
    id: 'providers',
    group: 'people',
    icon: 'login',
    permission: 'sign-in-providers:read',
    Page: lazyPart(() => import('./providers-page.tsx').then((m) => m.ProvidersPage)),
  },
  {
    id: 'timeline',
    group: 'events',
    icon: 'history',
    permission: 'timeline:read',
    Page: lazyPart(() => import('./timeline-page.tsx').then((m) => m.TimelinePage)),
  },
  {
    id: 'dead-letters',
    group: 'events',
    icon: 'circleX',
    permission: 'dead-letters:read',
    Page: lazyPart(() => import('./dead-letters-page.tsx').then((m) => m.DeadLettersPage)),
  },
  {
    id: 'lab',
    group: 'events',
    icon: 'flask',
    permission: 'lab:read',
    Page: lazyPart(() => import('./lab-page.tsx').then((m) => m.LabPage)),
  },
  {
    id: 'webhooks',
    group: 'webhooks',
    icon: 'webhook',
    permission: 'webhooks:read',
    Page: lazyPart(() => import('./webhooks-page.tsx').then((m) => m.WebhooksPage)),
  },
  {
    id: 'deliveries',
    group: 'webhooks',
    icon: 'list',
    permission: 'deliveries:read',
    Page: lazyPart(() => import('./deliveries-page.tsx').then((m) => m.DeliveriesPage)),
  },
  {
    id: 'incoming',
    group: 'webhooks',
    icon: 'plug',
    permission: 'hook-sources:read',
    Page: lazyPart(() => import('./hooks-page.tsx').then((m) => m.IncomingPage)),
  },
  {
    id: 'inbox',
    group: 'webhooks',
    icon: 'archive',
    permission: 'inbox:read',
    Page: lazyPart(() => import('./inbox-page.tsx').then((m) => m.InboxPage)),
  },
  {
    id: 'tickets',
    group: 'webhooks',
    icon: 'tool',
    permission: 'tickets:read',
    Page: lazyPart(() => import('./tickets-page.tsx').then((m) => m.TicketsPage)),
  },
  {
    id: 'rules',
    group: 'mail',
    icon: 'users',
    permission: 'mail:read',
    Page: lazyPart(() => import('./rules-page.tsx').then((m) => m.MailRulesPage)),
  },
  {
    id: 'mail',
    group: 'mail',
    icon: 'mail',
    permission: 'mail:read',
    Page: lazyPart(() => import('./mail-page.tsx').then((m) => m.MailPage)),
  },
  {
    id: 'messages',
    group: 'mail',
    icon: 'send',
    permission: 'mail:read',
    Page: lazyPart(() => import('./messages-page.tsx').then((m) => m.MessagesPage)),
  },
  {
    id: 'templates',
    group: 'mail',
    icon: 'pencil',
    permission: 'mail:read',
    Page: lazyPart(() => import('./templates-page.tsx').then((m) => m.TemplatesPage)),
  },
  {
    id: 'overview',
    group: 'machine',
    icon: 'gauge',
    permission: 'health:read',
    Page: lazyPart(() => import('./overview-page.tsx').then((m) => m.OverviewPage)),
  },
  {
    id: 'keys',
    group: 'machine',
    icon: 'key',
    permission: 'api-keys:read',
    Page: lazyPart(() => import('./keys-page.tsx').then((m) => m.KeysPage)),
  },
  {
    id: 'audit',
    group: 'machine',
    icon: 'history',
    permission: 'audit:read',
    Page: lazyPart(() => import('./audit-page.tsx').then((m) => m.AuditPage)),
  },
  {
    id: 'settings',
    group: 'machine',
    icon: 'settings',
    permission: 'settings:read',
    Page: lazyPart(() => import('./settings-page.tsx').then((m) => m.SettingsPage)),
  },
  {
    id: 'logs',
    group: 'machine',
    icon: 'list',
    permission: 'logs:read',
    Page: lazyPart(() => import('./logs-page.tsx').then((m) => m.LogsPage)),
  },
  {
    id: 'secrets',
    group: 'machine',
    icon: 'certificate',
    permission: 'secrets:read',
    Page: lazyPart(() => import('./secrets-page.tsx').then((m) => m.SecretsPage)),
  },
]
