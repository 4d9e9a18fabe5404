export { endAccess, erasePerson, lockLeaving, selectLeftEmails } from './closing-queries.ts';
export { selectEmailChange, selectLeftEmail, stateOfChange } from './email-change-queries.ts';
export { forgetUnconfirmed } from './forget-unconfirmed.ts';
export { endMadeBefore, mailLink, tellEmailChange } from './jobs.ts';
export { LINK_HOURS, type LinkPurpose, linkToken } from './link-token.ts';
export { provePassword } from './load-me.ts';
export {
  dropLink,
  guardActive,
  lockPerson,
  selectLink,
  selectPerson,
  selectPublicPerson,
  shownAvatar,
  updatePerson,
} from './queries.ts';
export { restoreEmailWrites } from './restore-email.ts';
export { accountsRoutes } from './routes.ts';
export { CurrentPassword, emailField } from './schemas.ts';
