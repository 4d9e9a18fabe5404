export { forgetUnconfirmed } from './forget-unconfirmed.ts';
export { endMadeBefore, mailLink, tellEmailChange } from './jobs.ts';
export { LINK_HOURS, type LinkPurpose, linkToken } from './link-token.ts';
export { provePassword } from './load-me.ts';
export { endAccess, erasePerson, lockLeaving, selectLeftEmails } from './queries/closing.ts';
export { selectEmailChange, selectLeftEmail, stateOfChange } from './queries/email-changes.ts';
export { dropLink, selectLink } from './queries/links.ts';
export {
  guardActive,
  lockPerson,
  selectPerson,
  selectPublicPerson,
  shownAvatar,
  updatePerson,
} from './queries/people.ts';
export { restoreEmailWrites } from './restore-email.ts';
export { accountsRoutes } from './routes.ts';
export { CurrentPassword, emailField, PersonInBrief } from './schemas.ts';
