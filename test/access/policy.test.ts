import { describe, expect, test } from '@jest/globals';
import { actions, can, type Action, type Resources } from '../../src/access/policy.ts';
import type { CaseFile, ScreeningRound, Submission } from '../../src/cases/case-file.ts';
import type { InformationItem } from '../../src/cases/information/model.ts';
import type { User } from '../../src/cases/people.ts';
import type { ProvisionPackage } from '../../src/cases/provision/provision-record.ts';
import { fieldGroups } from '../../src/contract/access.ts';
import { aCase, aComposition, aSubmission, attendee, monday } from '../support/case-file.ts';
import { anItem } from '../support/inbox-item.ts';

// --- who ----------------------------------------------------------------------------------------------------------

const people = {
  caseManager: attendee('town', 'town'),
  deputy: attendee('town-deputy', 'town'),
  police: attendee('police', 'police'),
  policeColleague: attendee('police-2', 'police'),
  prosecution: attendee('prosecution', 'prosecution'),
  recorder: attendee('recorder', 'reporter'),
  careAssessor: {
    ...attendee('care', 'care'),
    fieldGroups: { casework: ['ordinary'], lawfulnessReview: [], known: ['ordinary'] },
  },
  outsider: attendee('outsider', 'elsewhere'),
  /** Broke the glass of the cases that have `opened`. */
  glassBreaker: {
    ...attendee('glass-breaker', 'elsewhere'),
    fieldGroups: { casework: ['ordinary'], lawfulnessReview: [], known: ['ordinary'] },
  },
  /** Of the same organisation as those who take part, but designated for another municipality. */
  policeElsewhere: { ...attendee('police-3', 'police'), municipalityIds: ['village'] },
  untrained: { ...attendee('police-4', 'police'), missing: ['training'] },
  chair: { ...attendee('chair', 'safety-house'), roles: ['chair'], chairedMunicipalityIds: ['town'] },
  chairElsewhere: {
    ...attendee('chair-2', 'town'),
    roles: ['chair'],
    municipalityIds: ['village'],
    chairedMunicipalityIds: ['village'],
  },
  chairNotSworn: {
    ...attendee('chair-3', 'safety-house'),
    roles: ['chair'],
    chairedMunicipalityIds: ['town'],
    missing: ['secrecy'],
  },
  reviewer: {
    ...attendee('reviewer', 'town'),
    roles: ['lawfulness-reviewer'],
    fieldGroups: { casework: fieldGroups, lawfulnessReview: ['ordinary'], known: ['ordinary', 'identity'] },
  },
  designer: { ...attendee('designer', 'town'), roles: ['process-designer'] },
  manager: { ...attendee('manager', 'town'), roles: ['manager'] },
  administrator: { ...attendee('administrator', 'town'), roles: ['administrator'] },
  reviewerElsewhere: {
    ...attendee('reviewer-2', 'town'),
    roles: ['lawfulness-reviewer'],
    municipalityIds: ['village'],
  },
  reviewerNotSworn: {
    ...attendee('reviewer-3', 'town'),
    roles: ['lawfulness-reviewer'],
    missing: ['secrecy'],
  },
  thirdParty: { ...attendee('third-party', 'housing'), roles: ['external-provider'] },
  otherThirdParty: { ...attendee('other-third-party', 'housing'), roles: ['external-provider'] },
  nobody: { ...attendee('nobody', 'town'), roles: [] },
} satisfies Record<string, User>;
type Who = keyof typeof people;
/** Attendees who are ready and designated for this municipality, whether they take part or not. */
const designated: readonly Who[] = [
  'caseManager',
  'deputy',
  'police',
  'policeColleague',
  'prosecution',
  'recorder',
  'careAssessor',
  'outsider',
  'glassBreaker',
];
const reviewers: readonly Who[] = ['reviewer', 'reviewerElsewhere', 'reviewerNotSworn'];
const everyone = Object.keys(people) as Who[];

// --- what ---------------------------------------------------------------------------------------------------------

const forPolice = anItem();
const takenByPolice = anItem({ assigneeId: people.police.userId });
const forCaseManager = anItem({
  assigneeId: people.caseManager.userId,
  candidateUserIds: [people.caseManager.userId, people.deputy.userId],
  candidatePartnerIds: [],
});
const forAssessor = anItem({
  assigneeId: people.careAssessor.userId,
  candidateUserIds: [people.careAssessor.userId],
  candidatePartnerIds: [],
});

