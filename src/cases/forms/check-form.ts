import { fieldGroups } from '../../contract/access.ts';
import { compileSchema } from './compile-schema.ts';
import { dataCategories, eachSources, optionSources, type FormDefinition, type SchemaNode } from './form.ts';
import { allPropertiesOf, isObject } from './schema-walk.ts';

/**
 * Checks that a form file says what the product can do: a form is data, so its mistakes are found at start and not when a
 * professional opens it. Texts are checked only for presence.
 */
export function checkForm(
  content: unknown,
  expectedFormId: string,
): { readonly form?: FormDefinition; readonly problems: readonly string[] } {
  if (!isObject(content)) return { problems: ['must be a JSON object'] };
  const problems: string[] = [];
  const { formId, title, description, schema, uiSchema, i18n } = content;
  if (formId !== expectedFormId) problems.push(`formId must be "${expectedFormId}", like the file's name`);
  if (!isText(title)) problems.push('title is missing');
  if (!isText(description)) problems.push('description is missing');
  if (!isObject(uiSchema)) problems.push('uiSchema must be an object; {} is enough');
  for (const name of Object.keys(content)) {
    if (!['$schema', 'formId', 'title', 'description', 'schema', 'uiSchema', 'i18n'].includes(name)) {
      problems.push(`unknown member "${name}"`);
    }
  }
  if (!isObject(schema) || schema['type'] !== 'object') {
    return { problems: [...problems, 'schema must be a JSON Schema of type object'] };
  }

  try {
    compileSchema(schema);
  } catch (error) {
    return {
      problems: [...problems, `schema: ${error instanceof Error ? error.message : String(error)}`],
    };
  }
  const paths = new Set<string>();
  for (const problem of nodeProblems(schema, '', paths)) problems.push(problem);
  problems.push(...fieldGroupProblems(schema, '', false));
  problems.push(...translationProblems(i18n, paths));
  if (problems.length > 0) return { problems };
  return { form: content as unknown as FormDefinition, problems: [] };
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '';
}

function* nodeProblems(node: SchemaNode, path: string, paths: Set<string>): Generator<string> {
  for (const [name, property] of allPropertiesOf(node)) {
    const at = path === '' ? name : `${path}.${name}`;
    paths.add(at);
    if (!isText(property.title)) yield `${at}: title is missing`;
    yield* keywordProblems(property, node, at, path === '');
    yield* nodeProblems(property, at, paths);
    if (property.additionalProperties) yield* nodeProblems(property.additionalProperties, at, paths);
    if (property.items) {
      // A list item has no title of its own when it is a plain value: the list's title says what it holds.
      if (property.items['x-process-variable'] !== undefined) yield `${at}: mark the list, not its items`;
      yield* keywordProblems(property.items, property, `${at}[]`, false);
      yield* nodeProblems(property.items, at, paths);
    }
  }
}

function* keywordProblems(
  property: SchemaNode,
  parent: SchemaNode,
  at: string,
  isTopLevel: boolean,
): Generator<string> {
  const options = property['x-options'];
  if (options !== undefined && (!optionSources.includes(options) || property.type !== 'string')) {
    yield `${at}: x-options must be on a string and one of ${optionSources.join(', ')}`;
  }
  const instrument = property['x-instrument'];
  if (instrument !== undefined) {
    const type = { ratings: 'object', 'ratings-and-questions': 'object', overall: 'string' }[instrument] as
      string | undefined;
    if (type === undefined || property.type !== type) {
      yield `${at}: x-instrument must be "ratings" or "ratings-and-questions" on an object or "overall" on a string`;
    }
  }
  const each = property['x-each'];
  if (
    each !== undefined &&
    (!eachSources.includes(each) ||
      property.type !== 'object' ||
      property.additionalProperties?.type !== 'object')
  ) {
    yield `${at}: x-each must be on an object with additionalProperties that are objects, and one of ${eachSources.join(', ')}`;
  }
  const other = property['x-different-from'];
  if (
    other !== undefined &&
    (options === undefined || parent.properties?.[other]?.['x-options'] !== options)
  ) {
    yield `${at}: x-different-from must name a sibling with the same x-options`;
  }
  const category = property['x-data-category'];
  if (category !== undefined && !dataCategories.includes(category)) {
    yield `${at}: x-data-category must be one of ${dataCategories.join(', ')}`;
  }
  if (property['x-impersonal'] === true && (property.type !== 'string' || mayEnterProcess(property))) {
    yield `${at}: x-impersonal must be on free text`;
  }
  if (property['x-process-variable'] !== undefined) {
    if (!isTopLevel) yield `${at}: only a top-level property can be a process variable`;
    if (!mayEnterProcess(property)) {
      yield `${at}: only ids, choices, booleans and dates may become process variables, because the process engine holds no personal data`;
    }
  }
}

