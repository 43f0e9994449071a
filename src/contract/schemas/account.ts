// Accounts, roles, sessions and the ways of signing in.
import Type, { type Static } from 'typebox'
import { closed, Id, Instant, Name } from './common.ts'

const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()])
export const emailPattern = '^[^\\s@<>()\\[\\],;:"\\\\]+@[^\\s@<>()\\[\\],;:"\\\\]+$'
export const Email = Type.String({
  minLength: 3,
  maxLength: 254,
  pattern: emailPattern,
  description: 'Compared without case; look-alike letters are refused',
})
export const Password = Type.String({ minLength: 8, maxLength: 128, description: '8 to 128 characters; common ones are refused' })
const RoleId = Type.String({ minLength: 1, maxLength: 64, pattern: '^[a-z0-9-]+$', description: 'administrator, approver, engineer, ...' })
const Permission = Type.String({ minLength: 3, maxLength: 64, pattern: '^[a-z-]+:[a-z]+$' })
const OneTimeToken = Type.String({ minLength: 1, maxLength: 200 })
const SecondFactor = Type.String({ minLength: 6, maxLength: 32, description: 'Six digits of the authenticator, or a recovery code' })

export const AccountRecord = Type.Object(
  {
    id: Id,
    email: Type.String(),
    name: Type.String(),
    role: Type.String(),
    active: Type.Boolean(),
    /** waiting: asked for, or invited so long ago that the link has ended; it opens by a new link. */
    state: Type.Enum(['active', 'invited', 'waiting', 'disabled', 'anonymised']),
    hasPassword: Type.Boolean(),
    hasTotp: Type.Boolean(),
    identities: Type.Array(Type.Object({ id: Id, provider: Id, providerName: Type.String(), linkedAt: Instant }, closed)),
    sessionCount: Type.Integer(),
    createdAt: Instant,
    lastSignInAt: orNull(Instant),
    lockedUntil: orNull(Instant),
    revision: Type.Integer(),
  },
  closed,
)
export const CreateAccount = Type.Object({ email: Email, role: RoleId, password: Password, name: Type.Optional(Name) }, closed)
export const InviteAccount = Type.Object({ email: Email, role: RoleId, name: Type.Optional(Name) }, closed)
/** `link` is null when a mail was sent. */
export const InvitedAccount = Type.Object({ account: AccountRecord, link: orNull(Type.String()), expiresAt: Instant }, closed)
export const ChangeAccount = Type.Partial(Type.Object({ name: Name, role: RoleId, active: Type.Boolean() }, closed), closed)
export const DeleteAccountQuery = Type.Object(
  { anonymise: Type.Optional(Type.Boolean({ description: 'Takes name and e-mail out of what stays' })) },
  closed,
)
export const OneTimeLink = Type.Object({ link: Type.String(), expiresAt: Instant }, closed)

export const Me = Type.Object(
  {
    kind: Type.Enum(['owner', 'account', 'program']),
    name: Type.String(),
    account: orNull(AccountRecord),
    sessionId: orNull(Id),
    permissions: Type.Array(Type.String()),
    projectIds: orNull(Type.Array(Id)),
    mustAddTotp: Type.Boolean(),
    idleLockMinutes: Type.Integer({ description: '0 never locks' }),
  },
  closed,
)
export const ChangeMe = Type.Partial(
  Type.Object({ name: Name, password: Password, currentPassword: Type.String({ maxLength: 1024 }) }, closed),
  closed,
)

export const Tokens = Type.Object(
  { accessToken: Type.String(), refreshToken: Type.String(), expiresIn: Type.Integer({ description: 'Seconds', unit: 's' }) },
  closed,
)
const program = Type.Optional(Type.String({ maxLength: 200, description: 'What signs in, shown in the list of sessions' }))
export const Login = Type.Object(
  { email: Type.String({ maxLength: 1024 }), password: Type.String({ maxLength: 1024 }), code: Type.Optional(SecondFactor), program },
  closed,
)
export const Refresh = Type.Object({ refreshToken: Type.String({ minLength: 1, maxLength: 400 }) }, closed)
export const AskByMail = Type.Object(
  {
    email: Type.String({ maxLength: 1024 }),
    binding: Type.Optional(
      Type.String({ minLength: 16, maxLength: 100, description: 'Random text of the session that asks; sent again when the link is used' }),
    ),
  },
  closed,
)
export const RedeemMagicLink = Type.Object(
  { token: OneTimeToken, binding: Type.Optional(Type.String({ maxLength: 100 })), code: Type.Optional(SecondFactor), program },
  closed,
)
export const RedeemReset = Type.Object({ token: OneTimeToken, password: Password }, closed)
export const AcceptInvitation = Type.Object(
  {
    token: OneTimeToken,
    name: Type.Optional(Name),
    /** For the set-up link only: an invitation has its address. */
    email: Type.Optional(Email),
    password: Password,
    program,
  },
  closed,
)
/** The password is chosen behind the link that comes of it: whoever asks for somebody else's address learns and sets nothing. */
export const SignUp = Type.Object({ email: Email, name: Type.Optional(Name) }, closed)
/** What the sign-in page may offer. */
export const SignInWays = Type.Object(
  {
    needsSetUp: Type.Boolean({ description: 'No account yet: the one-time set-up link makes the first administrator' }),
    password: Type.Boolean(),
    magicLink: Type.Boolean(),
    signUp: Type.Boolean(),
    mail: Type.Boolean({ description: 'Links are sent by mail; without it an administrator makes them and hands them over' }),
    requireSignIn: Type.Boolean({ description: 'Windows on this computer ask for an account, too' }),
    providers: Type.Array(Type.Object({ id: Id, name: Type.String(), kind: Type.String() }, closed)),
  },
  closed,
)
export const Session = Type.Object(
  {
    id: Id,
    accountId: Id,
    accountName: Type.String(),
    program: Type.String(),
    way: Type.String(),
    createdAt: Instant,
    lastUsedAt: Instant,
    expiresAt: Instant,
    isCurrent: Type.Boolean(),
  },
  closed,
)
export const SessionsQuery = Type.Object(
  {
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
    cursor: Type.Optional(Type.String({ maxLength: 400 })),
    accountId: Type.Optional(Id),
  },
  closed,
)
export const TotpStart = Type.Object(
  { secret: Type.String({ description: 'Base32' }), uri: Type.String({ description: 'otpauth: for the QR code' }) },
  closed,
)
export const StartTotp = Type.Object(
  { password: Type.Optional(Type.String({ maxLength: 1024, description: 'The current one, where the account has one' })) },
  closed,
)
export const TotpCode = Type.Object({ code: SecondFactor }, closed)
export const RecoveryCodes = Type.Object({ recoveryCodes: Type.Array(Type.String()) }, closed)

