import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import type { CaseDetail, CasePhase } from '../../src/contract/http.ts';
import { signIn } from '../../src/demo/api-person.ts';
import type { Answers } from '../../src/demo/fill-form.ts';
import type { StoryStep } from '../../src/demo/play-case.ts';
import { cast, chapters, signal } from '../../src/demo/stories.ts';
import { startBrowser } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { newDataDir, spawnProduct } from '../support/spawn-product.ts';
import type { SpawnedServer } from '../support/spawn-server.ts';
import { webPerson, type WebPerson } from '../support/web-person.ts';

const password = 'casusoverleg-demo';
const dataDir = newDataDir();

/** The five of the fictional stories, and two more. */
const seven = { ...cast, childProtection: 'karel@raad.example', safetyHouse: 'vera@veiligheidshuis.example' };
type Seven = keyof typeof seven;
type Step = StoryStep<Seven>;
const twoMore: readonly Seven[] = ['childProtection', 'safetyHouse'];

const ofTwoMore = (form: string, answers: Answers): readonly Step[] =>
  twoMore.map((by) => ({ by, form, answers }));

const reason = 'Heeft zicht op betrokkene of een taak in het plan.';
const composition: Step = {
  ...chapters.composition,
  answers: {
    ...chapters.composition.answers,
    partners: [
      ...(chapters.composition.answers?.['partners'] as readonly unknown[]),
      { partnerId: 'raad-voor-de-kinderbescherming', reason },
      { partnerId: 'veiligheidshuis-voorbeeldland', reason },
    ],
  },
};
const approvals = [...chapters.approvals, ...ofTwoMore('plan-approval', { approval: 'approve' })];

let product: SpawnedServer;
let browser: Browser;
let people: Record<Seven, WebPerson>;

beforeAll(async () => {
  product = await spawnProduct({ dataDir });
  browser = await startBrowser();
  const entries = Object.entries(seven).map(
    async ([who, email]) =>
      [who, await webPerson({ browser, baseUrl: () => product.address, email, password })] as const,
  );
  people = Object.fromEntries(await Promise.all(entries)) as Record<Seven, WebPerson>;
});

afterAll(async () => {
  await browser?.close();
  await product?.stop('SIGTERM');
});

const everyoneSignsIn = async () => {
  for (const person of Object.values(people)) await person.signIn();
};

const play = async (caseId: string, steps: readonly Step[]) => {
  for (const { by, form, answers } of steps) await people[by].doStep(caseId, form, answers);
};

/** The case as the API gives it to the municipality, once it is in a phase. */
const caseIn = async (caseId: string, phase: CasePhase): Promise<CaseDetail> => {
  const gerda = await signIn(product.address, cast.municipality, password);
  return eventually(`case ${caseId} is in phase ${phase}`, async () => {
    const detail = await gerda.readCase(caseId);
    return detail.case.phase === phase && detail;
  });
};

describe('one case from signal to closure', () => {
  test('seven partners bring it there in their browsers, with a restart in the middle', async () => {
    await everyoneSignsIn();
    const caseId = await people.police.recordSignal(
      signal('Fictief Persoon Z', 'Voorbeeldstad', 'Liet op school een filmpje zien dat geweld toejuicht.'),
    );
    await play(caseId, chapters.intake);

    // The first round divides the three; the second does not.
    await play(caseId, [...chapters.divided, chapters.anotherRound, ...chapters.unanimous]);
    await play(caseId, [
      composition,
      ...chapters.invitations,
      ...ofTwoMore('invitation-answer', { consent: 'accepted' }),
      // Whoever signalled hears that the case was admitted.
      { by: 'police', form: 'signal-feedback' },
    ]);

    // The restart comes while information requests are open; one of them is refused afterwards.
    await play(caseId, chapters.information.slice(0, 2));
    await product.stop('SIGTERM');
    product = await spawnProduct({ dataDir });
    await everyoneSignsIn();
    await play(caseId, [
      ...chapters.information.slice(2),
      ...ofTwoMore('information-answer', { answer: 'oral', sharedWith: 'De casusregisseur' }),
    ]);

    await play(caseId, chapters.assessment);
    const dueOn = new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10);
    await play(caseId, [chapters.plan(dueOn), ...approvals]);
    await caseIn(caseId, 'monitoring');

    // The care partner reports; the municipality's own intervention is still open when the review adjusts the plan.
    await play(caseId, chapters.reports.slice(0, 1));
    const { page } = people.municipality;
    const requestReview = async () => {
      await page.goto(`${product.address}/cases/${caseId}`);
      await page
        .getByRole('button', { name: /evaluatie/i })
        .first()
        .click();
      await page
        .getByRole('dialog')
        .getByRole('textbox')
        .fill('De situatie is veranderd, het plan past niet meer.');
      await page.getByRole('dialog').locator('button[type=submit]').click();
      await page.getByRole('dialog').waitFor({ state: 'hidden' });
    };
    await requestReview();
    await play(caseId, [chapters.review('adjust'), chapters.plan(dueOn), ...approvals, ...chapters.reports]);
    await requestReview();
    await play(caseId, [chapters.review('close'), ...chapters.closing]);

    const closed = await caseIn(caseId, 'closed');
    // Shielded at once: the content is gone for everyone, where the case stands is not.
    expect(closed.sections).toEqual([]);
    expect(closed.case.openSteps).toBe(0);

    for (const person of Object.values(people))
      expect([person.email, person.complaints]).toEqual([person.email, []]);
  }, 900_000);
});
