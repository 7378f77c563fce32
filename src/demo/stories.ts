import type { Answers } from './fill-form.ts';
import type { Story, StoryStep } from './play-case.ts';

/** The people of the stories, by the partner they work for; `config/demo.json` has their accounts. */
export const cast = {
  municipality: 'gerda@voorbeeldstad.example',
  police: 'pia@politie.example',
  prosecution: 'otto@om.example',
  probation: 'rina@reclassering.example',
  care: 'zoe@zorg.example',
} as const;
export type Who = keyof typeof cast;

/** Who chairs the consultation of the stories. */
export const chairOfStories = 'carla@voorbeeldstad.example';

type Step = StoryStep<Who>;

const step = (by: Who, form: string, answers: Answers = {}): Step => ({ by, form, answers });

const criteria = (judgement: string) =>
  Object.fromEntries(
    ['violence', 'ideology', 'socialRelations', 'groupIdentification', 'selfReliance'].map((criterion) => [
      criterion,
      { judgement, explanation: 'Afgewogen op grond van het signaal en wat de organisatie rechtmatig weet.' },
    ]),
  );
const vote = (by: Who, choice: string) =>
  step(by, 'screening-vote', {
    vote: choice,
    criteria: criteria(choice === 'admit' ? 'met' : 'unknown'),
    rationale: 'De vijf criteria zijn elk apart gewogen; dit is de uitkomst van die weging.',
  });

const partners = {
  municipality: 'gemeente-voorbeeldstad',
  police: 'politie-voorbeeldland',
  prosecution: 'om-voorbeeldland',
  probation: 'reclassering-voorbeeldland',
  care: 'zorg-voorbeeldland',
};

/** Ids of the accounts in `config/demo.json`. */
const accounts = {
  municipality: 'usr-demo-gemeente',
  deputy: 'usr-demo-gemeente-2',
  police: 'usr-demo-politie',
};

const intake = [
  step('police', 'signal-quality-check', {
    intakeOutcome: 'forward',
    findings: 'De feiten zijn nagegaan bij de melder en staan los van de mening.',
  }),
];
const unanimous = [vote('municipality', 'admit'), vote('police', 'admit'), vote('prosecution', 'admit')];
const divided = [
  vote('municipality', 'admit'),
  vote('police', 'admit'),
  vote('prosecution', 'more-information'),
];
const anotherRound = step('municipality', 'screening-deliberation', {
  screeningNext: 'another-round',
  discussed: 'Het OM mist zicht op de sociale relaties. De wijkagent vult dat aan.',
});
const composition = step('municipality', 'composition', {
  partners: Object.values(partners).map((partnerId) => ({
    partnerId,
    reason: 'Heeft zicht op betrokkene of een taak in het plan.',
  })),
  caseManagerId: accounts.municipality,
  deputyId: accounts.deputy,
});
const supplied = (
  by: Who,
  category: string,
  ground: string,
  information: string,
  hiddenFrom: string[] = [],
) =>
  step(by, 'information-answer', {
    answer: 'supplied',
    items: [
      {
        information,
        category,
        ground,
        source: 'Eigen registratie',
        purpose: 'Samen taxeren welk risico er is en wat betrokkene beschermt.',
        necessity: 'Zonder dit gegeven is het beeld van betrokkene niet compleet.',
        sensitiveNecessity: 'Het gaat om het gedrag waarover de zorg bestaat.',
        ...(hiddenFrom.length === 0 ? {} : { hiddenFrom }),
      },
    ],
  });
