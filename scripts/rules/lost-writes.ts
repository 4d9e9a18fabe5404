import ts from 'typescript';
import type { Fault } from './fault.ts';

/** Statements that build a query and drop it: a write that isn't returned never happens. Needs the types. */
export function lostWrites(files: readonly string[]): Fault[] {
  const { config } = ts.readConfigFile('tsconfig.json', ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, '.');
  const program = ts.createProgram([...files], options);
  const checker = program.getTypeChecker();
  const faults: Fault[] = [];
  for (const path of files.filter((file) => file.startsWith('src/'))) {
    const source = program.getSourceFile(path);
    if (source === undefined) continue;
    visit(source, (statement) => {
      if (checker.getTypeAtLocation(statement.expression).getProperty('compile') === undefined) return;
      const line = source.getLineAndCharacterOfPosition(statement.getStart()).line + 1;
      faults.push({ path, line, message: 'builds a query and drops it' });
    });
  }
  return faults;
}

function visit(node: ts.Node, onStatement: (statement: ts.ExpressionStatement) => void): void {
  if (ts.isExpressionStatement(node)) onStatement(node);
  ts.forEachChild(node, (child) => visit(child, onStatement));
}
