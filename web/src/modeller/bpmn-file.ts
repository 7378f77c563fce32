/** A file that somebody chose to open, handed to the editor through the navigation state. */
export interface ChosenFile {
  readonly name: string;
  readonly xml: string;
}

/** As many characters as the API accepts in one diagram. */
const largestXml = 2_000_000;

export class UnusableFile extends Error {}

/**
 * Reads a file that should hold a BPMN diagram.
 * @throws UnusableFile with `tooLarge` or the XML parser's reason
 */
export async function readBpmnFile(file: File): Promise<ChosenFile> {
  if (file.size > 4 * largestXml) throw new UnusableFile('tooLarge');
  const xml = await file.text();
  if (xml.length > largestXml) throw new UnusableFile('tooLarge');
  const parsed = new DOMParser().parseFromString(xml, 'application/xml');
  const parseError = parsed.querySelector('parsererror');
  if (parseError) throw new UnusableFile(firstLine(parseError.textContent));
  const root = parsed.documentElement;
  if (root.localName !== 'definitions' || !root.namespaceURI?.includes('/BPMN/')) {
    throw new UnusableFile(`<${root.nodeName}>`);
  }
  return { name: file.name, xml };
}

const firstLine = (text: string | null) =>
  text
    ?.replace(/^This page contains the following errors:/, '')
    .split('\n')[0]
    ?.trim() ?? '';