const policeInformation: InformationItem = {
  informationId: 'information-1-1',
  partnerId: 'police',
  userId: people.police.userId,
  suppliedAt: monday,
  submissionId: '1',
  requestId: 'request-1',
  ground: 'wgpart',
  category: 'ordinary',
  hiddenFromPartnerIds: ['care'],
  content: {},
};

const signals = aCase().signals.map((signal) => ({ ...signal, partnerId: 'reporter' }));
const [firstSignal] = signals;
if (firstSignal === undefined) throw new Error('a case has a signal');
const beforeComposition = aCase({ signals, phase: 'screening' });
const composed = aCase({ signals, phase: 'monitoring', composition: aComposition });
const closed = { ...composed, phase: 'closed' as const, shieldedAt: monday };
const notAdmitted = { ...beforeComposition, phase: 'not-admitted' as const, shieldedAt: monday };

const policeVote = aSubmission('10', 'screening-vote', people.police);
const round = (talliedAt: Date | null): ScreeningRound => ({
  round: 1,
  startedAt: monday,
  votes: [
    {
      partnerId: 'police',
      userId: people.police.userId,
      at: monday,
      choice: 'admit',
      submissionId: policeVote.submissionId,
    },
  ],
  talliedAt,
  result: null,
  dissent: [],
  next: null,
});
const voting = { ...beforeComposition, submissions: [policeVote], screeningRounds: [round(null)] };
const tallied = { ...beforeComposition, submissions: [policeVote], screeningRounds: [round(monday)] };

const firstAssessment = aSubmission('20', 'risk-assessment', people.police);
const secondAssessment = aSubmission('21', 'risk-assessment', people.careAssessor);
const taxation = (second: boolean): CaseFile => ({
  ...composed,
  submissions: second ? [firstAssessment, secondAssessment] : [firstAssessment],
  riskTaxations: [
    {
      taxation: 1,
      appointedAt: monday,
      firstAssessorId: people.police.userId,
      secondAssessorId: people.careAssessor.userId,
      assessments: [
        { assessor: 'first', userId: people.police.userId, at: monday, submissionId: '20' },
        ...(second
          ? [
              {
                assessor: 'second' as const,
                userId: people.careAssessor.userId,
                at: monday,
                submissionId: '21',
              },
            ]
          : []),
      ],
      comparedAt: null,
      differences: [],
      consensus: null,
    },
  ],
});
const plan = aSubmission('30', 'plan', people.caseManager);
const submission = (value: Submission) => ({ kind: 'submission' as const, submission: value });
const signal = { kind: 'signal' as const, signal: firstSignal };
const match = aSubmission('40', 'signal-match', people.chair);
/** The partner `reporter` recorded its signal elsewhere; others brought it into this case. */
const joined = {
  ...composed,
  signals: signals.map((each) => ({ ...each, linkedFrom: { caseId: 'case-own', recordedAt: monday } })),
};
const forChair = anItem({ candidateUserIds: [people.chair.userId], candidatePartnerIds: [] });

// --- the table: who may, everyone else may not ----------------------------------------------------------------------

const team: Who[] = ['caseManager', 'deputy', 'police', 'policeColleague', 'prosecution', 'careAssessor'];
const screeners: Who[] = ['caseManager', 'deputy', 'police', 'policeColleague', 'prosecution'];
const attendees: Who[] = [...team, 'recorder', 'outsider', 'glassBreaker', 'policeElsewhere'];

const opened = {
  breakGlass: [
    {
      breakGlassId: 'glass-1',
      requestId: 'request-0001',
      userId: people.glassBreaker.userId,
      partnerId: 'elsewhere',
      reason: 'Er dreigt nu gevaar.',
      at: monday,
      until: new Date(monday.getTime() + 1),
      review: null,
    },
  ],
};
const ended = { breakGlass: opened.breakGlass.map((each) => ({ ...each, until: monday })) };
const emergency = { ...composed, ...opened };
const breakGlassReview = aSubmission('40', 'break-glass-review', people.reviewer);

