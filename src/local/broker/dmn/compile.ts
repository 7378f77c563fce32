import type {
  Aggregation,
  BusinessKnowledge,
  Decision,
  DecisionRequirements,
  DecisionTable,
  HitPolicy,
  Logic,
  NamedLogic,
  Parameter,
} from '../../engine/dmn/model.ts';
import { validateDecisions } from '../../engine/index.ts';
import { Problems } from '../bpmn/problems.ts';
import { element, list, type ModdleElement, text } from '../moddle-elements.ts';
import { parseDmn, UnreadableDmn } from './moddle.ts';

/** What a file contains, and why it cannot be deployed if it cannot. */
export interface CompiledDecisions {
  /** Absent when something in the file was not understood. */
  readonly graph?: DecisionRequirements;
  /** Why it cannot be deployed. A graph that an older, less strict release accepted can still be run. */
  readonly problem?: string;
}

/** What names FEEL in `expressionLanguage`. */
const FEEL =
  /^(feel|https?:\/\/www\.omg\.org\/spec\/DMN\/\d+\/(FEEL|MODEL)\/|http:\/\/www\.omg\.org\/spec\/FEEL\/\d+)$/i;

const HIT_POLICIES: readonly string[] = [
  'UNIQUE',
  'FIRST',
  'PRIORITY',
  'ANY',
  'COLLECT',
  'RULE ORDER',
  'OUTPUT ORDER',
] satisfies HitPolicy[];
const AGGREGATIONS: readonly string[] = ['SUM', 'COUNT', 'MIN', 'MAX'] satisfies Aggregation[];

/** Compiles one DMN file. Anything that would not run as written is a problem with the id of its decision. */
export const compileDmn = async (xml: string): Promise<CompiledDecisions> => {
  let file;
  try {
    file = await parseDmn(xml);
  } catch (error) {
    if (error instanceof UnreadableDmn) return { problem: `The file is no readable DMN: ${error.message}` };
    throw error;
  }
  const problems = new Problems();
  for (const warning of file.unparsable) problems.add('(file)', warning);
  const { definitions } = file;
  const id = definitions.id ?? '';
  if (id === '') problems.add('(file)', 'The definitions must have an id');
  if (text(definitions, 'name') === undefined)
    problems.add(id || '(file)', 'The definitions must have a name');
  if (list(definitions.get('import')).length > 0) problems.add(id, 'Imported models are not supported');
  const drgElements = list(definitions.get('drgElement'));
  const decisions = drgElements.filter(({ $type }) => $type === 'dmn:Decision');
  if (decisions.length === 0) problems.add(id || '(file)', 'Must contain at least one decision');
  const graph: DecisionRequirements = {
    id,
    name: definitions.name ?? '',
    decisions: decisions.map((source) => readDecision(source, problems)),
    knowledge: drgElements
      .filter(({ $type }) => $type === 'dmn:BusinessKnowledgeModel')
      .map((source) => readKnowledge(source, problems)),
  };
  if (!problems.isEmpty) return { problem: problems.describe() };
  for (const { elementId, message } of validateDecisions(graph)) problems.add(elementId, message);
  return problems.isEmpty ? { graph } : { graph, problem: problems.describe() };
};

const readDecision = (source: ModdleElement, problems: Problems): Decision => {
  const id = source.id ?? '';
  if (id === '') problems.add('dmn:Decision', 'Must have an id');
  if (text(source, 'name') === undefined) problems.add(id, 'Must have a name');
  const reader = new LogicReader(id, problems);
  const variable = element(source, 'variable');
  const resultType = text(variable, 'typeRef');
  return {
    id,
    name: source.name ?? '',
    resultName: text(variable, 'name') ?? id,
    ...(resultType === undefined ? {} : { resultType }),
    requiredDecisions: reader.references(source, 'informationRequirement', 'requiredDecision'),
    requiredKnowledge: reader.references(source, 'knowledgeRequirement', 'requiredKnowledge'),
    logic: reader.read(element(source, 'decisionLogic')),
  };
};

const readKnowledge = (source: ModdleElement, problems: Problems): BusinessKnowledge => {
  const id = source.id ?? '';
  if (id === '') problems.add('dmn:BusinessKnowledgeModel', 'Must have an id');
  const reader = new LogicReader(id, problems);
  const encapsulated = element(source, 'encapsulatedLogic');
  return {
    id,
    name: source.name ?? '',
    parameters: reader.parameters(encapsulated),
    requiredKnowledge: reader.references(source, 'knowledgeRequirement', 'requiredKnowledge'),
    logic: encapsulated === undefined ? NOTHING : reader.read(element(encapsulated, 'body')),
  };
};

const NOTHING: Logic = { kind: 'literal', expression: 'null' };

/** Reads the logic of one decision or business knowledge model. */
class LogicReader {
  readonly #ownerId: string;
  readonly #problems: Problems;

  constructor(ownerId: string, problems: Problems) {
    this.#ownerId = ownerId;
    this.#problems = problems;
  }

