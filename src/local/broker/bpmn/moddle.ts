import { createRequire } from 'node:module';
import { BpmnModdle } from 'bpmn-moddle';
import {
  element,
  firstLine,
  hasDocumentType,
  list,
  type ModdleElement,
  type ParseWarning,
  readableWarning,
  text,
} from '../moddle-elements.ts';

export { element, flag, list, text } from '../moddle-elements.ts';

/** An element as bpmn-moddle parses it. */
export type BpmnElement = ModdleElement;

/** A file that is no BPMN, or whose text is damaged. */
export class UnreadableBpmn extends Error {
  override readonly name = 'UnreadableBpmn';
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
  /** Texts of everything else that could not be understood, except extension elements that nobody here knows. */
  readonly unparsable: readonly string[];
}

const zeebe = createRequire(import.meta.url)('zeebe-bpmn-moddle/resources/zeebe.json') as Record<
  string,
  unknown
>;

/** What an older or newer modeler adds to an element is no concern of Zeebe, which leaves it unread. */
const UNKNOWN_EXTENSION = /unknown type <zeebe:/;

/**
 * Parses BPMN XML with the `zeebe` extension elements.
 *
 * @throws UnreadableBpmn when it is no XML or its root is no `bpmn:definitions`
 */
export const parseBpmn = async (xml: string): Promise<BpmnFile> => {
  if (hasDocumentType(xml)) throw new UnreadableBpmn('a document type declaration is not allowed');
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
    } else if (!UNKNOWN_EXTENSION.test(warning.message)) {
      unparsable.push(readableWarning(warning.message));
    }
  }
  return { definitions: parsed.rootElement, danglingReferences, unparsable };
};

/** A child element of the given extension type, such as `zeebe:TaskDefinition`. */
export const extension = (element: BpmnElement, type: string): BpmnElement | undefined =>
  extensions(element).find((candidate) => candidate.$type === type);

/** All extension elements. */
export const extensions = (element: BpmnElement): readonly BpmnElement[] =>
  list((element.get('extensionElements') as BpmnElement | undefined)?.get('values'));

/** The body of an expression element such as `bpmn:timeDuration`. */
export const bodyOf = (owner: BpmnElement, property: string): string | undefined =>
  text(element(owner, property), 'body');
