// Mail, its templates and rules, notices, and the lab's SMTP sink over HTTP.
import type { mailRoutes } from '../../../contract/routes/mail.ts'
import type { Services } from '../../services/create-services.ts'
import type { Handlers } from '../handler.ts'

/** Routes of mail. */
export function createMailHandlers({ mail, mailTemplate, mailRule, labSmtp }: Services): Pick<Handlers, keyof typeof mailRoutes> {
  return {
    getMailSettings: () => mail.settings(),
    changeMailSettings: ({ body, ifMatch }) => mail.change(body, ifMatch),
    testMail: ({ body }) => mail.test(body.to),
    listMailTemplates: () => mailTemplate.list(),
    listMailTemplateVersions: ({ params }) => mailTemplate.versions(params.kind),
    putMailTemplate: ({ params, body, ifMatch, caller }) => mailTemplate.put(params.kind, body, ifMatch, caller.name),
    resetMailTemplate: ({ params, caller }) => mailTemplate.reset(params.kind, caller.name),
    previewMailTemplate: ({ params, body }) => mailTemplate.preview(params.kind, body),
    listMailRules: () => mailRule.list(),
    createMailRule: ({ body }) => mailRule.create(body),
    changeMailRule: ({ params, body, ifMatch }) => mailRule.change(params.id, body, ifMatch),
    deleteMailRule: ({ params }) => void mailRule.remove(params.id),
    reachOfMailRule: ({ body }) => mailRule.reach(body),
    testMailRule: ({ params }) => mailRule.test(params.id),
    listMailMessages: ({ query }) => mail.list(query),
    getMailMessage: ({ params }) => mail.detail(params.id),
    sendMail: ({ body }) => mail.sendAll(body),
    getMailBatch: ({ params }) => mail.batch(params.id),
    resendFailedMail: ({ params, body }) => mail.resendFailed(params.id, body.which),
    cancelMailBatch: ({ params }) => mail.cancel(params.id),
    resendMail: ({ params }) => mail.resend(params.id),
    listSuppressions: () => mail.suppressions(),
    addSuppression: ({ body }) => mail.suppress(body.email, body.why ?? 'byHand', body.detail),
    removeSuppression: ({ params }) => void mail.unsuppress(params.email),
    listNotices: ({ caller }) => mailRule.notices(caller.accountId),
    getLabSmtp: ({ query }) => labSmtp.state(query.since),
    startLabSmtp: ({ body }) => labSmtp.start(body),
    stopLabSmtp: () => labSmtp.stop(),
    sendMailToLab: () => labSmtp.useForMail(true),
    takeMailFromLab: () => labSmtp.useForMail(false),
  }
}