const contactPoint: Who[] = ['caseManager', 'deputy'];
const thirdParties: Who[] = ['thirdParty', 'otherThirdParty'];
const forReviewer = anItem({ candidateUserIds: [people.reviewer.userId], candidatePartnerIds: [] });
/** About a case of the town, for the consultation of the village that may receive it. */
const forReceivingChair = anItem({
  municipalityId: 'village',
  candidateUserIds: [people.chair.userId, people.chairElsewhere.userId],
  candidatePartnerIds: [],
});
/** Named before somebody else came to chair the village. */
const forChairOfVillage = anItem({
  municipalityId: 'village',
  isChairs: true,
  assigneeId: people.policeElsewhere.userId,
  candidateUserIds: [people.chair.userId, people.policeElsewhere.userId],
  candidatePartnerIds: [],
});
const received = {
  ...beforeComposition,
  signals: signals.map((each) => ({ ...each, transferId: 'transfer-1' })),
};
const receivedPlan = {
  kind: 'received-document' as const,
  document: { documentId: 'plan-1', kind: 'plan' as const, madeAt: monday, lines: [] },
};
const released: ProvisionPackage = {
  packageId: 'package-1',
  requestId: 'request-0001',
  proposedAt: monday,
  partnerId: 'police',
  userId: people.police.userId,
  recipientId: people.thirdParty.userId,
  purpose: 'Doel',
  necessity: 'Noodzaak',
  expiresAt: new Date('2026-04-01T00:00:00Z'),
  items: [],
  questions: [],
  decision: null,
  releasedAt: monday,
  endedAt: null,
};

