import { type FeeModel, feeModels } from './kernel/price-rules.ts';
import { z } from './kernel/zod.ts';
import { isLimitPolicy, type LimitOverrides } from './platform/http/rate-limit.ts';

const bytes32 = z.string().regex(/^[\w-]{43}$/, 'is not 32 bytes in base64url');
const kid = z.string('is missing').min(1, 'is empty');

// Whichever key stands first has to sign. Of one that only verifies any more, the private half may be gone.
const AccessTokenKey = z.discriminatedUnion(
  'kty',
  [
    z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: bytes32, d: bytes32.optional(), kid }),
    z.object({ kty: z.literal('EC'), crv: z.literal('P-256'), x: bytes32, y: bytes32, d: bytes32.optional(), kid }),
  ],
  'is no key of Ed25519 or P-256',
);
const QuoteKey = z.object({
  kty: z.literal('oct'),
  k: z.string('is missing').regex(/^[\w-]{43,}$/, 'is less than 32 bytes in base64url'),
  kid,
});
const AccessTokenKeys = keySet(AccessTokenKey).refine(({ keys: [first] }) => first?.d !== undefined, {
  path: ['keys', 0, 'd'],
  message: 'is missing, and the first key signs',
});
const QuoteKeys = keySet(QuoteKey);

function keySet<K extends z.ZodType<{ kid: string }>>(key: K) {
  // Of two keys of one name neither is found when what one of them signed is read.
  return z
    .object({ keys: z.array(key).min(1) })
    .refine(({ keys }) => new Set(keys.map((one) => one.kid)).size === keys.length, {
      path: ['keys'],
      message: 'has two keys of one kid',
    });
}

const parsedJson = z.string().transform((text, issue): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    issue.addIssue({ code: 'custom', message: 'is not JSON' });
    return z.NEVER;
  }
});

// `localhost:8787` is a URL as well, of the scheme `localhost`.
const address = z.url({ protocol: /^https?$/, error: 'is not an address that begins with http:// or https://' });

// All paths of ours begin at its root: below another one, jobs, calendars and links in mails would lead nowhere.
const ownOrigin = z
  .string()
  .refine(
    (text) => /^https?:/.test(text) && isOrigin(text),
    'is not an origin such as https://api.example.com, without a path or a slash at its end',
  );

// It may be a whole command, as one copies it from Neon's console, or have a password that is not encoded.
const connectionString = z
  .string()
  .refine(
    (text) => /^postgres(ql)?:\/\//.test(text) && URL.canParse(text),
    'is not a connection string that begins with postgresql://, with what is special in its password encoded',
  );

const secret = z.string().min(16, 'is shorter than 16 characters');
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);

// As a browser names them: what has a path, or a slash at its end, would never be the origin of a page.
const origins = list.refine((all) => all.every(isOrigin), 'are not all origins, such as https://www.example.com');

// `read=600,sign-in=20`
const limits = list
  .refine((all) => all.every(isLimit), 'is not of the form read=600,sign-in=20, or has a limit that is none')
  .transform(
    (all): LimitOverrides =>
      Object.fromEntries(all.map((pair) => pair.split('=')).map(([policy, requests]) => [policy, Number(requests)])),
  );

