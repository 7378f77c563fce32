import { parseExpression, parseTests } from '../expression.ts';
import type { DecisionRequirements, DecisionTable, Logic } from './model.ts';

/** Something in a decision model that cannot be executed. */
export interface DecisionProblem {
  /** A decision, a business knowledge model, or the graph. */
  readonly elementId: string;
  readonly message: string;
}

/** Everything wrong with a graph; empty: it can be deployed. */
export function validateDecisions(graph: DecisionRequirements): DecisionProblem[] {
  const problems: DecisionProblem[] = [];
  const ids = new Set<string>();
  for (const { id } of [...graph.decisions, ...graph.knowledge]) {
    if (ids.has(id)) problems.push({ elementId: id, message: 'the id is used more than once' });
    ids.add(id);
  }
  for (const decision of graph.decisions) {
    const report = (message: string): void => void problems.push({ elementId: decision.id, message });
    for (const required of decision.requiredDecisions) {
      if (!graph.decisions.some(({ id }) => id === required))
        report(`requires the decision '${required}', which does not exist in this file`);
    }
    checkKnowledge(decision.requiredKnowledge, graph, report);
    checkLogic(decision.logic, graph, report);
  }
  for (const knowledge of graph.knowledge) {
    const report = (message: string): void => void problems.push({ elementId: knowledge.id, message });
    checkKnowledge(knowledge.requiredKnowledge, graph, report);
    checkLogic(knowledge.logic, graph, report);
  }
  if (problems.length === 0) {
    if (isCyclic(graph.decisions.map(({ id, requiredDecisions }) => [id, requiredDecisions])))
      problems.push({ elementId: graph.id, message: 'cyclic dependencies between decisions' });
    if (isCyclic(knowledgeNeeds(graph)))
      problems.push({
        elementId: graph.id,
        message: 'cyclic dependencies between business knowledge models',
      });
  }
  return problems;
}

type Report = (message: string) => void;

/** What each business knowledge model needs: what it requires, and what it invokes. */
function knowledgeNeeds(graph: DecisionRequirements): [string, readonly string[]][] {
  return graph.knowledge.map(({ id, requiredKnowledge, logic }) => {
    const invoked = invokedBy(logic).flatMap(
      (name) => graph.knowledge.find((candidate) => candidate.name === name)?.id ?? [],
    );
    return [id, [...requiredKnowledge, ...invoked]];
  });
}

function invokedBy(logic: Logic): string[] {
  return logic.kind === 'invocation' ? [logic.called] : partsOf(logic).flatMap(invokedBy);
}

function partsOf(logic: Logic): readonly Logic[] {
  switch (logic.kind) {
    case 'context':
      return [
        ...logic.entries.map((entry) => entry.logic),
        ...(logic.result === undefined ? [] : [logic.result]),
      ];
    case 'list':
      return logic.items;
    case 'relation':
      return logic.rows.flat().map((cell) => cell.logic);
    default:
      return [];
  }
}

function checkKnowledge(ids: readonly string[], graph: DecisionRequirements, report: Report): void {
  for (const id of ids) {
    if (!graph.knowledge.some((knowledge) => knowledge.id === id))
      report(`requires the business knowledge model '${id}', which does not exist in this file`);
  }
}

function checkLogic(logic: Logic, graph: DecisionRequirements, report: Report): void {
  for (const part of partsOf(logic)) checkLogic(part, graph, report);
  switch (logic.kind) {
    case 'literal':
    case 'function':
      return checkFeel(logic.expression, report);
    case 'table':
      return checkTable(logic, report);
    case 'invocation':
      for (const { expression } of logic.bindings) checkFeel(expression, report);
      if (!graph.knowledge.some(({ name }) => name === logic.called))
        report(`invokes the business knowledge model '${logic.called}', which does not exist in this file`);
  }
}

function checkFeel(source: string, report: Report): void {
  const problem = parseExpression({ source, kind: 'feel' });
  if (problem !== undefined) report(problem);
}

function checkTable(table: DecisionTable, report: Report): void {
  if (table.outputs.length > 1) {
    if (table.aggregation !== undefined)
      report("the hit policy 'COLLECT' with an aggregation is not defined for several outputs");
    for (const { id, name, label } of table.outputs) {
      if (name === '') report(`the output '${label === '' ? id : label}' must have a name`);
    }
  }
  for (const { expression } of table.inputs) checkFeel(expression, report);
  for (const { defaultExpression } of table.outputs) {
    if (defaultExpression !== undefined) checkFeel(defaultExpression, report);
  }
  for (const rule of table.rules) {
    if (rule.tests.length !== table.inputs.length || rule.outputs.length !== table.outputs.length)
      report(
        `the rule '${rule.id}' must have ${table.inputs.length} input and ${table.outputs.length} output entries`,
      );
    for (const tests of rule.tests) {
      const problem = parseTests(tests);
      if (problem !== undefined) report(problem);
    }
    for (const output of rule.outputs) checkFeel(output, report);
  }
}

function isCyclic(needs: readonly (readonly [string, readonly string[]])[]): boolean {
  const open = new Map(needs);
  const done = new Set<string>();
  const visit = (id: string, path: ReadonlySet<string>): boolean => {
    if (path.has(id)) return true;
    if (done.has(id)) return false;
    const deeper = new Set(path).add(id);
    if ((open.get(id) ?? []).some((needed) => visit(needed, deeper))) return true;
    done.add(id);
    return false;
  };
  return needs.some(([id]) => visit(id, new Set()));
}
