export { projectListing } from './project.ts';
