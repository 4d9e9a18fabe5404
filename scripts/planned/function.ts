import type { Described } from './describe.ts';

/**
 * The function of this name that is this statement. It keeps one plan for all parameters, as the statement would have by
 * a name of its own. Throws for one whose columns follow a table's: it would fail once the table has another.
 */
export function functionOf(name: string, text: string, { parameters, columns }: Described): string {
  if (/\*(?! \S*\()\s+from|returning \*/.test(text)) throw new Error(`${name} names no columns: ${text}`);
  const returned = columns.map((column) => `"${column.name}" ${column.type}`).join(', ');
  // A guard gives a row of nothing, which no function can return, and a change without `returning` gives none.
  const isGuard = columns.length > 0 && columns.every(({ type }) => type === 'void');
  const givesRows = columns.length > 0 && !isGuard;
  return `create function ${name}(${parameters.join(', ')})
returns ${givesRows ? `table (${returned})` : 'void'} language plpgsql set plan_cache_mode = force_generic_plan as $function$
#variable_conflict use_column
${isGuard ? 'declare ignored record;\n' : ''}begin
  ${givesRows ? 'return query ' : ''}${text.trim()}${isGuard ? ' into ignored' : ''};
end $function$;
`;
}
