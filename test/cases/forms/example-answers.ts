import type { FormData } from '../../../src/cases/forms/index.ts';
import { activeInstrument, loadConfiguration } from '../../../src/cases/configuration.ts';
import type { FormCase, FormPerson } from '../../../src/cases/forms/index.ts';

export const configuration = loadConfiguration('config');

/** A case with three partners, as forms see it. */
export const exampleCase: FormCase = {
  partnerIds: ['gemeente-voorbeeldstad', 'politie-voorbeeldland', 'om-voorbeeldland'],
  goals: [{ goalId: 'goal-1', title: 'Betrokkene heeft weer dagbesteding' }],
  information: [{ id: 'information-1-1', title: '1. Informatie van de politie' }],
  possibleMatches: [{ caseId: 'case-0123456789abcdef', reference: 'C-2026-0001' }],
  informationRequests: [{ requestId: 'request-1', question: 'Wat is bekend over werk?' }],
  each: {
    'exit-criteria': [{ id: 'criterion-1', title: 'Zorg is geregeld' }],
    'transfer-parts': [{ id: 'signal-1', title: 'Onderdeel 1: signaal van 2-3-2026' }],
    'own-signals': [{ id: 'signal-1', title: 'Onderdeel 1' }],
    'own-information': [{ id: 'information-1-1', title: 'Onderdeel 1' }],
    'unfinished-actions': [{ id: 'intervention-1', title: 'Gesprekken' }],
  },
};

export const examplePeople: readonly FormPerson[] = configuration.demo.users
  .filter(({ roles }) => roles.includes('attendee'))
  .map(({ userId, name, partnerId }) => ({ userId, name, partnerId }));

const text = 'Dit is een verzonnen tekst van genoeg tekens.';

const source = { sourcePartnerId: 'politie-voorbeeldland', asOf: '2026-03-01', reliability: 'reliable' };
const ratings = Object.fromEntries(
  activeInstrument(configuration)
    .domains.flatMap(({ indicators }) => indicators)
    .map(({ indicatorId }, index) => [
      indicatorId,
      [{ rating: 'some', ...source }, { rating: 'unknown' }, { rating: 'not-discussed' }].map((rating) => ({
        ...rating,
        evidence: text,
      }))[index % 3],
    ]),
);

/** The same, with who is asked about what is unknown. */
const ratingsAndQuestions = Object.fromEntries(
  Object.entries(ratings).map(([indicatorId, rating]) => [
    indicatorId,
    rating?.rating === 'unknown' ? { ...rating, askPartnerId: 'politie-voorbeeldland' } : rating,
  ]),
);
const judgedCriteria = { 'criterion-1': { met: 'partly', explanation: text } };

const gap = { partnerId: 'politie-voorbeeldland', question: text, why: text };

const information = {
  information: text,
  category: 'ordinary',
  asOf: '2026-03-01',
  source: 'Eigen registratie',
  reliability: 'reliable',
  ground: 'wgpart',
  purpose: text,
  necessity: text,
};
const criminalInformation = {
  ...information,
  category: 'criminal',
  sensitiveNecessity: text,
  ground: 'other',
  groundExplanation: 'Een wet, artikel 1',
  hiddenFrom: ['om-voorbeeldland'],
  useLimits: text,
};

