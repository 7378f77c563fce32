import { type Doc, isDoc, isNumeric, toJsNumber, type Value } from '../bson/value.ts';
import { StoreError } from '../errors.ts';
import { fieldPath } from './field-path.ts';
import { compileFilter, type ExpressionTest, integerOperand, type MatchContext } from './match.ts';

/** Changes a document into what the client asked for. `context` carries the array position for `field.$`. */
export type Projection = (doc: Doc, context: MatchContext) => Doc;

/** Evaluates an aggregation expression on a document; `undefined` when it has no value. */
export type ExpressionValue = (expression: Value) => (doc: Doc) => Value | undefined;

/** One level of the tree of projected paths. */
interface Node {
  readonly children: Map<string, Node>;
  /** Set at the end of a path. */
  leaf?: Leaf;
}

type Leaf =
  | { readonly kind: 'keep' }
  | { readonly kind: 'slice'; readonly skip: number | undefined; readonly count: number }
  | { readonly kind: 'elemMatch'; readonly test: (item: Value) => boolean }
  | { readonly kind: 'position' }
  | { readonly kind: 'expression'; readonly evaluate: (doc: Doc) => Value | undefined };

function truthy(value: Value): boolean {
  return value === true || (isNumeric(value) && toJsNumber(value) !== 0);
}

/**
 * Compiles a projection (MongoDB manual, "Projection").
 * @param expressionTest for `find`, which has `$elemMatch`, `$` and a `$slice` of its own; undefined for `$project`
 * @throws StoreError for a mix of inclusion and exclusion, or an operator that does not exist
 */
export function compileProjection(
  spec: Doc,
  evaluate: ExpressionValue,
  expressionTest: ExpressionTest | undefined,
): Projection | undefined {
  if (spec.size === 0) return undefined;
  const isFind = expressionTest !== undefined;
  if (isFind) checkArrayOperators(spec);
  const root: Node = { children: new Map() };
  let mode: 'include' | 'exclude' | undefined;
  let id: boolean | undefined;
  const decide = (wanted: 'include' | 'exclude', path: string): void => {
    if (mode !== undefined && mode !== wanted) {
      throw new StoreError(
        wanted === 'include' ? 'Location31253' : 'Location31254',
        `Cannot do ${wanted === 'include' ? 'inclusion' : 'exclusion'} on field ${path} in ${mode === 'include' ? 'inclusion' : 'exclusion'} projection`,
      );
    }
    mode = wanted;
  };
  for (const [path, value] of flattened(spec)) {
    if (path === '_id' && (typeof value === 'boolean' || isNumeric(value))) {
      id = truthy(value);
      if (spec.size === 1) mode = id ? 'include' : 'exclude';
      if (id) insert(root, ['_id'], { kind: 'keep' });
      continue;
    }
    if (isFind && path.endsWith('.$')) {
      if (!isFlag(value) || !truthy(value))
        throw new StoreError('Location31395', 'positional projection cannot be used with exclusion');
      decide('include', path);
      insert(root, fieldPath(path.slice(0, -2)), { kind: 'position' });
      continue;
    }
    const parts = fieldPath(path);
    const slice = isFind && isDoc(value) ? sliceLeaf(value.get('$slice')) : undefined;
    if (isFlag(value)) {
      decide(truthy(value) ? 'include' : 'exclude', path);
      insert(root, parts, { kind: 'keep' });
    } else if (slice) {
      insert(root, parts, slice);
    } else if (isFind && isDoc(value) && value.has('$elemMatch')) {
      decide('include', path);
      if (parts.length > 1)
        throw new StoreError('Location31275', 'Cannot use $elemMatch projection on a nested field.');
      insert(root, parts, elemMatchLeaf(value.get('$elemMatch')!, expressionTest));
    } else if (isDoc(value) && value.has('$meta')) {
      throw new StoreError('Location40218', '$meta projection is not supported: there are no text indexes.');
    } else {
      if (mode === 'exclude')
        throw new StoreError(
          'Location31252',
          'Cannot use expression other than $meta in exclusion projection',
        );
      decide('include', path);
      insert(root, parts, { kind: 'expression', evaluate: evaluate(value) });
    }
  }
  if ((mode ?? 'exclude') === 'exclude') {
    if (id === false) insert(root, ['_id'], { kind: 'keep' });
    if (id === true) root.children.delete('_id');
    return (doc, context) => excluded(doc, root, context);
  }
  if (id !== false) insert(root, ['_id'], { kind: 'keep' });
  return (doc, context) => {
    const result = included(doc, root, context, doc);
    return result;
  };
}

function isFlag(value: Value): boolean {
  return typeof value === 'boolean' || isNumeric(value);
}

/** One array operator that follows the query is enough, and it stands at the end of its path. */
function checkArrayOperators(spec: Doc): void {
  const positional = [...spec.keys()].filter((path) => path.split('.').slice(1).includes('$'));
  if (positional.length > 1)
    throw new StoreError('Location31276', 'Cannot specify more than one positional projection per query.');
  for (const path of positional)
    if (path.indexOf('.$') < path.length - 2)
      throw new StoreError(
        'Location31394',
        'The positional operator cannot be in the middle of a path of a projection.',
      );
  if (positional.length > 0 && [...spec.values()].some((value) => isDoc(value) && value.has('$elemMatch')))
    throw new StoreError('Location31255', 'Cannot specify positional operator and $elemMatch.');
}

