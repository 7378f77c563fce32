import { Long } from 'bson';
import { compareValues } from '../bson/compare.ts';
import { bracketOf } from '../bson/sort-key.ts';
import { cloneValue, getPath } from '../bson/paths.ts';
import { BSON_UNDEFINED, type Doc, isDoc, isNumeric, toJsNumber, type Value } from '../bson/value.ts';
import { StoreError } from '../errors.ts';
import { type Flow, collected, paced, type Paced, PAUSE, type Slice } from '../pace.ts';
import { findCountable, findMatches, type Query } from '../query/execute.ts';
import { fieldPath } from '../query/field-path.ts';
import { compileFilter } from '../query/match.ts';
import { parseSort, type Sortable, sortedFlow } from '../query/sort.ts';
import type { Readable } from '../storage/collection.ts';
import { compileExpression, expressionTest } from './expression.ts';
import { accumulatedFields, compileGroup, grouped } from './group.ts';
import type { ExpressionScope } from './scope.ts';
import { documentStage } from './stages.ts';

/** What a pipeline may use besides its documents. */
export interface PipelineScope extends ExpressionScope {
  /** A collection of the same database, as it was when the pipeline began. */
  collection(name: string): Readable | undefined;
  readonly deadline: number | undefined;
  /** When to pause. */
  readonly slice: Slice;
}

/** One compiled stage. */
export type Stage = (input: Flow<Doc>) => Flow<Doc>;

/** Sub-pipelines within sub-pipelines end here. */
const MAX_DEPTH = 20;

/** The name and operand of each stage. */
export function parseStages(stages: Value[]): [string, Value][] {
  return stages.map((stage) => {
    const [entry, ...others] = isDoc(stage) ? [...stage] : [];
    if (!entry || others.length > 0) {
      throw new StoreError(
        'Location40323',
        'A pipeline stage specification object must contain exactly one field.',
      );
    }
    return entry;
  });
}

/**
 * Compiles a pipeline to a function over documents.
 * @throws StoreError UnrecognizedPipelineStage, ChangeStreamNeedsReplicaSet, NotImplemented
 */
export function compilePipeline(stages: readonly [string, Value][], scope: PipelineScope, depth = 0): Stage {
  if (depth > MAX_DEPTH) throw new StoreError('Location40602', 'Pipelines are nested too deeply.');
  const compiled = stages.map(([name, operand]) => compileStage(name, operand, scope, depth));
  return (input) =>
    compiled.reduce<Flow<Doc>>((documents, stage) => paced(stage(documents), scope.slice), input);
}

/** The operand of `$limit` or `$skip`. */
function wholeNumber(name: '$limit' | '$skip', operand: Value): number {
  const number = isNumeric(operand) ? toJsNumber(operand) : NaN;
  if (!Number.isInteger(number) || number < 0)
    throw new StoreError(
      name === '$limit' ? 'Location5107201' : 'Location5107200',
      `invalid argument to ${name} stage: Expected a non-negative whole number`,
    );
  if (name === '$limit' && number === 0) throw new StoreError('Location15958', 'the limit must be positive');
  return number;
}

function sampleSize(operand: Value): number {
  if (!isDoc(operand)) throw new StoreError('Location28745', 'the $sample stage must be an object');
  for (const name of operand.keys())
    if (name !== 'size') throw new StoreError('Location28748', `unrecognized option to $sample: ${name}`);
  const size = operand.get('size');
  if (size === undefined) throw new StoreError('Location28749', '$sample stage must specify a size');
  if (!isNumeric(size)) throw new StoreError('Location28746', 'size argument to $sample must be a number');
  const number = Math.trunc(toJsNumber(size));
  if (!(number > 0))
    throw new StoreError('Location28747', 'size argument to $sample must be a positive integer');
  return number;
}

function countField(operand: Value): string {
  if (typeof operand !== 'string' || operand === '')
    throw new StoreError('Location40156', 'the count field must be a non-empty string');
  if (operand.startsWith('$'))
    throw new StoreError('Location40158', 'the count field cannot be a $-prefixed path');
  if (operand.includes('\0'))
    throw new StoreError('Location40159', 'the count field cannot contain a null byte');
  if (operand.includes('.')) throw new StoreError('Location40160', "the count field cannot contain '.'");
  return operand;
}

function* mapped(input: Flow<Doc>, change: (doc: Doc) => Doc): Paced<Doc> {
  for (const doc of input) yield doc === PAUSE ? doc : change(doc);
}