/** Whoever writes free text writes personal data; so it must be said who may read it. */
function* fieldGroupProblems(node: SchemaNode, path: string, inherited: boolean): Generator<string> {
  const group = node['x-field-group'];
  if (group !== undefined && !fieldGroups.includes(group)) {
    yield `${path === '' ? 'schema' : path}: x-field-group must be one of ${fieldGroups.join(', ')}`;
  }
  const has = inherited || group !== undefined;
  const siblings = new Set([...allPropertiesOf(node)].map(([name]) => name));
  for (const [name, property] of allPropertiesOf(node)) {
    const at = path === '' ? name : `${path}.${name}`;
    const from = property['x-field-group-from'];
    if (from !== undefined && !siblings.has(from)) {
      yield `${at}: x-field-group-from must name a field beside it`;
    }
    if (!has && isFreeText(property) && property['x-field-group'] === undefined) {
      yield `${at}: give it or the form an x-field-group, so that it is known who may read it`;
    }
    yield* fieldGroupProblems(property, at, has);
    if (property.items) {
      yield* fieldGroupProblems(property.items, `${at}[]`, has || property['x-field-group'] !== undefined);
    }
    if (property.additionalProperties) {
      const around = has || property['x-field-group'] !== undefined;
      yield* fieldGroupProblems(property.additionalProperties, at, around);
    }
  }
}

const isFreeText = (property: SchemaNode): boolean =>
  property['x-instrument'] === 'ratings' ||
  property['x-instrument'] === 'ratings-and-questions' ||
  (property.type === 'array'
    ? property.items?.type === 'string' && !mayEnterProcess(property.items)
    : property.type === 'string' && !mayEnterProcess(property));

/** True when no value of this property can carry free text. */
export function mayEnterProcess(property: SchemaNode): boolean {
  if (property.type === 'array') return property.items !== undefined && mayEnterProcess(property.items);
  if (property.type === 'boolean') return true;
  if (property.type !== 'string') return false;
  return (
    property.enum !== undefined ||
    (property.oneOf?.every((option) => option.const !== undefined) ?? false) ||
    property['x-options'] !== undefined ||
    property.format === 'date' ||
    idPatterns.has(property.pattern ?? '')
  );
}

/** Patterns of the opaque ids that the product issues. */
const idPatterns: ReadonlySet<string> = new Set(['^usr-[A-Za-z0-9_-]{3,40}$', '^case-[A-Za-z0-9_-]{10,40}$']);

function* translationProblems(i18n: unknown, paths: ReadonlySet<string>): Generator<string> {
  if (i18n === undefined) return;
  const english = isObject(i18n) ? i18n['en'] : undefined;
  if (!isObject(english) || !isText(english['title']) || !isText(english['description'])) {
    yield 'i18n.en needs a title and a description';
    return;
  }
  const labels = english['labels'];
  if (!isObject(labels)) {
    yield 'i18n.en.labels must be an object';
    return;
  }
  for (const [path, label] of Object.entries(labels)) {
    if (!paths.has(path)) yield `i18n.en.labels: "${path}" is no property of this form`;
    if (!isText(label)) yield `i18n.en.labels: "${path}" has no text`;
  }
}
