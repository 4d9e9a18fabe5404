import { posix } from 'node:path';
import ts from 'typescript';
import type { Fault, Source } from './fault.ts';

/** What is exported and no other file imports: it is its file's own, or nobody's. All that the SDK exports is for others. */
export function exportFaults(sources: readonly Source[]): Fault[] {
  const files = sources.map(({ path, text }) => ts.createSourceFile(path, text, ts.ScriptTarget.ESNext));
  const read = new Set(files.flatMap(importedBy));
  return files
    .filter(({ fileName }) => !fileName.startsWith('sdk/'))
    .flatMap((file) =>
      exportsOf(file)
        .filter(({ name }) => !read.has(`${file.fileName} ${name}`) && !read.has(`${file.fileName} *`))
        .map(({ name, at }) => ({
          path: file.fileName,
          line: file.getLineAndCharacterOfPosition(at).line + 1,
          message: `exports ${name}, which no other file reads`,
        })),
    );
}

/** Each name that a file imports or hands on, after the path of where it stands; `*` where it takes the whole. */
function importedBy(file: ts.SourceFile): string[] {
  const pathOf = (specifier: string) => posix.normalize(posix.join(posix.dirname(file.fileName), specifier));
  const named = file.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return [];
    if (statement.moduleSpecifier === undefined || !ts.isStringLiteral(statement.moduleSpecifier)) return [];
    const path = pathOf(statement.moduleSpecifier.text);
    const bindings = ts.isImportDeclaration(statement) ? statement.importClause?.namedBindings : statement.exportClause;
    if (bindings === undefined) return ts.isExportDeclaration(statement) ? [`${path} *`] : [];
    if (!ts.isNamedImports(bindings) && !ts.isNamedExports(bindings)) return [`${path} *`];
    return bindings.elements.map(({ propertyName, name }) => `${path} ${(propertyName ?? name).text}`);
  });
  // One that is imported when it is needed: all of it counts as read.
  const whole = [...file.text.matchAll(/\bimport\('(\.[^']+)'\)/g)].map(
    ([, specifier = '']) => `${pathOf(specifier)} *`,
  );
  return [...named, ...whole];
}

function exportsOf(file: ts.SourceFile): { name: string; at: number }[] {
  return file.statements.flatMap((statement) =>
    namesOf(statement).map(({ text, pos }) => ({ name: text, at: pos + 1 })),
  );
}

function namesOf(statement: ts.Statement): readonly { text: string; pos: number }[] {
  if (ts.isExportDeclaration(statement)) {
    const { exportClause } = statement;
    return exportClause !== undefined && ts.isNamedExports(exportClause)
      ? exportClause.elements.map(({ name }) => name)
      : [];
  }
  const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
  const has = (kind: ts.SyntaxKind) => modifiers.some((modifier) => modifier.kind === kind);
  if (!has(ts.SyntaxKind.ExportKeyword) || has(ts.SyntaxKind.DefaultKeyword)) return [];
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(({ name }) => (ts.isIdentifier(name) ? [name] : []));
  }
  const isNamed =
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement);
  return isNamed && statement.name !== undefined ? [statement.name] : [];
}
