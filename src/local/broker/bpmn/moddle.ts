import { createRequire } from 'node:module';
import { BpmnModdle } from 'bpmn-moddle';

/** An element as bpmn-moddle parses it; `$type` is the prefixed XML type (`bpmn:ServiceTask`, `zeebe:Input`). */
export interface BpmnElement {
  readonly $type: string;
  readonly id?: string;
  readonly name?: string;
  readonly $parent?: BpmnElement;
  /** The value of a property, or undefined; of a repeated property always an array. */
  get(property: string): unknown;
}

/** A file that is no BPMN, or whose text is damaged. */
export class UnreadableBpmn extends Error {
  override readonly name = 'UnreadableBpmn';
}

interface ParseWarning {
  readonly message: string;
  readonly element?: BpmnElement;
  readonly property?: string;
  readonly value?: string;
}

/** A parsed file. */
export interface BpmnFile {
  readonly definitions: BpmnElement;
  /** References to ids that do not exist. */
  readonly danglingReferences: readonly {
    readonly element: BpmnElement;
    readonly property: string;
    readonly id: string;
  }[];
  /** Texts of everything else that could not be understood. */
  readonly unparsable: readonly string[];
}

const zeebe = createRequire(import.meta.url)('zeebe-bpmn-moddle/resources/zeebe.json') as Record<
  string,
  unknown
>;

/**
 * Parses BPMN XML with the `zeebe` extension elements.
 *
 * @throws UnreadableBpmn when it is no XML or its root is no `bpmn:definitions`
 */
export const parseBpmn = async (xml: string): Promise<BpmnFile> => {
  // A document type may define entities that grow without bound; BPMN has no use for one.
  if (/<!DOCTYPE/i.test(xml)) throw new UnreadableBpmn('a document type declaration is not allowed');
  const moddle = new BpmnModdle({ zeebe });
  let parsed: { rootElement: BpmnElement; warnings: readonly ParseWarning[] };
  try {
    parsed = (await moddle.fromXML(xml)) as unknown as typeof parsed;
  } catch (error) {
    throw new UnreadableBpmn(firstLine((error as Error).message), { cause: error });
  }
  const danglingReferences: BpmnFile['danglingReferences'][number][] = [];
  const unparsable: string[] = [];
  for (const warning of parsed.warnings) {
    const { element, property, value } = warning;
    if (
      element !== undefined &&
      property !== undefined &&
      value !== undefined &&
      /unresolved/.test(warning.message)
    ) {
      danglingReferences.push({ element, property, id: value });
    } else {
      unparsable.push(readableWarning(warning.message));
    }
  }
  return { definitions: parsed.rootElement, danglingReferences, unparsable };
};

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? text;

/** moddle spreads a warning over lines; the position and the nested error matter to an author. */
const readableWarning = (message: string): string => message.split(/\s*\n\s*/).join(', ');

/** A child element of the given extension type, such as `zeebe:TaskDefinition`. */
export const extension = (element: BpmnElement, type: string): BpmnElement | undefined =>
  extensions(element).find((candidate) => candidate.$type === type);

/** All extension elements. */
export const extensions = (element: BpmnElement): readonly BpmnElement[] =>
  list((element.get('extensionElements') as BpmnElement | undefined)?.get('values'));

/** A repeated property as an array of elements. */
export const list = (value: unknown): readonly BpmnElement[] =>
  Array.isArray(value) ? (value as BpmnElement[]) : [];

/** A single referenced or contained element. */
export const element = (owner: BpmnElement, property: string): BpmnElement | undefined => {
  const value = owner.get(property);
  return typeof value === 'object' && value !== null ? (value as BpmnElement) : undefined;
};

/** An attribute as text; undefined when absent or empty. */
export const text = (owner: BpmnElement | undefined, property: string): string | undefined => {
  const value = owner?.get(property);
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
};

/** A boolean attribute. */
export const flag = (owner: BpmnElement, property: string): boolean => owner.get(property) === true;

/** The body of an expression element such as `bpmn:timeDuration`. */
export const bodyOf = (owner: BpmnElement, property: string): string | undefined =>
  text(element(owner, property), 'body');
