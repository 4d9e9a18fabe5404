import { plannedStatements } from './planned-statements.ts';

const calls = new Map(
  plannedStatements.map(({ name, parameters, text }) => [
    text,
    `select * from ${name}(${Array.from({ length: parameters }, (_, index) => `$${index + 1}`).join(', ')})`,
  ]),
);

/**
 * The text by which a statement is sent where statements have no names, so that PostgreSQL plans each anew: a call of
 * the function in which it stands, whose plan each connection keeps, with the same parameters; or itself.
 */
export function asPlanned(text: string): string {
  return calls.get(text) ?? text;
}
