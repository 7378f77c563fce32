import type { UiSchema } from '@rjsf/utils';
import { nodesAlong, sameValue } from './schema-at.ts';
import type { JsonSchema } from './validate-data.ts';

type Path = (string | number)[];

/** Sorts what belongs to fields into the order in which the form shows the fields. */
export function inReadingOrder<T extends { path: Path }>(
  schema: JsonSchema,
  uiSchema: UiSchema,
  entries: T[],
): T[] {
  return entries
    .map((entry) => ({ entry, place: placeOf(schema, uiSchema, entry.path) }))
    .toSorted((one, other) => comparePlaces(one.place, other.place))
    .map(({ entry }) => entry);
}

function placeOf(schema: JsonSchema, uiSchema: UiSchema, path: Path): number[] {
  const steps = nodesAlong(schema, path);
  return path.map((segment, depth) => {
    if (typeof segment === 'number') return segment;
    const wanted = uiSchemaAt(uiSchema, path.slice(0, depth))?.['ui:order'];
    const names = (steps[depth] ?? [])
      .flatMap(sameValue)
      .flatMap((node) => Object.keys(node.properties ?? {}));
    const index = (Array.isArray(wanted) ? wanted : names).indexOf(segment);
    return index < 0 ? Number.MAX_SAFE_INTEGER : index;
  });
}

function comparePlaces(one: number[], other: number[]): number {
  for (const [depth, index] of one.entries()) {
    const difference = index - (other[depth] ?? -1);
    if (difference !== 0) return difference;
  }
  return one.length - other.length;
}

/** The part of a uiSchema that speaks of the value at a path. */
export function uiSchemaAt(uiSchema: UiSchema, path: Path): UiSchema | undefined {
  return path.reduce<UiSchema | undefined>(
    (current, segment) =>
      (typeof segment === 'number' ? current?.items : current?.[segment]) as UiSchema | undefined,
    uiSchema,
  );
}