/** The stage that sorts what another one gives. */
function sorting(spec: Doc, scope: PipelineScope, before: Stage = (input) => input): Stage {
  return function* (input) {
    yield* yield* sortedFlow(sortable(before(input)), spec, scope.slice);
  };
}

function* sortable(input: Flow<Doc>): Paced<Sortable<Doc>> {
  for (const doc of input) yield doc === PAUSE ? doc : { item: doc, doc };
}

function compileStage(name: string, operand: Value, scope: PipelineScope, depth: number): Stage {
  const change = documentStage(name, operand, scope);
  if (change) return (input) => mapped(input, change);
  switch (name) {
    case '$match': {
      if (!isDoc(operand))
        throw new StoreError('Location15959', 'the match filter must be an expression in an object');
      const predicate = compileFilter(operand, expressionTest(scope));
      return function* (input) {
        for (const doc of input) if (doc === PAUSE || predicate(doc)) yield doc;
      };
    }
    case '$sort': {
      if (!isDoc(operand))
        throw new StoreError('Location15973', 'the $sort key specification must be an object');
      if (operand.size === 0)
        throw new StoreError('Location15976', '$sort stage must have at least one sort key');
      parseSort(operand);
      return sorting(operand, scope);
    }
    case '$limit': {
      const limit = wholeNumber(name, operand);
      return function* (input) {
        let taken = 0;
        for (const doc of input) {
          yield doc;
          if (doc !== PAUSE && ++taken >= limit) return;
        }
      };
    }
    case '$skip': {
      const skip = wholeNumber(name, operand);
      return function* (input) {
        let skipped = 0;
        for (const doc of input) if (doc === PAUSE || skipped++ >= skip) yield doc;
      };
    }
    case '$count': {
      const field = countField(operand);
      return function* (input) {
        let count = 0;
        for (const doc of input) {
          if (doc === PAUSE) yield PAUSE;
          else count++;
        }
        if (count > 0) yield new Map([[field, count]]);
      };
    }
    case '$group':
      return compileGroup(operand, scope);
    case '$sortByCount': {
      const group = compileGroup(
        new Map<string, Value>([
          ['_id', operand],
          ['count', new Map([['$sum', 1]])],
        ]),
        scope,
      );
      return sorting(new Map([['count', -1]]), scope, group);
    }
    case '$bucket':
      return compileBucket(operand, scope);
    case '$unwind':
      return compileUnwind(operand);
    case '$lookup':
      return compileLookup(operand, scope, depth);
    case '$facet':
      return compileFacet(operand, scope, depth);
    case '$unionWith':
      return compileUnion(operand, scope, depth);
    case '$sample': {
      const wanted = sampleSize(operand);
      return function* (input) {
        const all = yield* collected(input);
        for (let i = all.length - 1; i > 0; i--) {
          const j = Math.floor(Math.random() * (i + 1));
          [all[i], all[j]] = [all[j]!, all[i]!];
        }
        yield* all.slice(0, wanted);
      };
    }
    case '$changeStream':
      throw new StoreError(
        'ChangeStreamNeedsReplicaSet',
        'The $changeStream stage is only supported on replica sets',
      );
    case '$out':
    case '$merge':
    case '$setWindowFields':
    case '$graphLookup':
    case '$redact':
    case '$bucketAuto':
    case '$densify':
    case '$fill':
    case '$geoNear':
    case '$search':
    case '$collStats':
    case '$indexStats':
    case '$planCacheStats':
    case '$currentOp':
    case '$listLocalSessions':
    case '$listSessions':
    case '$documents':
      throw new StoreError('NotImplemented', `The stage ${name} is not supported by this store.`);
    default:
      throw new StoreError('UnrecognizedPipelineStage', `Unrecognized pipeline stage name: '${name}'`);
  }
}

