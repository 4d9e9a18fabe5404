export { endMadeBefore, mailLink } from './jobs.ts';
export { LINK_HOURS, linkToken } from './link-token.ts';
export { dropLink, findLink, findPerson, findPublicPerson, lockActive, updatePerson } from './queries.ts';
export { accountsRoutes } from './routes.ts';
export { emailField } from './schemas.ts';
