import { Problem } from '../kernel/problem.ts';
import { cursorOf } from '../platform/http/page.ts';
import type { Answer } from './builder.ts';

/** The items of a page with their cursors, as edges. */
export function edgesOf({ data }: Answer): { node: unknown; cursor: string | undefined }[] {
  return Array.isArray(data) ? data.map((node: object) => ({ node, cursor: cursorOf(node) })) : [];
}

/** These of the arguments. */
export function pick(args: Answer, names: readonly string[]): Answer {
  return Object.fromEntries(names.map((name) => [name, args[name]]));
}

/** Values as REST's paths and queries carry them. */
export function texts(args: Answer): Record<string, string> {
  return Object.fromEntries(
    Object.entries(args).flatMap(([name, value]) =>
      value === undefined || value === null ? [] : [[name, String(value)]],
    ),
  );
}

/** A body as JSON makes it: GraphQL's input objects have no prototype. */
export function plain(input: unknown): unknown {
  return JSON.parse(JSON.stringify(input));
}

const pageArguments: Readonly<Record<string, string>> = { limit: 'first', cursor: 'after' };

/** What refused a page, its mistakes by the arguments that turn pages here. */
export function byArguments(error: unknown): unknown {
  if (!(error instanceof Problem) || error.details.errors === undefined) return error;
  const errors = error.details.errors.map((mistake) =>
    'parameter' in mistake ? { ...mistake, parameter: pageArguments[mistake.parameter] ?? mistake.parameter } : mistake,
  );
  return new Problem(error.code, { ...error.details, errors });
}
