import { FeelFunction } from 'feelin';
import type { Circumstances } from '../circumstances.ts';
import { evaluate, EvaluationFailure, type Lookup } from '../expression.ts';
import { define } from '../feel/values.ts';
import { evaluateTable, type EvaluatedInput, type MatchedRule, type TableTrace } from './decision-table.ts';
import type { BusinessKnowledge, Decision, DecisionRequirements, Logic, Parameter } from './model.ts';
import { checkType } from './types.ts';

/** What happened to one decision. */
export interface DecisionTrace {
  readonly decision: Decision;
  /** A FEEL value; null when the decision failed. */
  readonly output: unknown;
  readonly inputs: readonly EvaluatedInput[];
  readonly matchedRules: readonly MatchedRule[];
}

/** The outcome of an evaluation, with every decision that was taken, in the order in which they ended. */
export interface DecisionOutcome {
  readonly output: unknown;
  readonly trace: readonly DecisionTrace[];
  readonly failure?: { readonly decisionId: string; readonly message: string };
}

/** A decision whose logic failed; what called it fails with it. */
class DecisionFailed extends Error {
  readonly decisionId: string;

  constructor(decisionId: string, message: string) {
    super(message);
    this.decisionId = decisionId;
  }
}

/**
 * Takes a decision of a graph, after those it requires. Never throws for what data or model can cause: a failure is an
 * outcome.
 */
export function evaluateDecision(
  graph: DecisionRequirements,
  decisionId: string,
  lookup: Lookup,
  circumstances: Circumstances,
): DecisionOutcome {
  const evaluation = new Evaluation(graph, circumstances);
  try {
    const output = evaluation.decide(decisionId, lookup);
    return { output, trace: evaluation.trace };
  } catch (error) {
    if (!(error instanceof DecisionFailed)) throw error;
    const message = `Expected to evaluate decision '${decisionId}', but ${uncapitalized(error.message)}`;
    return {
      output: null,
      trace: evaluation.trace,
      failure: { decisionId: error.decisionId, message },
    };
  }
}

function uncapitalized(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}

function withNames(lookup: Lookup, names: Readonly<Record<string, unknown>>): Lookup {
  return (name) => (Object.hasOwn(names, name) ? names[name] : lookup(name));
}

class Evaluation {
  readonly trace: DecisionTrace[] = [];
  /** A decision that several others require is taken once. */
  readonly #taken = new Map<string, unknown>();
  readonly #graph: DecisionRequirements;
  readonly #circumstances: Circumstances;

  constructor(graph: DecisionRequirements, circumstances: Circumstances) {
    this.#graph = graph;
    this.#circumstances = circumstances;
  }

  decide(decisionId: string, lookup: Lookup): unknown {
    if (this.#taken.has(decisionId)) return this.#taken.get(decisionId);
    const decision = this.#graph.decisions.find(({ id }) => id === decisionId);
    if (decision === undefined)
      throw new DecisionFailed(decisionId, `no decision found with id '${decisionId}'`);
    const names: Record<string, unknown> = {};
    for (const requiredId of decision.requiredDecisions) {
      const required = this.#graph.decisions.find(({ id }) => id === requiredId);
      define(names, required?.resultName ?? requiredId, this.decide(requiredId, lookup));
    }
    const seen = this.#withKnowledge(decision.requiredKnowledge, withNames(lookup, names));
    const table: TableTrace = { inputs: [], matchedRules: [] };
    const record = (output: unknown): void => void this.trace.push({ decision, output, ...table });
    try {
      const output = checkType(this.#evaluate(decision.logic, seen, table), decision.resultType);
      record(output);
      this.#taken.set(decisionId, output);
      return output;
    } catch (error) {
      if (!(error instanceof EvaluationFailure)) throw error;
      record(null);
      throw new DecisionFailed(decision.id, error.message);
    }
  }

  /** `trace` is filled when the logic itself is a table. */
  #evaluate(logic: Logic, lookup: Lookup, trace: TableTrace = { inputs: [], matchedRules: [] }): unknown {
    switch (logic.kind) {
      case 'literal':
        return this.#feel(logic.expression, lookup);
      case 'table':
        return evaluateTable(logic, lookup, this.#circumstances, trace);
      case 'context': {
        const entries: Record<string, unknown> = {};
        const seen = withNames(lookup, entries);
        for (const { name, logic: entry } of logic.entries)
          define(entries, name, this.#evaluate(entry, seen));
        return logic.result === undefined ? entries : this.#evaluate(logic.result, seen);
      }
      case 'list':
        return logic.items.map((item) => this.#evaluate(item, lookup));
      case 'relation':
        return logic.rows.map((row) => {
          const entries: Record<string, unknown> = {};
          for (const { name, logic: cell } of row) define(entries, name, this.#evaluate(cell, lookup));
          return entries;
        });
      case 'invocation': {
        const bound: Record<string, unknown> = {};
        for (const { name, expression } of logic.bindings)
          define(bound, name, this.#feel(expression, lookup));
        return this.#invoke(logic.called, withNames(lookup, bound));
      }
      case 'function':
        return functionOf(logic.parameters, (given) =>
          this.#feel(logic.expression, withNames(lookup, given)),
        );
    }
  }

  #feel(source: string, lookup: Lookup): unknown {
    return evaluate({ source, kind: 'feel' }, lookup, this.#circumstances);
  }

  /** Evaluates a business knowledge model whose parameters stand among the names. */
  #invoke(name: string, lookup: Lookup): unknown {
    const knowledge = this.#graph.knowledge.find((candidate) => candidate.name === name);
    if (knowledge === undefined) throw new EvaluationFailure(`no BKM found with name '${name}'`);
    for (const parameter of knowledge.parameters) {
      const value = lookup(parameter.name);
      if (value === undefined)
        throw new EvaluationFailure(`no parameter found with name '${parameter.name}'`);
      checkType(value, parameter.type);
    }
    return this.#evaluate(knowledge.logic, this.#withKnowledge(knowledge.requiredKnowledge, lookup));
  }

  /** Business knowledge models are functions for the logic that requires them. */
  #withKnowledge(ids: readonly string[], lookup: Lookup): Lookup {
    const functions: Record<string, unknown> = {};
    for (const knowledge of this.#graph.knowledge) {
      if (ids.includes(knowledge.id)) define(functions, knowledge.name, this.#functionOf(knowledge, lookup));
    }
    return withNames(lookup, functions);
  }

  #functionOf(knowledge: BusinessKnowledge, lookup: Lookup): FeelFunction {
    const seen = this.#withKnowledge(knowledge.requiredKnowledge, lookup);
    return functionOf(knowledge.parameters, (given) =>
      this.#evaluate(knowledge.logic, withNames(seen, given)),
    );
  }
}

/** A FEEL function. A call that fails gives null, like every failed call. */
function functionOf(
  parameters: readonly Parameter[],
  body: (given: Readonly<Record<string, unknown>>) => unknown,
): FeelFunction {
  return new FeelFunction(
    (...args: unknown[]) => {
      const given: Record<string, unknown> = {};
      try {
        for (const [i, { name, type }] of parameters.entries())
          define(given, name, checkType(args[i] ?? null, type));
        return body(given);
      } catch (error) {
        if (error instanceof EvaluationFailure) return null;
        throw error;
      }
    },
    parameters.map(({ name }) => name),
  );
}