type Row = { [A in Action]: [A, string, Resources[A], readonly Who[]] }[Action];
const table: readonly Row[] = [
  ['inbox-item.read', 'of a partner', forPolice, ['police', 'policeColleague']],
  ['inbox-item.read', 'taken by a colleague', takenByPolice, ['police', 'policeColleague']],
  ['inbox-item.read', 'of the case manager', forCaseManager, ['caseManager', 'deputy']],
  ['inbox-item.read', 'of one assessor', forAssessor, ['careAssessor']],
  [
    'inbox-item.read',
    'done by someone who since left the partner',
    anItem({ state: 'completed', candidatePartnerIds: [], completedBy: people.outsider.userId }),
    ['outsider'],
  ],
  ['inbox-item.read', 'of the chair that receives a case', forReceivingChair, ['chairElsewhere']],
  ['inbox-item.complete', 'of the chair that receives a case', forReceivingChair, ['chairElsewhere']],
  ['inbox-item.read', 'of whoever chairs the village by then', forChairOfVillage, ['chairElsewhere']],
  ['inbox-item.complete', 'of whoever chairs the village by then', forChairOfVillage, ['chairElsewhere']],
  ['inbox-item.read', 'of a lawfulness reviewer', forReviewer, ['reviewer']],
  ['inbox-item.complete', 'of a lawfulness reviewer', forReviewer, ['reviewer']],
  ['inbox-item.read', 'of a chair', forChair, ['chair']],
  ['inbox-item.complete', 'of a chair', forChair, ['chair']],
  ['inbox-item.claim', 'of a partner', forPolice, ['police', 'policeColleague']],
  ['inbox-item.claim', 'taken by a colleague', takenByPolice, ['police']],
  ['inbox-item.claim', 'of the case manager', forCaseManager, ['caseManager', 'deputy']],
  ['inbox-item.complete', 'of a partner', forPolice, ['police', 'policeColleague']],
  ['inbox-item.complete', 'taken by a colleague', takenByPolice, ['police']],
  ['inbox-item.complete', 'of the case manager', forCaseManager, ['caseManager', 'deputy']],
  ['inbox-item.complete', 'of one assessor', forAssessor, ['careAssessor']],
  ['inbox-item.release', 'not taken', forPolice, []],
  ['inbox-item.release', 'taken by a colleague', takenByPolice, ['police']],
  ['inbox-item.release', 'of the case manager, who has a deputy', forCaseManager, ['caseManager']],
  ['inbox-item.release', 'of one assessor', forAssessor, []],

  ['case.read', 'before composition', beforeComposition, [...screeners, 'recorder', 'chair']],
  ['case.read', 'received from another municipality', received, [...screeners, 'chair']],
  ['case.read', 'after composition', composed, [...team, 'recorder', 'chair']],
  ['case.read', 'closed: that it exists', closed, [...team, 'recorder', 'chair']],
  [
    'case.read',
    'composed without the prosecution',
    {
      ...composed,
      composition: {
        ...aComposition,
        partners: aComposition.partners.filter(({ partnerId }) => partnerId !== 'prosecution'),
      },
    },
    [...team.filter((who) => who !== 'prosecution'), 'recorder', 'chair'],
  ],
  ['case.read', 'with a signal that others brought in', joined, [...team, 'chair']],
  ['case.add-signal', 'with a signal that others brought in', joined, team],
  [
    'case.read-part',
    'whether there was another signal',
    { caseFile: composed, part: submission(match) },
    [...screeners, 'chair'],
  ],
  ['case.read-course', 'before composition', beforeComposition, [...screeners, 'chair']],
  ['case.read-course', 'after composition', composed, [...team, 'chair']],
  ['case.read-course', 'closed', closed, []],
  ['case.read-course', 'not admitted', notAdmitted, []],

  [
    'case.read-part',
    'a signal, before composition',
    { caseFile: beforeComposition, part: signal },
    [...screeners, 'recorder', 'chair'],
  ],
  [
    'case.read-part',
    'a signal, after composition',
    { caseFile: composed, part: signal },
    [...team, 'recorder', 'chair'],
  ],
  ['case.read-part', 'a signal, closed', { caseFile: closed, part: signal }, []],
  ['case.read-part', 'a signal, not admitted', { caseFile: notAdmitted, part: signal }, []],
  [
    'case.read-part',
    'a vote while the round is open',
    { caseFile: voting, part: submission(policeVote) },
    ['police'],
  ],
  [
    'case.read-part',
    'a vote after the tally',
    { caseFile: tallied, part: submission(policeVote) },
    [...screeners, 'chair'],
  ],
  [
    'case.read-part',
    'the first assessment while the second is missing',
    { caseFile: taxation(false), part: submission(firstAssessment) },
    ['police'],
  ],
  [
    'case.read-part',
    'the first assessment when both are in',
    { caseFile: taxation(true), part: submission(firstAssessment) },
    ['police', 'caseManager', 'deputy'],
  ],
  [
    'case.read-part',
    'the second assessment when both are in',
    { caseFile: taxation(true), part: submission(secondAssessment) },
    ['careAssessor', 'caseManager', 'deputy'],
  ],
  [
    'case.read-part',
    'an assessment that belongs to no taxation',
    { caseFile: composed, part: submission(secondAssessment) },
    ['careAssessor'],
  ],
  [
    'case.read-part',
    'a vote that belongs to no round',
    { caseFile: beforeComposition, part: submission(policeVote) },
    ['police'],
  ],
  ['case.read-part', 'the plan', { caseFile: composed, part: submission(plan) }, [...team, 'chair']],
  [
    'case.read-part',
    'the plan of a closed case, also by its author',
    { caseFile: closed, part: submission(plan) },
    [],
  ],
  [
    'case.read-part',
    'why a review was asked',
    {
      caseFile: composed,
      part: {
        kind: 'review-request',
        reviewRequest: {
          reviewRequestId: 'review-1',
          at: monday,
          partnerId: 'police',
          userId: people.police.userId,
          reason: 'Nieuws',
        },
      },
    },
    [...team, 'chair'],
  ],

  [
    'case.read-part',
    'information that the police keep from care',
    { caseFile: composed, part: { kind: 'information', item: policeInformation } },
    [...team.filter((who) => people[who].partnerId !== people.careAssessor.partnerId), 'chair'],
  ],
  [
    'information.correct',
    'of the police',
    { caseFile: composed, item: policeInformation },
    ['police', 'policeColleague'],
  ],
  ['information.correct', 'closed', { caseFile: closed, item: policeInformation }, []],
  [
    'case.read-field',
    'criminal, supplied by the police',
    { caseFile: composed, field: { groups: ['criminal'], supplierPartnerId: 'police' } },
    [...team.filter((who) => who !== 'careAssessor'), 'recorder', 'chair'],
  ],
  [
    'case.read-field',
    'criminal, supplied by the care partner itself',
    { caseFile: composed, field: { groups: ['criminal'], supplierPartnerId: 'care' } },
    [...team, 'recorder', 'chair'],
  ],
  [
    'case.read-field',
    'both ordinary and criminal',
    { caseFile: composed, field: { groups: ['ordinary', 'criminal'], supplierPartnerId: 'police' } },
    [...team.filter((who) => who !== 'careAssessor'), 'recorder', 'chair'],
  ],
  [
    'case.read-field',
    'of a closed case',
    { caseFile: closed, field: { groups: ['ordinary'], supplierPartnerId: 'police' } },
    [],
  ],
  [
    'case.know-field',
    'ordinary',
    { caseFile: composed, field: { groups: ['ordinary'], supplierPartnerId: 'police' } },
    [...team, 'recorder', 'chair'],
  ],
  [
    'case.know-field',
    'criminal',
    { caseFile: composed, field: { groups: ['ordinary', 'criminal'], supplierPartnerId: 'police' } },
    [],
  ],

  ['case.add-signal', 'before composition', beforeComposition, [...screeners, 'recorder']],
  ['case.add-signal', 'after composition', composed, [...team, 'recorder']],
  ['case.add-signal', 'closed', closed, []],
  ['case.request-review', 'while the plan runs', composed, [...team, 'chair']],
  ['case.request-review', 'before there is a plan', { ...composed, phase: 'risk-taxation' }, []],
  ['case.request-review', 'closed', closed, []],

  ['person.read', 'of a running case', composed, team],
  ['person.read', 'of a closed case: the contact point only', closed, contactPoint],
  ['person.report-lapse', 'of a running case', composed, team],
  ['person.report-lapse', 'of a closed case', closed, []],
  ['person.handle-rights', 'of a running case', composed, contactPoint],
  ['person.handle-rights', 'of a closed case', closed, contactPoint],
  ['person.report-breach', 'of a running case', composed, team],
  ['person.report-breach', 'of a closed case', closed, team],

  ['provision.provide', 'of a running case', composed, team],
  ['provision.provide', 'before composition', beforeComposition, []],
  ['provision.provide', 'of a closed case', closed, []],
  ['provision-package.read', 'released', { provided: released, at: monday }, ['thirdParty']],
  ['provision-package.read', 'not released', { provided: { ...released, releasedAt: null }, at: monday }, []],
  ['provision-package.read', 'ended', { provided: { ...released, endedAt: monday }, at: monday }, []],
  ['provision-package.read', 'at its end', { provided: released, at: released.expiresAt }, []],

  ['case.read', 'opened in an emergency', emergency, [...team, 'recorder', 'chair', 'glassBreaker']],
  [
    'case.read',
    'opened, and ended at this moment',
    { ...composed, ...ended },
    [...team, 'recorder', 'chair'],
  ],
  ['case.read', 'opened, then closed', { ...closed, ...opened }, [...team, 'recorder', 'chair']],
  ['case.read-course', 'opened in an emergency', emergency, [...team, 'chair', 'glassBreaker']],
  ['case.read-course', 'opened, and ended at this moment', { ...composed, ...ended }, [...team, 'chair']],
  ['case.read-course', 'opened, then closed', { ...closed, ...opened }, []],
  [
    'case.read-part',
    'the plan, opened in an emergency',
    { caseFile: emergency, part: submission(plan) },
    [...team, 'chair', 'glassBreaker'],
  ],
  ['case.read-part', 'opened, then closed', { caseFile: { ...closed, ...opened }, part: signal }, []],
  [
    'case.read-part',
    'a vote while the round is open, opened in an emergency',
    { caseFile: { ...voting, ...opened }, part: submission(policeVote) },
    ['police'],
  ],
  [
    'case.read-part',
    'information that the police keep from them, opened in an emergency',
    {
      caseFile: emergency,
      part: { kind: 'information', item: { ...policeInformation, hiddenFromPartnerIds: ['elsewhere'] } },
    },
    [...team, 'chair'],
  ],
  [
    'case.read-part',
    'the judgement of an emergency access',
    { caseFile: emergency, part: submission(breakGlassReview) },
    [],
  ],
  [
    'case.read-field',
    'ordinary, opened in an emergency',
    { caseFile: emergency, field: { groups: ['ordinary'], supplierPartnerId: 'police' } },
    [...team, 'recorder', 'chair', 'glassBreaker'],
  ],
  [
    'case.read-field',
    'criminal, opened in an emergency: no more than their organisation needs',
    { caseFile: emergency, field: { groups: ['criminal'], supplierPartnerId: 'police' } },
    [...team.filter((who) => who !== 'careAssessor'), 'recorder', 'chair'],
  ],
  ['case.add-signal', 'opened in an emergency: only reading', emergency, [...team, 'recorder']],
  ['case.request-review', 'opened in an emergency: only reading', emergency, [...team, 'chair']],
  ['case.hand-over', 'opened in an emergency: only reading', emergency, ['caseManager', 'deputy']],
  ['person.read', 'opened in an emergency: of no concern', emergency, team],
  ['provision.provide', 'opened in an emergency: only reading', emergency, team],
  [
    'break-glass.open',
    'before composition',
    beforeComposition,
    ['recorder', 'careAssessor', 'outsider', 'glassBreaker'],
  ],
  ['break-glass.open', 'after composition', composed, ['recorder', 'outsider', 'glassBreaker']],
  ['break-glass.open', 'open to them already', emergency, ['recorder', 'outsider']],
  ['break-glass.open', 'closed', closed, []],
  ['break-glass.open', 'not admitted', notAdmitted, []],
  ['break-glass.know', 'opened in an emergency', emergency, ['caseManager', 'deputy']],
  ['break-glass.know', 'closed', { ...closed, ...opened }, []],

  ['lawfulness.review', 'being screened', beforeComposition, ['reviewer']],
  ['lawfulness.review', 'closed: that it exists and what happened', closed, ['reviewer']],
  ['lawfulness.read-part', 'a signal', { caseFile: composed, part: signal }, ['reviewer']],
  ['lawfulness.read-part', 'the plan', { caseFile: composed, part: submission(plan) }, ['reviewer']],
  [
    'lawfulness.read-part',
    'a vote while the round is open',
    { caseFile: voting, part: submission(policeVote) },
    [],
  ],
  [
    'lawfulness.read-part',
    'a vote after the tally',
    { caseFile: tallied, part: submission(policeVote) },
    ['reviewer'],
  ],
  [
    'lawfulness.read-part',
    'the first assessment while the second is missing',
    { caseFile: taxation(false), part: submission(firstAssessment) },
    [],
  ],
  [
    'lawfulness.read-part',
    'the first assessment when both are in',
    { caseFile: taxation(true), part: submission(firstAssessment) },
    ['reviewer'],
  ],
  [
    'lawfulness.read-part',
    'the judgement of an emergency access',
    { caseFile: emergency, part: submission(breakGlassReview) },
    ['reviewer'],
  ],
  ['lawfulness.read-part', 'closed', { caseFile: closed, part: signal }, []],
  [
    'lawfulness.read-field',
    'ordinary',
    { caseFile: composed, field: { groups: ['ordinary'], supplierPartnerId: 'police' } },
    ['reviewer'],
  ],
  [
    'lawfulness.read-field',
    'the name, also when their own organisation supplied it',
    { caseFile: composed, field: { groups: ['ordinary', 'identity'], supplierPartnerId: 'town' } },
    [],
  ],
  [
    'lawfulness.read-field',
    'closed',
    { caseFile: closed, field: { groups: ['ordinary'], supplierPartnerId: 'police' } },
    [],
  ],
  [
    'lawfulness.know-field',
    'the name',
    { caseFile: composed, field: { groups: ['identity'], supplierPartnerId: 'police' } },
    ['reviewer'],
  ],
  [
    'lawfulness.know-field',
    'criminal',
    { caseFile: composed, field: { groups: ['criminal'], supplierPartnerId: 'police' } },
    [],
  ],
  ['meeting.read', 'of this consultation', { municipalityIds: ['town'] }, [...designated, 'chair']],
  ['meeting.read', 'of another one', { municipalityIds: ['village'] }, ['policeElsewhere', 'chairElsewhere']],
  ['meeting.lead', 'of this consultation', { municipalityIds: ['town'] }, ['chair']],
  ['meeting.lead', 'partly of another one', { municipalityIds: ['town', 'village'] }, []],
  ['meeting.lead', 'of none', { municipalityIds: [] }, []],
  ['meeting-item.attend', 'while the case runs', composed, [...team, 'chair']],
  ['meeting-item.attend', 'opened in an emergency', emergency, [...team, 'chair']],
  ['meeting-item.attend', 'closed', closed, []],
  ['meeting-item.record', 'while the case runs', composed, ['caseManager', 'deputy', 'chair']],
  ['meeting-item.record', 'closed', closed, []],
  ['case.request-agenda', 'while the case runs', composed, team],
  ['case.request-agenda', 'closed', closed, []],

  ['case.hand-over', 'while the case runs', composed, ['caseManager', 'deputy']],
  ['case.hand-over', 'before there is a case manager', beforeComposition, []],
  ['case.hand-over', 'closed', closed, []],

  [
    'case.read-part',
    'a plan from another municipality, before composition',
    { caseFile: beforeComposition, part: receivedPlan },
    [],
  ],
  [
    'case.read-part',
    'a plan from another municipality, after composition',
    { caseFile: composed, part: receivedPlan },
    [...team, 'chair'],
  ],
  [
    'case.read-part',
    'a plan from another municipality, closed',
    { caseFile: closed, part: receivedPlan },
    [],
  ],

  ['case.transfer', 'while the case runs', composed, ['caseManager', 'deputy', 'chair']],
  ['case.transfer', 'before there is a case manager', beforeComposition, []],
  ['case.transfer', 'closed', closed, []],
  [
    'case.read-transferred',
    'gone to another municipality',
    { ...closed, phase: 'transferred' as const },
    team,
  ],
  ['case.read-transferred', 'closed here', closed, []],

  ['signal.record', 'any', undefined, attendees],
  ['partner.list', 'any', undefined, everyone.filter((who) => !thirdParties.includes(who))],
  ['process-definition.list', 'any', undefined, ['designer']],
  ['process-definition.read', 'any', undefined, ['designer']],
  ['process-definition.deploy', 'any', undefined, ['designer']],
  ['dashboard.read', 'any', undefined, ['manager']],
  ['destruction-certificate.list', 'any', undefined, ['reviewer', 'reviewerElsewhere']],
  ['account.manage', 'any', undefined, ['administrator']],
  ['account.change', 'of somebody else', { userId: 'usr-police' }, ['administrator']],
  ['account.change', 'of oneself', { userId: people.administrator.userId }, []],
  ['secrecy.acknowledge', 'any', undefined, everyone],

  ['access-log.read', 'any', undefined, ['reviewer', 'reviewerElsewhere']],
  ['access-log.read-case', 'being screened', aCase({ signals }), ['reviewer']],
  ['access-log.read-case', 'composed', composed, ['reviewer']],
  ['access-log.read-case', 'closed', closed, ['reviewer']],
  ['processing-register.read', 'any', undefined, reviewers],
  ['yearly-report.read', 'any', undefined, ['manager', ...reviewers]],
];