function compileUnwind(operand: Value): Stage {
  if (!isDoc(operand) && typeof operand !== 'string')
    throw new StoreError(
      'Location15981',
      'expected a string or an object as specification for $unwind stage',
    );
  const spec: Doc = isDoc(operand) ? operand : new Map([['path', operand]]);
  const path = spec.get('path');
  const indexField = spec.get('includeArrayIndex');
  const preserve = spec.get('preserveNullAndEmptyArrays') ?? false;
  for (const name of spec.keys()) {
    if (!['path', 'includeArrayIndex', 'preserveNullAndEmptyArrays'].includes(name))
      throw new StoreError('Location28811', `unrecognized option to $unwind stage: ${name}`);
  }
  if (typeof preserve !== 'boolean')
    throw new StoreError(
      'Location28809',
      'preserveNullAndEmptyArrays of the $unwind stage must be a boolean',
    );
  if (path === undefined) throw new StoreError('Location28812', 'no path specified to $unwind stage');
  if (typeof path !== 'string')
    throw new StoreError('Location28808', 'expected a string as the path for $unwind stage');
  if (!path.startsWith('$'))
    throw new StoreError('Location28818', "path option to $unwind stage should be prefixed with a '$'");
  fieldPath(path.slice(1));
  if (indexField !== undefined && (typeof indexField !== 'string' || indexField === ''))
    throw new StoreError(
      'Location28810',
      'expected a non-empty string for the includeArrayIndex option to $unwind stage',
    );
  if (indexField?.startsWith('$') === true)
    throw new StoreError(
      'Location28822',
      "includeArrayIndex option to $unwind stage should not be prefixed with a '$'",
    );
  const field = path.slice(1);
  const parts = field.split('.');
  return function* (input) {
    for (const doc of input) {
      if (doc === PAUSE) {
        yield PAUSE;
        continue;
      }
      const value = getPath(doc, field);
      if (Array.isArray(value) && value.length > 0) {
        for (let i = 0; i < value.length; i++) {
          const result = withPath(doc, parts, 0, value[i]);
          if (indexField !== undefined) setPath(result, indexField, Long.fromNumber(i));
          yield result;
        }
      } else if (Array.isArray(value) || value === undefined || value === null) {
        if (!preserve) continue;
        const result = Array.isArray(value) ? withPath(doc, parts, 0, undefined) : new Map(doc);
        if (indexField !== undefined) setPath(result, indexField, null);
        yield result;
      } else {
        const result: Doc = new Map(doc);
        if (indexField !== undefined) setPath(result, indexField, null);
        yield result;
      }
    }
  };
}

/** The document with another value at a path; only the containers on the way are copied. */
function withPath(doc: Doc, parts: readonly string[], at: number, value: Value | undefined): Doc {
  const copy: Doc = new Map(doc);
  const name = parts[at]!;
  if (at === parts.length - 1) {
    if (value === undefined) copy.delete(name);
    else copy.set(name, value);
  } else {
    const child = copy.get(name);
    if (isDoc(child)) copy.set(name, withPath(child, parts, at + 1, value));
  }
  return copy;
}

function setPath(doc: Doc, path: string, value: Value): void {
  const parts = path.split('.');
  let node = doc;
  for (const part of parts.slice(0, -1)) {
    const child = node.get(part);
    const next: Doc = isDoc(child) ? new Map(child) : new Map<string, Value>();
    node.set(part, next);
    node = next;
  }
  node.set(parts.at(-1)!, value);
}

function compileLookup(operand: Value, scope: PipelineScope, depth: number): Stage {
  if (!isDoc(operand)) throw new StoreError('FailedToParse', 'the $lookup specification must be an object');
  for (const name of operand.keys()) {
    if (!['from', 'localField', 'foreignField', 'as', 'let', 'pipeline'].includes(name))
      throw new StoreError('FailedToParse', `unknown argument to $lookup: ${name}`);
  }
  const from = operand.get('from');
  const as = operand.get('as');
  const local = operand.get('localField');
  const foreign = operand.get('foreignField');
  const pipeline = operand.get('pipeline');
  const lets = operand.get('let');
  if (typeof from !== 'string' || typeof as !== 'string')
    throw new StoreError('FailedToParse', "$lookup needs 'from' and 'as'");
  if ((local === undefined) !== (foreign === undefined))
    throw new StoreError('FailedToParse', '$lookup requires both or neither of localField and foreignField');
  if (local === undefined && !Array.isArray(pipeline))
    throw new StoreError('FailedToParse', '$lookup needs localField and foreignField, or a pipeline');
  if (local !== undefined && (typeof local !== 'string' || typeof foreign !== 'string'))
    throw new StoreError('FailedToParse', 'localField and foreignField must be strings');
  const localValue = typeof local === 'string' ? compileExpression(`$${local}`, scope) : undefined;
  const variables = [...(isDoc(lets) ? lets : [])].map(
    ([name, expression]) => [name, compileExpression(expression, scope)] as const,
  );
  const stages = Array.isArray(pipeline) ? parseStages(pipeline) : [];
  return function* (input) {
    const collection = scope.collection(from);
    for (const doc of input) {
      if (doc === PAUSE) {
        yield PAUSE;
        continue;
      }
      const filter: Doc = new Map();
      if (localValue) {
        const value = localValue(doc);
        const wanted = Array.isArray(value) ? value : [value ?? null];
        filter.set(foreign as string, new Map<string, Value>([['$in', wanted]]));
      }
      const inner: PipelineScope = {
        ...scope,
        variables: new Map([
          ...(scope.variables ?? []),
          ...variables.map(([name, evaluate]) => [name, evaluate(doc) ?? BSON_UNDEFINED] as const),
        ]),
      };
      const documents = collection ? runPipeline(collection, stages, inner, filter, depth + 1) : [];
      const result: Doc = new Map(doc);
      setPath(result, as, yield* collected(documents));
      yield result;
    }
  };
}