/** The two that are invited beside the three that screen agree to take part. */
const invitations = [
  step('probation', 'invitation-answer', { consent: 'accepted' }),
  step('care', 'invitation-answer', { consent: 'accepted' }),
];
const information: Step[] = [
  supplied('municipality', 'ordinary', 'wgpart', 'Staat ingeschreven bij een ouder en heeft geen inkomen.'),
  supplied('police', 'criminal', 'police-data-act', 'Is twee keer aangehouden na een demonstratie.', [
    partners.care,
  ]),
  supplied('prosecution', 'ordinary', 'wgpart', 'Er loopt geen strafzaak.'),
  step('probation', 'information-answer', { answer: 'oral', sharedWith: 'De casusregisseur' }),
  step('care', 'information-answer', {
    answer: 'refused',
    rationale: 'Beroepsgeheim: de behandelrelatie weegt hier zwaarder dan het doel van het verzoek.',
  }),
];
const assessors = step('municipality', 'appoint-assessors', {
  firstAssessorId: accounts.municipality,
  secondAssessorId: accounts.police,
});
const ratings = { overall: 'raised' };
const assessments = [
  step('municipality', 'risk-assessment', ratings),
  step('police', 'risk-assessment', ratings),
];
const consensus = step('municipality', 'risk-consensus', { ...ratings, retaxate: false });
const plan = (dueOn: string) =>
  step('municipality', 'plan', {
    planDecision: 'propose',
    goals: [
      {
        title: 'Betrokkene heeft een vaste dagbesteding',
        baseline: 'Geen werk of opleiding',
        target: 'Drie maanden achtereen naar opleiding of werk',
        indicators: ['daily-structure'],
        interventions: [
          {
            kind: 'care',
            description: 'Begeleiding naar een opleiding',
            actions: [
              {
                description: 'Samen een opleiding kiezen en inschrijven',
                ownerPartnerId: partners.care,
                dueOn,
                proof: 'Inschrijving bij de opleiding',
              },
            ],
          },
          {
            kind: 'administrative',
            description: 'Rust in wonen en inkomen',
            actions: [
              {
                description: 'Gesprek op het gemeentehuis over wonen en inkomen',
                ownerPartnerId: partners.municipality,
                dueOn,
                proof: 'Verslag van het gesprek',
              },
            ],
          },
        ],
      },
    ],
    exitCriteria: ['Dagbesteding is drie maanden stabiel', 'Zorg is geregeld'],
    subjectInvolved: 'yes',
  });
const everyPartner: readonly Who[] = ['municipality', 'police', 'prosecution', 'probation', 'care'];
const approvals = everyPartner.map((by) => step(by, 'plan-approval', { approval: 'approve' }));

/** Reports on the two interventions of the plan: one carried out, one not. */
const reports = [
  step('care', 'intervention-report', { interventionResult: 'done' }),
  step('municipality', 'intervention-report', { interventionResult: 'not-done' }),
];
const review = (monitoringOutcome: string) => step('municipality', 'review', { monitoringOutcome });
const closing = [
  step('municipality', 'final-taxation', { overall: 'limited' }),
  step('municipality', 'closure', { closureReason: 'goals-reached' }),
];

/** The parts of a case's life, in order, for stories of any length. */
export const chapters = {
  intake,
  divided,
  anotherRound,
  unanimous,
  composition,
  invitations,
  information,
  assessment: [assessors, ...assessments, consensus],
  plan,
  approvals,
  reports,
  review,
  closing,
} as const;

const untilComposition = [...intake, ...unanimous, composition, ...invitations];
const untilConsensus = [...untilComposition, ...information, ...chapters.assessment];

/** Answers to the signal form. */
export const signal = (name: string, residence: string, facts: string): Answers => ({
  municipalityId: 'voorbeeldstad',
  subject: { kind: 'person', name, residence },
  facts,
  opinion: 'De melder maakt zich zorgen; er kan ook een onschuldige verklaring zijn.',
  sourceExplanation: 'Wijkagent, na een gesprek in de buurt',
  purpose: 'Samen wegen of een persoonsgerichte aanpak nodig is.',
  necessity: 'Zonder deze gegevens kunnen de partners het signaal niet wegen.',
});

