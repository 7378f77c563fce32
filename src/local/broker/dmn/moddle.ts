import { DmnModdle } from 'dmn-moddle';
import {
  firstLine,
  hasDocumentType,
  type ModdleElement,
  type ParseWarning,
  readableWarning,
} from '../moddle-elements.ts';

/** A file that is no DMN, or whose text is damaged. */
export class UnreadableDmn extends Error {
  override readonly name = 'UnreadableDmn';
}

const DMN_1_3 = 'https://www.omg.org/spec/DMN/20191111/MODEL/';

/** The other versions of DMN, whose decision logic has the same elements. */
const OTHER_VERSIONS = [
  'http://www.omg.org/spec/DMN/20151101/dmn.xsd',
  'http://www.omg.org/spec/DMN/20151101/dmn11.xsd',
  'http://www.omg.org/spec/DMN/20180521/MODEL/',
  'https://www.omg.org/spec/DMN/20211108/MODEL/',
  'https://www.omg.org/spec/DMN/20230324/MODEL/',
];

/**
 * Parses DMN XML of any version from 1.1 to 1.5.
 *
 * @throws UnreadableDmn when it is no XML or its root is no `dmn:definitions`
 */
export const parseDmn = async (
  xml: string,
): Promise<{ definitions: ModdleElement; unparsable: readonly string[] }> => {
  if (hasDocumentType(xml)) throw new UnreadableDmn('a document type declaration is not allowed');
  const current = OTHER_VERSIONS.reduce(
    (text, namespace) => text.replaceAll(`"${namespace}"`, `"${DMN_1_3}"`),
    xml,
  );
  try {
    const { rootElement, warnings } = await new DmnModdle().fromXML(current);
    return {
      definitions: rootElement as ModdleElement,
      unparsable: (warnings as readonly ParseWarning[]).map(({ message }) => readableWarning(message)),
    };
  } catch (error) {
    throw new UnreadableDmn(firstLine((error as Error).message), { cause: error });
  }
};