/** What reads or writes more than the documents that come in. */
const NOT_IN_FACET: ReadonlySet<string> = new Set([
  ...['$facet', '$out', '$merge', '$collStats', '$indexStats', '$geoNear', '$changeStream'],
  ...['$planCacheStats', '$currentOp', '$search', '$documents'],
]);

function compileFacet(operand: Value, scope: PipelineScope, depth: number): Stage {
  if (!isDoc(operand) || operand.size === 0)
    throw new StoreError('Location40169', 'the $facet specification must be a non-empty object');
  const facets = [...operand].map(([name, stages]) => {
    if (!Array.isArray(stages))
      throw new StoreError('Location40170', `arguments to $facet must be arrays, ${name} is not`);
    fieldPath(name);
    if (name.includes('.'))
      throw new StoreError('Location40171', `the name of a facet cannot contain '.': ${name}`);
    const parsed = parseStages(stages);
    const refused = parsed.find(([stage]) => NOT_IN_FACET.has(stage));
    if (refused)
      throw new StoreError('Location40600', `${refused[0]} is not allowed to be used within a $facet stage`);
    return [name, compilePipeline(parsed, scope, depth + 1)] as const;
  });
  return function* (input) {
    const all = yield* collected(input);
    const result: Doc = new Map();
    for (const [name, run] of facets) result.set(name, yield* collected(run(mapped(all, cloneValue))));
    yield result;
  };
}

function compileUnion(operand: Value, scope: PipelineScope, depth: number): Stage {
  const from = isDoc(operand) ? operand.get('coll') : operand;
  const pipeline = isDoc(operand) ? operand.get('pipeline') : undefined;
  if (typeof from !== 'string')
    throw new StoreError('FailedToParse', '$unionWith needs the name of a collection');
  const stages = Array.isArray(pipeline) ? parseStages(pipeline) : [];
  return function* (input) {
    yield* input;
    const collection = scope.collection(from);
    if (collection) yield* runPipeline(collection, stages, scope, new Map(), depth + 1);
  };
}

function compileBucket(operand: Value, scope: PipelineScope): Stage {
  if (!isDoc(operand)) throw new StoreError('Location40201', 'Argument to $bucket stage must be an object');
  const groupBy = operand.get('groupBy');
  const boundaries = operand.get('boundaries');
  const otherwise = operand.get('default');
  const output = operand.get('output');
  if (groupBy === undefined || !Array.isArray(boundaries))
    throw new StoreError('Location40198', "$bucket requires 'groupBy' and 'boundaries' to be specified.");
  if (boundaries.length < 2)
    throw new StoreError('Location40192', "The $bucket 'boundaries' field must have at least 2 values");
  for (let i = 1; i < boundaries.length; i++) {
    if (compareValues(boundaries[i - 1]!, boundaries[i]!) >= 0)
      throw new StoreError(
        'Location40194',
        "The 'boundaries' option to $bucket must be sorted in ascending order",
      );
  }
  for (const name of operand.keys())
    if (!['groupBy', 'boundaries', 'default', 'output'].includes(name))
      throw new StoreError('Location40197', `Unrecognized option to $bucket: ${name}.`);
  if (boundaries.some((value) => bracketOf(value) !== bracketOf(boundaries[0]!)))
    throw new StoreError('Location40193', "The 'boundaries' of $bucket must have values of one type");
  if (
    otherwise !== undefined &&
    compareValues(otherwise, boundaries[0]!) >= 0 &&
    compareValues(otherwise, boundaries.at(-1)!) < 0
  )
    throw new StoreError(
      'Location40199',
      "The $bucket 'default' must be less than the lowest boundary, or not less than the highest one",
    );
  if (output !== undefined && !isDoc(output))
    throw new StoreError('Location40196', "The $bucket 'output' field must be an object");
  const evaluate = compileExpression(groupBy, scope);
  const fields = accumulatedFields(isDoc(output) ? output : [['count', new Map([['$sum', 1]])]], scope);
  const bucketOf = (doc: Doc): Value => {
    const value = evaluate(doc) ?? null;
    for (let i = boundaries.length - 2; i >= 0; i--) {
      if (compareValues(value, boundaries[i]!) >= 0 && compareValues(value, boundaries[i + 1]!) < 0)
        return boundaries[i]!;
    }
    if (otherwise === undefined)
      throw new StoreError(
        'Location40066',
        '$switch could not find a matching branch for an input, and no default was specified.',
      );
    return otherwise;
  };
  return sorting(new Map([['_id', 1]]), scope, (input) => grouped(input, bucketOf, fields));
}