/** A story with the number of calendar days ago on which it is played. */
export interface DemoStory {
  readonly daysAgo: number;
  readonly story: Story<Who>;
}

const told = (
  daysAgo: number,
  name: string,
  facts: string,
  steps: readonly Step[],
  endsAt?: { form: string; by: Who },
): DemoStory => ({
  daysAgo,
  story: {
    recordedBy: 'police',
    signal: signal(name, 'Voorbeeldstad', facts),
    steps,
    ...(endsAt ? { endsAt } : {}),
  },
});

/**
 * Fictional cases in different phases. Those played longest ago are over their terms.
 *
 * @param dueOn date for the interventions of a plan, `YYYY-MM-DD`
 */
export function demoStories(dueOn: string): readonly DemoStory[] {
  const untilPlan = [...untilConsensus, plan(dueOn)];
  const untilMonitoring = [...untilPlan, ...approvals];
  return [
    told(1, 'Fictief Persoon A', 'Heeft op school een filmpje getoond waarin geweld wordt toegejuicht.', [], {
      form: 'signal-quality-check',
      by: 'police',
    }),
    told(12, 'Fictief Persoon B', 'Deelt in een chatgroep oproepen om een gebouw te bekladden.', [], {
      form: 'signal-quality-check',
      by: 'police',
    }),
    told(2, 'Fictief Persoon C', 'Kwam op straat met leuzen van een verboden groep.', [...intake], {
      form: 'screening-vote',
      by: 'prosecution',
    }),
    told(
      14,
      'Fictief Persoon D',
      'Zegt tegen een docent dat geweld soms moet.',
      [...intake, vote('police', 'admit')],
      {
        form: 'screening-vote',
        by: 'municipality',
      },
    ),
    told(
      9,
      'Fictief Persoon E',
      'Verbrak het contact met familie en oude vrienden.',
      [...intake, ...divided],
      {
        form: 'screening-deliberation',
        by: 'municipality',
      },
    ),
    told(
      6,
      'Fictief Persoon F',
      'Werft leeftijdgenoten voor een groep op internet.',
      [...intake, ...unanimous],
      {
        form: 'composition',
        by: 'municipality',
      },
    ),
    told(
      30,
      'Fictief Persoon G',
      'Heeft stickers van een extremistische groep in het trappenhuis geplakt.',
      [...untilComposition, ...information.slice(0, 2)],
      { form: 'information-answer', by: 'care' },
    ),
    told(
      15,
      'Fictief Persoon H',
      'Vertelde een hulpverlener over een plan om te vertrekken.',
      [...untilComposition, ...information, assessors, ...assessments.slice(0, 1)],
      { form: 'risk-assessment', by: 'police' },
    ),
    told(
      28,
      'Fictief Persoon I',
      'Bedreigde een buurtbewoner en noemde daarbij een ideologie.',
      [
        ...intake,
        ...divided,
        anotherRound,
        ...unanimous,
        composition,
        ...invitations,
        ...information,
        assessors,
        ...assessments,
      ],
      { form: 'risk-consensus', by: 'municipality' },
    ),
    told(35, 'Fictief Persoon J', 'Zoekt contact met een veroordeelde.', untilConsensus, {
      form: 'plan',
      by: 'municipality',
    }),
    told(20, 'Fictief Persoon K', 'Plaatst berichten tegen de overheid met steeds hardere taal.', untilPlan, {
      form: 'plan-approval',
      by: 'probation',
    }),
    told(45, 'Fictief Persoon L', 'Woonde bijeenkomsten van een gewelddadige groep bij.', untilMonitoring, {
      form: 'intervention-report',
      by: 'care',
    }),
    told(60, 'Fictief Persoon M', 'Een oud signaal dat bij nader inzien niet over radicalisering ging.', [
      ...intake,
      vote('municipality', 'stop'),
      vote('police', 'stop'),
      vote('prosecution', 'stop'),
    ]),
  ];
}