/** The table pairs each action with its resource; the compiler cannot follow that through a union of rows. */
const decide = can as (user: User, action: Action, resource: unknown) => ReturnType<typeof can>;

describe.each(table)('%s, %s', (action, _situation, resource, allowed) => {
  test.each(everyone)('%s', (who) => {
    const decision = decide(people[who], action, resource);
    expect([decision.allowed, decision.why]).toEqual([
      allowed.includes(who),
      expect.stringMatching(/^[A-Z].+\.$/),
    ]);
  });
});

test('what is read in an emergency rests on the reason that was given', () => {
  const ground = { kind: 'break-glass', reason: 'Er dreigt nu gevaar.' };
  const field = { groups: ['ordinary'], supplierPartnerId: 'elsewhere' } as const;
  for (const decision of [
    can(people.glassBreaker, 'case.read', emergency),
    can(people.glassBreaker, 'case.read-course', emergency),
    can(people.glassBreaker, 'case.read-part', { caseFile: emergency, part: submission(plan) }),
    can(people.glassBreaker, 'case.read-field', { caseFile: emergency, field }),
  ])
    expect(decision).toMatchObject({ allowed: true, ground });
  expect(can(people.police, 'case.read', emergency).ground).toBeUndefined();
});

test('every action is in the table', () => {
  expect(new Set(table.map(([action]) => action))).toEqual(new Set(actions));
});

test.each(['case.delete', 'toString', '__proto__'])(
  'an action without a rule, %s, is refused to everyone',
  (action) => {
    for (const who of everyone) expect(decide(people[who], action as Action, composed).allowed).toBe(false);
  },
);

test.each([
  [['designation'], 'U hebt nog geen toegang tot casussen: u bent niet aangewezen voor een casusoverleg.'],
  [
    ['training', 'screening'],
    'U hebt nog geen toegang tot casussen: uw opleiding is niet of niet meer geldig en uw screening is niet of niet meer geldig.',
  ],
] as const)('says what is missing: %s', (missing, why) => {
  expect(can({ ...people.police, missing }, 'case.read', composed)).toMatchObject({ allowed: false, why });
});

test('someone with two roles may do what either may', () => {
  const both: User = { ...people.police, roles: ['attendee', 'process-designer'] };
  expect(can(both, 'process-definition.deploy').allowed).toBe(true);
  expect(can(both, 'case.read', composed).allowed).toBe(true);
});