  #refuse(reason: string): void {
    this.#problems.add(this.#ownerId, reason);
  }

  /** The ids that requirements refer to. */
  references(owner: ModdleElement, requirements: string, target: string): string[] {
    return list(owner.get(requirements)).flatMap((requirement) => {
      const href = text(element(requirement, target), 'href');
      if (href === undefined) return [];
      if (!href.startsWith('#')) {
        this.#refuse(`Refers to '${href}' in another file; imported models are not supported`);
        return [];
      }
      return [href.slice(1)];
    });
  }

  parameters(owner: ModdleElement | undefined): Parameter[] {
    return list(owner?.get('formalParameter')).map((parameter) => {
      const type = text(parameter, 'typeRef');
      return { name: parameter.name ?? '', ...(type === undefined ? {} : { type }) };
    });
  }

  read(source: ModdleElement | undefined): Logic {
    switch (source?.$type) {
      case 'dmn:LiteralExpression':
        return { kind: 'literal', expression: this.#feel(source) };
      case 'dmn:DecisionTable':
        return this.#table(source);
      case 'dmn:Context':
        return this.#context(source);
      case 'dmn:List':
        return { kind: 'list', items: list(source.get('elements')).map((item) => this.read(item)) };
      case 'dmn:Relation':
        return this.#relation(source);
      case 'dmn:Invocation':
        return this.#invocation(source);
      case 'dmn:FunctionDefinition':
        return this.#function(source);
      case undefined:
        this.#refuse('Must have decision logic');
        return NOTHING;
      default:
        this.#refuse(`Decision logic of type '${source?.$type}' is not supported`);
        return NOTHING;
    }
  }

  #feel(source: ModdleElement | undefined): string {
    this.#checkLanguage(source);
    const expression = text(source, 'text');
    if (expression === undefined)
      this.#refuse(`The expression '${source?.id ?? ''}' must not be empty; write null for no value`);
    return expression?.trim() ?? 'null';
  }

  #checkLanguage(source: ModdleElement | undefined): void {
    const language = text(source, 'expressionLanguage');
    if (language !== undefined && !FEEL.test(language))
      this.#refuse(`Expression language '${language}' is not supported; use FEEL`);
  }

  #table(source: ModdleElement): DecisionTable {
    const hitPolicy = text(source, 'hitPolicy') ?? 'UNIQUE';
    const aggregation = text(source, 'aggregation');
    if (!HIT_POLICIES.includes(hitPolicy)) this.#refuse(`The hit policy '${hitPolicy}' is not supported`);
    if (aggregation !== undefined && !AGGREGATIONS.includes(aggregation))
      this.#refuse(`The aggregation '${aggregation}' is not supported`);
    const outputs = list(source.get('output'));
    if (outputs.length === 0) this.#refuse('A decision table must have at least one output');
    return {
      kind: 'table',
      hitPolicy: hitPolicy as HitPolicy,
      ...(aggregation === undefined || hitPolicy !== 'COLLECT'
        ? {}
        : { aggregation: aggregation as Aggregation }),
      inputs: list(source.get('input')).map((input) => {
        const expression = this.#feel(element(input, 'inputExpression'));
        return { id: input.id ?? '', name: text(input, 'label') ?? expression, expression };
      }),
      outputs: outputs.map((output) => {
        const defaultEntry = element(output, 'defaultOutputEntry');
        return {
          id: output.id ?? '',
          name: output.name ?? '',
          label: text(output, 'label') ?? '',
          values: allowedValues(text(element(output, 'outputValues'), 'text')),
          ...(defaultEntry === undefined ? {} : { defaultExpression: this.#feel(defaultEntry) }),
        };
      }),
      rules: list(source.get('rule')).map((rule) => ({
        id: rule.id ?? '',
        tests: list(rule.get('inputEntry')).map((entry) => {
          this.#checkLanguage(entry);
          return text(entry, 'text')?.trim() ?? '';
        }),
        outputs: list(rule.get('outputEntry')).map((entry) => this.#feel(entry)),
      })),
    };
  }

  #context(source: ModdleElement): Logic {
    const entries: NamedLogic[] = [];
    const all = list(source.get('contextEntry'));
    for (const [i, entry] of all.entries()) {
      const name = text(element(entry, 'variable'), 'name');
      const logic = this.read(element(entry, 'value'));
      if (name !== undefined) entries.push({ name, logic });
      else if (i === all.length - 1) return { kind: 'context', entries, result: logic };
      else this.#refuse('Every context entry but the last must have a variable with a name');
    }
    return { kind: 'context', entries };
  }

  #relation(source: ModdleElement): Logic {
    const columns = list(source.get('column')).map(({ name }) => name ?? '');
    const rows = list(source.get('row')).map((row) => {
      const cells = list(row.get('elements'));
      if (cells.length !== columns.length)
        this.#refuse(`Expected a row with ${columns.length} elements but found ${cells.length}`);
      return cells.map((cell, i) => ({ name: columns[i] ?? '', logic: this.read(cell) }));
    });
    return { kind: 'relation', rows };
  }

  #invocation(source: ModdleElement): Logic {
    const called = element(source, 'calledFunction');
    if (called?.$type !== 'dmn:LiteralExpression') this.#refuse('An invocation must name what it invokes');
    const bindings = list(source.get('binding')).flatMap((binding) => {
      const formula = element(binding, 'bindingFormula');
      if (formula?.$type !== 'dmn:LiteralExpression') {
        this.#refuse('A binding of an invocation must be a literal expression');
        return [];
      }
      return [{ name: element(binding, 'parameter')?.name ?? '', expression: this.#feel(formula) }];
    });
    return { kind: 'invocation', called: text(called, 'text')?.trim() ?? '', bindings };
  }

  #function(source: ModdleElement): Logic {
    const body = element(source, 'body');
    if (body?.$type !== 'dmn:LiteralExpression') {
      this.#refuse('The body of a function must be a literal expression');
      return NOTHING;
    }
    return { kind: 'function', parameters: this.parameters(source), expression: this.#feel(body) };
  }
}

/** The texts between commas, without quotes, as the author listed them. */
const allowedValues = (values: string | undefined): string[] =>
  values === undefined ? [] : values.split(',').map((value) => value.trim().replaceAll(/["']/g, ''));