/** `{ a: { b: 1 } }` means `{ 'a.b': 1 }`. */
function* flattened(spec: Doc, prefix = ''): Generator<[string, Value]> {
  for (const [name, value] of spec) {
    const path = prefix + name;
    if (isDoc(value) && value.size > 0 && ![...value.keys()].some((key) => key.startsWith('$'))) {
      yield* flattened(value, `${path}.`);
    } else if (isDoc(value) && value.size === 0) {
      throw new StoreError(
        'Location51270',
        'An empty sub-projection is not a valid value. Found empty object at path',
      );
    } else yield [path, value];
  }
}

function insert(root: Node, parts: readonly string[], leaf: Leaf): void {
  let node = root;
  const path = parts.join('.');
  for (const [at, part] of parts.entries()) {
    if (node.leaf)
      throw new StoreError(
        'Location31249',
        `Path collision at ${path} remaining portion ${parts.slice(at).join('.')}`,
      );
    let child = node.children.get(part);
    if (!child) {
      child = { children: new Map() };
      node.children.set(part, child);
    }
    node = child;
  }
  if (node.children.size > 0 || (node.leaf && path !== '_id'))
    throw new StoreError('Location31250', `Path collision at ${path}`);
  node.leaf = leaf;
}

/** The `$slice` of `find`: a count, or how many to skip and a count. Anything else is the expression of that name. */
function sliceLeaf(operand: Value | undefined): Leaf | undefined {
  if (isNumeric(operand)) return { kind: 'slice', skip: undefined, count: integerOperand(operand, '$slice') };
  if (Array.isArray(operand) && operand.length === 2 && isNumeric(operand[0])) {
    const count = integerOperand(operand[1]!, '$slice');
    if (count <= 0)
      throw new StoreError(
        'Location28724',
        'First argument to $slice must be an array; the limit must be positive',
      );
    return { kind: 'slice', skip: integerOperand(operand[0], '$slice'), count };
  }
  return undefined;
}

function elemMatchLeaf(operand: Value, expressionTest: ExpressionTest): Leaf {
  if (!isDoc(operand)) throw new StoreError('Location31274', 'elemMatch: Invalid argument, object required');
  const filter = compileFilter(
    new Map([['item', new Map<string, Value>([['$elemMatch', operand]])]]),
    expressionTest,
  );
  return { kind: 'elemMatch', test: (item) => filter(new Map([['item', [item]]])) };
}

function sliced(array: Value[], leaf: { skip: number | undefined; count: number }): Value[] {
  if (leaf.skip === undefined) return leaf.count >= 0 ? array.slice(0, leaf.count) : array.slice(leaf.count);
  const from = leaf.skip < 0 ? Math.max(0, array.length + leaf.skip) : leaf.skip;
  return array.slice(from, from + leaf.count);
}

function leafValue(
  value: Value | undefined,
  leaf: Leaf,
  context: MatchContext,
  root: Doc,
): Value | undefined {
  switch (leaf.kind) {
    case 'keep':
      return value;
    case 'slice':
      return Array.isArray(value) ? sliced(value, leaf) : value;
    case 'elemMatch': {
      if (!Array.isArray(value)) return undefined;
      const found = value.find((item) => leaf.test(item));
      return found === undefined ? undefined : [found];
    }
    case 'position': {
      if (!Array.isArray(value)) return value;
      if (context.position === undefined) {
        throw new StoreError(
          'Location51246',
          "Executor error during find command :: caused by :: positional operator '.$' couldn't find a matching element in the array",
        );
      }
      const element = value[context.position];
      return element === undefined ? [] : [element];
    }
    case 'expression':
      return leaf.evaluate(root);
  }
}

function included(doc: Doc, node: Node, context: MatchContext, root: Doc): Doc {
  const result: Doc = new Map();
  for (const [name, value] of doc) {
    const child = node.children.get(name);
    if (!child || child.leaf?.kind === 'expression') continue;
    const kept = child.leaf
      ? leafValue(value, child.leaf, context, root)
      : includedInside(value, child, context, root);
    if (kept !== undefined) result.set(name, kept);
  }
  addExpressions(result, doc, node, context, root);
  return result;
}

/** Computed fields come after the kept ones, in the order of the projection. */
function addExpressions(result: Doc, doc: Doc, node: Node, context: MatchContext, root: Doc): void {
  for (const [name, child] of node.children) {
    if (child.leaf?.kind === 'expression') {
      const value = child.leaf.evaluate(root);
      if (value !== undefined) result.set(name, value);
    } else if (!child.leaf && !doc.has(name) && hasExpression(child)) {
      result.set(name, included(new Map(), child, context, root));
    }
  }
}

function hasExpression(node: Node): boolean {
  return node.leaf?.kind === 'expression' || [...node.children.values()].some(hasExpression);
}

function includedInside(value: Value, node: Node, context: MatchContext, root: Doc): Value | undefined {
  if (isDoc(value)) return included(value, node, context, root);
  if (Array.isArray(value)) {
    return value.flatMap((item) => {
      const kept = includedInside(item, node, context, root);
      return kept === undefined ? [] : [kept];
    });
  }
  return hasExpression(node) ? included(new Map(), node, context, root) : undefined;
}

function excluded(doc: Doc, node: Node, context: MatchContext): Doc {
  const result: Doc = new Map();
  for (const [name, value] of doc) {
    const child = node.children.get(name);
    if (!child) result.set(name, value);
    else if (child.leaf) {
      if (child.leaf.kind === 'slice') result.set(name, leafValue(value, child.leaf, context, doc)!);
    } else result.set(name, excludedInside(value, child, context));
  }
  return result;
}

function excludedInside(value: Value, node: Node, context: MatchContext): Value {
  if (isDoc(value)) return excluded(value, node, context);
  if (Array.isArray(value)) return value.map((item) => excludedInside(item, node, context));
  return value;
}
