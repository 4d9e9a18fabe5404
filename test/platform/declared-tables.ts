import { resolve } from 'node:path';
import ts from 'typescript';

/** A column as the Kysely types declare it. */
export interface DeclaredColumn {
  nullable: boolean;
  /** Whether an insert may leave it out: `always` means that it must. */
  filled: 'never' | 'optionally' | 'always';
  /** What a row holds, null aside; the values of a closed set of texts are told. */
  kind: 'string' | 'number' | 'boolean' | 'Date' | 'string[]' | 'json';
  values?: string[];
}

const QUESTION = resolve('test/platform/question.ts');
const SOURCE = `
import type { Insertable, Selectable } from 'kysely';
import type { Database } from '../../src/platform/db/tables/index.ts';
export type Rows = { [T in keyof Database]: Selectable<Database[T]> };
export type Inserts = { [T in keyof Database]: Insertable<Database[T]> };
`;

/** Every table of the interface `Database`, as the compiler understands it. */
export function declaredTables(): Record<string, Record<string, DeclaredColumn>> {
  const { config } = ts.readConfigFile('tsconfig.json', ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, '.');
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (name) => name === QUESTION || fileExists(name);
  host.getSourceFile = (name, language, ...rest) =>
    name === QUESTION ? ts.createSourceFile(name, SOURCE, language) : getSourceFile(name, language, ...rest);
  const program = ts.createProgram([QUESTION], options, host);
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(QUESTION);
  const [rows, inserts] = (source?.statements.filter(ts.isTypeAliasDeclaration) ?? []).map((alias) =>
    checker.getTypeAtLocation(alias),
  );
  if (source === undefined || rows === undefined || inserts === undefined) throw new Error('the question is not read');
  const membersOf = (type: ts.Type): Map<string, { type: ts.Type; optional: boolean }> =>
    new Map(
      type.getProperties().map((symbol) => [
        symbol.name,
        {
          type: checker.getTypeOfSymbolAtLocation(symbol, source),
          optional: (symbol.flags & ts.SymbolFlags.Optional) !== 0,
        },
      ]),
    );
  const insertable = membersOf(inserts);
  return Object.fromEntries(
    [...membersOf(rows)].map(([table, row]) => {
      const inserted = membersOf(insertable.get(table)?.type ?? row.type);
      const columns = [...membersOf(row.type)].map(([name, { type }]) => {
        const given = inserted.get(name);
        const filled = given === undefined ? 'always' : given.optional ? 'optionally' : 'never';
        return [name, { ...columnOf(checker, type), filled }];
      });
      return [table, Object.fromEntries(columns)];
    }),
  );
}

function columnOf(checker: ts.TypeChecker, type: ts.Type): Omit<DeclaredColumn, 'filled'> {
  const parts = type.isUnion() ? type.types : [type];
  const held = parts.filter((part) => (part.flags & ts.TypeFlags.Null) === 0);
  const nullable = held.length < parts.length;
  const texts = held.filter((part) => part.isStringLiteral()).map((part) => part.value);
  if (texts.length === held.length && held.length > 0) return { nullable, kind: 'string', values: texts };
  const kinds = new Set(held.map((part) => kindOf(checker, part)));
  const [kind = 'json', ...others] = kinds;
  return { nullable, kind: others.length === 0 ? kind : 'json' };
}

function kindOf(checker: ts.TypeChecker, type: ts.Type): DeclaredColumn['kind'] {
  // A branded id or date is an intersection with the text that it is.
  const parts = type.isIntersection() ? type.types : [type];
  if (parts.some((part) => part.flags & ts.TypeFlags.StringLike)) return 'string';
  if (parts.some((part) => part.flags & ts.TypeFlags.NumberLike)) return 'number';
  if (parts.some((part) => part.flags & ts.TypeFlags.BooleanLike)) return 'boolean';
  if (checker.typeToString(type) === 'Date') return 'Date';
  const [item] = checker.isArrayType(type) ? checker.getTypeArguments(asReference(type)) : [];
  return item !== undefined && columnOf(checker, item).kind === 'string' ? 'string[]' : 'json';
}

// True because the checker has just said that it is an array, which is a reference to `Array`.
function asReference(type: ts.Type): ts.TypeReference {
  return type as ts.TypeReference;
}
