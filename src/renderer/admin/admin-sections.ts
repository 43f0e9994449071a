// The sections of the Admin area: one row each. A section is shown to whoever has its permission; its page is fetched when first opened.
import type { ComponentType } from 'react'
import type { IconName } from '../ui/icons.ts'

export const sectionGroups = ['own', 'people', 'machine'] as const
export type SectionGroup = (typeof sectionGroups)[number]
export type SectionId =
  | 'profile'
  | 'accounts'
  | 'roles'
  | 'sessions'
  | 'providers'
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

export const sections: readonly Section[] = []