/** Per form one complete answer for every way through it. */
export const exampleAnswers: Readonly<Record<string, readonly FormData[]>> = {
  'case-signal': [
    {
      municipalityId: 'voorbeeldstad',
      subject: { kind: 'person', name: 'Voorbeeldpersoon', birthDate: '2001-02-03' },
      facts: text,
      opinion: text,
      source: 'professional',
      sourceExplanation: text,
      reliability: 'reliable',
      reliabilityReason: text,
      ground: 'wgpart',
      purpose: text,
      necessity: text,
    },
    {
      municipalityId: 'waterwoude',
      subject: { kind: 'legal-person', name: 'Voorbeeldstichting' },
      facts: text,
      opinion: text,
      source: 'public-source',
      sourceExplanation: text,
      reliability: 'unknown',
      reliabilityReason: text,
      ground: 'other',
      groundExplanation: 'Een wet, artikel 1',
      purpose: text,
      necessity: text,
      sensitiveData: ['special'],
      sensitiveDataNecessity: text,
    },
  ],
  'signal-feedback': [
    { feedback: 'given', told: ['received', 'no-details'], toldOn: '2026-03-02', channel: 'phone' },
    { feedback: 'not-given', notGivenReason: 'anonymous' },
  ],
  'signal-match': [
    { matchOutcome: 'different', rationale: text },
    { matchOutcome: 'repeat', linkedCaseId: 'case-0123456789abcdef', rationale: text },
    { matchOutcome: 'duplicate', linkedCaseId: 'case-0123456789abcdef', rationale: text },
  ],
  'signal-quality-check': [
    ...['forward', 'stop'].map((intakeOutcome) => ({
      factsSeparated: 'yes',
      sourceChecked: 'partly',
      groundSound: 'yes',
      findings: text,
      intakeOutcome,
      rationale: text,
    })),
    {
      factsSeparated: 'no',
      sourceChecked: 'no',
      groundSound: 'no',
      findings: text,
      intakeOutcome: 'refer',
      referTo: 'Wijkteam',
      rationale: text,
    },
  ],
  'screening-vote': [
    { vote: 'admit' },
    { vote: 'stop' },
    { vote: 'refer', referTo: 'Wijkteam' },
    { vote: 'more-information', missingInformation: text },
  ].map((choice) => ({
    criteria: Object.fromEntries(
      ['violence', 'ideology', 'socialRelations', 'groupIdentification', 'selfReliance'].map((name) => [
        name,
        { judgement: 'unknown', explanation: text },
      ]),
    ),
    proportionality: text,
    ...choice,
    rationale: text,
  })),
  'screening-deliberation': [
    { discussed: text, screeningNext: 'another-round', clarify: text, rationale: text },
    { discussed: text, screeningNext: 'refer', referTo: 'Wijkteam', rationale: text },
    { discussed: text, screeningNext: 'stop', rationale: text },
  ],
  composition: [
    {
      partners: exampleCase.partnerIds.map((partnerId) => ({ partnerId, reason: text })),
      caseManagerId: 'usr-demo-gemeente',
      deputyId: 'usr-demo-gemeente-2',
      rationale: text,
    },
  ],
  'rights-request': ['access', 'correction', 'erasure'].map((kind) => ({
    kind,
    receivedOn: '2026-03-02',
    request: text,
    requester: 'subject',
    recipientName: 'Voorbeeldpersoon',
    identityMethod: 'in-person',
    identityExplanation: text,
  })),
  'rights-advice': [
    { rightsAdvice: 'no-objection', rationale: text },
    { rightsAdvice: 'exception', exceptionGround: 'detection', exceptionScope: text, rationale: text },
  ],
  'rights-decision': [
    {
      rightsDecision: 'grant',
      informationIds: ['information-1-1'],
      otherNames: ['Een melder'],
      rationale: text,
    },
    {
      rightsDecision: 'partly',
      withheldPartners: ['politie-voorbeeldland'],
      withheldReason: text,
      otherNames: [],
      rationale: text,
    },
    {
      rightsDecision: 'partly',
      withheldPassages: [{ passage: text, ground: 'others' }],
      withheldReason: text,
      rationale: text,
    },
    { rightsDecision: 'refuse', refusalGround: 'security', rationale: text },
    { rightsDecision: 'extend', extensionToldOn: '2026-03-20', rationale: text },
  ],
  'rights-execution': [
    { change: 'unchanged' },
    { change: 'corrected', information: text, reason: text },
    { change: 'withdrawn', reason: text },
  ].flatMap((part) =>
    ['done', 'not-held'].map((execution) => ({
      signals: {
        'signal-1':
          part.change === 'corrected'
            ? {
                change: 'corrected',
                name: text,
                birthDate: '2001-02-03',
                residence: text,
                facts: text,
                opinion: text,
                sourceExplanation: text,
                reason: text,
              }
            : part,
      },
      parts: { 'information-1-1': part },
      execution,
      rationale: text,
    })),
  ),
  'rights-answer': [{ answeredOn: '2026-03-20', answeredHow: 'letter', remedies: 'yes' }],
  'data-breach': [
    {
      discoveredOn: '2026-03-02',
      discoveredTime: '09:30',
      what: text,
      nature: ['confidentiality'],
      immediate: text,
    },
  ],
  'breach-assessment': ['none', 'risk', 'high-risk'].map((breachRisk) => ({
    breachRisk,
    affected: text,
    consequences: text,
    rationale: text,
  })),
  'breach-notification': [
    { notifiedOn: '2026-03-03', reference: 'AP-1', late: 'in-time' },
    { notifiedOn: '2026-03-09', reference: 'AP-1', late: 'late', lateReason: text },
  ],
  'breach-notice': [
    { breachNotice: 'informed', informedOn: '2026-03-04', rationale: text },
    { breachNotice: 'omitted', omissionGround: 'exception', rationale: text },
  ],
  'breach-measures': [{ repaired: text, prevention: text }],
  'break-glass-review': ['justified', 'not-justified'].map((breakGlassReview) => ({
    breakGlassReview,
    rationale: text,
  })),
  'breach-review': ['closed', 'more-measures'].map((breachReview) => ({ breachReview, rationale: text })),
  'minor-parents': [
    { parentsOutcome: 'informed', informedOn: '2026-03-04', rationale: text },
    { parentsOutcome: 'not-informed', rationale: text },
  ],
  'meeting-action': [
    { actionResult: 'done', report: text, category: 'ordinary' },
    { actionResult: 'not-done', report: text, category: 'special' },
  ],
  'meeting-decision': [
    {
      decision: text,
      ground: text,
      action: text,
      ownerPartnerId: 'politie-voorbeeldland',
      dueOn: '2026-05-01',
      category: 'ordinary',
    },
    {
      decision: text,
      ground: text,
      action: text,
      ownerPartnerId: 'politie-voorbeeldland',
      category: 'criminal',
    },
  ],
  'meeting-interpretation': [
    { interpretation: text, category: 'special' },
    { interpretation: text, otherView: text, category: 'criminal' },
  ],
  'minor-child-protection': [{ childProtection: 'advised', rationale: text }],
  'provision-approval': ['approve', 'refuse'].map((provisionDecision) => ({
    provisionDecision,
    rationale: text,
  })),
  'inform-subject': [
    { noticeOutcome: 'informed', informedOn: '2026-03-02', informedHow: 'letter', rationale: text },
    {
      noticeOutcome: 'exception',
      exceptionGround: 'purpose',
      exceptionPartners: ['politie-voorbeeldland'],
      rationale: text,
    },
  ],
  'information-answer': [
    { answer: 'supplied', items: [information, criminalInformation], rationale: text },
    { answer: 'refused', rationale: text },
    { answer: 'oral', sharedWith: 'Casusregisseur', sharedOn: '2026-03-02', rationale: text },
  ],
  'information-correction': [
    { correction: 'corrected', reason: text, ...information },
    { correction: 'corrected', reason: text, ...criminalInformation },
    { correction: 'withdrawn', reason: text },
  ],
  'correction-notice': [
    { use: 'not-used' },
    { use: 'used', consequence: text },
    { use: 'passed-on', passedOnTo: 'Wijkteam', told: true },
  ],
  'appoint-assessors': [
    { firstAssessorId: 'usr-demo-gemeente', secondAssessorId: 'usr-demo-politie', rationale: text },
  ],
  'risk-assessment': [
    { ratings, overall: 'raised', summary: text, scenarios: text, advice: text, informationGaps: [gap] },
  ],
  'risk-consensus': [true, false].map((retaxate) => ({
    ratings: ratingsAndQuestions,
    overall: 'undetermined',
    differences: text,
    summary: text,
    informationGaps: retaxate ? [gap] : [],
    retaxate,
    rationale: text,
  })),
  plan: [
    { planDecision: 'no-plan', rationale: text },
    {
      planDecision: 'propose',
      rationale: text,
      unfinished: { 'intervention-1': { decision: 'again', reason: text } },
      analysis: text,
      goals: [
        {
          title: 'Betrokkene heeft weer dagbesteding',
          baseline: text,
          target: text,
          indicators: ['daily-structure'],
          interventions: [
            {
              kind: 'care',
              description: text,
              actions: [
                {
                  description: text,
                  ownerPartnerId: 'gemeente-voorbeeldstad',
                  dueOn: '2026-06-01',
                  proof: text,
                },
              ],
            },
          ],
        },
      ],
      exitCriteria: ['Zorg is geregeld'],
      subjectInvolved: 'later',
      proportionality: text,
    },
  ],
  'plan-approval': [
    { approval: 'approve', rationale: text },
    { approval: 'object', rationale: text, objection: text, wantedChange: text },
  ],
  'plan-objections': [
    { discussed: text, planNext: 'revise', changes: text, rationale: text },
    { discussed: text, planNext: 'adopt-with-dissent', dissent: text, rationale: text },
  ],
  'intervention-report': [
    { interventionResult: 'done', rationale: text, carriedOutOn: '2026-05-20', proof: text, effect: text },
    { interventionResult: 'not-done', rationale: text, wayForward: text },
  ],
  review: [
    { monitoringOutcome: 'continue', scaling: 'same' },
    { monitoringOutcome: 'retaxate', scaling: 'up', scalingReason: text },
    { monitoringOutcome: 'adjust', scaling: 'down', scalingReason: text },
    { monitoringOutcome: 'close', scaling: 'same' },
  ].map((outcome) => ({
    goals: [{ goalId: 'goal-1', progress: 'better', explanation: text }],
    newFacts: text,
    exitCriteria: judgedCriteria,
    necessity: text,
    ...outcome,
    rationale: text,
  })),
  'necessity-review': ['necessary', 'not-necessary'].map((necessityOutcome) => ({
    necessityOutcome,
    lessData: text,
    rationale: text,
  })),
  'invitation-answer': [{ consent: 'accepted' }, { consent: 'declined', reason: text }],
  handover: [{ toUserId: 'usr-demo-politie', reason: text, briefing: text }],
  'handover-answer': [{ answer: 'accepted' }, { answer: 'declined', reason: text }],
  transfer: [
    { toMunicipalityId: 'waterwoude', ground: 'residence', reason: text },
    { toMunicipalityId: 'waterwoude', ground: 'residence', reason: text, documents: ['taxation', 'plan'] },
  ],
  'transfer-consent': [
    { parts: { 'signal-1': { consent: 'given' } } },
    { parts: { 'signal-1': { consent: 'refused', reason: text } } },
  ],
  'transfer-acceptance': [
    { transferDecision: 'accept', ground: 'residence', rationale: text },
    { transferDecision: 'decline', rationale: text },
  ],
  'received-correction': [{ correctionJudgement: 'apply' }, { correctionJudgement: 'refuse', reason: text }],
  'added-signal': [{ factsChecked: 'yes', relevance: 'new-fact', followUp: 'review-now', rationale: text }],
  'final-taxation': [{ ratings, overall: 'limited', change: text, remainingConcerns: text, rationale: text }],
  'retention-review': [
    { retentionDecision: 'destroy', rationale: text },
    { retentionDecision: 'keep', keepUntil: '2027-03-02', necessity: text, rationale: text },
  ],
  'destruction-approval': ['approve', 'reject'].map((destructionApproval) => ({
    destructionApproval,
    rationale: text,
  })),
  'destruction-notice': [
    { ownData: 'destroyed' },
    { ownData: 'nothing-kept' },
    { ownData: 'own-ground', ground: 'Een wet, artikel 1' },
  ],
  closure: [
    {
      closureReason: 'goals-reached',
      rationale: text,
      exitCriteria: judgedCriteria,
      aftercare: text,
      signalPartnerInformed: 'yes',
      retentionMotivation: text,
    },
  ],
};
