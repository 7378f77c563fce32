import { compileSchema } from './compile-schema.ts';
import type { SchemaNode } from './form.ts';

/** The properties that an object has, given what is filled in, and those that belong to another choice. */
export interface ApplicableProperties {
  readonly active: ReadonlyMap<string, SchemaNode>;
  readonly inactive: ReadonlySet<string>;
}

/** The node itself and its `allOf` members: the places where a form may put `if`. */
function* conditionsOf(node: SchemaNode): Generator<SchemaNode> {
  if (node.if) yield node;
  for (const member of node.allOf ?? []) {
    if (member.if) yield member;
  }
}

/** All property schemas of an object, those of every `then` and `else` included. */
export function* allPropertiesOf(node: SchemaNode): Generator<readonly [name: string, schema: SchemaNode]> {
  yield* Object.entries(node.properties ?? {});
  for (const { then, else: otherwise } of conditionsOf(node)) {
    if (then) yield* allPropertiesOf(then);
    if (otherwise) yield* allPropertiesOf(otherwise);
  }
}

/** All properties of an object, each as it is first described: a branch may only narrow one that is there. */
export function propertiesByName(node: SchemaNode): ReadonlyMap<string, SchemaNode> {
  const nodes = new Map<string, SchemaNode>();
  for (const [name, schema] of allPropertiesOf(node)) if (!nodes.has(name)) nodes.set(name, schema);
  return nodes;
}

/** Evaluates the conditions of an object schema on `data`. */
export function applicableProperties(node: SchemaNode, data: unknown): ApplicableProperties {
  const active = new Map(Object.entries(node.properties ?? {}));
  for (const condition of conditionsOf(node)) {
    const branch = compileSchema({ type: 'object', ...condition.if })(data) ? condition.then : condition.else;
    if (!branch) continue;
    for (const [name, schema] of applicableProperties(branch, data).active) {
      // A branch may add a property, or only narrow one that is there: it stays what it was otherwise.
      active.set(name, { ...active.get(name), ...schema });
    }
  }
  const inactive = new Set<string>();
  for (const [name] of allPropertiesOf(node)) {
    if (!active.has(name)) inactive.add(name);
  }
  return { active, inactive };
}

/** True for a JSON object. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
