export { mountGraphql } from './mount.ts';
