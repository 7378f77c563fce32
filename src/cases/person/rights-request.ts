import { DateTime } from 'luxon';
import { productError } from '../../lib/errors.ts';
import type { CaseFile } from '../case-file.ts';
import { withMessage } from '../messages.ts';
import { participatingPartnerIds } from '../participants.ts';
import { StepImpossible } from '../step-impossible.ts';
import { withTimeline } from '../timeline.ts';
import { suppliersNamedIn } from './own-information.ts';
import { personOf, type RightsAdvice, type RightsDecision, type RightsRequest } from './person-record.ts';

/** Long enough to start the process once the engine is there; a repeat within it starts nothing twice. */
const RECORDED_TTL_MS = 3_600_000;

/** A request counts for all controllers together once the contact point has it (Besluit art. 2, first paragraph). */
export function recordRightsRequest(caseFile: CaseFile, request: RightsRequest): CaseFile {
  const person = personOf(caseFile);
  const { rightsRequestId, at, partnerId } = request;
  const recorded = withTimeline(
    { ...caseFile, person: { ...person, rightsRequests: [...person.rightsRequests, request] } },
    'rights-request-recorded',
    at,
    { partnerId, detail: request.kind },
  );
  return withMessage(
    recorded,
    {
      messageId: rightsRequestId,
      name: 'rights-request-recorded',
      correlationKey: rightsRequestId,
      timeToLiveMs: RECORDED_TTL_MS,
      variables: {
        caseId: caseFile.caseId,
        rightsRequestId,
        municipalityPartnerId: caseFile.municipalityPartnerId,
      },
    },
    at,
  );
}

/** The request that a step is about. @throws StepImpossible when the case does not have it */
export function rightsRequestOf(caseFile: CaseFile, rightsRequestId: unknown): RightsRequest {
  const request = personOf(caseFile).rightsRequests.find(
    (candidate) => candidate.rightsRequestId === rightsRequestId,
  );
  if (request === undefined) {
    throw new StepImpossible(
      `Case ${caseFile.caseId} has no rights request of the id that the process names.`,
    );
  }
  return request;
}

/** The moment from which the legal term counts: the start of the day on which the request came in. */
export const receivedAt = ({ receivedOn }: RightsRequest, timeZone: string): Date =>
  DateTime.fromISO(receivedOn, { zone: timeZone }).toJSDate();

/** Every participant is consulted before the contact point decides (Besluit art. 3, second paragraph). */
export const consultedPartnerIds = participatingPartnerIds;

export function adviseOnRequest(
  caseFile: CaseFile,
  rightsRequestId: unknown,
  advice: RightsAdvice,
): CaseFile {
  const request = rightsRequestOf(caseFile, rightsRequestId);
  if (request.decision !== null) {
    throw productError('rule-refused', { reason: 'Er is al een besluit op dit verzoek.' });
  }
  const others = request.advices.filter(({ partnerId }) => partnerId !== advice.partnerId);
  return withRequest(caseFile, { ...request, advices: [...others, advice] });
}

/**
 * The contact point decides for all. What a participant excepts is not granted (Besluit art. 3, second paragraph).
 *
 * @throws ProductError `rule-refused` when everything would be granted against an exception, when a partial decision withholds
 *   nothing, or when a request for access names information to correct
 */
export function decideOnRequest(
  caseFile: CaseFile,
  rightsRequestId: unknown,
  decision: RightsDecision,
): CaseFile {
  const request = rightsRequestOf(caseFile, rightsRequestId);
  if (decision.choice === 'grant' && request.advices.some(({ choice }) => choice === 'exception')) {
    throw productError('rule-refused', {
      reason:
        'Een deelnemer vindt dat een uitzondering geldt. Wijs het verzoek gedeeltelijk of geheel af (Besluit art. 3).',
    });
  }
  if (request.kind === 'access' && (decision.informationIds ?? []).length > 0) {
    throw productError('rule-refused', {
      reason: 'Bij een verzoek om inzage wordt niets verbeterd of verwijderd. Kies geen informatie.',
    });
  }
  const { withheldPartnerIds, withheldPassages = [] } = decision;
  if (decision.choice === 'partly' && withheldPartnerIds.length === 0 && withheldPassages.length === 0) {
    throw productError('rule-refused', {
      reason: 'Kies wat u weglaat: gegevens van een partner, of een of meer passages.',
    });
  }
  return withTimeline(
    withRequest(caseFile, { ...request, decision }),
    'rights-request-decided',
    decision.at,
    { detail: decision.choice },
  );
}

/** The term can be extended once (art. 12, third paragraph, GDPR). @throws ProductError `rule-refused` the second time */
export function extendRequest(caseFile: CaseFile, rightsRequestId: unknown, at: Date): CaseFile {
  const request = rightsRequestOf(caseFile, rightsRequestId);
  if (request.extendedAt !== null) {
    throw productError('rule-refused', {
      reason: 'De termijn is al een keer verlengd. Neem nu een besluit.',
    });
  }
  return withTimeline(withRequest(caseFile, { ...request, extendedAt: at }), 'rights-request-extended', at);
}

/**
 * Who must carry out the decision, when data are corrected or erased: every recipient (art. 19 GDPR), and whoever supplied what
 * the decision names.
 */
export function executingPartnerIds(caseFile: CaseFile, rightsRequestId: unknown): readonly string[] {
  const request = rightsRequestOf(caseFile, rightsRequestId);
  const { kind, decision } = request;
  const carriesOut = kind !== 'access' && decision !== null && decision.choice !== 'refuse';
  return carriesOut
    ? [...new Set([...participatingPartnerIds(caseFile), ...suppliersNamedIn(caseFile, request)])]
    : [];
}

export function recordExecution(
  caseFile: CaseFile,
  rightsRequestId: unknown,
  execution: RightsRequest['executions'][number],
): CaseFile {
  const request = rightsRequestOf(caseFile, rightsRequestId);
  return withRequest(caseFile, { ...request, executions: [...request.executions, execution] });
}

export function answerRightsRequest(caseFile: CaseFile, rightsRequestId: unknown, at: Date): CaseFile {
  const request = rightsRequestOf(caseFile, rightsRequestId);
  return withTimeline(withRequest(caseFile, { ...request, answeredAt: at }), 'rights-request-answered', at);
}

/** Notes a printout in the case, before it is handed over. @throws ProductError `rule-refused` when none may be made */
export function recordExport(
  caseFile: CaseFile,
  rightsRequestId: string,
  made: RightsRequest['exports'][number],
): CaseFile {
  const request = rightsRequestOf(caseFile, rightsRequestId);
  if (!isExportable(request)) {
    throw productError('rule-refused', {
      reason: 'Een uitdraai kan pas als inzage geheel of gedeeltelijk is toegewezen.',
    });
  }
  return withTimeline(
    withRequest(caseFile, { ...request, exports: [...request.exports, made] }),
    'access-export-made',
    made.at,
  );
}

export const isExportable = ({ kind, decision }: RightsRequest): boolean =>
  kind === 'access' && decision !== null && decision.choice !== 'refuse';

function withRequest(caseFile: CaseFile, request: RightsRequest): CaseFile {
  const person = personOf(caseFile);
  return {
    ...caseFile,
    person: {
      ...person,
      rightsRequests: person.rightsRequests.map((candidate) =>
        candidate.rightsRequestId === request.rightsRequestId ? request : candidate,
      ),
    },
  };
}
