import type { ErrorDetail } from '../../lib/errors.ts';

/**
 * Reads the engine's refusal of a deployment. Zeebe lists per file and element:
 *
 *     'screening.bpmn': - Element: vote > extensionElements > taskDefinition
 *         - ERROR: Attribute 'type' must be present and not empty
 *
 * The element is a path from the element with an id to the part that is wrong.
 *
 * @returns one detail per error; without element id where the text names none
 */
export function deploymentErrors(message: string): readonly ErrorDetail[] {
  const [, ...entries] = message.split(/-\s*Element:\s*/);
  const details = entries.flatMap((entry) => {
    const [path = '', ...errors] = entry.split(/-\s*(?:ERROR|WARNING):\s*/);
    const [elementId = ''] = path.trim().split(/\s*>\s*|\s/, 1);
    return errors.map((error) => ({
      ...(elementId === '' ? {} : { elementId }),
      message: sentence(error),
    }));
  });
  return details.filter(({ message: text }) => text !== '');
}

/** The engine's reason without the client's wrapping; for a message that names no element. */
export function deploymentReason(message: string): string {
  return sentence(
    message
      .replace(/^deploy[^:]*:\s*/, '')
      .replace(/^.*encountered the following errors:\s*/s, '')
      .slice(0, 1000),
  );
}

/** One line, without the name of the next file and the client's error code, which may follow the last error. */
function sentence(text: string): string {
  return text
    .replace(/\s*'[^'\n]*':\s*$/, '')
    .replace(/\s*\((?:invalid-argument)\)\s*$/, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
