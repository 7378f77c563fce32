import type { Circumstances } from '../circumstances.ts';
import { evaluate, EvaluationFailure, test, toJson, type Lookup } from '../expression.ts';
import { asDecimal, define, equals } from '../feel/values.ts';
import type { DecisionTable, TableOutput, TableRule } from './model.ts';

export interface EvaluatedInput {
  readonly inputId: string;
  readonly inputName: string;
  readonly value: unknown;
}

export interface EvaluatedOutput {
  readonly outputId: string;
  readonly outputName: string;
  readonly value: unknown;
}

export interface MatchedRule {
  readonly ruleId: string;
  /** From 1. */
  readonly ruleIndex: number;
  readonly outputs: readonly EvaluatedOutput[];
}

/** What an evaluation of a table found out, also one that failed half-way. */
export interface TableTrace {
  inputs: readonly EvaluatedInput[];
  matchedRules: readonly MatchedRule[];
}

/** The values of one matched rule, in the order of the outputs. */
type Row = readonly unknown[];

/** Evaluates a table and notes in `trace` how far it came. Throws `EvaluationFailure`. */
export function evaluateTable(
  table: DecisionTable,
  lookup: Lookup,
  circumstances: Circumstances,
  trace: TableTrace,
): unknown {
  const feel = (source: string): unknown => evaluate({ source, kind: 'feel' }, lookup, circumstances);
  trace.inputs = table.inputs.map(({ id, name, expression }) => ({
    inputId: id,
    inputName: name,
    value: feel(expression),
  }));
  const values = trace.inputs.map(({ value }) => value);
  const matching = matchingRules(table, values, lookup, circumstances);
  if (matching.length === 0) return defaultResult(table.outputs, feel);
  trace.matchedRules = matching.map((rule) => ({
    ruleId: rule.id,
    ruleIndex: table.rules.indexOf(rule) + 1,
    outputs: table.outputs.map((output, i) => ({
      outputId: output.id,
      outputName: output.label === '' ? output.name : output.label,
      value: feel(rule.outputs[i] ?? ''),
    })),
  }));
  return applyHitPolicy(
    table,
    trace.matchedRules.map(({ outputs }) => outputs.map(({ value }) => value)),
  );
}

function matchingRules(
  table: DecisionTable,
  values: readonly unknown[],
  lookup: Lookup,
  circumstances: Circumstances,
): TableRule[] {
  const matches = (rule: TableRule): boolean =>
    rule.tests.every((tests, i) => test(tests, values[i] ?? null, lookup, circumstances) === true);
  if (table.hitPolicy !== 'FIRST') return table.rules.filter(matches);
  const first = table.rules.find(matches);
  return first === undefined ? [] : [first];
}

function defaultResult(outputs: readonly TableOutput[], feel: (source: string) => unknown): unknown {
  const given = outputs.filter(({ defaultExpression }) => defaultExpression !== undefined);
  if (given.length === 0) return null;
  return resultOf(
    given,
    given.map(({ defaultExpression }) => feel(defaultExpression ?? '')),
  );
}

/** One value, or a context of several. */
function resultOf(outputs: readonly TableOutput[], row: Row): unknown {
  if (outputs.length === 1) return row[0] ?? null;
  const context: Record<string, unknown> = {};
  for (const [i, { name }] of outputs.entries()) define(context, name, row[i] ?? null);
  return context;
}

function applyHitPolicy(table: DecisionTable, rows: readonly Row[]): unknown {
  const { outputs, hitPolicy } = table;
  const results = (some: readonly Row[]): unknown[] => some.map((row) => resultOf(outputs, row));
  const found = (): string => JSON.stringify(toJson(results(rows)));
  switch (hitPolicy) {
    case 'FIRST':
      return results(rows)[0];
    case 'UNIQUE':
      if (rows.length > 1) {
        throw new EvaluationFailure(
          `multiple values aren't allowed for UNIQUE hit policy. found: '${found()}'`,
        );
      }
      return results(rows)[0];
    case 'ANY': {
      const [first = [], ...others] = rows;
      if (!others.every((row) => equals(row, first) === true)) {
        throw new EvaluationFailure(
          `different values aren't allowed for ANY hit policy. found: '${found()}'`,
        );
      }
      return resultOf(outputs, first);
    }
    case 'PRIORITY':
      return results(byPriority(outputs, rows))[0];
    case 'OUTPUT ORDER':
      return results(byPriority(outputs, rows));
    case 'RULE ORDER':
      return results(rows);
    case 'COLLECT':
      return table.aggregation === undefined ? results(rows) : aggregate(table.aggregation, rows);
  }
}

/** Most important first, by the position of each value among the allowed values; unknown values last. */
function byPriority(outputs: readonly TableOutput[], rows: readonly Row[]): Row[] {
  const rank = (row: Row): number[] =>
    outputs.map(({ values }, i) => {
      const position = values.indexOf(String(row[i]));
      return position < 0 ? values.length : position;
    });
  const ranked = rows.map((row) => ({ row, rank: rank(row) }));
  ranked.sort((a, b) => {
    const i = a.rank.findIndex((position, index) => position !== b.rank[index]);
    return i < 0 ? 0 : (a.rank[i] as number) - (b.rank[i] as number);
  });
  return ranked.map(({ row }) => row);
}

function aggregate(aggregation: NonNullable<DecisionTable['aggregation']>, rows: readonly Row[]): number {
  if (aggregation === 'COUNT') return rows.length;
  const numbers = rows.map(([value]) => {
    if (typeof value !== 'number')
      throw new EvaluationFailure(`expected number but found '${JSON.stringify(toJson(value))}'`);
    return value;
  });
  switch (aggregation) {
    case 'SUM':
      return numbers.reduce((sum, value) => asDecimal(sum + value), 0);
    case 'MIN':
      return Math.min(...numbers);
    case 'MAX':
      return Math.max(...numbers);
  }
}
