import { fieldGroups, type FieldGroup } from '../contract/access.ts';
import type { FormData } from './case-file.ts';
import type { FieldAccess } from './configuration.ts';
import type { SchemaNode } from './forms/index.ts';
import { isObject, propertiesByName } from './forms/schema-walk.ts';

type Categories = FieldAccess['categories'];

/** Of a field that no form describes any more nobody knows what it holds; so it takes whoever may read everything. */
export const unknownGroups: readonly FieldGroup[] = fieldGroups;

/**
 * The groups of one field: its own mark, else what the sibling it names was filled in with, else what holds around it.
 *
 * @param siblings the data of the object that the field is in
 */
export function groupsOf(
  field: SchemaNode,
  siblings: FormData,
  around: readonly FieldGroup[],
  categories: Categories,
): readonly FieldGroup[] {
  const own = field['x-field-group'];
  if (own !== undefined) return [own];
  const from = field['x-field-group-from'];
  if (from === undefined) return around;
  const chosen = [siblings[from] ?? []].flat();
  const found = chosen.flatMap(
    (category) => (typeof category === 'string' ? categories[category] : undefined) ?? unknownGroups,
  );
  return found.length === 0 ? around : [...new Set(found)];
}

/** The groups around the fields of a form. */
export function groupsOfForm(schema: SchemaNode | undefined): readonly FieldGroup[] {
  const own = schema?.['x-field-group'];
  return own === undefined ? unknownGroups : [own];
}

/** What of filled-in data may be read; list entries of which nothing is left are gone too. */
export function readableData(
  schema: SchemaNode,
  data: FormData,
  categories: Categories,
  mayRead: (groups: readonly FieldGroup[]) => boolean,
): FormData {
  const objectOf = (node: SchemaNode, value: FormData, around: readonly FieldGroup[]): FormData => {
    const nodes = propertiesByName(node);
    return Object.fromEntries(
      Object.entries(value).flatMap(([name, entry]) => {
        const field = nodes.get(name);
        const groups = field === undefined ? unknownGroups : groupsOf(field, value, around, categories);
        const readable = valueOf(field ?? {}, entry, groups);
        return readable === undefined ? [] : [[name, readable]];
      }),
    );
  };
  const valueOf = (node: SchemaNode, value: unknown, groups: readonly FieldGroup[]): unknown => {
    if (isObject(value)) return nonEmpty(objectOf(node, value, groups));
    if (Array.isArray(value) && value.some(isObject)) {
      const entries = (value as unknown[]).map((entry) => valueOf(node.items ?? {}, entry, groups));
      const left = entries.filter((entry) => entry !== undefined);
      return left.length === 0 ? undefined : left;
    }
    return mayRead(groups) ? value : undefined;
  };
  return objectOf(schema, data, groupsOfForm(schema));
}

const nonEmpty = (data: FormData): FormData | undefined =>
  Object.keys(data).length === 0 ? undefined : data;