// What the provider takes for no sender it refuses letter by letter, as if each were at fault, and none is sent again.
const sender = z
  .string()
  .regex(/^(?:[^<>\r\n]*<[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/, 'is neither an address nor `Name <address>`');

/** Every setting, as it stands in the environment. docs/settings.md names the same. */
const Environment = z.object({
  PUBLIC_URL: ownOrigin,
  WEB_URL: address,
  CORS_ORIGINS: origins.default([]),
  DATABASE_URL: connectionString,
  NEON_ENDPOINT: address.optional(),
  UPSTASH_REDIS_REST_URL: address,
  UPSTASH_REDIS_REST_TOKEN: z.string().min(1),
  QSTASH_URL: address.default('https://qstash.upstash.io'),
  QSTASH_TOKEN: z.string().min(1),
  QSTASH_CURRENT_SIGNING_KEY: z.string().min(1),
  QSTASH_NEXT_SIGNING_KEY: z.string().min(1),
  STRIPE_SECRET_KEY: z.string().min(1),
  STRIPE_WEBHOOK_SECRET: z.string().min(1),
  STRIPE_CONNECT_WEBHOOK_SECRET: z.string().min(1).optional(),
  STRIPE_URL: address.default('https://api.stripe.com'),
  MAIL_URL: address.default('https://api.resend.com'),
  MAIL_API_KEY: z.string().min(1),
  MAIL_FROM: sender,
  STORAGE_ENDPOINT: address,
  STORAGE_BUCKET: z.string().min(1),
  STORAGE_REGION: z.string().default('auto'),
  STORAGE_ACCESS_KEY_ID: z.string().min(1),
  STORAGE_SECRET_ACCESS_KEY: z.string().min(1),
  STORAGE_PUBLIC_URL: address,
  ACCESS_TOKEN_KEYS: parsedJson.pipe(AccessTokenKeys),
  QUOTE_KEYS: parsedJson.pipe(QuoteKeys),
  REFRESH_TOKEN_SECRET: secret,
  LOCATION_SECRET: secret,
  INTEGRATION_SECRET: secret,
  FEE_MODEL: z.enum(feeModels, 'is neither split nor hostOnly').default('split'),
  RATE_LIMITS: limits.default({}),
  TEST_ORIGINS: origins.default([]),
  SANDBOX: z.enum(['true', 'false'], 'is neither true nor false').default('false'),
});

const SafeEnvironment = Environment.refine((env) => env.TEST_ORIGINS.length === 0 || isLoopback(env.PUBLIC_URL), {
  path: ['TEST_ORIGINS'],
  message: 'is only for a service whose PUBLIC_URL is on this machine',
}).refine((env) => env.SANDBOX === 'false' || /^[rs]k_test_/.test(env.STRIPE_SECRET_KEY), {
  path: ['SANDBOX'],
  message: 'is only for a service whose STRIPE_SECRET_KEY is one for tests: sk_test_… or rk_test_…',
});

type KeySet = { keys: Record<string, unknown>[] };

/** The configuration as the code reads it. Key sets are private JWK sets; the first key signs, all verify. */
export interface Config {
  publicUrl: string;
  /** Whether this is a service on one's own machine: its graph may be asked for its schema, and an editor is served. */
  development: boolean;
  webUrl: string;
  corsOrigins: string[];
  database: { url: string; endpoint: string | undefined };
  redis: { url: string; token: string };
  qstash: { url: string; token: string; currentSigningKey: string; nextSigningKey: string };
  /** Each endpoint that Stripe tells us at signs with its own secret. */
  stripe: { secretKey: string; webhookSecrets: string[]; url: string };
  mail: { url: string; apiKey: string; from: string };
  storage: {
    endpoint: string;
    bucket: string;
    region: string;
    accessKeyId: string;
    secretAccessKey: string;
    publicUrl: string;
  };
  accessTokenKeys: KeySet;
  quoteKeys: KeySet;
  refreshTokenSecret: string;
  locationSecret: string;
  /** Makes API keys and the secrets that webhooks are signed by. */
  integrationSecret: string;
  /** Who pays what the platform takes, of listings that are created from now on. */
  feeModel: FeeModel;
  /** Requests in a policy's window, where not the default. */
  rateLimits: LimitOverrides;
  /** Whether no real money moves here, and the time of bookings can be moved. */
  sandbox: boolean;
  /** Origins of stand-ins that may be fetched though they are not public. */
  testOrigins: string[];
}

/**
 * Reads the environment once. Throws one error that names every setting that is missing or malformed, no values.
 * @param found what is wrong with settings that only the entry point has
 */
export function parseConfig(
  environment: Readonly<Record<string, unknown>>,
  found: readonly z.core.$ZodIssue[] = [],
): Config {
  const parsed = SafeEnvironment.safeParse(environment);
  if (!parsed.success || found.length > 0) {
    const faults = [...found, ...(parsed.error?.issues ?? [])].map(({ path, message }) => {
      const isMissing = environment[String(path[0])] === undefined;
      return `${path.join('.')}: ${isMissing ? 'is missing' : message}`;
    });
    throw new Error(`The configuration has mistakes:\n  ${faults.join('\n  ')}`);
  }
  const env = parsed.data;
  return {
    publicUrl: env.PUBLIC_URL,
    development: isLoopback(env.PUBLIC_URL),
    webUrl: env.WEB_URL,
    corsOrigins: env.CORS_ORIGINS,
    database: { url: env.DATABASE_URL, endpoint: env.NEON_ENDPOINT },
    redis: { url: env.UPSTASH_REDIS_REST_URL, token: env.UPSTASH_REDIS_REST_TOKEN },
    qstash: {
      url: env.QSTASH_URL,
      token: env.QSTASH_TOKEN,
      currentSigningKey: env.QSTASH_CURRENT_SIGNING_KEY,
      nextSigningKey: env.QSTASH_NEXT_SIGNING_KEY,
    },
    stripe: {
      secretKey: env.STRIPE_SECRET_KEY,
      webhookSecrets: [env.STRIPE_WEBHOOK_SECRET, env.STRIPE_CONNECT_WEBHOOK_SECRET ?? []].flat(),
      url: env.STRIPE_URL,
    },
    mail: { url: env.MAIL_URL, apiKey: env.MAIL_API_KEY, from: env.MAIL_FROM },
    storage: {
      endpoint: env.STORAGE_ENDPOINT,
      bucket: env.STORAGE_BUCKET,
      region: env.STORAGE_REGION,
      accessKeyId: env.STORAGE_ACCESS_KEY_ID,
      secretAccessKey: env.STORAGE_SECRET_ACCESS_KEY,
      publicUrl: env.STORAGE_PUBLIC_URL,
    },
    accessTokenKeys: env.ACCESS_TOKEN_KEYS,
    quoteKeys: env.QUOTE_KEYS,
    refreshTokenSecret: env.REFRESH_TOKEN_SECRET,
    locationSecret: env.LOCATION_SECRET,
    integrationSecret: env.INTEGRATION_SECRET,
    feeModel: env.FEE_MODEL,
    rateLimits: env.RATE_LIMITS,
    sandbox: env.SANDBOX === 'true',
    testOrigins: env.TEST_ORIGINS,
  };
}

// Of apps, such as `capacitor://localhost`, browsers know a scheme and a host.
function isOrigin(text: string): boolean {
  if (!/^https?:/i.test(text)) return /^[a-z][a-z0-9+.-]*:\/\/[^/?#@\s]+$/.test(text);
  return URL.canParse(text) && new URL(text).origin === text;
}

function isLimit(pair: string): boolean {
  const [name = '', requests = '', ...more] = pair.split('=');
  return isLimitPolicy(name) && /^[1-9]\d{0,8}$/.test(requests) && more.length === 0;
}

function isLoopback(url: string): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname);
}
