import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { openApiDocument } from '../../src/platform/http/openapi.ts';
import { routes } from '../../src/routes.ts';

/** The contract that every answer in every test is held against, strictly: no field too many, none missing. */
const document = openApiDocument(routes, { version: 'test', serverUrl: 'http://localhost' });
const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: true });
formats.default(ajv);
ajv.addSchema(document, 'contract');
const validators = new Map<string, ValidateFunction>();

interface Operation {
  path: string;
  pattern: RegExp;
  method: string;
}

const operations: Operation[] = routes.map(({ spec }) => ({
  path: spec.path,
  method: spec.method,
  pattern: new RegExp(`^${spec.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
}));

/** Throws when the service answered something that the contract does not say of this operation and status. */
export function checkAnswer(
  method: string,
  path: string,
  status: number,
  contentType: string | null,
  body: unknown,
): void {
  const operation = operations.find(
    (candidate) => candidate.method === method.toLowerCase() && candidate.pattern.test(path),
  );
  if (operation === undefined) return;
  const told = `${method} ${operation.path} answered ${status}`;
  const declared = document.paths?.[operation.path]?.[operation.method as 'get']?.responses?.[status];
  if (declared === undefined) throw new Error(`${told}, which the contract does not declare: ${JSON.stringify(body)}`);
  if (!('content' in declared) || declared.content === undefined) {
    if (body !== undefined) throw new Error(`${told} with a body, which the contract does not declare`);
    return;
  }
  const media = contentType?.split(';')[0] ?? 'none';
  if (!(media in declared.content)) throw new Error(`${told} as ${media}, which the contract does not declare`);
  const validate = validatorOf(operation, status, media);
  if (!validate(body)) {
    throw new Error(
      `${told} with a body that the contract forbids: ${ajv.errorsText(validate.errors)}\n${JSON.stringify(body)}`,
    );
  }
}

function validatorOf(operation: Operation, status: number, media: string): ValidateFunction {
  const escaped = (part: string) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
  const pointer = ['paths', operation.path, operation.method, 'responses', String(status), 'content', media, 'schema'];
  const ref = `contract#/${pointer.map(escaped).join('/')}`;
  const known = validators.get(ref) ?? ajv.compile({ $ref: ref });
  validators.set(ref, known);
  return known;
}
