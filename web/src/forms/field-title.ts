import { nodesAlong } from './schema-at.ts';
import type { JsonSchema } from './validate-data.ts';

/** The titles on the way from the form to a value, for naming a field in the list of errors: `Doel 2 – Eigenaar`. */
export function fieldTitle(schema: JsonSchema, path: (string | number)[]): string {
  const titles: string[] = [];
  nodesAlong(schema, path)
    .slice(1)
    .forEach((nodes, index) => {
      const segment = path[index]!;
      const title = nodes.find((node) => node.title !== undefined)?.title;
      if (typeof segment === 'number') {
        const list = titles.pop() ?? '';
        titles.push(`${title ?? list} ${segment + 1}`);
      } else {
        titles.push(title ?? segment);
      }
    });
  return titles.slice(-2).join(' – ');
}
