import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { CaseDetail, CasePerson } from '../../src/contract/index.ts';
import { signIn, type ApiPerson } from '../../src/demo/api-person.ts';
import { fillForm, type Answers } from '../../src/demo/fill-form.ts';
import { playCase } from '../../src/demo/play-case.ts';
import { cast, chapters, signal, type Who } from '../../src/demo/stories.ts';
import { axeFaults } from '../support/axe.ts';
import { startBrowser } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { newDataDir, spawnProduct } from '../support/spawn-product.ts';
import type { SpawnedServer } from '../support/spawn-server.ts';
import { webPerson, type WebPerson } from '../support/web-person.ts';

const password = 'casusoverleg-demo';
const day = (inDays: number) => new Date(Date.now() + inDays * 86_400_000).toISOString().slice(0, 10);
const fact = 'Merkfeit: stond bij het plein.';

let product: SpawnedServer;
let browser: Browser;
let people: Record<Who, ApiPerson>;
let gerda: WebPerson;
let caseId: string;

beforeAll(async () => {
  product = await spawnProduct({ dataDir: newDataDir() });
  browser = await startBrowser();
  const entries = Object.entries(cast).map(
    async ([who, email]) => [who, await signIn(product.address, email, password)] as const,
  );
  people = Object.fromEntries(await Promise.all(entries)) as Record<Who, ApiPerson>;
  const played = await playCase(
    {
      recordedBy: 'police',
      signal: signal('Fictief Persoon X', 'Voorbeeldstad', fact),
      steps: [...chapters.intake, ...chapters.unanimous, chapters.composition, ...chapters.invitations],
    },
    { people, requestId: 'request-person-01', today: day(0) },
  );
  caseId = played.caseId;
  await eventually('everybody asked takes part', async () => {
    const detail = await people.municipality.call<CaseDetail>('GET', `/cases/${caseId}`);
    return detail.case.caseManagerName !== null;
  });
  gerda = await webPerson({
    browser,
    baseUrl: () => product.address,
    email: cast.municipality,
    password,
  });
  await gerda.signIn();
});

afterAll(async () => {
  await browser?.close();
  await product?.stop('SIGTERM');
});

/** A step done through the API, as soon as it reaches the person. */
async function doStep(who: Who, formId: string, answers: Answers = {}): Promise<void> {
  const person = people[who];
  const item = await eventually(`${formId} for ${who}`, async () =>
    (await person.openItems(caseId)).find((candidate) => candidate.formId === formId),
  );
  if (item.assigneeId === null) await person.claim(item.itemId);
  const { form } = await person.readItem(item.itemId);
  await person.complete(item.itemId, fillForm(form.schema, answers, day(0)));
}

const isAccessible = async (page: Page): Promise<void> => {
  expect(await axeFaults(page)).toEqual([]);
};

describe('in a browser', () => {
  test('a third party signs in at its own surface, sees only what was chosen, and answers', async () => {
    const { page } = gerda;
    await page.goto(`${product.address}/cases/${caseId}/provisions`);
    await page.getByLabel('Aan wie?').selectOption({ index: 1 });
    await page.locator('summary', { hasText: 'Signaal van' }).click();
    await page.locator('label', { hasText: fact }).click();
    await page.getByText('1 gekozen').waitFor();
    await page.getByLabel('Met welk doel?').fill('Een passende woning zoeken.');
    await page.getByLabel('Waarom heeft de derde').fill('Zonder dit kan de corporatie niet helpen.');
    await page.getByLabel('Vragen aan de derde').fill('Is er een woning beschikbaar?');
    await page.getByLabel('Laatste dag').fill(day(14));
    await isAccessible(page);
    await page.getByRole('button', { name: 'Voorstellen aan de casusregisseur' }).click();
    await page.getByText('Voorgesteld. De casusregisseur beoordeelt het.').waitFor();
    await doStep('municipality', 'provision-approval', { provisionDecision: 'approve' });

    const context = await browser.newContext({ locale: 'nl-NL' });
    const third = await context.newPage();
    await third.goto(`${product.address}/aanlevering`);
    await third.getByLabel('E-mailadres').fill('wendy@wonen.example');
    await third.getByLabel('Wachtwoord').fill(password);
    const signedIn = third.waitForResponse((response) => response.url().endsWith('/v1/external/sessions'));
    await third.getByRole('button', { name: 'Inloggen' }).click();
    const { accessToken } = (await (await signedIn).json()) as { accessToken: string };
    await third.getByText(fact).waitFor();
    expect(await third.getByText('Fictief Persoon X').count()).toBe(0);
    await isAccessible(third);
    await third.getByLabel('Uw antwoord').fill('Ja, vanaf april.');
    // The session ends while the answer is typed: what was provided is gone from the screen, what was typed is not lost.
    await fetch(`${product.address}/v1/external/sessions/current`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${accessToken}` },
    });
    await third.getByRole('button', { name: 'Antwoord versturen' }).click();
    await third.getByText('Wat u typte, staat er dan nog.').waitFor();
    expect(await third.getByText(fact).count()).toBe(0);
    expect(await third.content()).not.toContain('vanaf april');
    await isAccessible(third);
    await third.getByLabel('E-mailadres').fill('wendy@wonen.example');
    await third.getByLabel('Wachtwoord').fill(password);
    await third.getByRole('button', { name: 'Inloggen' }).click();
    expect(await third.getByLabel('Uw antwoord').inputValue()).toBe('Ja, vanaf april.');
    await third.getByRole('button', { name: 'Antwoord versturen' }).click();
    await third.getByText('Ja, vanaf april.').waitFor();
    // The pages of participants stay closed to it.
    await third.goto(`${product.address}/cases/${caseId}`);
    await third.locator('#sign-in-email').waitFor();
    await context.close();

    await page.reload();
    await page.getByText('Ja, vanaf april.').waitFor();
  });

  test('a request for access goes from the desk to a printout', async () => {
    const { page } = gerda;
    await people.municipality.call('POST', `/cases/${caseId}/person/rights-requests`, {
      requestId: 'request-access-01',
      data: {
        kind: 'access',
        receivedOn: day(0),
        request: 'Welke gegevens hebt u over mij?',
        requester: 'subject',
        recipientName: 'Fictief Persoon X',
        identityMethod: 'in-person',
        identityExplanation: 'Paspoort gezien aan de balie.',
      },
    });
    for (const who of Object.keys(cast) as Who[])
      await doStep(who, 'rights-advice', { rightsAdvice: 'no-objection' });
    await doStep('municipality', 'rights-decision', { rightsDecision: 'grant' });
    const person = await people.municipality.call<CasePerson>('GET', `/cases/${caseId}/person`);
    expect(person.rightsRequests).toMatchObject([{ state: 'decided', canExport: true }]);

    await page.goto(`${product.address}/cases/${caseId}/person`);
    await page.getByRole('heading', { name: /Inzage, ontvangen op/ }).waitFor();
    await isAccessible(page);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Uitdraai maken (PDF)' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^rights-.+\.pdf$/);
    await page.getByText(/Uitdraai gemaakt op/).waitFor();
  });
});