export const RoleRecord = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    description: Type.String(),
    permissions: Type.Array(Type.String()),
    isBuiltIn: Type.Boolean(),
    accountCount: Type.Integer(),
    revision: Type.Integer(),
  },
  closed,
)
export const RoleParams = Type.Object({ id: RoleId }, closed)
export const CreateRole = Type.Object(
  { name: Name, description: Type.Optional(Type.String({ maxLength: 500 })), permissions: Type.Array(Permission, { maxItems: 200 }) },
  closed,
)
export const ChangeRole = Type.Partial(
  Type.Object({ name: Name, description: Type.String({ maxLength: 500 }), permissions: Type.Array(Permission, { maxItems: 200 }) }, closed),
  closed,
)
export const PermissionItem = Type.Object({ id: Type.String(), routes: Type.Array(Type.String()) }, closed)

const url = Type.String({ minLength: 8, maxLength: 1000, pattern: '^https?://' })
export const providerKinds = ['google', 'microsoft', 'oidc', 'facebook', 'apple'] as const
const providerFields = {
  name: Name,
  kind: Type.Enum([...providerKinds]),
  issuer: url,
  clientId: Type.String({ minLength: 1, maxLength: 500 }),
  /** Facebook and Apple take no loopback redirect: their answers come through this address. */
  relayUrl: orNull(url),
  active: Type.Boolean(),
  /** Role of an account made by a first sign-in; null makes none. */
  newAccountRole: orNull(RoleId),
  allowPrivateNetwork: Type.Boolean({ description: 'The issuer may be in a private network' }),
  allowLoopback: Type.Boolean({ description: 'The issuer may be on this computer' }),
}
export const ProviderRecord = Type.Object(
  {
    id: Id,
    ...providerFields,
    hasSecret: Type.Boolean(),
    redirectUri: Type.String(),
    lastTest: orNull(Type.Object({ at: Instant, ok: Type.Boolean(), detail: Type.String() }, closed)),
    revision: Type.Integer(),
  },
  closed,
)
const { name, kind, issuer, clientId, ...otherProviderFields } = providerFields
const clientSecret = Type.Optional(Type.String({ maxLength: 2000 }))
export const CreateProvider = Type.Object(
  {
    name,
    kind,
    issuer: Type.Optional(issuer),
    clientId,
    clientSecret,
    ...Type.Partial(Type.Object(otherProviderFields, closed)).properties,
  },
  closed,
)
export const ChangeProvider = Type.Partial(
  Type.Object({ ...providerFields, clientSecret: Type.String({ maxLength: 2000 }) }, closed),
  closed,
)
export const ProviderTest = Type.Object(
  { ok: Type.Boolean(), steps: Type.Array(Type.Object({ what: Type.String(), ok: Type.Boolean(), detail: Type.String() }, closed)) },
  closed,
)
export const ProviderParams = Type.Object({ provider: Id }, closed)
export const OidcStart = Type.Object(
  {
    link: Type.Optional(Type.Boolean({ description: 'Link to the account that asks instead of signing in' })),
    program,
    password: Type.Optional(Type.String({ maxLength: 1024, description: 'To link: the current one, where the account has one' })),
    code: Type.Optional(SecondFactor),
  },
  closed,
)
/** Open the address in the system's browser, then ask for the result with the secret. */
export const OidcStarted = Type.Object({ flowId: Id, secret: Type.String(), authorizationUrl: Type.String(), expiresAt: Instant }, closed)
export const OidcResult = Type.Object({ flowId: Id, secret: Type.String({ maxLength: 200 }), code: Type.Optional(SecondFactor) }, closed)
export const OidcAnswer = Type.Object(
  { state: Type.Enum(['waiting', 'done', 'linked', 'failed']), reason: orNull(Type.String()), tokens: orNull(Tokens) },
  closed,
)

export type AccountRecord = Static<typeof AccountRecord>
export type CreateAccount = Static<typeof CreateAccount>
export type InviteAccount = Static<typeof InviteAccount>
export type ChangeAccount = Static<typeof ChangeAccount>
export type Me = Static<typeof Me>
export type Tokens = Static<typeof Tokens>
export type Session = Static<typeof Session>
export type RoleRecord = Static<typeof RoleRecord>
export type ProviderRecord = Static<typeof ProviderRecord>
export type CreateProvider = Static<typeof CreateProvider>
export type ChangeProvider = Static<typeof ChangeProvider>
export type OidcAnswer = Static<typeof OidcAnswer>
