import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';

/** What a document may be at most. Each is refused before it is validated, and long before a resolver runs. */
export const limits = {
  /** Letters of the whole document, also those that say nothing: documents are kept as they are. */
  length: 32_768,
  /** Words and signs of it. */
  tokens: 3000,
  /** Fields inside each other. */
  depth: 12,
  aliases: 30,
  /** Fields that each are an operation of their own, at the top. */
  reads: 15,
  writes: 5,
  directives: 20,
  /** Operations and fragments. */
  definitions: 20,
  /** Times that a fragment is spread, those within a fragment as often as that is. */
  spreads: 100,
  /** Fields, those of a fragment as often as it is spread: each is compared with those beside it. */
  fields: 500,
  /** Operations of the contract that run for it: a list without pages does not say before how long it is. */
  operations: 200,
  /**
   * Fields, those within a list as often as it can have items, and ten for each that runs an operation of the contract.
   */
  cost: 2000,
} as const;

const OPERATION_COST = 10;
const USUAL_PAGE = 20;
const MAX_PAGE = 100;

type Count = Record<'aliases' | 'directives' | 'spreads' | 'fields' | 'cost', number>;

/** Throws for a document that is too long to look at. */
export function checkLength(document: string): void {
  if (document.length > limits.length) refuse(`is longer than ${limits.length} letters`);
}

/**
 * Throws for a document that is more than a good one is.
 * @param operationFields names of the fields that each run an operation
 * @param withoutIntrospection whether fields that ask for the schema are left uncounted, as an editor sends them
 */
export function checkLimits(
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>>,
  operationFields: ReadonlySet<string>,
  withoutIntrospection: boolean,
): void {
  const { definitions } = document;
  if (definitions.length > limits.definitions) refuse(`has more than ${limits.definitions} definitions`);
  const fragments = new Map(
    definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition] as const] : [],
    ),
  );
  const count: Count = { aliases: 0, directives: 0, spreads: 0, fields: 0, cost: 0 };
  const walk = new Walk(fragments, variables, operationFields, withoutIntrospection, count);
  for (const definition of definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION) checkTop(definition, walk);
  }
  // Uncounted, it would be looked at all the same.
  for (const name of fragments.keys())
    if (!walk.spread.has(name)) refuse(`has a fragment that nothing spreads: ${name}`);
}

/** Throws once more operations run for a document than for a good one. */
export function checkOperations(count: number): void {
  if (count > limits.operations) refuse(`runs more than ${limits.operations} operations`);
}

function checkTop(operation: OperationDefinitionNode, walk: Walk): void {
  const most = operation.operation === 'mutation' ? limits.writes : limits.reads;
  const top = walk.visit(operation.selectionSet, 1, 1, []);
  if (top > most) refuse(`has more than ${most} fields at the top`);
}

class Walk {
  /** Names of the fragments that were met. */
  readonly spread = new Set<string>();
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #variables: Readonly<Record<string, unknown>>;
  readonly #operationFields: ReadonlySet<string>;
  readonly #withoutIntrospection: boolean;
  readonly #count: Count;

  constructor(
    fragments: ReadonlyMap<string, FragmentDefinitionNode>,
    variables: Readonly<Record<string, unknown>>,
    operationFields: ReadonlySet<string>,
    withoutIntrospection: boolean,
    count: Count,
  ) {
    this.#fragments = fragments;
    this.#variables = variables;
    this.#operationFields = operationFields;
    this.#withoutIntrospection = withoutIntrospection;
    this.#count = count;
  }

  /** Counts what is selected, and gives how many fields that is on this level. */
  visit(set: SelectionSetNode, depth: number, times: number, inside: readonly string[]): number {
    let fields = 0;
    for (const selection of set.selections) {
      this.#add('directives', selection.directives?.length ?? 0);
      if (selection.kind === Kind.FIELD) {
        fields += 1;
        this.#field(selection, depth, times, inside);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        fields += this.visit(selection.selectionSet, depth, times, inside);
      } else {
        const name = selection.name.value;
        this.#add('spreads', 1);
        this.spread.add(name);
        if (inside.includes(name)) refuse(`has a fragment that holds itself: ${name}`);
        const fragment = this.#fragments.get(name);
        if (fragment) fields += this.visit(fragment.selectionSet, depth, times, [...inside, name]);
      }
    }
    return fields;
  }

  #field(field: FieldNode, depth: number, times: number, inside: readonly string[]): void {
    const name = field.name.value;
    if (this.#withoutIntrospection && name.startsWith('__')) {
      this.#meet(field);
      return;
    }
    this.#add('fields', 1);
    if (depth > limits.depth) refuse(`is deeper than ${limits.depth} fields`);
    if (field.alias !== undefined) this.#add('aliases', 1);
    this.#add('cost', times * (this.#operationFields.has(name) ? OPERATION_COST : 1));
    if (field.selectionSet) this.visit(field.selectionSet, depth + 1, times * this.#itemsOf(field), inside);
  }

  // What an editor asks of the schema is uncounted, but spreads fragments all the same.
  #meet(node: FieldNode | FragmentDefinitionNode): void {
    visit(node, {
      FragmentSpread: ({ name: { value: name } }) => {
        if (this.spread.has(name)) return;
        this.spread.add(name);
        const fragment = this.#fragments.get(name);
        if (fragment) this.#meet(fragment);
      },
    });
  }

  // A list says how long it is; one that does not has a usual page.
  #itemsOf(field: FieldNode): number {
    const first = field.arguments?.find(({ name }) => name.value === 'first')?.value;
    const isPage = field.selectionSet?.selections.some(
      (selection) => selection.kind !== Kind.FIELD || ['nodes', 'edges'].includes(selection.name.value),
    );
    if (first === undefined) return isPage && this.#operationFields.has(field.name.value) ? USUAL_PAGE : 1;
    const asked =
      first.kind === Kind.VARIABLE
        ? Number(this.#variables[first.name.value] ?? MAX_PAGE)
        : Number('value' in first ? first.value : MAX_PAGE);
    return Number.isFinite(asked) ? Math.max(1, Math.min(MAX_PAGE, asked)) : MAX_PAGE;
  }

  #add(what: keyof Count, amount: number): void {
    this.#count[what] += amount;
    if (this.#count[what] > limits[what]) refuse(`has more than ${limits[what]} in ${what}`);
  }
}

function refuse(what: string): never {
  throw new GraphQLError(`The document ${what}.`, { extensions: { code: 'query-too-large' } });
}
