// English of the Admin area: its frame, the own profile, accounts, roles, sessions, sign-in providers.

export const enAdminPeople = {
  admin: {
    label: 'Sections of the Admin area',
    owner: 'Owner of this machine',
    forbidden: 'You may not see this',
    forbiddenText: '“{{name}}” needs a permission that your role doesn’t have. Ask an administrator for it.',
    groups: { own: 'You', people: 'People', machine: 'Machine' },
    sections: {
      profile: 'Your profile',
      accounts: 'Accounts',
      roles: 'Roles',
      sessions: 'Sessions',
      providers: 'Sign-in providers',
      overview: 'Overview',
      keys: 'API keys',
      audit: 'Audit',
      settings: 'Settings',
      logs: 'Logs',
      secrets: 'Secrets',
    },
  },
}
