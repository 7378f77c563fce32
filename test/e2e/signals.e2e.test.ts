import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { CasePage } from '../../src/contract/http.ts';
import { signIn, type ApiPerson } from '../../src/demo/api-person.ts';
import { signal } from '../../src/demo/stories.ts';
import { axeFaults } from '../support/axe.ts';
import { startBrowser } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { installationWith } from '../support/installation.ts';
import { newDataDir, spawnProduct } from '../support/spawn-product.ts';
import type { SpawnedServer } from '../support/spawn-server.ts';
import { webPerson, type WebPerson } from '../support/web-person.ts';

const password = 'casusoverleg-demo';
const emails = {
  police: 'pia@politie.example',
  municipality: 'gerda@voorbeeldstad.example',
  colleague: 'giel@voorbeeldstad.example',
  prosecution: 'otto@om.example',
  care: 'zoe@zorg.example',
  chair: 'carla@voorbeeldstad.example',
} as const;
type Who = keyof typeof emails;

interface Retention {
  readonly notAdmittedCase: object;
}

let product: SpawnedServer;
let browser: Browser;
let people: Record<Who, WebPerson>;

beforeAll(async () => {
  // The term of a signal that was not admitted ends at once, so that its end can be lived through.
  const program = installationWith<Retention>('retention.json', (retention) => ({
    ...retention,
    notAdmittedCase: { ...retention.notAdmittedCase, period: 'P0D' },
  }));
  product = await spawnProduct({ dataDir: newDataDir(), program });
  browser = await startBrowser();
  const entries = Object.entries(emails).map(async ([who, email]) => {
    const person = await webPerson({ browser, baseUrl: () => product.address, email, password });
    await person.signIn();
    return [who, person] as const;
  });
  people = Object.fromEntries(await Promise.all(entries)) as Record<Who, WebPerson>;
});

afterAll(async () => {
  await browser?.close();
  await product?.stop('SIGTERM');
});

const apiOf = (who: Who): Promise<ApiPerson> => signIn(product.address, emails[who], password);
const referenceOf = async (who: Who, caseId: string): Promise<string | undefined> => {
  const { cases } = await (await apiOf(who)).call<CasePage>('GET', '/cases?page=1&pageSize=100');
  return cases.find((each) => each.caseId === caseId)?.reference;
};
const isAccessible = async (page: Page): Promise<void> => {
  expect(await axeFaults(page)).toEqual([]);
};
/** All text, also of what is folded. */
const textOf = async (page: Page): Promise<string> => (await page.locator('main').textContent()) ?? '';
const nobodyComplained = (): void => {
  for (const person of Object.values(people))
    expect([person.email, person.complaints]).toEqual([person.email, []]);
};

describe('in a browser', () => {
  test('a signal is rejected: three sealed votes that differ, feedback, and at the end of its short term nothing is left', async () => {
    const { police, municipality, colleague, prosecution } = people;
    const fact = 'Merkfeit: riep leuzen op het plein.';
    const caseId = await police.recordSignal(signal('Fictief Persoon R', 'Voorbeeldstad', fact));
    await police.doStep(caseId, 'signal-quality-check', { intakeOutcome: 'forward' });
    const reference = (await referenceOf('police', caseId)) ?? '';
    expect(reference).toMatch(/^C-/);

    await police.doStep(caseId, 'screening-vote', {
      vote: 'admit',
      rationale: 'Geheime stem van de politie.',
    });
    await municipality.openStep(caseId, 'screening-vote');
    expect(await textOf(municipality.page)).not.toContain('Geheime stem van de politie.');
    await isAccessible(municipality.page);
    await municipality.doStep(caseId, 'screening-vote', { vote: 'stop' });
    await prosecution.openStep(caseId, 'screening-vote');
    expect(await textOf(prosecution.page)).not.toContain('Geheime stem van de politie.');
    await prosecution.doStep(caseId, 'screening-vote', { vote: 'stop' });
    await municipality.openStep(caseId, 'screening-deliberation');
    expect(await textOf(municipality.page)).toContain('Geheime stem van de politie.');
    await municipality.doStep(caseId, 'screening-deliberation', { screeningNext: 'stop' });

    // Whoever recorded it hears that it was not admitted, and no more; nobody reads its content any longer.
    await police.openStep(caseId, 'signal-feedback');
    expect(await textOf(police.page)).toContain('Het signaal is niet als casus opgenomen');
    expect(await textOf(police.page)).not.toContain(fact);
    await isAccessible(police.page);
    await police.doStep(caseId, 'signal-feedback', {
      feedback: 'given',
      told: ['received', 'no-details'],
    });
    await municipality.page.goto(`${product.address}/cases/${caseId}`);
    await municipality.page.getByText('Niet opgenomen').first().waitFor();
    expect(await textOf(municipality.page)).not.toContain(fact);
    expect(await referenceOf('care', caseId)).toBeUndefined();

    // Its term ends: two people destroy it.
    await municipality.doStep(caseId, 'retention-review', { retentionDecision: 'destroy' });
    await colleague.doStep(caseId, 'destruction-approval', { destructionApproval: 'approve' });
    await eventually('the case is gone from every list', async () => {
      const left = await Promise.all(
        (['police', 'municipality', 'prosecution'] as const).map((who) => referenceOf(who, caseId)),
      );
      return left.every((found) => found === undefined);
    });
    await police.page.goto(`${product.address}/cases`);
    await police.page.getByRole('heading', { level: 1 }).waitFor();
    expect(await textOf(police.page)).not.toContain(reference);
    nobodyComplained();
  }, 300_000);

  test('a repeated signal with a misspelt name is seen by the chair, who links it to the running case', async () => {
    const { police, care, chair, municipality } = people;
    const about = (name: string) => {
      const answers = signal(name, 'Kerkstraat 5, Voorbeeldstad', 'Deelde een filmpje in een groep.');
      return { ...answers, subject: { kind: 'person', name, birthDate: '1998-04-12' } };
    };
    const known = await police.recordSignal(about('Mohammed el Amrani'));
    await police.doStep(known, 'signal-quality-check', { intakeOutcome: 'forward' });
    const reference = (await referenceOf('police', known)) ?? '';
    const caseId = await care.recordSignal(about('Mohamed Amrani'));
    await care.openStep(caseId, 'signal-quality-check');
    expect(await textOf(care.page)).not.toContain(reference);
    await care.doStep(caseId, 'signal-quality-check', { intakeOutcome: 'forward' });

    await chair.openStep(caseId, 'signal-match');
    await chair.page.getByText(`Mogelijk dezelfde persoon: ${reference}`).waitFor();
    expect(await textOf(chair.page)).toContain('Mohammed el Amrani');
    await isAccessible(chair.page);
    await chair.doStep(caseId, 'signal-match', { matchOutcome: 'repeat', linkedCaseId: known });

    await municipality.openStep(known, 'added-signal');
    await care.openStep(caseId, 'signal-feedback');
    expect(await textOf(care.page)).toContain('Het signaal is niet als casus opgenomen');
    expect(await textOf(care.page)).not.toContain(reference);
    expect(await referenceOf('care', known)).toBeUndefined();
    await care.doStep(caseId, 'signal-feedback', { feedback: 'not-given', notGivenReason: 'anonymous' });
    nobodyComplained();
  }, 300_000);
});
