import { Ajv } from 'ajv';
import type { Exchange } from '../../../local/stripe/index.ts';
import { schemasOf } from './sdk-schemas.ts';

type TypeName = readonly [file: string, type: string];

/** The SDK's type of each kind of object. */
const OBJECTS: Record<string, TypeName> = {
  account: ['Accounts', 'Account'],
  account_link: ['AccountLinks', 'AccountLink'],
  balance: ['Balance', 'Balance'],
  balance_transaction: ['BalanceTransactions', 'BalanceTransaction'],
  bank_account: ['BankAccounts', 'BankAccount'],
  charge: ['Charges', 'Charge'],
  customer: ['Customers', 'Customer'],
  dispute: ['Disputes', 'Dispute'],
  event: ['Events', 'EventBase'],
  login_link: ['LoginLinks', 'LoginLink'],
  payment_intent: ['PaymentIntents', 'PaymentIntent'],
  payment_method: ['PaymentMethods', 'PaymentMethod'],
  payout: ['Payouts', 'Payout'],
  refund: ['Refunds', 'Refund'],
  setup_intent: ['SetupIntents', 'SetupIntent'],
  transfer: ['Transfers', 'Transfer'],
  transfer_reversal: ['TransferReversals', 'TransferReversal'],
};

/** By the first step of a path: the file, and how the SDK's types of parameters begin. */
const RESOURCES: Record<string, TypeName> = {
  account_links: ['AccountLinks', 'AccountLink'],
  accounts: ['Accounts', 'Account'],
  balance: ['Balance', 'Balance'],
  balance_transactions: ['BalanceTransactions', 'BalanceTransaction'],
  charges: ['Charges', 'Charge'],
  customers: ['Customers', 'Customer'],
  disputes: ['Disputes', 'Dispute'],
  events: ['Events', 'Event'],
  payment_intents: ['PaymentIntents', 'PaymentIntent'],
  payment_methods: ['PaymentMethods', 'PaymentMethod'],
  payouts: ['Payouts', 'Payout'],
  refunds: ['Refunds', 'Refund'],
  setup_intents: ['SetupIntents', 'SetupIntent'],
  transfers: ['Transfers', 'Transfer'],
};

/** What follows the resource's name in the type of the parameters, where it isn't `Create`, `List`, `Retrieve` or `Update`. */
const VERBS: Record<string, string> = {
  'GET balance': 'Retrieve',
  'GET customers/:id/payment_methods': 'ListPaymentMethods',
  'GET payment_intents/search': 'Search',
  'GET transfers/:id/reversals': 'ListReversals',
  'GET transfers/:id/reversals/:child': 'RetrieveReversal',
  'POST accounts/:id/login_links': 'CreateLoginLink',
  'POST transfers/:id/reversals': 'CreateReversal',
  'POST transfers/:id/reversals/:child': 'UpdateReversal',
};

const LISTS = new Set(['list', 'search_result']);

// Compiled quickly rather than to be quick: each runs a few times only.
const ajv = new Ajv({
  strict: false,
  allErrors: true,
  validateSchema: false,
  inlineRefs: false,
  code: { optimize: false },
});
// Before any test begins: to make them takes seconds, the first time.
for (const [file] of Object.values(OBJECTS)) ajv.addSchema(schemasOf(file), file);

/** Where an exchange with Stripe differs from the types of the SDK, each mistake in words. What browsers send is not in them. */
export function mistakesIn({ method, path, params, answer, caller }: Exchange): string[] {
  const where = `${method} ${path}`;
  return [
    ...(caller === 'secret' ? mistakes(paramsOf(method, path), plain(params), `${where}: request`) : []),
    ...objectsIn(plain(answer)).flatMap((object) => {
      const type = OBJECTS[object.object];
      if (type === undefined) return LISTS.has(object.object) ? [] : [`${where}: unknown ${object.object}`];
      return mistakes(type, object, `${where}: answer`);
    }),
  ];
}

function paramsOf(method: string, path: string): TypeName {
  const route = path.replace('/v1/', '');
  const [resource = '', ...rest] = route.split('/');
  const [file, prefix] = RESOURCES[resource] ?? ['none', 'None'];
  const last = rest.at(-1);
  const plainVerb = method === 'GET' ? (last === ':id' ? 'Retrieve' : 'List') : last === ':id' ? 'Update' : 'Create';
  const ownVerb = last === undefined || last.startsWith(':') ? plainVerb : capitalised(last);
  return [file, `${prefix}${VERBS[`${method} ${route}`] ?? ownVerb}Params`];
}

function mistakes([file, type]: TypeName, value: unknown, where: string): string[] {
  const validate = ajv.getSchema(`${file}#/definitions/${type}`);
  if (validate === undefined) return [`${where}: the SDK has no ${type}`];
  void validate(value);
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${where}: ${type}${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}

type StripeObject = { object: string; [field: string]: unknown };

/** All of Stripe's objects in a value, at any depth. */
function objectsIn(value: unknown): StripeObject[] {
  if (typeof value !== 'object' || value === null) return [];
  const nested = Object.values(value).flatMap(objectsIn);
  return isStripeObject(value) ? [value, ...nested] : nested;
}

function isStripeObject(value: object): value is StripeObject {
  return 'object' in value && typeof value.object === 'string';
}

/** As it goes over the wire. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

function capitalised(verb: string): string {
  return verb.charAt(0).toUpperCase() + verb.slice(1);
}
