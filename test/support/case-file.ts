import type { CaseFile, Composition, Submission } from '../../src/cases/case-file.ts';
import { fieldGroups } from '../../src/contract/access.ts';
import type { User } from '../../src/cases/people.ts';
import { openCaseFile } from '../../src/cases/signals.ts';

/** A Monday, 11:00 in Amsterdam. */
export const monday = new Date('2026-03-02T10:00:00.000Z');

/** An attendee of a partner, ready to work on the cases of these tests. */
export const attendee = (userId: string, partnerId: string): User => ({
  userId: `usr-${userId}`,
  partnerId,
  name: userId,
  roles: ['attendee'],
  municipalityIds: ['town'],
  chairedMunicipalityIds: [],
  fieldGroups: { casework: fieldGroups, lawfulnessReview: [], known: ['ordinary'] },
  at: monday,
  missing: [],
});

/** Partners of the fictional cases in tests. */
export const partners = {
  municipality: 'town',
  police: 'police',
  prosecution: 'prosecution',
  care: 'care',
  other: 'elsewhere',
} as const;

/** A case just opened by the care partner; `changes` replace its fields. */
export function aCase(changes: Partial<CaseFile> = {}): CaseFile {
  const opened = openCaseFile({
    caseId: 'case-0123456789abcdef',
    reference: 'C-2026-0001',
    municipality: {
      municipalityId: 'town',
      name: 'Town',
      municipalityPartnerId: partners.municipality,
      policePartnerId: partners.police,
      prosecutionPartnerId: partners.prosecution,
    },
    signal: {
      signalId: 'signal-1',
      requestId: 'request-0001',
      partnerId: partners.care,
      userId: 'usr-care',
      at: monday,
      data: { facts: 'Feiten' },
      assessedIn: null,
    },
  });
  return { ...opened, outbox: [], ...changes };
}

/** A composition of the three screening partners and care; the case manager is of the municipality. */
export const aComposition: Composition = {
  partners: ['town', 'police', 'prosecution', 'care'].map((partnerId) => ({ partnerId, reason: 'Nodig' })),
  caseManagerId: 'usr-town',
  deputyId: 'usr-town-deputy',
  submissionId: '900',
  registeredAt: monday,
};

/** A submission of a form; `changes` replace its fields. */
export function aSubmission(
  submissionId: string,
  formId: string,
  user: User,
  data: Submission['data'] = {},
  changes: Partial<Submission> = {},
): Submission {
  return {
    submissionId,
    itemId: `itm-${submissionId}`,
    jobKey: submissionId,
    formId,
    stepName: formId,
    processId: 'process',
    processVersion: 1,
    processDefinitionKey: '1',
    processInstanceKey: '2',
    elementId: formId,
    elementInstanceKey: '3',
    partnerId: user.partnerId,
    userId: user.userId,
    at: monday,
    data,
    variables: {},
    refs: {},
    ...changes,
  };
}
