import type { ErrorDetail } from '../../lib/errors.ts';
import type { AuthoredProcess } from './process-xml.ts';

/** What the rest of the product knows and a process may refer to. */
export interface ProcessConventions {
  readonly formIds: ReadonlySet<string>;
  /** Ids in config/terms.json. */
  readonly termIds: ReadonlySet<string>;
}

/**
 * Mistakes that the engine cannot see but that would leave a case waiting for ever: a user task nobody gets, or with a form
 * or term that does not exist.
 */
export function conventionErrors(
  process: AuthoredProcess,
  { formIds, termIds }: ProcessConventions,
): readonly ErrorDetail[] {
  const errors: ErrorDetail[] = [];
  for (const { elementId, formKey, headers, hasOwner } of process.userTasks) {
    const add = (message: string) => errors.push({ elementId, message });
    const known = [...formIds].sort().join(', ');
    // The names that the modeller gives to the fields of the properties panel.
    if (formKey === undefined)
      add(
        `Deze taak heeft geen formulier. Kies bij "Formulier" de soort "Eigen formulier (sleutel)" en vul er een in: ${known}.`,
      );
    else if (!formKey.startsWith('=') && !formIds.has(formKey))
      add(`Formulier "${formKey}" bestaat niet. Kies een van: ${known}.`);
    if (!hasOwner)
      add('Deze taak komt bij niemand terecht. Vul bij "Toewijzing" een persoon of organisatie in.');
    const term = headers['term'];
    if (term !== undefined && term !== '' && !term.startsWith('=') && !termIds.has(term))
      add(`Termijn "${term}" bestaat niet. Kies een van: ${[...termIds].sort().join(', ')}.`);
  }
  return errors;
}
