import type { CaseFile } from '../case-file.ts';
import { withMessage } from '../messages.ts';
import { StepImpossible } from '../step-impossible.ts';
import { withTimeline } from '../timeline.ts';
import { personOf, type DataBreach } from './person-record.ts';

/** Long enough to start the process once the engine is there; a repeat within it starts nothing twice. */
const REPORTED_TTL_MS = 3_600_000;

/** Any participant reports, or the judgement of an emergency access does; the contact point takes it from there (Besluit art. 5, first paragraph). */
export function reportDataBreach(caseFile: CaseFile, breach: DataBreach): CaseFile {
  const person = personOf(caseFile);
  const { dataBreachId, breakGlassId, at, partnerId } = breach;
  const reported = withTimeline(
    { ...caseFile, person: { ...person, dataBreaches: [...person.dataBreaches, breach] } },
    'data-breach-reported',
    at,
    { partnerId, detail: breakGlassId === undefined ? null : 'break-glass' },
  );
  return withMessage(
    reported,
    {
      messageId: dataBreachId,
      name: 'data-breach-reported',
      correlationKey: dataBreachId,
      timeToLiveMs: REPORTED_TTL_MS,
      variables: {
        caseId: caseFile.caseId,
        dataBreachId,
        municipalityPartnerId: caseFile.municipalityPartnerId,
      },
    },
    at,
  );
}

/** The breach that a step is about. @throws StepImpossible when the case does not have it */
export function dataBreachOf(caseFile: CaseFile, dataBreachId: unknown): DataBreach {
  const breach = personOf(caseFile).dataBreaches.find((candidate) => candidate.dataBreachId === dataBreachId);
  if (breach === undefined) {
    throw new StepImpossible(`Case ${caseFile.caseId} has no data breach of the id that the process names.`);
  }
  return breach;
}

/** Records what a step found or did: the risk, the notification, the persons informed, the end. */
export function updateDataBreach(
  caseFile: CaseFile,
  dataBreachId: unknown,
  changes: Partial<Pick<DataBreach, 'risk' | 'authorityNotifiedAt' | 'affected' | 'closedAt'>>,
): CaseFile {
  const breach = { ...dataBreachOf(caseFile, dataBreachId), ...changes };
  const person = personOf(caseFile);
  const updated = {
    ...caseFile,
    person: {
      ...person,
      dataBreaches: person.dataBreaches.map((candidate) =>
        candidate.dataBreachId === breach.dataBreachId ? breach : candidate,
      ),
    },
  };
  return changes.closedAt ? withTimeline(updated, 'data-breach-closed', changes.closedAt) : updated;
}
