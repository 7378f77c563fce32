// Tests compile this file outside the web app's own program, which is where these declarations are found otherwise.
// eslint-disable-next-line @typescript-eslint/triple-slash-reference -- ambient declarations export nothing to import
/// <reference path="./untyped-modules.d.ts" />
import { diff, type Differences } from 'bpmn-js-differ';
import { elementType } from './element-type.ts';
import type { ModelElement } from './model.ts';

export interface ComparedElement {
  readonly elementId: string;
  readonly name: string;
  /** The kind of element, a key for translation. */
  readonly type: string;
}

export interface ChangedElement extends ComparedElement {
  /** What changed: `name`, or another attribute or setting of the element. Texts only where both are short texts. */
  readonly changes: readonly {
    readonly property: string;
    readonly before: string | null;
    readonly after: string | null;
  }[];
}

export interface Comparison {
  readonly added: readonly ComparedElement[];
  readonly removed: readonly ComparedElement[];
  readonly changed: readonly ChangedElement[];
  /** Only drawn elsewhere; runs the same. */
  readonly moved: readonly ComparedElement[];
}

/** Parts of an element that have their own structure; people need to know that one changed, not how it is stored. */
const parts = [
  'conditionExpression',
  'documentation',
  'eventDefinitions',
  'extensionElements',
  'loopCharacteristics',
] as const;

/** What is different in `after`, compared with `before` (both `bpmn:Definitions` read by bpmn-moddle). */
export function compare(before: ModelElement, after: ModelElement): Comparison {
  const differences: Differences = diff(before, after);
  const changedIds = new Set(Object.keys(differences._changed));
  const old = elementsById(before);
  const current = elementsById(after);
  return {
    added: Object.values(differences._added).map(describe),
    removed: Object.values(differences._removed).map(describe),
    changed: Object.entries(differences._changed).map(([elementId, { model, attrs }]) => ({
      ...describe(current.get(elementId) ?? model),
      changes: [
        ...Object.entries(attrs)
          .filter(([property]) => !parts.some((part) => property.startsWith(part)))
          // The differ calls the value of its second model `oldValue`.
          .map(([property, values]) => ({
            property,
            before: text(values.newValue),
            after: text(values.oldValue),
          })),
        ...parts
          .filter((part) => shape(old.get(elementId)?.get(part)) !== shape(current.get(elementId)?.get(part)))
          .map((part) => ({ property: part, before: null, after: null })),
      ],
    })),
    moved: Object.values(differences._layoutChanged)
      .filter(({ id }) => !changedIds.has(id) && !(id in differences._added))
      .map(describe),
  };
}

/** Is there anything that makes the process run or read differently? A move of a shape is not. */
export const sameProcess = ({ added, removed, changed }: Comparison): boolean =>
  added.length === 0 && removed.length === 0 && changed.length === 0;

const describe = (element: object): ComparedElement => {
  const model = element as ModelElement;
  return { elementId: model.id, name: model.name?.trim() ?? '', type: elementType(model) };
};

function elementsById(definitions: ModelElement): Map<string, ModelElement> {
  const found = new Map<string, ModelElement>();
  const visit = (element: ModelElement): void => {
    found.set(element.id, element);
    for (const child of element.flowElements ?? []) visit(child);
  };
  for (const root of definitions.rootElements ?? []) visit(root);
  return found;
}

/** Equal texts mean equal parts; types and values count, not the links between the parser's objects. */
const shape = (part: unknown): string | undefined =>
  JSON.stringify(part, (key, value: unknown) => (key.startsWith('$') && key !== '$type' ? undefined : value));

/** Values that a person can read: texts and yes/no, not structures or the parser's references. */
function text(value: unknown): string | null {
  if (typeof value === 'boolean' || typeof value === 'number') return String(value);
  if (typeof value !== 'string' || value.length > 200) return null;
  return value.replace(/^#ref:/, '');
}
