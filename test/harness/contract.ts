import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { openApiDocument } from '../../src/platform/http/openapi.ts';
import { routes } from '../../src/routes.ts';

/** The contract that every answer in every test is held against, strictly: no field too many, none missing. */
export const contract = openApiDocument(routes, { version: 'test', serverUrl: 'http://localhost' });
const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: true });
formats.default(ajv);
ajv.addSchema(contract, 'contract');
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

const headersOfTheContract = Object.keys(contract.components?.headers ?? {});

/**
 * Throws when the service answered something that the contract does not say of this operation and status: a status,
 * a header, a media type or a body.
 */
export function checkAnswer(method: string, path: string, response: Response, body: unknown): void {
  const operation = operations.find(
    (candidate) => candidate.method === method.toLowerCase() && candidate.pattern.test(path),
  );
  if (operation === undefined) return;
  const { status } = response;
  const told = `${method} ${operation.path} answered ${status}`;
  const declared = declaredAnswer(operation, status);
  if (declared === undefined) throw new Error(`${told}, which the contract does not declare: ${JSON.stringify(body)}`);
  checkHeaders(told, response.headers, declared.answer.headers ?? {});
  if (declared.answer.content === undefined) {
    if (body !== undefined) throw new Error(`${told} with a body, which the contract does not declare`);
    return;
  }
  const media = response.headers.get('content-type')?.split(';')[0] ?? 'none';
  if (!(media in declared.answer.content)) throw new Error(`${told} as ${media}, which the contract does not declare`);
  const validate = validatorOf([...declared.pointer, 'content', media, 'schema']);
  if (!validate(body)) {
    throw new Error(
      `${told} with a body that the contract forbids: ${ajv.errorsText(validate.errors)}\n${JSON.stringify(body)}`,
    );
  }
}

/** Whether a request body is one that the contract allows for this operation. */
export function allowsBody(method: string, path: string, body: unknown): boolean {
  return validatorOf(['paths', path, method.toLowerCase(), 'requestBody', 'content', 'application/json', 'schema'])(
    body,
  );
}

/** What is wrong with a value as the schema of this name sees it. */
export function mistakesOf(schema: string, value: unknown): string[] {
  const validate = validatorOf(['components', 'schemas', schema]);
  return validate(value) ? [] : (validate.errors ?? []).map((error) => ajv.errorsText([error]));
}

interface Declared {
  pointer: string[];
  answer: { headers?: object; content?: object };
}

function declaredAnswer({ path, method }: Operation, status: number): Declared | undefined {
  const answer = contract.paths?.[path]?.[method as 'get']?.responses?.[status];
  if (answer === undefined) return undefined;
  if (!('$ref' in answer)) return { pointer: ['paths', path, method, 'responses', String(status)], answer };
  const pointer = String(answer.$ref).split('/').slice(1);
  const shared = contract.components?.responses?.[pointer.at(-1) ?? ''];
  return shared === undefined || '$ref' in shared ? undefined : { pointer, answer: shared };
}

function checkHeaders(told: string, headers: Headers, declared: object): void {
  for (const name of headersOfTheContract) {
    const header = contract.components?.headers?.[name];
    const required = name in declared && header !== undefined && 'required' in header && header.required === true;
    if (required && !headers.has(name)) throw new Error(`${told} without ${name}, which the contract promises`);
    if (headers.has(name) && !(name in declared)) throw new Error(`${told} with ${name}, which the contract lacks`);
  }
}

function validatorOf(pointer: readonly string[]): ValidateFunction {
  const escaped = (part: string) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
  const ref = `contract#/${pointer.map(escaped).join('/')}`;
  const known = validators.get(ref) ?? ajv.compile({ $ref: ref });
  validators.set(ref, known);
  return known;
}
