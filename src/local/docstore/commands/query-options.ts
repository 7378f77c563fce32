import type { Doc, Value } from '../bson/value.ts';
import { StoreError } from '../errors.ts';
import { expressionTest } from '../aggregate/expression.ts';
import type { Query } from '../query/execute.ts';
import { compileFilter } from '../query/match.ts';
import { refuseCollation } from './arguments.ts';

/** A query from the parts that commands carry; the filter and its variables are compiled. */
export function buildQuery(parts: {
  readonly filter: Doc | undefined;
  readonly sort?: Doc | undefined;
  readonly skip?: number | undefined;
  readonly limit?: number | undefined;
  readonly hint?: Value | undefined;
  readonly deadline?: number | undefined;
  readonly bytesOnly?: boolean | undefined;
  readonly variables?: Doc | undefined;
  readonly now: Date;
}): Query {
  const filter = parts.filter ?? new Map<string, Value>();
  const hint = parts.hint instanceof Map && parts.hint.size === 0 ? undefined : parts.hint;
  return {
    filter,
    predicate: compileFilter(filter, expressionTest({ now: parts.now, variables: parts.variables })),
    sort: parts.sort,
    skip: parts.skip,
    limit: parts.limit,
    hint,
    deadline: parts.deadline,
    bytesOnly: parts.bytesOnly,
  };
}

/** Fields of an update or delete statement that are checked here once. */
export function checkStatement(statement: Doc, allowed: readonly string[], what: string): void {
  for (const name of statement.keys()) {
    if (!allowed.includes(name))
      throw new StoreError('UnknownField', `BSON field '${what}.${name}' is an unknown field.`);
  }
  refuseCollation(statement.get('collation'));
}
