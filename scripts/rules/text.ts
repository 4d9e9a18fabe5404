import type { Fault, Source } from './fault.ts';

interface Rule {
  /** The files it holds for. */
  in: RegExp;
  except?: RegExp;
  pattern: RegExp;
  message: string;
}

const LONGEST = 300;
const SQL_HOME = /\/(queries(\/[^/]+)?|ledger|project)\.ts$|^src\/platform\//;

const rules: readonly Rule[] = [
  {
    in: /./,
    except: /^scripts\/(rules\/|sdk\.ts)/,
    pattern: /as unknown as|@ts-(ignore|expect-error|nocheck)|biome-ignore/,
    message: 'escapes from the type system or the linter',
  },
  { in: /^(src|local)\//, pattern: /\b(TODO|FIXME|XXX|HACK)\b/, message: 'is unfinished by its own words' },
  { in: /^test\//, pattern: /\.(skip|todo|only|fails)\(|skipIf|\bxit\(/, message: 'is a test that does not run' },
  { in: /^test\//, pattern: /vi\.(mock|spyOn|fn)\(/, message: 'mocks our own code' },
  {
    in: /^src\//,
    except: SQL_HOME,
    pattern: /\.(insertInto|updateTable|deleteFrom|selectFrom)\(|\bsql(<[^`]*>)?`/,
    message: "keeps SQL outside the module's queries",
  },
  {
    in: /^src\//,
    except: /^src\/(node|runtime)\.ts$/,
    pattern: /\bprocess\.env\b/,
    message: 'reads the environment; config.ts does, once',
  },
  {
    in: /^src\//,
    // The vendor's limiter counts, and copies grow old, by the real clock.
    except: /^src\/(node|runtime|platform\/http\/(rate-limit|allowance)|platform\/cache\/\w+)\.ts$/,
    pattern: /\bnew Date\(\)|\bDate\.now\(\)/,
    message: 'has a clock of its own; the time is ctx.now',
  },
  {
    in: /^src\//,
    pattern: /`[^`]*\b(now\(\)|current_timestamp|current_date)/,
    message: 'lets the database tell the time; it is a parameter',
  },
  {
    in: /^src\//,
    except: /^src\/(platform\/(http|jobs\/receiver)|graphql\/(mount|server|graphiql)\.ts|app\.ts)/,
    pattern: /from 'hono'/,
    message: 'uses Hono outside platform/http',
  },
];

/** Breaches that show in a file's text: length, name, and what no line may say. */
export function textFaults({ path, text }: Source): Fault[] {
  const lines = text.split('\n');
  const faults: Fault[] = [];
  if (!/^[a-z0-9./-]+$/.test(path)) faults.push({ path, line: 1, message: 'is not named in kebab-case' });
  if (lines.length > LONGEST + 1 && /^(src|local|migrations|scripts)\//.test(path)) {
    faults.push({ path, line: LONGEST, message: `has ${lines.length} lines; ${LONGEST} is the end` });
  }
  for (const rule of rules.filter((candidate) => candidate.in.test(path) && !candidate.except?.test(path))) {
    lines.forEach((row, index) => {
      if (rule.pattern.test(row)) faults.push({ path, line: index + 1, message: rule.message });
    });
  }
  return [...faults, ...untold({ path, text })];
}

/** Statements that insert events without `telling`: these would be handed on a minute later. */
function untold({ path, text }: Source): Fault[] {
  // What is planned is copied from where it is built.
  if (!path.startsWith('src/') || path.endsWith('/planned-statements.ts')) return [];
  return [...text.matchAll(/insert into events\b/g)].flatMap(({ index }) => {
    const before = text.slice(0, index);
    const [, takes] = [...before.matchAll(/(\w+)\(\s*sql`/g)].at(-1) ?? [];
    return takes === 'telling'
      ? []
      : [{ path, line: before.split('\n').length, message: 'inserts events, and is no `telling(…)`' }];
  });
}