/** Splits off what a query on the collection can do: the leading `$match`, `$sort`, `$skip` and `$limit`. */
export function leadingQuery(
  stages: readonly [string, Value][],
  base: Doc,
): { query: Pick<Query, 'filter' | 'sort' | 'skip' | 'limit'>; rest: [string, Value][] } {
  const filters: Doc[] = base.size > 0 ? [base] : [];
  let sort: Doc | undefined;
  let skip: number | undefined;
  let limit: number | undefined;
  let at = 0;
  for (; at < stages.length; at++) {
    const [name, operand] = stages[at]!;
    if (name === '$match' && isDoc(operand) && !sort && skip === undefined && limit === undefined) {
      if (operand.size > 0) filters.push(operand);
    } else if (
      name === '$sort' &&
      isDoc(operand) &&
      operand.size > 0 &&
      !sort &&
      skip === undefined &&
      limit === undefined
    )
      sort = operand;
    else if (name === '$skip' && skip === undefined && limit === undefined) skip = wholeNumber(name, operand);
    else if (name === '$limit' && limit === undefined) limit = wholeNumber(name, operand);
    else break;
  }
  const filter: Doc =
    filters.length === 0
      ? new Map<string, Value>()
      : filters.length === 1
        ? filters[0]!
        : new Map([['$and', filters]]);
  return { query: { filter, sort, skip, limit }, rest: stages.slice(at) };
}

/** Runs a pipeline on a collection, with its leading stages as an indexed query. */
export function runPipeline(
  collection: Readable,
  stages: readonly [string, Value][],
  scope: PipelineScope,
  base: Doc = new Map(),
  depth = 0,
  hint?: Value,
): Flow<Doc> {
  const { query: leading, rest } = leadingQuery(stages, base);
  const query: Query = {
    ...leading,
    predicate: compileFilter(leading.filter, expressionTest(scope)),
    hint,
    deadline: scope.deadline,
  };
  const count = plainCount(rest, scope);
  if (count) return counted(collection, query, count, scope.slice);
  return compilePipeline(rest, scope, depth)(documentsOf(findMatches(collection, query, scope.slice)));
}

function* documentsOf(matches: Flow<{ readonly doc: Doc }>): Paced<Doc> {
  for (const match of matches) yield match === PAUSE ? match : match.doc;
}

/** Drivers count documents with `$group: { _id: 1, n: { $sum: 1 } }`: nothing of the documents is needed for that. */
function plainCount(
  rest: readonly [string, Value][],
  scope: PipelineScope,
): ((count: number) => Doc) | undefined {
  const [stage] = rest;
  if (rest.length !== 1 || stage?.[0] !== '$group' || scope.variables?.size) return undefined;
  const spec = stage[1];
  if (!isDoc(spec) || spec.size !== 2) return undefined;
  const [[idName, id], [name, sum]] = [...spec] as [[string, Value], [string, Value]];
  if (idName !== '_id' || typeof id === 'string' || isDoc(id) || Array.isArray(id)) return undefined;
  if (!isDoc(sum) || sum.size !== 1 || sum.get('$sum') !== 1) return undefined;
  return (count) =>
    new Map<string, Value>([
      ['_id', id],
      [name, count],
    ]);
}

/** The one document of a plain count; none when there is nothing to count, as of any group. */
function* counted(
  collection: Readable,
  query: Query,
  result: (count: number) => Doc,
  slice: Slice,
): Paced<Doc> {
  let count = 0;
  if (query.filter.size === 0 && query.hint === undefined) {
    count = Math.min(Math.max(0, collection.count - (query.skip ?? 0)), query.limit ?? Infinity);
  } else {
    for (const match of findCountable(collection, { ...query, sort: undefined }, slice)) {
      if (match === PAUSE) yield PAUSE;
      else count++;
    }
  }
  if (count > 0) yield result(count);
}
