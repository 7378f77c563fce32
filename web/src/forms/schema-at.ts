import type { JsonSchema } from './validate-data.ts';

export interface SchemaNode {
  title?: string;
  type?: string;
  properties?: Record<string, SchemaNode>;
  items?: SchemaNode;
  allOf?: SchemaNode[];
  then?: SchemaNode;
  else?: SchemaNode;
}

/** The nodes that describe the value at each step of a path, the form's own node first. */
export function nodesAlong(schema: JsonSchema, path: (string | number)[]): SchemaNode[][] {
  const steps: SchemaNode[][] = [[schema]];
  for (const segment of path) {
    const parents = (steps.at(-1) ?? []).flatMap(sameValue);
    steps.push(
      parents.flatMap((node) =>
        typeof segment === 'number' ? (node.items ?? []) : (node.properties?.[segment] ?? []),
      ),
    );
  }
  return steps;
}

/** The node that describes the value at a path; the one with a type where several speak of it. */
export function schemaAt(schema: JsonSchema, path: (string | number)[]): SchemaNode | undefined {
  const nodes = nodesAlong(schema, path).at(-1) ?? [];
  return nodes.find((node) => node.type !== undefined) ?? nodes[0];
}

/** A node and everything in it that speaks of the same value. */
export function sameValue(node: SchemaNode): SchemaNode[] {
  const others = [...(node.allOf ?? []), node.then, node.else].filter((other) => other !== undefined);
  return [node, ...others.flatMap(sameValue)];
}
